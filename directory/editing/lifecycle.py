"""Listings as a whole: made, copied, taken out of the search and back, offered at one place more or less."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, or_, select

from directory.change_log import Author, changing
from directory.editing.removing import remove
from directory.editing.subject import load
from directory.editing.vocabulary import ready_categories
from directory.tables import (
    Attribute,
    ChangeSet,
    Contact,
    CostOption,
    Language,
    Location,
    Organization,
    Phone,
    RequiredDocument,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    Url,
    new_id,
)
from directory.taxonomies import ours

STATUSES = ("active", "inactive", "defunct", "temporarily closed")
# How much room there is, is not copied: it would be said of a service that nobody asked.
_COPIED: tuple[type[SQLModel], ...] = (
    Contact, Phone, Schedule, ServiceArea, CostOption, RequiredDocument, Language, Url,
)  # fmt: skip


def create(
    session: Session,
    *,
    name: str,
    organization_id: str | None,
    organization_name: str,
    categories: Sequence[str],
    by: Author,
    why: str,
    now: datetime,
) -> Service:
    """A new listing of an organization, or of a new one with `organization_name`. Raises LookupError.

    It is inactive, so that nobody finds it before it is complete.
    """
    ready_categories(session)
    with changing(session, kind="new", by=by, now=now, why=why):
        if organization_id is None:
            organization = Organization(name=organization_name, description="")
            session.add(organization)
            session.flush()
            organization_id = organization.id
        elif session.get(Organization, organization_id) is None:
            raise LookupError(f"no organization {organization_id}")
        service = Service(organization_id=organization_id, name=name, status="inactive")
        session.add(service)
        session.flush()
        if categories:
            ours.place_under(session, service.id, categories)
    return service


def duplicate(
    session: Session, service_id: str, *, name: str, by: Author, why: str, now: datetime
) -> Service:
    """A copy of a listing under another name, at the same places: inactive, and verified by nobody.

    Raises LookupError.
    """
    with changing(session, kind="duplicate", by=by, now=now, why=why):
        subject = load(session, service_id)
        values = {**subject.service.model_dump(), "id": new_id(), "name": name, "status": "inactive"}
        copy = Service(**{**values, "assured_date": None, "assurer_email": None, "last_modified": None})
        session.add(copy)
        session.flush()
        links = {service_id: copy.id}
        for offer in subject.offered:
            links[offer.id] = new_id()
            session.add(
                ServiceAtLocation(
                    **{**offer.model_dump(), "id": links[offer.id], "service_id": copy.id},
                )
            )
        session.flush()
        for table in _COPIED:
            _copy(session, table, links)
        _copy_attributes(session, service_id, copy.id)
    return copy


def _copy(session: Session, table: type[SQLModel], links: dict[str, str]) -> None:
    """Copies the rows that belong to the service or to its offers; those of places it shares."""
    owners = [name for name in ("service_id", "service_at_location_id") if name in table.model_fields]
    theirs = or_(*(col(getattr(table, name)).in_(list(links)) for name in owners))
    for row in session.exec(select(table).where(theirs)).all():
        values = {**row.model_dump(), "id": new_id()}
        moved = {name: links.get(values[name]) for name in owners if values[name]}
        if "contact_id" in values:
            # A person's own number stays with the person.
            values["contact_id"] = None
        session.add(table.model_validate(values | moved))
    session.flush()


def _copy_attributes(session: Session, service_id: str, copy_id: str) -> None:
    said = select(Attribute).where(Attribute.link_entity == "service", Attribute.link_id == service_id)
    for row in session.exec(said).all():
        session.add(Attribute(**{**row.model_dump(), "id": new_id(), "link_id": copy_id}))
    session.flush()


def set_status(
    session: Session, service_ids: Iterable[str], status: str, *, by: Author, why: str, now: datetime
) -> tuple[ChangeSet | None, int]:
    """Gives listings a status, all in one change set; how many of them had another one before.

    Raises ValueError for a status that the standard does not know.
    """
    if status not in STATUSES:
        raise ValueError(f"unknown status {status!r}")
    with changing(session, kind="status", by=by, now=now, why=why) as made:
        rows = [row for row in _services(session, service_ids) if row.status != status]
        for row in rows:
            row.status = status
            session.add(row)
    return (made if made in session else None), len(rows)


def add_category(
    session: Session, service_ids: Iterable[str], code: str, *, by: Author, why: str, now: datetime
) -> tuple[ChangeSet | None, int]:
    """Puts listings under one need category more, all in one change set; how many that moved."""
    count = 0
    ready_categories(session)
    with changing(session, kind="categories", by=by, now=now, why=why) as made:
        ids = [row.id for row in _services(session, service_ids)]
        for service_id, codes in ours.stated(session, ids).items():
            if code not in codes:
                ours.place_under(session, service_id, [*codes, code])
                count += 1
    return (made if made in session else None), count


def offer_at(
    session: Session, service_id: str, location_id: str, *, by: Author, why: str, now: datetime
) -> ChangeSet | None:
    """Says that a service is offered at a place that is known; None where it is. Raises LookupError."""
    with changing(session, kind="place", by=by, now=now, why=why) as made:
        subject = load(session, service_id)
        if any(row.location_id == location_id for row in subject.offered):
            return None
        if session.get(Location, location_id) is None:
            raise LookupError(f"no location {location_id}")
        session.add(ServiceAtLocation(service_id=service_id, location_id=location_id))
    return made


def no_longer_at(
    session: Session, service_id: str, location_id: str, *, by: Author, why: str, now: datetime
) -> ChangeSet:
    """Says that a service is offered at a place no more; the place itself stays. Raises LookupError."""
    with changing(session, kind="place", by=by, now=now, why=why) as made:
        offer = load(session, service_id, location_id).offer()
        assert offer is not None
        remove(session, offer)
    return made


def _services(session: Session, service_ids: Iterable[str]) -> list[Service]:
    query: Any = select(Service).where(col(Service.id).in_(list(service_ids))).order_by(col(Service.id))
    return list(session.exec(query.execution_options(populate_existing=True)))
