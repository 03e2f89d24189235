"""What parts of a listing are made of: one row of its own, or the rows that hang on it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlmodel import Session, SQLModel, col, or_, select

from directory.editing.merging import State, Steps
from directory.editing.removing import remove
from directory.editing.subject import Subject
from directory.editing.values import columns, edited, fields_of


class Section(Protocol):
    """Some rows of a listing: read for an editor, and written as merged."""

    @property
    def table(self) -> str:
        """What the keys of its rows begin with."""
        ...

    def read(self, session: Session, subject: Subject) -> State:
        """The rows as they are in the database now."""
        ...

    def write(self, session: Session, subject: Subject, steps: Steps, *, now: datetime) -> None:
        """Does the steps that concern these rows; within `changing`."""
        ...


@dataclass(frozen=True)
class OneRow:
    """Fields of a row that is always there and neither comes nor goes: the service, its organization."""

    model: type[SQLModel]
    fields: tuple[str, ...]
    row_id: Callable[[Subject], str]

    @property
    def table(self) -> str:
        """See Section."""
        return str(self.model.__tablename__)

    def read(self, session: Session, subject: Subject) -> State:
        """See Section."""
        row = session.get_one(self.model, self.row_id(subject), populate_existing=True)
        return {f"{self.table}:{self.row_id(subject)}": fields_of(row, self.fields)}

    def write(self, session: Session, subject: Subject, steps: Steps, *, now: datetime) -> None:
        """See Section."""
        for key, values in steps.changed.items():
            row = session.get_one(self.model, key.partition(":")[2])
            row.sqlmodel_update(columns(self.model, _only(values, self.fields)))
            session.add(row)
        session.flush()


@dataclass(frozen=True)
class ChildRows:
    """Rows that belong to the service or to what it hangs on; with several `owners` the editor says to which.

    Its field `owner` is then like "location:<id>".
    """

    model: type[SQLModel]
    fields: tuple[str, ...]
    owners: tuple[str, ...] = ("service",)

    @property
    def table(self) -> str:
        """See Section."""
        return str(self.model.__tablename__)

    def read(self, session: Session, subject: Subject) -> State:
        """See Section."""
        return {f"{self.table}:{row.id}": self._fields(row) for row in self.rows(session, subject)}  # type: ignore[attr-defined]

    def rows(self, session: Session, subject: Subject) -> list[SQLModel]:
        """The rows themselves, in a lasting order."""
        by_column: dict[str, list[str]] = {}
        for column, value in subject.owners(self.owners).values():
            by_column.setdefault(column, []).append(value)
        theirs = or_(*(col(getattr(self.model, name)).in_(ids) for name, ids in by_column.items()))
        query: Any = select(self.model).where(theirs).order_by(col(self.model.id))  # type: ignore[attr-defined]
        return list(session.exec(query.execution_options(populate_existing=True)))

    def _fields(self, row: SQLModel) -> dict[str, Any]:
        values = fields_of(row, self.fields)
        return {"owner": self.owner(row), **values} if len(self.owners) > 1 else values

    def owner(self, row: SQLModel) -> str:
        """What a row belongs to, the closest to the service first."""
        kinds = sorted(self.owners, key=("service_at_location", "service", "location", "organization").index)
        return next(f"{kind}:{value}" for kind in kinds if (value := getattr(row, f"{kind}_id")))

    def write(self, session: Session, subject: Subject, steps: Steps, *, now: datetime) -> None:
        """See Section."""
        for values in steps.added.values():
            session.add(self.model(**self.columns(session, subject, values, now=now)))
        for key, values in steps.changed.items():
            row = session.get_one(self.model, key.partition(":")[2])
            row.sqlmodel_update(self.columns(session, subject, values, now=now, row=row))
            session.add(row)
        session.flush()
        for key in steps.removed:
            remove(session, session.get_one(self.model, key.partition(":")[2]))

    def columns(
        self,
        session: Session,
        subject: Subject,
        values: Any,
        *,
        now: datetime,
        row: SQLModel | None = None,
    ) -> dict[str, Any]:
        """An editor's values as columns, with whom the row belongs to where that is new."""
        names = self.fields if row is None else [name for name in self.fields if name in values]
        found = columns(self.model, {name: edited(values.get(name)) for name in names})
        if row is not None and "owner" not in values:
            return found
        choices = subject.owners(self.owners)
        owner = values.get("owner") or next(iter(choices))
        if owner not in choices:
            raise LookupError(f"no longer of this listing: {owner}")
        no_longer: dict[str, Any] = {f"{kind}_id": None for kind in self.owners}
        return {**found, **no_longer, choices[owner][0]: choices[owner][1]}


def _only(values: Any, fields: tuple[str, ...]) -> dict[str, Any]:
    return {name: edited(value) for name, value in values.items() if name in fields}
