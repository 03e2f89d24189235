"""Recent changes and taking them back, also where somebody changed the same since."""

from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from casework.tables import Staff
from directory.change_log import Author, changing
from directory.corrections import correct, corrections
from directory.tables import ChangeSet, Service
from tests.conftest import NOW
from tests.webapp.conftest import Desk
from tests.webapp.listing_desk import coordinators
from tests.webapp.listing_desk import house as a_house


@pytest.fixture
def house(desk: Desk) -> Service:
    coordinators(desk)
    return a_house(desk)


@pytest.fixture
def carla(desk: Desk, house: Service) -> FlaskClient:
    return desk.sign_in("carla")


def changed(desk: Desk, house: Service, by: str = "carla", **values: object) -> str:
    with desk.session() as session:
        person = session.exec(select(Staff.id).where(Staff.username == by)).one()
        with changing(session, kind="edit", by=Author.staff(person), now=NOW, why="They rang us") as made:
            row = session.get_one(Service, house.id)
            for name, value in values.items():
                setattr(row, name, value)
            session.add(row)
        session.commit()
        return made.id


def service(desk: Desk, house: Service) -> Service:
    with desk.session() as session:
        return session.get_one(Service, house.id)


def test_changes_are_told_with_who_what_and_why(desk: Desk, carla: FlaskClient, house: Service) -> None:
    changed(desk, house, wait_time="a month")
    page = unescape(carla.get("/changes").text)
    for words in ("Carla Sample", "House on Arch Street", "Wait", "a month", "They rang us"):
        assert words in page


def test_changes_of_one_person_or_kind(desk: Desk, carla: FlaskClient, house: Service) -> None:
    changed(desk, house, wait_time="a month")
    changed(desk, house, by="kim", wait_time="a year")
    with desk.session() as session:
        kim = session.exec(select(Staff.id).where(Staff.username == "kim")).one()
    page = carla.get(f"/changes?by={kim}").text
    assert "a year" in page
    assert "They rang us" in page
    assert page.count('class="change-why"') == 1
    assert 'class="change-why"' not in carla.get("/changes?kind=import").text


def test_somebody_of_another_agency_is_not_named(desk: Desk, carla: FlaskClient, house: Service) -> None:
    with desk.session() as session:
        with changing(session, kind="edit", by=Author.staff("stranger"), now=NOW):
            session.get_one(Service, house.id).alert = "Moved"
        session.commit()
    page = carla.get("/changes").text
    assert "somebody of another agency" in page
    assert "stranger" not in page


def test_what_was_changed_since_is_said_and_nothing_is_lost(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    first = changed(desk, house, wait_time="a month", alert="Moved")
    changed(desk, house, by="kim", wait_time="a year")
    answer = carla.post(f"/changes/{first}/undo", data={"back": "/changes"})
    assert answer.status_code == 409
    assert "it reads “a year” by now" in unescape(answer.text)
    assert (service(desk, house).wait_time, service(desk, house).alert) == ("a year", "Moved")
    answer = carla.post(f"/changes/{first}/undo", data={"back": "/changes", "keep": "1"})
    assert answer.location == "/changes"
    assert (service(desk, house).wait_time, service(desk, house).alert) == ("a year", None)


def test_an_undo_is_undone_and_a_second_undo_does_nothing(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    first = changed(desk, house, alert="Moved")
    assert carla.post(f"/changes/{first}/undo").location == f"/listings/{house.id}"
    assert "taken back already" in carla.post(f"/changes/{first}/undo", follow_redirects=True).text
    with desk.session() as session:
        undoing = session.exec(select(ChangeSet.id).where(ChangeSet.undoes == first)).one()
    carla.post(f"/changes/{undoing}/undo")
    assert service(desk, house).alert == "Moved"


@pytest.mark.parametrize("back", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example"])
def test_the_way_back_stays_in_the_program(desk: Desk, carla: FlaskClient, house: Service, back: str) -> None:
    first = changed(desk, house, alert="Moved")
    assert carla.post(f"/changes/{first}/undo", data={"back": back}).location == f"/listings/{house.id}"


def test_a_corrected_rule_stands_in_the_history_in_words_and_is_undone(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    with desk.session() as session:
        correct(session, house.id, ["gender:in:woman"], text_key="x", note="Rang", by="carla", now=NOW)
        session.commit()
        made = session.exec(select(ChangeSet)).one()
    page = carla.get(f"/listings/{house.id}/history").text
    assert "women only" in page
    assert "gender:in:woman" not in page
    carla.post(f"/changes/{made.id}/undo")
    with desk.session() as session:
        assert corrections(session, [house.id]) == {}


def test_a_change_that_is_not_there_is_not_found(carla: FlaskClient) -> None:
    assert carla.post("/changes/nothing/undo").status_code == 404


def test_caseworkers_take_nothing_back(desk: Desk, house: Service) -> None:
    first = changed(desk, house, alert="Moved")
    assert desk.browser.post(f"/changes/{first}/undo").status_code == 403
    assert service(desk, house).alert == "Moved"
