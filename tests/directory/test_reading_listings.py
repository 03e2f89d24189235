"""A listing is read whole and in few queries, and a confidential address stays in the directory."""

from sqlalchemy import event
from sqlmodel import Session

from directory.listings import ADDRESS_CONFIDENTIAL, load_listings
from directory.tables import (
    Address,
    Attribute,
    Location,
    Organization,
    Phone,
    Service,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)


def offer(session: Session, name: str, *, confidential: bool = False) -> Service:
    """A service at one place with an address and coordinates."""
    owner = Organization(name=f"{name} house", description="")
    session.add(owner)
    session.flush()
    offered = Service(organization_id=owner.id, name=name, status="active")
    place = Location(
        location_type="physical",
        name="12 Elm Street",
        latitude=41.66,
        longitude=-72.78,
        transportation="Bus 505",
    )
    session.add_all([offered, place])
    session.flush()
    session.add_all(
        [
            ServiceAtLocation(service_id=offered.id, location_id=place.id),
            Address(
                location_id=place.id,
                address_1="12 Elm Street",
                city="New Britain",
                state_province="CT",
                postal_code="06051",
                country="US",
                address_type="physical",
            ),
            Phone(organization_id=owner.id, number="860-555-0101"),
            Phone(service_id=offered.id, number="860-555-0102"),
            Phone(location_id=place.id, number="860-555-0101"),
        ]
    )
    if confidential:
        scheme = Taxonomy(name="Linkage location notes", description="")
        session.add(scheme)
        session.flush()
        term = TaxonomyTerm(
            code=ADDRESS_CONFIDENTIAL, name="Confidential", description="", taxonomy_id=scheme.id
        )
        session.add(term)
        session.flush()
        session.add(
            Attribute(link_id=place.id, link_entity="location", link_type="note", taxonomy_term_id=term.id)
        )
    session.flush()
    return offered


def test_a_listing_has_its_place_and_its_numbers_from_the_closest_on(session: Session) -> None:
    offered = offer(session, "Food")
    listing = load_listings(session, [offered.id, "unknown"])[offered.id]
    assert listing.organization_name == "Food house"
    assert listing.places[0].lines == ("12 Elm Street",)
    assert [number.number for number in listing.phones] == ["860-555-0102", "860-555-0101"]


def test_a_confidential_address_has_no_line_no_point_and_no_bus(session: Session) -> None:
    offered = offer(session, "Shelter", confidential=True)
    place = load_listings(session, [offered.id])[offered.id].places[0]
    assert place.confidential
    assert place.city == "New Britain"
    shown = f"{place.lines} {place.name} {place.postal_code} {place.transportation}"
    assert "Elm" not in shown and "06051" not in shown and "505" not in shown
    assert (place.latitude, place.longitude) == (None, None)


def test_more_listings_take_no_more_queries(session: Session) -> None:
    ids = [offer(session, f"Service {number}").id for number in range(20)]
    session.commit()
    counts = []
    for some in (ids[:1], ids):
        statements: list[str] = []

        def note(_connection, _cursor, statement, *_rest, kept=statements) -> None:
            kept.append(statement)

        event.listen(session.get_bind(), "before_cursor_execute", note)
        assert len(load_listings(session, some)) == len(some)
        event.remove(session.get_bind(), "before_cursor_execute", note)
        counts.append(len(statements))
    assert counts[0] == counts[1]
