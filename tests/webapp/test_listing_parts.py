"""Editing a listing on its pages: what is kept, what comes back, and what two people see of each other."""

from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from directory.change_log import history
from directory.editing import PARTS
from directory.listings import Listing, load_listings
from directory.tables import Address, Location, Organization, Phone, Schedule, Service
from tests.webapp.conftest import Desk
from tests.webapp.listing_desk import (
    coordinators,
    edit_address,
    form_of,
    opened,
    place_id,
    sent,
)
from tests.webapp.listing_desk import house as a_house


@pytest.fixture
def house(desk: Desk) -> Service:
    coordinators(desk)
    return a_house(desk)


@pytest.fixture
def carla(desk: Desk, house: Service) -> FlaskClient:
    return desk.sign_in("carla")


@pytest.fixture
def kim(desk: Desk, house: Service) -> FlaskClient:
    return desk.sign_in("kim")


def listing(desk: Desk, house: Service) -> Listing:
    with desk.session() as session:
        return load_listings(session, [house.id])[house.id]


@pytest.mark.parametrize("part", [key for key in PARTS if key != "place"])
def test_every_part_opens_and_sent_back_as_it_is_changes_nothing(
    desk: Desk, carla: FlaskClient, house: Service, part: str
) -> None:
    answer = sent(carla, house, part, opened(carla, house, part), why="just looking")
    assert answer.status_code == 302
    with desk.session() as session:
        assert history(session, house.id) == []


def test_a_correction_is_kept_shown_and_undone(desk: Desk, carla: FlaskClient, house: Service) -> None:
    form = opened(carla, house, "service")
    answer = sent(carla, house, "service", form, wait_time="two weeks", why="They rang us")
    assert answer.status_code == 302
    assert listing(desk, house).service.wait_time == "two weeks"
    page = unescape(carla.get(answer.location).text)
    assert "Carla Sample" in page
    assert "two weeks" in page
    assert "They rang us" in page
    undo = page[page.index('action="/changes/') :].split('"')[1]
    assert carla.post(undo).status_code == 302
    assert listing(desk, house).service.wait_time is None
    assert "taken back" in carla.get(f"/listings/{house.id}/history").text


def test_mistakes_are_said_beside_their_field_and_nothing_typed_is_lost(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    form = opened(carla, house, "service")
    answer = sent(carla, house, "service", form, name="", email="nonsense", description="A new text.")
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert "This cannot be empty." in page or "Write an e-mail address" in page
    assert f'id="service:{house.id}.email-error"' in page
    assert "A new text." in page
    assert "nonsense" in page
    assert listing(desk, house).name == "House on Arch Street"


def test_old_mistakes_elsewhere_keep_nobody_from_mending_one(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    with desk.session() as session:
        session.get_one(Service, house.id).email = "call the office"
        session.commit()
    assert sent(carla, house, "service", opened(carla, house, "service"), wait_time="none").status_code == 302
    assert listing(desk, house).service.email == "call the office"


def test_two_people_the_second_is_shown_the_difference_and_chooses(
    desk: Desk, carla: FlaskClient, kim: FlaskClient, house: Service
) -> None:
    mine = opened(kim, house, "service")
    sent(carla, house, "service", opened(carla, house, "service"), wait_time="none")
    answer = sent(kim, house, "service", mine, wait_time="a month", alert="No intake in July")
    assert answer.status_code == 409
    page = unescape(answer.text)
    for words in ("Carla Sample", "Theirs", "none", "a month", "No intake in July"):
        assert words in page
    assert listing(desk, house).service.wait_time == "none"
    again = form_of(answer.text)
    unchosen = sent(kim, house, "service", again)
    assert unchosen.status_code == 422
    assert "Choose for each which one shall stand." in unchosen.text
    settle = f"settle.service:{house.id}.wait_time"
    kept = kim.post(edit_address(house, "service"), data={**form_of(unchosen.text), settle: "mine"})
    assert kept.status_code == 302
    now_is = listing(desk, house).service
    assert (now_is.wait_time, now_is.alert) == ("a month", "No intake in July")


def test_choosing_theirs_leaves_it_and_keeps_the_rest(
    desk: Desk, carla: FlaskClient, kim: FlaskClient, house: Service
) -> None:
    mine = opened(kim, house, "service")
    sent(carla, house, "service", opened(carla, house, "service"), wait_time="none")
    again = form_of(sent(kim, house, "service", mine, wait_time="a month", alert="No intake").text)
    settle = f"settle.service:{house.id}.wait_time"
    kim.post(edit_address(house, "service"), data={**again, settle: "theirs"})
    now_is = listing(desk, house).service
    assert (now_is.wait_time, now_is.alert) == ("none", "No intake")


def test_two_people_at_different_fields_are_not_bothered(
    desk: Desk, carla: FlaskClient, kim: FlaskClient, house: Service
) -> None:
    mine = opened(kim, house, "service")
    sent(carla, house, "service", opened(carla, house, "service"), wait_time="none")
    assert sent(kim, house, "service", mine, alert="No intake").status_code == 302
    now_is = listing(desk, house).service
    assert (now_is.wait_time, now_is.alert) == ("none", "No intake")


def test_a_number_that_somebody_took_away_can_be_kept(
    desk: Desk, carla: FlaskClient, kim: FlaskClient, house: Service
) -> None:
    mine = opened(kim, house, "phones")
    form = opened(carla, house, "phones")
    sent(carla, house, "phones", form, remove=form["row"])
    answer = sent(kim, house, "phones", mine, number="860-555-0199")
    assert answer.status_code == 409
    assert "taken away" in answer.text
    again = form_of(answer.text)
    (name,) = again["conflict"]
    kim.post(edit_address(house, "phones"), data={**again, f"settle.{name}": "keep"})
    assert [phone.number for phone in listing(desk, house).phones] == ["860-555-0199"]


def test_a_row_is_added_without_scripts_and_kept_with_the_next_save(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    answer = sent(carla, house, "phones", opened(carla, house, "phones"), add="phone")
    assert answer.status_code == 200
    form = form_of(answer.text)
    new = next(key for key in form["row"] if ":new-" in key)
    form[f"{new}.number"] = ["211"]
    assert sent(carla, house, "phones", form).status_code == 302
    assert {phone.number for phone in listing(desk, house).phones} == {"860-555-0100", "211"}


def test_a_row_is_fetched_for_pages_with_scripts(carla: FlaskClient, house: Service) -> None:
    row = carla.get(edit_address(house, "phones", "/row?table=phone"))
    assert 'value="phone:new-' in row.text
    assert "<html" not in row.text
    assert carla.get(edit_address(house, "phones", "/row?table=service")).status_code == 404


def test_an_unusual_number_is_kept_with_a_warning(desk: Desk, carla: FlaskClient, house: Service) -> None:
    answer = sent(carla, house, "phones", opened(carla, house, "phones"), number="555-HELP ask for Jo")
    assert "looks unusual" in carla.get(answer.location).text
    assert listing(desk, house).phones[0].number == "555-HELP ask for Jo"


def test_the_weekly_grid_is_kept(desk: Desk, carla: FlaskClient, house: Service) -> None:
    form = opened(carla, house, "hours")
    week = f"week:service:{house.id}"
    form[f"{week}.MO.opens"], form[f"{week}.MO.closes"] = ["09:00", "13:00"], ["12:00", "17:00"]
    form[f"{week}.TU.all"] = ["1"]
    assert sent(carla, house, "hours", form).status_code == 302
    with desk.session() as session:
        rows = session.exec(select(Schedule)).all()
    assert {(row.byday, f"{row.opens_at:%H:%M}", f"{row.closes_at:%H:%M}") for row in rows} == {
        ("MO", "09:00", "12:00"),
        ("MO", "13:00", "17:00"),
        ("TU", "00:00", "23:59"),
    }


def test_half_an_opening_is_a_mistake(carla: FlaskClient, house: Service) -> None:
    form = opened(carla, house, "hours")
    form[f"week:service:{house.id}.MO.opens"] = ["09:00", ""]
    answer = sent(carla, house, "hours", form)
    assert answer.status_code == 422
    assert "Write when it opens and when it closes." in answer.text
    assert 'value="09:00"' in answer.text


def test_a_closure_is_kept(desk: Desk, carla: FlaskClient, house: Service) -> None:
    form = form_of(sent(carla, house, "hours", opened(carla, house, "hours"), add="schedule").text)
    answer = sent(carla, house, "hours", form, valid_from="2026-11-26", description="Thanksgiving")
    assert answer.status_code == 302
    with desk.session() as session:
        assert session.exec(select(Schedule.description)).one() == "Closed: Thanksgiving"
    assert "Nov 26, 2026: Closed: Thanksgiving" in desk.browser.get(f"/find/service/{house.id}").text


def test_closing_for_good_asks_why(desk: Desk, carla: FlaskClient, house: Service) -> None:
    form = opened(carla, house, "status", "?status=defunct")
    answer = sent(carla, house, "status", form)
    assert answer.status_code == 422
    assert sent(carla, house, "status", form_of(answer.text), why="Out of business").status_code == 302
    assert listing(desk, house).service.status == "defunct"


def test_a_confidential_address_is_on_no_page_of_the_editor(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    at = place_id(desk, house)
    form = opened(carla, house, "place", f"?at={at}") | {f"location:{at}.confidential": ["1"]}
    assert sent(carla, house, "place", form, f"?at={at}").status_code == 302
    form = opened(carla, house, "place", f"?at={at}")
    sent(carla, house, "place", form, f"?at={at}", address_1="9 Elm Street", postal_code="06053")
    with desk.session() as session:
        assert session.exec(select(Address.address_1)).one() == "9 Elm Street"
    for part in [key for key in PARTS if key != "place"]:
        assert "Arch Street house" not in carla.get(edit_address(house, part)).text, part
    pages = ("", "/preview", "/history", "/places", f"/edit/place?at={at}")
    for address in [f"/listings/{house.id}{page}" for page in pages] + ["/listings", "/changes"]:
        page = carla.get(address).text
        for secret in ("214 Arch", "06051", "Arch Street house", "9 Elm", "06053", "41.66", "72.78"):
            assert secret not in page, (address, secret)


def test_a_new_address_moves_the_place_on_the_map(desk: Desk, carla: FlaskClient, house: Service) -> None:
    at = place_id(desk, house)
    form = opened(carla, house, "place", f"?at={at}")
    answer = sent(carla, house, "place", form, f"?at={at}", city="Hartford", postal_code="06106")
    assert "middle of ZIP code 06106" in carla.get(answer.location).text
    with desk.session() as session:
        place = session.exec(select(Location)).one()
    assert place.latitude is not None
    assert abs(place.latitude - 41.75) < 0.05


def test_coordinates_that_somebody_typed_stay(desk: Desk, carla: FlaskClient, house: Service) -> None:
    at = place_id(desk, house)
    form = opened(carla, house, "place", f"?at={at}")
    sent(carla, house, "place", form, f"?at={at}", city="Hartford", latitude="41.7", longitude="-72.6")
    with desk.session() as session:
        place = session.exec(select(Location)).one()
    assert (place.latitude, place.longitude) == (41.7, -72.6)


def test_a_new_place_is_added(desk: Desk, carla: FlaskClient, house: Service) -> None:
    form = opened(carla, house, "place")
    answer = sent(
        carla, house, "place", form, name="Annex", address_1="9 Elm Street", city="Hartford",
        state_province="Connecticut", postal_code="06106",
    )  # fmt: skip
    assert answer.status_code == 302
    places = {place.name: place for place in listing(desk, house).places}
    assert places["Annex"].state == "CT"
    assert places["Annex"].latitude is not None


def test_an_organization_that_others_share_is_said_to_be(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    with desk.session() as session:
        session.add(Service(organization_id=house.organization_id, name="Meals", status="active"))
        session.commit()
    assert "2 listings share this organization" in carla.get(edit_address(house, "organization")).text
    sent(carla, house, "organization", opened(carla, house, "organization"), website="example.org")
    with desk.session() as session:
        assert session.exec(select(Organization.website)).one() == "https://example.org"


def test_a_language_has_its_code(desk: Desk, carla: FlaskClient, house: Service) -> None:
    form = form_of(sent(carla, house, "languages", opened(carla, house, "languages"), add="language").text)
    sent(carla, house, "languages", form, name="Haitian Creole")
    assert listing(desk, house).languages == ("ht",)


def test_categories_have_their_main_one(desk: Desk, carla: FlaskClient, house: Service) -> None:
    form = opened(carla, house, "categories")
    form[f"category:{house.id}.codes.main"] = ["sober_living"]
    form[f"category:{house.id}.codes"] = ["housing", "sober_living", "nonsense"]
    sent(carla, house, "categories", form)
    assert listing(desk, house).categories == ("sober_living", "housing")


@pytest.mark.parametrize("base", ["", "no", "[]", '{"staff:1":{"name":"x"}}', '{"phone:1":3}'])
def test_a_form_that_was_not_made_here_is_refused(
    desk: Desk, carla: FlaskClient, house: Service, base: str
) -> None:
    form = {**opened(carla, house, "phones"), "base": [base]}
    assert sent(carla, house, "phones", form).status_code == 400
    with desk.session() as session:
        assert session.exec(select(Phone.number)).one() == "860-555-0100"


def test_what_is_not_there_is_not_found(carla: FlaskClient, house: Service) -> None:
    assert carla.get(edit_address(house, "nonsense")).status_code == 404
    assert carla.get("/listings/nowhere/edit/service").status_code == 404
    assert carla.get(edit_address(house, "place", "?at=nowhere")).status_code == 404
    assert carla.post("/listings/nowhere/edit/service").status_code == 404


@pytest.mark.parametrize("username", ["wanda", "sue"])
def test_others_cannot_edit(desk: Desk, house: Service, username: str) -> None:
    browser = desk.sign_in(username)
    for address in ("/listings", f"/listings/{house.id}", edit_address(house, "service"), "/changes"):
        assert browser.get(address).status_code == 403
    assert browser.post(edit_address(house, "service")).status_code == 403
