"""Reads from the directory what the index needs of every service, in bulk, in pieces that fit in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as typed_select
from sqlmodel import Session, col

from directory.availability import rooms
from directory.corrections import corrections
from directory.hours import is_short
from directory.listings import confidential_locations
from directory.tables import (
    Address,
    Attribute,
    CostOption,
    Language,
    Location,
    Organization,
    Phone,
    Program,
    RequiredDocument,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    TaxonomyTerm,
)
from directory.taxonomies.meaning import load_meanings

# Its types know ten columns at the most.
select: Any = typed_select

_HOURS = (
    col(Schedule.byday),
    col(Schedule.opens_at),
    col(Schedule.closes_at),
    col(Schedule.valid_from),
    col(Schedule.valid_to),
)
_PIECE = 5_000
# SQLite takes a few hundred thousand parameters, PostgreSQL 65,535; small pieces cost nothing.
_IDS_AT_ONCE = 500


@dataclass
class Site:
    """A location at which a service is offered; coordinates and postal address as far as they are known."""

    location_id: str
    kind: str
    latitude: float | None
    longitude: float | None
    city: str = ""
    state: str = ""
    postal_code: str = ""


@dataclass
class ServiceTexts:
    """One service as the index reads it.

    `codes` are the need categories and kinds of service that it was put under. `room` is a status of
    directory.availability, empty where nothing was told, and holds until `room_until`. `correction` holds
    the criteria that a person put in place of its words, None where nobody did.
    """

    id: str
    organization_id: str
    name: str
    alternate_name: str
    description: str
    organization: str
    organization_description: str
    program: str
    eligibility: str
    application: str
    fees: str
    wait: str
    alert: str
    minimum_age: float | None
    maximum_age: float | None
    status: str
    assured: date | None
    interpretation: str
    terms: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    areas: list[str] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)
    hours: list[tuple[str, Any, Any]] = field(default_factory=list)
    costs: list[float | None] = field(default_factory=list)
    room: str = ""
    available: float | None = None
    room_until: datetime | None = None
    phones: list[str] = field(default_factory=list)
    correction: tuple[str, ...] | None = None


def count_services(session: Session) -> int:
    """How many services the directory holds that may be shown."""
    shown = select(func.count()).select_from(Service).where(col(Service.status).notin_(HIDDEN_STATUSES))
    return int(session.execute(shown).scalar_one())


HIDDEN_STATUSES = ("inactive", "defunct")


def read_services(session: Session, service_ids: Sequence[str] | None = None) -> Iterator[ServiceTexts]:
    """Services that may be shown, all of them or those named, in the order of their ids."""
    if service_ids is not None:
        wanted = sorted(service_ids)
        for start in range(0, len(wanted), _IDS_AT_ONCE):
            piece = wanted[start : start + _IDS_AT_ONCE]
            yield from _piece(session, col(Service.id).in_(piece))
        return
    ids = list(session.execute(select(Service.id).order_by(Service.id)).scalars())
    for start in range(0, len(ids), _PIECE):
        low, high = ids[start], ids[min(start + _PIECE, len(ids)) - 1]
        yield from _piece(session, col(Service.id).between(low, high))


def _piece(session: Session, which: Any) -> Iterator[ServiceTexts]:
    services = _services(session, which)
    chosen = select(Service.id).where(which)
    _sites(session, services, chosen)
    meanings = load_meanings(session)
    for service_id, taxonomy, code, term, term_id, use in session.execute(
        select(
            Attribute.link_id,
            TaxonomyTerm.taxonomy,
            TaxonomyTerm.code,
            TaxonomyTerm.name,
            TaxonomyTerm.id,
            Attribute.link_type,
        )
        .join(TaxonomyTerm, col(TaxonomyTerm.id) == Attribute.taxonomy_term_id)
        .where(Attribute.link_entity == "service", col(Attribute.link_id).in_(chosen))
        .order_by(Attribute.id)
    ):
        if service_id not in services:
            continue
        if use != "eligibility":
            services[service_id].codes += meanings.codes(taxonomy or "", code or "", term_id)
        services[service_id].terms.append(term or "")
    _lists(session, services, chosen)
    for service_id, correction in corrections(session, services).items():
        services[service_id].correction = tuple(correction.criteria)
    for service_id, room in rooms(session, services).items():
        service = services[service_id]
        service.room, service.available, service.room_until = room.status, room.places, room.expires_at
    yield from services.values()


def _services(session: Session, which: Any) -> dict[str, ServiceTexts]:
    query = (
        select(
            Service.id, Service.organization_id, Service.name, Service.alternate_name,
            Service.description, Organization.name, Organization.description, Program.name,
            Service.eligibility_description,
            Service.application_process, Service.fees_description, Service.wait_time, Service.alert,
            Service.minimum_age, Service.maximum_age, Service.status, Service.assured_date,
            Service.interpretation_services,
        )
        .join(Organization, col(Organization.id) == Service.organization_id)
        .join(Program, col(Program.id) == Service.program_id, isouter=True)
        .where(which, col(Service.status).notin_(HIDDEN_STATUSES))
        .order_by(Service.id)
    )  # fmt: skip
    found = {}
    for row in session.execute(query):
        texts: tuple[Any, ...] = (*(value or "" for value in row[:13]), *row[13:17], row[17] or "")
        found[row[0]] = ServiceTexts(*texts)
    return found


def _sites(session: Session, services: dict[str, ServiceTexts], chosen: Any) -> None:
    query = (
        select(
            ServiceAtLocation.service_id, Location.id, Location.location_type, Location.latitude,
            Location.longitude, Address.city, Address.state_province, Address.postal_code,
        )
        .join(Location, col(Location.id) == ServiceAtLocation.location_id)
        .join(Address, col(Address.location_id) == Location.id, isouter=True)
        .where(col(ServiceAtLocation.service_id).in_(chosen))
        .order_by(ServiceAtLocation.service_id, Location.id, col(Address.address_type), Address.id)
    )  # fmt: skip
    found = session.execute(query).all()
    hidden = confidential_locations(session, sorted({row[1] for row in found}))
    for service_id, location_id, kind, latitude, longitude, city, state, postal in found:
        service = services.get(service_id)
        if service is None or (service.sites and service.sites[-1].location_id == location_id):
            continue
        # Of a confidential place only the town may be told, also by a distance.
        known = (
            (None, None, city, state, "")
            if location_id in hidden
            else (latitude, longitude, city, state, postal)
        )
        service.sites.append(
            Site(location_id, kind or "", known[0], known[1], *(part or "" for part in known[2:]))
        )


def _lists(session: Session, services: dict[str, ServiceTexts], chosen: Any) -> None:
    def rows(*columns: Any) -> Any:
        query: Any = select(*columns).where(columns[0].in_(chosen)).order_by(columns[0].class_.id)
        return (row for row in session.execute(query) if row[0] in services)

    for service_id, document in rows(col(RequiredDocument.service_id), RequiredDocument.document):
        services[service_id].documents.append(document or "")
    for service_id, number in rows(col(Phone.service_id), Phone.number):
        services[service_id].phones.append(number or "")
    for service_id, number in session.execute(
        select(Service.id, Phone.number)
        .join(Phone, col(Phone.organization_id) == Service.organization_id)
        .where(col(Service.id).in_(chosen))
        .order_by(Phone.id)
    ):
        if service_id in services and not services[service_id].phones:
            services[service_id].phones.append(number or "")
    for service_id, name, code in rows(col(Language.service_id), Language.name, Language.code):
        services[service_id].languages.append(code or name or "")
    for service_id, name, words in rows(
        col(ServiceArea.service_id), ServiceArea.name, ServiceArea.description
    ):
        services[service_id].areas.append(name or words or "")
    for service_id, name, words in session.execute(
        select(ServiceAtLocation.service_id, ServiceArea.name, ServiceArea.description)
        .join(ServiceArea, col(ServiceArea.service_at_location_id) == ServiceAtLocation.id)
        .where(col(ServiceAtLocation.service_id).in_(chosen))
        .order_by(ServiceAtLocation.service_id, ServiceArea.id)
    ):
        if service_id in services and (area := name or words or "") not in services[service_id].areas:
            services[service_id].areas.append(area)
    for service_id, amount in rows(col(CostOption.service_id), CostOption.amount):
        services[service_id].costs.append(amount)
    for service_id, *hours in rows(col(Schedule.service_id), *_HOURS):
        services[service_id].hours += _lasting(*hours)
    _hours_of_sites(session, services, chosen)


def _hours_of_sites(session: Session, services: dict[str, ServiceTexts], chosen: Any) -> None:
    """The hours of the places of a service, where it has none of its own."""
    own = {service_id for service_id, service in services.items() if service.hours}
    offered = col(ServiceAtLocation.service_id)
    for link in (
        col(Schedule.service_at_location_id) == col(ServiceAtLocation.id),
        col(Schedule.location_id) == col(ServiceAtLocation.location_id),
    ):
        query: Any = (
            select(offered, *_HOURS).join(Schedule, link).where(offered.in_(chosen)).order_by(Schedule.id)
        )
        for service_id, *hours in session.execute(query):
            if service_id in services and service_id not in own:
                services[service_id].hours += _lasting(*hours)


def _lasting(
    byday: str | None, opens: Any, closes: Any, first: date | None, last: date | None
) -> list[tuple[str, Any, Any]]:
    """One opening, unless it is for a few dates only: a holiday says nothing of other weeks."""
    return [] if is_short(first, last) else [(byday or "", opens, closes)]
