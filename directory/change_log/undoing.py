"""Takes a change set back: what it added goes, what it removed returns, what it changed is as before."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from directory.change_log.authors import Author
from directory.change_log.recording import changing, record_rows
from directory.change_log.rows import UNRECORDED, batched, from_json, tables
from directory.tables import ChangeEntry, ChangeSet

_AT_A_TIME = 2_000

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Clash:
    """Why one field of one row cannot be taken back: it reads otherwise now, or something rests on the row.

    `field` is empty where the whole row is meant; `expected` is what the set left, `found` what is there.
    """

    table: str
    row_id: str
    field: str
    expected: Any
    found: Any


class ChangedSince(Exception):
    """Somebody changed the same things after the set: taking it back would lose their work."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        super().__init__(f"{len(clashes)} fields or rows were changed since")
        self.clashes = tuple(clashes)


@dataclass(frozen=True)
class Undone:
    """The set that took another back, and what stayed because it was changed since."""

    change_set: ChangeSet
    kept: tuple[Clash, ...]


def undo(
    session: Session,
    change_set_id: str,
    *,
    by: Author,
    now: datetime,
    why: str = "",
    keep_later_changes: bool = False,
    leave: Collection[str] = (),
) -> Undone:
    """Takes a whole set back, as a set of its own that can be undone in turn. The caller commits.

    Where anything was changed since, it raises ChangedSince and nothing happens; with `keep_later_changes`
    what was changed since stays and stands in the answer, and the rest is taken back. The services, places
    and organizations in `leave` stay as they are with all that hangs on them. Raises LookupError for a set
    that is not there, ValueError for one that has been taken back already.
    """
    if session.get(ChangeSet, change_set_id) is None:
        raise LookupError(f"no change set {change_set_id}")
    with changing(session, kind="undo", by=by, now=now, why=why, undoes=change_set_id) as made:
        if not stands(session, change_set_id, but=made.id):
            raise ValueError("these changes have been taken back already")
        clashes: list[Clash] = []
        entries = _entries(session, change_set_id, leave)
        for name, table in tables().items():
            _restore(session, name, table, entries.get(name, ()), clashes)
        for name, table in reversed(list(tables().items())):
            _take_away(session, name, table, entries.get(name, ()), clashes)
        if clashes and not keep_later_changes:
            # The caller's rollback takes back what was done so far.
            raise ChangedSince(clashes)
    session.expire_all()
    return Undone(made, tuple(clashes))


def stands(session: Session, change_set_id: str, *, but: str | None = None) -> bool:
    """Whether nobody has taken the set back; an undo that was undone does not count, nor does `but`."""
    undoing = select(ChangeSet.id).where(ChangeSet.undoes == change_set_id, col(ChangeSet.id) != but)
    return not any(stands(session, other) for other in session.exec(undoing).all())


def _entries(
    session: Session, change_set_id: str, leave: Collection[str] = ()
) -> dict[str, list[ChangeEntry]]:
    """The set's entries by table, one for each row: what the row was before the set, and after all of it."""
    query = (
        select(ChangeEntry).where(ChangeEntry.change_set_id == change_set_id).order_by(col(ChangeEntry.id))
    )
    joined: dict[tuple[str, str], ChangeEntry] = {}
    for entry in session.exec(query.order_by(col(ChangeEntry.id))):
        if {entry.service_id, entry.location_id, entry.organization_id} & set(leave):
            continue
        key = entry.table_name, entry.row_id
        joined[key] = _joined(joined[key], entry) if key in joined else entry
    by_table: dict[str, list[ChangeEntry]] = defaultdict(list)
    for (table, _), entry in joined.items():
        if entry.before is not None or entry.after is not None:
            by_table[table].append(entry)
    return by_table


def _joined(first: ChangeEntry, then: ChangeEntry) -> ChangeEntry:
    """Two steps of one set on one row as one step."""
    before, after = first.before, then.after
    if first.action == "change" and then.action in ("change", "remove"):
        before = {**(then.before or {}), **(first.before or {})}
    if first.action in ("add", "change") and then.action == "change":
        after = {**(first.after or {}), **(then.after or {})}
    return ChangeEntry(
        change_set_id=first.change_set_id,
        table_name=first.table_name,
        row_id=first.row_id,
        action="add" if before is None else "remove" if after is None else "change",
        before=before,
        after=after,
    )


def _restore(
    session: Session, name: str, table: Table, entries: Iterable[ChangeEntry], clashes: list[Clash]
) -> None:
    """Brings back the rows that the set removed, and the old values of those that it changed."""
    wanted = {entry.row_id: entry for entry in entries if entry.before is not None}
    rows = _present(session, table, wanted)
    returning: list[dict[str, Any]] = []
    changed: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for row_id, entry in wanted.items():
        row = rows.get(row_id)
        before, after = from_json(table, entry.before or {}), from_json(table, entry.after or {})
        if entry.after is None:
            if row is None:
                returning.append(before)
            else:
                clashes.append(Clash(name, row_id, "", None, row_id))
        elif row is None:
            clashes.append(Clash(name, row_id, "", row_id, None))
        else:
            free = {field for field in before if row[field] in (after.get(field), before[field])}
            clashes += [Clash(name, row_id, f, after.get(f), row[f]) for f in sorted(before.keys() - free)]
            if any(row[field] != before[field] for field in free):
                changed.append((row, {**row, **{field: before[field] for field in free}}))
    if returning:
        for some in _chunks(returning):
            session.connection().execute(insert(table), some)
        record_rows(session, name, added=returning)
    if changed:
        _write(session, table, changed)
        record_rows(session, name, changed=changed)


def _write(session: Session, table: Table, changed: Sequence[tuple[Values, Values]]) -> None:
    columns = sorted({f for before, after in changed for f in after if before[f] != after[f]})
    values = {field: bindparam(f"new_{field}", type_=table.c[field].type) for field in columns}
    statement = update(table).where(table.c.id == bindparam("row_id")).values(values)
    rows = [{"row_id": after["id"], **{f"new_{f}": after[f] for f in columns}} for _, after in changed]
    for some in _chunks(rows):
        session.connection().execute(statement, some)


def _take_away(
    session: Session, name: str, table: Table, entries: Iterable[ChangeEntry], clashes: list[Clash]
) -> None:
    """Removes the rows that the set added, unless they were changed since or something rests on them."""
    added = {entry.row_id: entry for entry in entries if entry.before is None}
    rows = _present(session, table, added)
    going: dict[str, Values] = {}
    for row_id, row in rows.items():
        after = from_json(table, added[row_id].after or {})
        differing = [f for f in after if (name, f) not in UNRECORDED and row[f] != after[f]]
        clashes += [Clash(name, row_id, field, after[field], row[field]) for field in differing]
        if not differing:
            going[row_id] = row
    for row_id in sorted(_rested_on(session, table, going)):
        clashes.append(Clash(name, row_id, "", None, row_id))
        del going[row_id]
    for some in batched(going, _AT_A_TIME):
        session.connection().execute(delete(table).where(table.c.id.in_(some)))
    if going:
        record_rows(session, name, removed=list(going.values()))


def _rested_on(session: Session, table: Table, row_ids: Iterable[str]) -> set[str]:
    """Those of the rows that rows of other tables still point to."""
    found: set[str] = set()
    ids = list(row_ids)
    for other in tables().values():
        for key in other.foreign_keys:
            if key.column.table is table:
                for some in batched(ids, _AT_A_TIME):
                    query = select_columns(key.parent).where(key.parent.in_(some)).distinct()
                    found |= set(session.execute(query).scalars())
    return found


def _present(session: Session, table: Table, row_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for some in batched(row_ids, _AT_A_TIME):
        query = select_columns(table).where(table.c.id.in_(some))
        found |= {str(row["id"]): dict(row) for row in session.execute(query).mappings()}
    return found


def _chunks(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (rows[start : start + _AT_A_TIME] for start in range(0, len(rows), _AT_A_TIME))
