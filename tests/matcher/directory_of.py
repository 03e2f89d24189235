"""Makes small directories for tests of the search."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from directory.changes import record
from directory.tables import (
    Address,
    Attribute,
    Language,
    Location,
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

NEW_BRITAIN = (41.6612, -72.7795)
HARTFORD = (41.7637, -72.6851)


def add_service(
    session: Session,
    name: str,
    *,
    description: str = "",
    at: tuple[float, float] | None = NEW_BRITAIN,
    organization: str | None = None,
    town: str = "New Britain",
    postal_code: str = "06051",
    virtual: bool = False,
    confidential: bool = False,
    areas: tuple[str, ...] = (),
    phones: tuple[str, ...] = (),
    languages: tuple[str, ...] = (),
    terms: tuple[str, ...] = (),
    hours: tuple[tuple[str, Any, Any], ...] = (),
    available: float | None = None,
    verified: date | None = None,
    status: str = "active",
    changed_at: datetime | None = None,
    **fields: Any,
) -> Service:
    """A service with its organization and, unless `at` is None, a place; `changed_at` records the change."""
    owner = Organization(name=organization or f"{name} Inc.", description="")
    service = Service(
        organization_id=owner.id,
        name=name,
        description=description,
        status=status,
        assured_date=verified,
        **fields,
    )
    session.add(owner)
    session.flush()
    session.add(service)
    session.flush()
    if at is not None or virtual or confidential:
        _add_place(session, service, at, town, postal_code, virtual, confidential)
    session.add_all(ServiceArea(service_id=service.id, name=area) for area in areas)
    session.add_all(Phone(service_id=service.id, number=number) for number in phones)
    session.add_all(Language(service_id=service.id, code=code) for code in languages)
    session.add_all(
        Schedule(service_id=service.id, freq="WEEKLY", byday=days, opens_at=opens, closes_at=closes)
        for days, opens, closes in hours
    )
    for term in terms:
        _add_term(session, "service", service.id, term, term.lower())
    if available is not None:
        unit = Unit(name="beds")
        session.add(unit)
        session.flush()
        session.add(
            ServiceCapacity(
                service_id=service.id,
                unit_id=unit.id,
                available=available,
                updated=datetime.fromisoformat("2026-11-01T00:00:00+00:00"),
            )
        )
    if changed_at is not None:
        record(session, service_id=service.id, kind="edit", now=changed_at)
    session.flush()
    return service


def _add_place(
    session: Session,
    service: Service,
    at: tuple[float, float] | None,
    town: str,
    postal_code: str,
    virtual: bool,
    confidential: bool,
) -> None:
    location = Location(
        location_type="virtual" if virtual else "physical",
        latitude=at[0] if at else None,
        longitude=at[1] if at else None,
    )
    session.add(location)
    session.flush()
    session.add(ServiceAtLocation(service_id=service.id, location_id=location.id))
    if not virtual:
        session.add(
            Address(
                location_id=location.id,
                address_1="1 Main Street",
                city=town,
                state_province="CT",
                postal_code=postal_code,
                country="US",
                address_type="physical",
            )
        )
    if confidential:
        _add_term(session, "location", location.id, "Address confidential", "address-confidential")


def _add_term(session: Session, entity: str, link_id: str, name: str, code: str) -> None:
    taxonomy = Taxonomy(name="Test terms", description="")
    session.add(taxonomy)
    session.flush()
    term = TaxonomyTerm(code=code, name=name, description="", taxonomy="Test terms", taxonomy_id=taxonomy.id)
    session.add(term)
    session.flush()
    session.add(Attribute(link_id=link_id, link_entity=entity, taxonomy_term_id=term.id))
