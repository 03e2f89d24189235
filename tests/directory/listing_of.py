"""One listing with a row in almost every table, for what leaves the directory."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlmodel import Session, select

from directory.listings import ADDRESS_CONFIDENTIAL
from directory.tables import (
    Accessibility,
    Address,
    Attribute,
    Contact,
    Language,
    Location,
    Metadata,
    Organization,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    ServiceCapacity,
    Taxonomy,
    TaxonomyTerm,
    Unit,
)
from tests.conftest import NOW


@dataclass
class Listing:
    """A service, its place and its term; `secrets` are the texts that point at the place."""

    service: Service
    place: Location
    street: str
    term: TaxonomyTerm | None = None
    secrets: tuple[str, ...] = ()


def listing_of(
    session: Session,
    name: str,
    *,
    term: str | None = None,
    under: TaxonomyTerm | None = None,
    confidential: bool = False,
    bare: bool = False,
    area: str | None = None,
    postal_code: str = "06051",
    latitude: float = 41.6611,
    longitude: float = -72.7799,
    modified: datetime | None = NOW,
) -> Listing:
    """A service at one place; `bare` leaves out everything else, `term` puts it under a term of this name."""
    owner = Organization(name=f"{name} house", description=f"{name} for all")
    session.add(owner)
    session.flush()
    service = Service(organization_id=owner.id, name=name, status="active", last_modified=modified)
    place = Location(
        organization_id=owner.id,
        location_type="physical",
        name=f"{name} hall",
        alternate_name="The hall with the red door",
        description="Behind the mill",
        transportation="Bus 505 to Elm Street",
        url="https://map.example/pin",
        external_identifier="PARCEL-7",
        latitude=latitude,
        longitude=longitude,
    )
    session.add_all([service, place])
    session.flush()
    made = Listing(service, place, "12 Elm Street")
    link = ServiceAtLocation(service_id=service.id, location_id=place.id, description="Ring at the side")
    session.add(link)
    session.flush()
    if not bare:
        _rows(session, made, link, postal_code)
    if area is not None:
        session.add(ServiceArea(service_id=service.id, name=area))
    if term is not None:
        made.term = _term(session, term, under)
        session.add(_said(service.id, "service", made.term))
    if confidential:
        session.add(_said(place.id, "location", _term(session, "Confidential", None, ADDRESS_CONFIDENTIAL)))
        session.add(_said(place.id, "location", _term(session, "Note", None), value="Next to the mill"))
    session.flush()
    made.secrets = (
        "12 Elm Street",
        "Suite 4",
        postal_code,
        str(latitude),
        str(longitude),
        f"{name} hall",
        "red door",
        "mill",
        "Bus 505",
        "map.example",
        "PARCEL-7",
        "Ring at the side",
        "860-555-0103",
        "860-555-0104",
        "860-555-0105",
        "Nora",
        "Ramp",
        "Knock twice",
    )
    return made


def _rows(session: Session, made: Listing, link: ServiceAtLocation, postal_code: str) -> None:
    service, place = made.service, made.place
    unit = Unit(name="Beds")
    person = Contact(service_id=service.id, name="Sam")
    warden = Contact(location_id=place.id, name="Nora")
    address = Address(
        location_id=place.id,
        address_1=made.street,
        address_2="Suite 4",
        city="New Britain",
        state_province="CT",
        postal_code=postal_code,
        country="US",
        address_type="physical",
    )
    session.add_all([unit, person, warden, address])
    session.flush()
    phones = [
        Phone(organization_id=service.organization_id, number="860-555-0101"),
        Phone(service_id=service.id, number="860-555-0102", extension=7),
        Phone(location_id=place.id, number="860-555-0103"),
        Phone(service_at_location_id=link.id, number="860-555-0104"),
        Phone(contact_id=warden.id, number="860-555-0105"),
        Phone(contact_id=person.id, number="860-555-0106"),
    ]
    session.add_all(phones)
    session.flush()
    hours: dict[str, Any] = {"freq": "WEEKLY", "byday": "MO", "opens_at": time(9), "closes_at": time(17)}
    session.add_all(
        [
            *(Language(phone_id=phone.id, code="es", name="Spanish") for phone in phones),
            Schedule(location_id=place.id, notes="Knock twice", **hours),
            Schedule(service_id=service.id, description="Closed on holidays", **hours),
            Accessibility(location_id=place.id, description="Ramp at Elm Street"),
            ServiceArea(service_at_location_id=link.id, name=None, extent="12 Elm Street"),
            ServiceCapacity(service_id=service.id, unit_id=unit.id, available=2.0, maximum=4, updated=NOW),
            Metadata(
                resource_id=address.id,
                resource_type="address",
                last_action_date=date(2026, 1, 2),
                last_action_type="update",
                field_name="address_1",
                previous_value="10 Elm Street",
                replacement_value="12 Elm Street",
                updated_by="Ann",
            ),
        ]
    )
    session.flush()


def _term(session: Session, name: str, under: TaxonomyTerm | None, code: str | None = None) -> TaxonomyTerm:
    known = session.exec(select(TaxonomyTerm).where(TaxonomyTerm.name == name)).first()
    if known is not None:
        return known
    kinds = session.exec(select(Taxonomy).where(Taxonomy.name == "Kinds")).first()
    kinds = kinds or Taxonomy(name="Kinds", description="Kinds of things")
    session.add(kinds)
    session.flush()
    term = TaxonomyTerm(
        code=code or name,
        name=name,
        description=name,
        taxonomy_id=kinds.id,
        parent_id=under.id if under else None,
    )
    session.add(term)
    session.flush()
    return term


def _said(row_id: str, table: str, term: TaxonomyTerm, **values: Any) -> Attribute:
    return Attribute(link_id=row_id, link_entity=table, taxonomy_term_id=term.id, **values)
