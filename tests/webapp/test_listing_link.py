"""A provider looks at a listing behind a link: confirms, proposes, tells the room; no secret address."""

from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from directory import availability
from directory.tables import (
    Address,
    Attribute,
    Location,
    Phone,
    Proposal,
    Schedule,
    Service,
    ServiceAtLocation,
    TaxonomyTerm,
    Verification,
    VerificationLink,
    VerificationRequest,
)
from directory.verification import requests
from tests import factories
from tests.conftest import NOW
from tests.webapp.conftest import Desk

WHO = {"provider_name": "Ann Lee", "provider_title": "director"}


@pytest.fixture
def house(desk: Desk) -> Service:
    """A shelter at an address that is kept confidential."""
    with desk.session() as session:
        service = factories.service(
            session,
            name="Safe shelter",
            fees_description="$20",
            description="Rooms at 1  Hidden Lane, by the river.",
        )
        place = Location(location_type="physical", name="Hidden house", latitude=41.5, longitude=-72.1)
        term = TaxonomyTerm(code="address-confidential", name="c", description="c")
        session.add_all([place, term])
        session.flush()
        session.add_all(
            [
                Address(
                    location_id=place.id, address_1="1 Hidden Lane", city="Norwich", state_province="CT",
                    postal_code="06360", country="US", address_type="physical",
                ),
                Attribute(link_id=place.id, link_entity="location", taxonomy_term_id=term.id),
                ServiceAtLocation(service_id=service.id, location_id=place.id),
                Phone(location_id=place.id, number="860-555-0177"),
                Phone(service_id=service.id, number="860-555-0100"),
                Schedule(location_id=place.id, description="Ring at the blue door"),
            ]
        )  # fmt: skip
        session.commit()
        return service


@pytest.fixture
def link(desk: Desk, house: Service) -> str:
    """The address that the provider was given."""
    with desk.session() as session:
        _request, token = requests.ask(session, house.id, now=NOW)
        session.commit()
        return f"/v/{token}"


@pytest.fixture
def visitor(desk: Desk) -> FlaskClient:
    """A browser with nobody signed in."""
    return desk.app.test_client()


def test_the_page_shows_the_listing_and_never_a_confidential_address(visitor: FlaskClient, link: str) -> None:
    for address in (link, f"{link}/change"):
        told = unescape(visitor.get(address).text)
        assert "Safe shelter" in told
        assert "kept confidential" in told
        assert "555-0100" in told
        for secret in ("Hidden", "06360", "41.5", "-72.1", "555-0177", "blue door"):
            assert secret not in told


def test_one_tap_verifies(desk: Desk, visitor: FlaskClient, link: str, house: Service) -> None:
    answer = visitor.post(link, data={**WHO, "room": "full"}, follow_redirects=True)
    assert "Thank you" in answer.text
    with desk.session() as session:
        assert session.get_one(Service, house.id).assured_date == NOW.date()
        assert session.exec(select(Verification.method)).one() == "link"
        told = availability.latest(session, [house.id])[house.id]
        assert (told.status, told.via, told.by_name) == ("full", "link", "Ann Lee, director")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"provider_name": "Ann Lee"}, "your title"),
        ({**WHO, "room": "open", "room_places": "lots"}, "number of free places"),
    ],
)
def test_an_answer_that_is_not_whole_comes_back(
    desk: Desk, visitor: FlaskClient, link: str, data: dict[str, str], words: str
) -> None:
    answer = visitor.post(link, data=data)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="Ann Lee"' in answer.text
    with desk.session() as session:
        assert session.exec(select(Verification)).all() == []


def test_changes_wait_for_approval(desk: Desk, visitor: FlaskClient, link: str, house: Service) -> None:
    data = {**WHO, f"service.{house.id}.fees_description": "Free", "note": "Since June"}
    answer = visitor.post(f"{link}/change", data=data, follow_redirects=True)
    assert "Somebody looks at it" in answer.text
    with desk.session() as session:
        service = session.get_one(Service, house.id)
        assert (service.fees_description, service.assured_date) == ("$20", None)
        row = session.exec(select(Proposal)).one()
        assert (row.field, row.before, row.proposed, row.why) == (
            "fees_description",
            "$20",
            "Free",
            "Since June",
        )
        assert row.by_name == "Ann Lee, director"


def test_words_alone_reach_the_coordinator_and_verify_nothing(
    desk: Desk, visitor: FlaskClient, link: str, house: Service
) -> None:
    visitor.post(f"{link}/change", data={**WHO, "note": "We move in spring."})
    with desk.session() as session:
        assert [row.note for row in requests.with_notes(session)] == ["We move in spring."]
        assert session.get_one(Service, house.id).assured_date is None


def test_nothing_changed_wrong_or_nameless_is_asked_again_with_all_that_was_typed(
    desk: Desk, visitor: FlaskClient, link: str, house: Service
) -> None:
    assert "Nothing is changed yet" in visitor.post(f"{link}/change", data=WHO).text
    answer = visitor.post(
        f"{link}/change", data={f"service.{house.id}.email": "call us", "note": "N", "provider_name": "Ann"}
    )
    assert answer.status_code == 422
    for words in ("Write an e-mail address", "your title", 'value="call us"', 'value="Ann"'):
        assert words in unescape(answer.text)
    with desk.session() as session:
        assert session.exec(select(Proposal)).all() == []


def test_fields_of_other_listings_cannot_be_reached_through_a_link(
    desk: Desk, visitor: FlaskClient, link: str
) -> None:
    with desk.session() as session:
        other = factories.service(session, name="Another", fees_description="$1")
        session.commit()
    visitor.post(f"{link}/change", data={**WHO, f"service.{other.id}.fees_description": "Free", "note": "x"})
    with desk.session() as session:
        assert session.exec(select(Proposal)).all() == []


def test_room_can_be_told_as_often_as_it_changes(
    desk: Desk, visitor: FlaskClient, link: str, house: Service
) -> None:
    visitor.post(link, data=WHO)
    assert visitor.post(f"{link}/room", data={}).status_code == 422
    visitor.post(f"{link}/room", data={"room": "open", "room_places": "2", "room_unit": "rooms"})
    assert "2 rooms free" in unescape(visitor.get(link).text)


def test_an_ended_or_unknown_link_says_so(
    desk: Desk, visitor: FlaskClient, link: str, house: Service
) -> None:
    assert visitor.get("/v/guessed").status_code == 410
    with desk.session() as session:
        session.exec(select(VerificationLink)).one().expires_at = NOW - timedelta(days=1)
        session.commit()
    for address in (link, f"{link}/change"):
        answer = visitor.get(address)
        assert (answer.status_code, "This link has ended" in answer.text) == (410, True)
        assert visitor.post(address, data=WHO).status_code == 410
    with desk.session() as session:
        assert session.exec(select(VerificationRequest.answered_at)).one() is None
