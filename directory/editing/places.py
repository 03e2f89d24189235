"""The place at which a service is offered: its row, its addresses, and whether it is told to anybody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, func, select

from directory.confidential import SECRET_FIELDS
from directory.editing.merging import State, Steps
from directory.editing.sections import ChildRows, OneRow
from directory.editing.subject import Subject
from directory.editing.values import columns, fields_of, hidden
from directory.editing.vocabulary import confidential_term
from directory.listings import ADDRESS_CONFIDENTIAL, confidential_locations
from directory.tables import (
    Accessibility,
    Address,
    Attribute,
    ChangeEntry,
    Location,
    ServiceAtLocation,
    TaxonomyTerm,
)

_PLACE = ("location_type", "name", "transportation", "url", "latitude", "longitude")
_ADDRESS = ("address_type", "attention", "address_1", "address_2", "city", "state_province", "postal_code")


def without_secrets(session: Session, table: str, row_id: str, values: dict[str, Any]) -> dict[str, Any]:
    """The values of a row of a confidential place: what would tell where it is stands as `hidden`.

    The number in it is that of the last change of the row, so that two people who replace the same address
    still meet.
    """
    entries = select(func.max(ChangeEntry.id)).where(
        ChangeEntry.table_name == table, ChangeEntry.row_id == row_id
    )
    version = session.exec(entries).one() or 0
    secrets = SECRET_FIELDS.get(table, frozenset())
    return {name: hidden(version) if name in secrets else value for name, value in values.items()}


@dataclass(frozen=True)
class PlaceRow(OneRow):
    """The location, with the field `confidential`; one that is not there yet is added with its first save."""

    def read(self, session: Session, subject: Subject) -> State:
        """See Section."""
        if subject.location_id is None:
            return {}
        row = session.get_one(Location, subject.location_id, populate_existing=True)
        values = fields_of(row, self.fields)
        confidential = is_confidential(session, row.id)
        if confidential:
            values = without_secrets(session, self.table, row.id, values)
        return {f"{self.table}:{row.id}": {"confidential": confidential, **values}}

    def write(self, session: Session, subject: Subject, steps: Steps, *, now: datetime) -> None:
        """See Section."""
        super().write(session, subject, steps, now=now)
        for values in steps.changed.values():
            if subject.location_id is not None and "confidential" in values:
                keep_confidential(session, subject.location_id, values["confidential"])

    def add(self, session: Session, subject: Subject, steps: Steps) -> str:
        """Makes the place that is not there yet, and that the service is offered there; gives its id."""
        values = dict(next(iter(steps.of(f"{self.table}:").added.values()), {}))
        confidential = values.pop("confidential", False)
        row = Location(
            **{"location_type": "physical", **columns(Location, values)},
            organization_id=subject.service.organization_id,
        )
        session.add(row)
        session.flush()
        if confidential:
            keep_confidential(session, row.id, True)
        session.add(ServiceAtLocation(service_id=subject.service.id, location_id=row.id))
        session.flush()
        return row.id


@dataclass(frozen=True)
class RowsOfPlace(ChildRows):
    """Rows of the place that is edited, and of no other."""

    def rows(self, session: Session, subject: Subject) -> list[SQLModel]:
        """See ChildRows."""
        if subject.location_id is None:
            return []
        query: Any = select(self.model).where(
            col(self.model.location_id) == subject.location_id  # type: ignore[attr-defined]
        )
        ordered: Any = query.order_by(col(self.model.id))  # type: ignore[attr-defined]
        return list(session.exec(ordered.execution_options(populate_existing=True)))

    def read(self, session: Session, subject: Subject) -> State:
        """See Section."""
        found = dict(super().read(session, subject))
        if subject.location_id is None or not is_confidential(session, subject.location_id):
            return found
        return {
            key: without_secrets(session, self.table, key.partition(":")[2], dict(values))
            for key, values in found.items()
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
        names = self.fields if row is None else [name for name in self.fields if name in values]
        found = columns(self.model, {name: values.get(name) for name in names})
        if row is not None:
            return found
        more = {"country": "US"} if self.model is Address else {}
        return {**found, **more, "location_id": subject.location_id}


PLACE = PlaceRow(Location, _PLACE, lambda subject: subject.location_id or "")
ADDRESSES = RowsOfPlace(Address, _ADDRESS, ("location",))
ACCESSIBILITY = RowsOfPlace(Accessibility, ("description", "details"), ("location",))


def is_confidential(session: Session, location_id: str) -> bool:
    """Whether the address of a place is told to nobody."""
    return bool(confidential_locations(session, [location_id]))


def keep_confidential(session: Session, location_id: str, wanted: bool) -> None:
    """Lets the address of a place be told to nobody, or to everybody again; within `changing`."""
    said = (
        select(Attribute)
        .join(TaxonomyTerm, col(TaxonomyTerm.id) == col(Attribute.taxonomy_term_id))
        .where(TaxonomyTerm.code == ADDRESS_CONFIDENTIAL, Attribute.link_id == location_id)
    )
    rows = session.exec(said).all()
    if wanted and not rows:
        term = confidential_term(session)
        session.add(Attribute(link_id=location_id, link_entity="location", taxonomy_term_id=term))
    for row in () if wanted else rows:
        session.delete(row)
    session.flush()
