"""A listing is read whole and in few queries, and a confidential address stays in the directory."""

from sqlalchemy import event
from sqlmodel import Session, select

from directory.listings import ADDRESS_CONFIDENTIAL, NEED_TAXONOMY, Term, load_listings
from directory.tables import (
    Address,
    Attribute,
    Location,
    Organization,
    Phone,
    Schedule,
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


def test_a_listing_says_its_categories_in_their_stated_order_and_all_its_terms(session: Session) -> None:
    offered = offer(session, "Home")
    needs, other = Taxonomy(name=NEED_TAXONOMY, description=""), Taxonomy(name="Keywords", description="")
    session.add_all([needs, other])
    session.flush()
    terms = [
        TaxonomyTerm(code="housing", name="Housing", description="", taxonomy_id=needs.id),
        TaxonomyTerm(code="sober_living", name="Sober living", description="", taxonomy=NEED_TAXONOMY),
        TaxonomyTerm(name="Beds", description="", taxonomy_id=other.id),
    ]
    session.add_all(terms)
    session.flush()
    for term, order in zip(terms, ("2", "1", None), strict=True):
        session.add(
            Attribute(link_id=offered.id, link_entity="service", taxonomy_term_id=term.id, value=order)
        )
    session.flush()
    listing = load_listings(session, [offered.id])[offered.id]
    assert listing.categories == ("sober_living", "housing")
    assert Term("Keywords", "", "Beds") in listing.terms


def test_a_listing_without_stated_categories_is_filed_by_its_words(session: Session) -> None:
    offered = offer(session, "Food pantry")
    assert load_listings(session, [offered.id])[offered.id].categories == ("food",)


def test_hours_are_those_of_the_service_at_the_place_before_those_of_the_service(session: Session) -> None:
    offered = offer(session, "Clinic")
    at = session.exec(select(ServiceAtLocation)).one()
    closest = Schedule(service_at_location_id=at.id, description="Tuesdays")
    own = Schedule(service_id=offered.id, description="weekdays")
    building = Schedule(location_id=at.location_id, description="always")
    for known in ([building], [building, own], [building, own, closest]):
        session.add_all(known)
        session.flush()
        listing = load_listings(session, [offered.id])[offered.id]
        assert [rule.description for rule in listing.hours_at(None)] == [known[-1].description]


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
