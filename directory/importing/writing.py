"""Writes checked rows: new ones in, changed ones over the old, unchanged ones not at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from directory.importing.rows import Row


@dataclass
class Written:
    """The values of what was written: new rows, and old rows before and after their change."""

    inserted: list[dict[str, Any]] = field(default_factory=list)
    updated: list[tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=list)
    unchanged: int = 0


# Asked of rows that would change, as before and after: gives back those that may, with what they may change.
Review = Callable[
    [str, list[tuple[dict[str, Any], dict[str, Any]]]], list[tuple[dict[str, Any], dict[str, Any]]]
]


class TableWriter:
    """Upserts the rows of one file into one table by id.

    Only the columns that the file has are written, so that a package without a column leaves what is there.
    A field that could not be read, or that says nothing, leaves the old value too.
    """

    def __init__(
        self, session: Session, table: Table, columns: Sequence[str], review: Review | None = None
    ) -> None:
        self._review = review
        self._session = session
        self._table = table
        self._columns = ["id", *(name for name in columns if name != "id")]
        self._was_empty = session.execute(select(func.count()).select_from(table).limit(1)).scalar() == 0
        dialect = session.get_bind().dialect.name
        insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
        rest = {name: insert.excluded[name] for name in self._columns if name != "id"}
        self._upsert = insert.on_conflict_do_update(index_elements=["id"], set_=rest) if rest else insert

    def write(self, rows: Sequence[Row]) -> Written:
        """Writes a chunk of rows and says which were new, changed or the same."""
        written = Written()
        existing = {} if self._was_empty else self._existing([row.id for row in rows])
        for row in rows:
            values = {name: row.values.get(name) for name in self._columns}
            old = existing.get(row.id)
            if old is None:
                written.inserted.append(values)
                continue
            for name in (row.bad_fields | row.keeps) & values.keys():
                values[name] = old[name]
            if values == old:
                written.unchanged += 1
            else:
                written.updated.append((old, values))
        if self._review is not None and written.updated:
            allowed = self._review(self._table.name, written.updated)
            written.unchanged += len(written.updated) - len(allowed)
            written.updated = allowed
        changed = written.inserted + [new for _, new in written.updated]
        if changed:
            self._session.connection().execute(self._upsert, changed)
        return written

    def _existing(self, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        columns = [self._table.c[name] for name in self._columns]
        found = self._session.execute(select(*columns).where(self._table.c.id.in_(ids))).mappings()
        return {str(row["id"]): dict(row) for row in found}
