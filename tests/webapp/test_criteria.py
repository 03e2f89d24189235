"""Correcting whom a listing is for: who may, what is kept, what is refused, and that the search follows."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient

from directory import changes
from directory.corrections import corrections
from directory.tables import EligibilityCorrection, Service
from matcher.facts import Facts
from matcher.need import Need
from tests import factories
from tests.conftest import NOW
from tests.webapp.conftest import PASSWORD_HASH, Desk

MAN = Facts(gender="man")


@pytest.fixture
def house(desk: Desk) -> Service:
    """A sober home whose words were read as: women only."""
    with desk.session() as session:
        for username, role in (("carla", "coordinator"), ("adam", "admin"), ("sue", "supervisor")):
            factories.worker(
                session,
                username=username,
                name=f"{username.title()} Sample",
                role=role,
                password_hash=PASSWORD_HASH,
            )
        row = factories.service(
            session,
            name="House on Arch Street",
            description="A sober living home.",
            eligibility_description="Women only, 18 and older.",
        )
        session.commit()
        return row


@pytest.fixture
def carla(desk: Desk, house: Service) -> FlaskClient:
    """The coordinator's browser."""
    return desk.sign_in("carla")


def address(house: Service, more: str = "") -> str:
    return f"/find/service/{house.id}/criteria{more}"


def kept(desk: Desk, house: Service) -> EligibilityCorrection | None:
    with desk.session() as session:
        return corrections(session, [house.id]).get(house.id)


def listing_page(browser: FlaskClient, house: Service) -> str:
    return unescape(browser.get(f"/find/service/{house.id}").text)


def ticked(page: str) -> set[str]:
    return {
        re.findall(r'value="([^"]*)"', box)[0]
        for box in re.findall(r"<input[^>]*checkbox[^>]*>", page)
        if " checked" in box
    }


def in_field(page: str, name: str) -> str:
    return re.findall(rf'<input class="form-control" id="{name}"[^>]*? value="([^"]*)"', page)[0]


def test_the_form_starts_with_what_was_read(carla: FlaskClient, house: Service) -> None:
    page = unescape(carla.get(address(house)).text)
    assert ticked(page) == {"gender:in:woman"}
    assert (in_field(page, "age_min"), in_field(page, "age_max")) == ("18", "")
    assert "Women only, 18 and older." in page
    assert "A sober living home." in page


def test_a_saved_correction_shows_on_the_listing_for_everybody(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    answer = carla.post(
        address(house), data={"age_min": "21", "gender": ["gender:in:man"], "note": "They rang us"}
    )
    assert answer.status_code == 302
    correction = kept(desk, house)
    assert correction is not None
    assert correction.criteria == ["age:min:21", "gender:in:man"]
    for page in (listing_page(carla, house), listing_page(desk.browser, house)):
        assert "Corrected by Carla Sample on Nov 10, 2026" in page
        assert "They rang us" in page
        assert "men only" in page
        assert "ages 21 and older" in page
        assert 'class="read-words"' not in page
        assert "Women only, 18 and older." in page
    again = unescape(carla.get(address(house)).text)
    assert ticked(again) == {"gender:in:man"}
    assert in_field(again, "age_min") == "21"
    assert "They rang us" in again


def test_an_admin_corrects_too(desk: Desk, house: Service) -> None:
    assert desk.sign_in("adam").post(address(house), data={"age_min": "21"}).status_code == 302
    assert kept(desk, house) is not None


@pytest.mark.parametrize("username", ["wanda", "sue"])
def test_others_read_it_but_cannot_change_it(desk: Desk, house: Service, username: str) -> None:
    browser = desk.sign_in(username)
    assert "Correct who it is for" not in listing_page(browser, house)
    assert browser.get(address(house)).status_code == 403
    assert browser.post(address(house), data={"age_min": "21"}).status_code == 403
    assert browser.post(address(house, "/reset")).status_code == 403
    assert kept(desk, house) is None


def test_a_visitor_is_asked_to_sign_in(desk: Desk, house: Service) -> None:
    answer = desk.app.test_client().post(address(house), data={"age_min": "21"})
    assert answer.location.startswith("/sign-in")
    assert kept(desk, house) is None


def test_a_listing_that_does_not_exist_is_not_found(carla: FlaskClient) -> None:
    assert carla.get("/find/service/none/criteria").status_code == 404
    assert carla.post("/find/service/none/criteria").status_code == 404
    assert carla.post("/find/service/none/criteria/reset").status_code == 404


def test_a_form_from_elsewhere_is_refused(desk: Desk, carla: FlaskClient, house: Service) -> None:
    desk.app.config["WTF_CSRF_ENABLED"] = True
    assert carla.post(address(house), data={"age_min": "21"}).status_code == 400
    assert kept(desk, house) is None


def test_an_empty_form_limits_nobody(desk: Desk, carla: FlaskClient, house: Service) -> None:
    carla.post(address(house), data={})
    correction = kept(desk, house)
    assert correction is not None
    assert correction.criteria == []
    assert "It limits nobody." in listing_page(carla, house)


def test_papers_to_bring_are_shown_as_corrected(carla: FlaskClient, house: Service) -> None:
    carla.post(address(house), data={"documents": "documents:has:photo_id"})
    assert "needs a photo ID" in listing_page(carla, house)


def test_what_was_typed_comes_back_with_the_message_and_nothing_is_kept(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    typed = {
        "age_min": "999",
        "days_sober": "some",
        "open": "open:is:true",
        "gender": ["gender:in:man", "gender:in:nonbinary"],
        "places": "Lane County\nEugene",
        "languages": "es",
        "note": "They rang us",
    }
    answer = carla.post(address(house), data=typed)
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert (in_field(page, "age_min"), in_field(page, "days_sober")) == ("999", "some")
    assert ticked(page) == {"open:is:true", "gender:in:man", "gender:in:nonbinary"}
    for words in ("Lane County\nEugene", "They rang us", "Write a whole number from 0 to 120."):
        assert words in page
    for field in ("age_min", "days_sober", "open"):
        assert f'id="{field}-error"' in page
        assert f'aria-describedby="{field}-error' in page
    assert kept(desk, house) is None


def test_going_back_lets_the_text_count_again(desk: Desk, carla: FlaskClient, house: Service) -> None:
    carla.post(address(house), data={"gender": "gender:in:man"})
    assert "Go back to what the text says" in carla.get(address(house)).text
    assert carla.post(address(house, "/reset")).status_code == 302
    assert kept(desk, house) is None
    page = listing_page(carla, house)
    assert 'class="read-words"' in page
    assert "Corrected" not in page
    assert "Go back to what the text says" not in carla.get(address(house)).text


def test_going_back_twice_is_no_error_and_no_change(desk: Desk, carla: FlaskClient, house: Service) -> None:
    assert carla.post(address(house, "/reset")).status_code == 302
    with desk.session() as session:
        assert changes.latest(session) == 0


def test_those_who_can_correct_are_told_when_the_text_has_changed(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    changed = "The listing's text has changed since this correction"
    carla.post(address(house), data={"gender": "gender:in:man"})
    assert changed not in listing_page(carla, house)
    with desk.session() as session:
        session.get_one(Service, house.id).eligibility_description = "Men and women."
        session.commit()
    assert changed in listing_page(carla, house)
    assert changed in unescape(carla.get(address(house)).text)
    assert changed not in listing_page(desk.browser, house)


def test_a_text_that_changed_while_the_form_was_open_counts_as_changed(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    seen = re.findall(r'name="text_key" value="(\w+)"', carla.get(address(house)).text)[0]
    with desk.session() as session:
        session.get_one(Service, house.id).eligibility_description = "Men and women."
        session.commit()
    carla.post(address(house), data={"gender": "gender:in:man", "text_key": seen})
    assert "has changed since this correction" in listing_page(carla, house)


def test_somebody_of_another_agency_is_not_named(desk: Desk, carla: FlaskClient, house: Service) -> None:
    carla.post(address(house), data={"age_min": "21"})
    with desk.session() as session:
        corrections(session, [house.id])[house.id].corrected_by = "somebody else"
        session.commit()
    page = listing_page(carla, house)
    assert "Corrected on Nov 10, 2026" in page
    assert "somebody else" not in page


def test_the_way_back_keeps_the_search(carla: FlaskClient, house: Service) -> None:
    page = unescape(carla.get(f"/find/service/{house.id}?q=sober+home").text)
    way = re.findall(r'href="([^"]*/criteria[^"]*)"', page)[0]
    assert way == f"{address(house)}?q=sober+home"
    answer = carla.post(way + "&_external=1&_scheme=javascript", data={"age_min": "21"})
    assert answer.location == f"/find/service/{house.id}?q=sober+home"


def test_the_search_follows_a_correction_and_its_withdrawal(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    search = desk.app.extensions["linkage"].search
    search.build(now=NOW)

    def verdict() -> str:
        search.catch_up()
        found = search.run(Need(text="sober home", now=NOW + timedelta(hours=1), facts=MAN))
        return (found.matches + found.not_eligible)[0].eligibility

    assert verdict() == "not_eligible"
    carla.post(address(house), data={"gender": "gender:in:man"})
    assert verdict() == "eligible"
    carla.post(address(house, "/reset"))
    assert verdict() == "not_eligible"


def seen(page: str) -> str:
    return re.findall(r'name="seen" value="([^"]*)"', page)[0]


def test_two_people_the_second_is_shown_what_the_first_said(desk: Desk, house: Service) -> None:
    carla, adam = desk.sign_in("carla"), desk.sign_in("adam")
    opened = seen(adam.get(address(house)).text)
    carla.post(address(house), data={"age_min": "21", "seen": opened})
    answer = adam.post(address(house), data={"gender": "gender:in:man", "note": "They rang", "seen": opened})
    assert answer.status_code == 409
    page = unescape(answer.text)
    for words in ("Somebody corrected this", "Carla Sample", "ages 21 and older", "They rang"):
        assert words in page
    assert ticked(page) == {"gender:in:man"}
    correction = kept(desk, house)
    assert correction is not None
    assert correction.criteria == ["age:min:21"]
    again = {"gender": "gender:in:man", "seen": seen(answer.text)}
    assert adam.post(address(house), data=again).status_code == 302
    correction = kept(desk, house)
    assert correction is not None
    assert correction.criteria == ["gender:in:man"]


def test_a_correction_stands_in_the_history_and_is_undone(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    answer = carla.post(address(house) + "?from=listings", data={"age_min": "21", "note": "They rang us"})
    assert answer.location == f"/listings/{house.id}"
    page = unescape(carla.get(answer.location).text)
    assert "They rang us" in page
    undo = page[page.index('action="/changes/') :].split('"')[1]
    carla.post(undo)
    assert kept(desk, house) is None
