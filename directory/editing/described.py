"""Sections with fields that are no columns: the need categories, and capacity with its unit by name."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel, select

from directory.editing.merging import State, Steps
from directory.editing.sections import ChildRows
from directory.editing.subject import Subject
from directory.editing.vocabulary import unit_id
from directory.tables import ServiceCapacity, Unit
from directory.taxonomies import ours


@dataclass(frozen=True)
class Categories:
    """The categories and kinds of service that a listing was put under: `codes`, the main one first."""

    table: str = "category"

    def read(self, session: Session, subject: Subject) -> State:
        """See Section."""
        codes = ours.stated(session, [subject.service.id])[subject.service.id]
        return {f"{self.table}:{subject.service.id}": {"codes": list(codes) or None}}

    def write(self, session: Session, subject: Subject, steps: Steps, *, now: datetime) -> None:
        """See Section. Raises ValueError for no code at all: each listing stands under one at least."""
        for values in steps.changed.values():
            ours.place_under(session, subject.service.id, values["codes"] or [])


@dataclass(frozen=True)
class Capacities(ChildRows):
    """Capacity rows with the name of their unit; whoever writes one says that it is so now."""

    def read(self, session: Session, subject: Subject) -> State:
        """See Section."""
        names: dict[str, str] = dict(session.exec(select(Unit.id, Unit.name)).all())
        return {
            f"{self.table}:{row.id}": {"unit": names.get(row.unit_id), **self._fields(row)}
            for row in self.rows(session, subject)
            if isinstance(row, ServiceCapacity)
        }

    def columns(
        self,
        session: Session,
        subject: Subject,
        values: Any,
        *,
        now: datetime,
        row: SQLModel | None = None,
    ) -> dict[str, Any]:
        """See ChildRows."""
        found = super().columns(session, subject, values, now=now, row=row)
        if values.get("unit"):
            found["unit_id"] = unit_id(session, values["unit"])
        return {**found, "updated": now}
