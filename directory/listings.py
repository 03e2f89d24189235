"""A listing as pages show it: a service with its organization and all that hangs on it, in few queries.

A confidential address does not leave this module: such a place has no address lines and no coordinates.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, col, select

from directory.categories import categorize
from directory.tables import (
    Accessibility,
    Address,
    Attribute,
    Availability,
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
    ServiceCapacity,
    Taxonomy,
    TaxonomyTerm,
    Unit,
)
from directory.taxonomies.meaning import NEED_TAXONOMY, load_meanings, main_categories

ADDRESS_CONFIDENTIAL = "address-confidential"
# SQLite takes 32,766 values in one statement at the most; a page needs far fewer.
_AT_A_TIME = 5_000

Row = TypeVar("Row", bound=SQLModel)


@dataclass(frozen=True)
class Term:
    """A term of a taxonomy that a listing stands under; `code` may be empty.

    `use` is what the term tells of it, as the package has it: `service_category`, `eligibility`, `keyword`.
    `codes` are the need categories and kinds of service that it stands for, none where that is not known.
    """

    taxonomy: str
    code: str
    name: str
    use: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Number:
    """A telephone number to reach a service, with what it is for."""

    number: str
    extension: str
    kind: str
    description: str


@dataclass(frozen=True)
class Capacity:
    """Room as it was reported: `available` of `maximum` units ("beds") at `updated`."""

    unit: str
    available: float | None
    maximum: float | None
    description: str
    updated: datetime | None


@dataclass(frozen=True)
class Place:
    """Where a service is offered. A confidential one has no lines, no postal code and no coordinates.

    `offered` are the hours of this service at this place, `schedules` those of the place itself.
    """

    id: str
    kind: str
    name: str
    lines: tuple[str, ...]
    city: str
    state: str
    postal_code: str
    latitude: float | None
    longitude: float | None
    confidential: bool
    transportation: str
    accessibility: tuple[str, ...]
    schedules: tuple[Schedule, ...]
    offered: tuple[Schedule, ...] = ()


@dataclass(frozen=True)
class Listing:
    """One service as a caseworker reads it; `availability` is what was told last of its room, however old."""

    service: Service
    organization: Organization
    places: tuple[Place, ...]
    phones: tuple[Number, ...]
    languages: tuple[str, ...]
    costs: tuple[CostOption, ...]
    documents: tuple[str, ...]
    schedules: tuple[Schedule, ...]
    areas: tuple[str, ...]
    capacities: tuple[Capacity, ...]
    terms: tuple[Term, ...]
    availability: Availability | None = None

    @property
    def id(self) -> str:
        """The service's id."""
        return self.service.id

    @property
    def name(self) -> str:
        """The service's name."""
        return self.service.name

    @property
    def organization_name(self) -> str:
        """The name of the organization that offers it."""
        return self.organization.name

    @property
    def verified_on(self) -> date | None:
        """The day on which somebody last made sure that the entry is true; None if nobody did."""
        return self.service.assured_date

    @property
    def categories(self) -> tuple[str, ...]:
        """Its need categories, the main one first: as the directory says them, or else by its own words."""
        stated = main_categories(self.stated_codes)
        about = (term.name for term in self.terms if term.use != "eligibility")
        return stated or categorize(self.name, self.service.description or "", about)

    @property
    def stated_codes(self) -> tuple[str, ...]:
        """The need categories and kinds of service that it was put under: ours first, then those mapped."""
        ours = [code for term in self.terms if term.taxonomy == NEED_TAXONOMY for code in term.codes]
        others = [code for term in self.terms if term.taxonomy != NEED_TAXONOMY for code in term.codes]
        return tuple(dict.fromkeys([*ours, *others]))

    def place(self, location_id: str | None) -> Place | None:
        """The place with this id, or the first one."""
        chosen = [place for place in self.places if place.id == location_id]
        return next(iter(chosen or self.places), None)

    def hours_at(self, location_id: str | None) -> tuple[Schedule, ...]:
        """The closest hours that are known: of the service at the place, of the service, of the place."""
        place = self.place(location_id)
        return (place.offered if place else ()) or self.schedules or (place.schedules if place else ())


def load_listings(session: Session, service_ids: Iterable[str]) -> dict[str, Listing]:
    """The listings with these ids; unknown ids are left out."""
    ids = list(dict.fromkeys(service_ids))
    found: dict[str, Listing] = {}
    for start in range(0, len(ids), _AT_A_TIME):
        found |= _load(session, ids[start : start + _AT_A_TIME])
    return {service_id: found[service_id] for service_id in ids if service_id in found}


def _load(session: Session, ids: Sequence[str]) -> dict[str, Listing]:
    services = list(session.exec(select(Service).where(col(Service.id).in_(ids))))
    owners = {service.organization_id for service in services}
    organizations = {
        row.id: row for row in session.exec(select(Organization).where(col(Organization.id).in_(owners)))
    }
    offered = list(session.exec(select(ServiceAtLocation).where(col(ServiceAtLocation.service_id).in_(ids))))
    location_ids = {row.location_id for row in offered}
    at_ids = [row.id for row in offered]

    def by(table: type[Row], column: Any, keys: Iterable[str]) -> dict[str, list[Row]]:
        grouped: dict[str, list[Row]] = defaultdict(list)
        rows = session.exec(select(table).where(column.in_(list(keys))).order_by(table.id))  # type: ignore[attr-defined]
        for row in rows:
            grouped[getattr(row, column.key)].append(row)
        return grouped

    places = _places(session, location_ids, by)
    phones_of = [
        by(Phone, Phone.service_at_location_id, at_ids),
        by(Phone, Phone.service_id, ids),
        by(Phone, Phone.location_id, location_ids),
        by(Phone, Phone.organization_id, owners),
    ]
    languages = by(Language, Language.service_id, ids)
    place_languages = by(Language, Language.location_id, location_ids)
    costs = by(CostOption, CostOption.service_id, ids)
    documents = by(RequiredDocument, RequiredDocument.service_id, ids)
    schedules = by(Schedule, Schedule.service_id, ids)
    at_schedules = by(Schedule, Schedule.service_at_location_id, at_ids)
    areas = by(ServiceArea, ServiceArea.service_id, ids)
    at_areas = by(ServiceArea, ServiceArea.service_at_location_id, at_ids)
    capacities = by(ServiceCapacity, ServiceCapacity.service_id, ids)
    units = {row.id: row.name for row in session.exec(select(Unit))} if capacities else {}
    terms = _terms(session, ids)
    told = by(Availability, Availability.service_id, ids)
    at_of: dict[str, list[ServiceAtLocation]] = defaultdict(list)
    for row in offered:
        at_of[row.service_id].append(row)
    return {
        service.id: Listing(
            service=service,
            organization=organizations[service.organization_id],
            places=tuple(
                replace(places[row.location_id], offered=tuple(at_schedules[row.id]))
                for row in at_of[service.id]
            ),
            phones=_numbers(
                [
                    [row.id for row in at_of[service.id]],
                    [service.id],
                    [row.location_id for row in at_of[service.id]],
                    [service.organization_id],
                ],
                phones_of,
            ),
            languages=_languages(
                languages[service.id], *(place_languages[row.location_id] for row in at_of[service.id])
            ),
            costs=tuple(costs[service.id]),
            documents=tuple(row.document for row in documents[service.id] if row.document),
            schedules=tuple(schedules[service.id]),
            areas=_area_names(areas[service.id], *(at_areas[row.id] for row in at_of[service.id])),
            capacities=tuple(
                Capacity(
                    units.get(row.unit_id, ""), row.available, row.maximum, row.description or "", row.updated
                )
                for row in capacities[service.id]
            ),
            terms=tuple(terms[service.id]),
            availability=max(
                told[service.id], key=lambda row: (row.reported_at, row.expires_at, row.id), default=None
            ),
        )
        for service in services
    }


def _places(
    session: Session, location_ids: Iterable[str], by: Callable[..., dict[str, list[Any]]]
) -> dict[str, Place]:
    ids = list(location_ids)
    addresses = by(Address, Address.location_id, ids)
    accessibility = by(Accessibility, Accessibility.location_id, ids)
    schedules = by(Schedule, Schedule.location_id, ids)
    hidden = confidential_locations(session, ids)
    return {
        row.id: _place(row, addresses[row.id], accessibility[row.id], schedules[row.id], row.id in hidden)
        for row in session.exec(select(Location).where(col(Location.id).in_(ids)))
    }


def _place(
    row: Location,
    addresses: Sequence[Address],
    accessibility: Sequence[Accessibility],
    schedules: Sequence[Schedule],
    confidential: bool,
) -> Place:
    address = next((one for one in addresses if one.address_type == "physical"), next(iter(addresses), None))
    lines = () if address is None or confidential else (address.address_1, address.address_2 or "")
    return Place(
        id=row.id,
        kind=row.location_type,
        name="" if confidential else row.name or "",
        lines=tuple(line for line in lines if line),
        city=address.city if address else "",
        state=address.state_province if address else "",
        postal_code=address.postal_code if address and not confidential else "",
        latitude=None if confidential else row.latitude,
        longitude=None if confidential else row.longitude,
        confidential=confidential,
        transportation="" if confidential else row.transportation or "",
        accessibility=tuple(one.description or "" for one in accessibility if one.description),
        schedules=tuple(schedules),
    )


def confidential_locations(session: Session, location_ids: Sequence[str]) -> set[str]:
    """Those of these locations whose address is told to nobody."""
    query = (
        select(Attribute.link_id)
        .join(TaxonomyTerm, col(TaxonomyTerm.id) == col(Attribute.taxonomy_term_id))
        .where(TaxonomyTerm.code == ADDRESS_CONFIDENTIAL, col(Attribute.link_id).in_(location_ids))
    )
    return set(session.exec(query))


def _terms(session: Session, ids: Sequence[str]) -> dict[str, list[Term]]:
    query = (
        select(Attribute, TaxonomyTerm, Taxonomy.name)
        .join(TaxonomyTerm, col(TaxonomyTerm.id) == col(Attribute.taxonomy_term_id))
        .join(Taxonomy, col(Taxonomy.id) == col(TaxonomyTerm.taxonomy_id), isouter=True)
        .where(col(Attribute.link_id).in_(ids), Attribute.link_entity == "service")
        # Without a stated order the main category would change from one page to the next.
        .order_by(col(Attribute.value).is_(None), col(Attribute.value), col(Attribute.id))
    )
    rows = session.exec(query).all()
    meanings = load_meanings(session, {term.id for _, term, _ in rows})
    terms: dict[str, list[Term]] = defaultdict(list)
    for attribute, term, taxonomy in rows:
        name, code = taxonomy or term.taxonomy or "", term.code or ""
        # What says who may come says nothing of what there is.
        meant = meanings.codes(name, code, term.id) if attribute.link_type != "eligibility" else ()
        terms[attribute.link_id].append(Term(name, code, term.name, attribute.link_type or "", meant))
    return terms


def _languages(*levels: Sequence[Language]) -> tuple[str, ...]:
    """Codes, or names where a language has no code, each once."""
    spoken = (row.code or row.name for rows in levels for row in rows)
    return tuple(dict.fromkeys(language for language in spoken if language))


def _area_names(*levels: Sequence[ServiceArea]) -> tuple[str, ...]:
    names = (row.name or row.description for rows in levels for row in rows)
    return tuple(dict.fromkeys(name for name in names if name))


def _numbers(keys: Sequence[Sequence[str]], phones: Sequence[dict[str, list[Phone]]]) -> tuple[Number, ...]:
    """Telephone numbers from the closest to the service to the furthest, each once."""
    found: dict[tuple[str, str], Number] = {}
    for level, grouped in zip(keys, phones, strict=True):
        for key in level:
            for row in grouped[key]:
                number = Number(row.number, str(row.extension or ""), row.type or "", row.description or "")
                found.setdefault((number.number, number.extension), number)
    return tuple(found.values())
