"""The coordinators' list of all listings: what is found, done in bulk, copied, made, and told as a table."""

import csv
import io
from datetime import date, timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from casework.tables import Staff
from directory.change_log import Author, changing
from directory.editing import lifecycle
from directory.editing.places import keep_confidential
from directory.listings import load_listings
from directory.problems import report
from directory.tables import ChangeSet, Organization, Phone, Service
from tests.conftest import NOW
from tests.webapp.conftest import Desk
from tests.webapp.listing_desk import coordinators, place_id
from tests.webapp.listing_desk import house as a_house


@pytest.fixture
def house(desk: Desk) -> Service:
    coordinators(desk)
    return a_house(desk)


@pytest.fixture
def carla(desk: Desk, house: Service) -> FlaskClient:
    return desk.sign_in("carla")


def others(desk: Desk, *names: str, **values: object) -> list[Service]:
    with desk.session() as session:
        organization = Organization(name="River Pantry", description="")
        session.add(organization)
        session.flush()
        rows = [
            Service(**{"organization_id": organization.id, "name": name, "status": "active", **values})
            for name in names
        ]
        session.add_all(rows)
        session.commit()
        return rows


def found(browser: FlaskClient, query: str) -> list[str]:
    page = unescape(browser.get(f"/listings?{query}").text)
    return [part.partition("</a>")[0].partition(">")[2] for part in page.split('class="listing-name"')[1:]]


def carlas_id(session: Session) -> str:
    return session.exec(select(Staff.id).where(Staff.username == "carla")).one()


@pytest.mark.parametrize(
    "query",
    [
        "q=arch", "q=hope+house", "q=NEW+britain+house", "q=555-0100", "q=860.555.0100",
        "status=active&place=CT", "place=New+Britain,+CT",
        "place=Hartford+County,+CT", "verified=never&place=ct",
        "problem=no_category&place=CT", "problem=no_hours&q=arch",
    ],
)  # fmt: skip
def test_a_listing_is_found(desk: Desk, carla: FlaskClient, query: str) -> None:
    others(desk, "Food boxes", status="inactive")
    assert found(carla, query) == ["House on Arch Street"]


def test_a_listing_is_found_by_its_id(desk: Desk, carla: FlaskClient, house: Service) -> None:
    others(desk, "Food boxes")
    assert found(carla, f"q={house.id}") == found(carla, f"q={house.id[:8]}") == ["House on Arch Street"]


@pytest.mark.parametrize(
    "query", ["q=%25", "q=_", "status=defunct", "place=OR", "problem=no_phone", "verified=overdue"]
)
def test_what_does_not_fit_is_not_found(carla: FlaskClient, query: str) -> None:
    assert found(carla, query) == []


def test_what_is_the_matter_with_listings_can_be_asked(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    old, _new = others(desk, "Food boxes", "Soup")
    with desk.session() as session:
        session.get_one(Service, old.id).assured_date = NOW.date() - timedelta(days=400)
        report(session, service_id=house.id, kinds=["phone_wrong"], source="client", now=NOW)
        session.commit()
    assert found(carla, "verified=overdue") == ["Food boxes"]
    assert found(carla, "problem=reported") == ["House on Arch Street"]
    assert found(carla, "problem=no_phone") == ["Food boxes", "Soup"]
    assert found(carla, "problem=no_place") == ["Food boxes", "Soup"]
    assert found(carla, "verified=never&sort=organization") == ["House on Arch Street", "Soup"]
    assert found(carla, "sort=verified")[-1] == "Food boxes"


def test_many_listings_come_in_pages(desk: Desk, carla: FlaskClient) -> None:
    others(desk, *(f"Pantry {n:03}" for n in range(90)))
    assert found(carla, "q=pantry&page=1")[0] == "Pantry 000"
    assert found(carla, "q=pantry&page=3") == [f"Pantry {n:03}" for n in range(80, 90)]
    assert found(carla, "q=pantry&page=9") == []
    assert "90 listings" in carla.get("/listings?q=pantry&page=9").text


def test_the_table_has_all_that_is_found_and_never_a_confidential_address(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    others(desk, "=cmd()")
    with desk.session() as session:
        session.add(Phone(service_id=house.id, number="+18605550142"))
        session.add(Phone(location_id=place_id(desk, house), number="860-555-0199"))
        session.get_one(Service, house.id).url = "https://example.org/214 Arch Street"
        session.commit()
        with changing(session, kind="edit", by=Author.staff("x"), now=NOW):
            keep_confidential(session, place_id(desk, house), True)
        session.commit()
    answer = carla.get("/listings/listings.csv")
    assert answer.mimetype == "text/csv"
    for secret in ("214 Arch", "06051", "Arch Street house", "555-0199"):
        assert secret not in answer.text
    rows = {row["service"]: row for row in csv.DictReader(io.StringIO(answer.text))}
    assert rows.keys() == {"House on Arch Street", "'=cmd()"}
    assert rows["House on Arch Street"]["town"] == "New Britain"
    assert rows["House on Arch Street"]["confidential"] == "yes"
    assert rows["House on Arch Street"]["phones"].count("555") == 2
    assert "service" in carla.get("/listings/listings.csv?q=nothing").text
    assert desk.engine.pool.checkedout() == 0


def test_ticked_listings_are_retired_together_and_undone(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    (other,) = others(desk, "Food boxes")
    data = {
        "chosen": [house.id, other.id],
        "action": "defunct",
        "why": "Both closed",
        "back": "/listings?q=x",
    }
    answer = carla.post("/listings/bulk", data=data)
    assert answer.location == "/listings?q=x"
    with desk.session() as session:
        assert set(session.exec(select(Service.status))) == {"defunct"}
        made = session.exec(select(ChangeSet)).one()
        assert (made.why, made.by_id) == ("Both closed", carlas_id(session))
    assert "2 listings were changed." in carla.get("/listings").text
    assert carla.post(f"/changes/{made.id}/undo").status_code == 302
    with desk.session() as session:
        assert set(session.exec(select(Service.status))) == {"active"}


def test_ticked_listings_are_put_under_a_category_more(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    for code in ("housing", "food"):
        carla.post("/listings/bulk", data={"chosen": [house.id], "action": f"category:{code}"})
    with desk.session() as session:
        assert load_listings(session, [house.id])[house.id].categories == ("housing", "food")
    assert found(carla, "category=food") == ["House on Arch Street"]
    assert found(carla, "category=legal") == []


@pytest.mark.parametrize(
    "data", [{}, {"action": "defunct"}, {"chosen": ["x"], "action": "category:nonsense"}]
)
def test_nothing_chosen_does_nothing(desk: Desk, carla: FlaskClient, data: dict[str, object]) -> None:
    assert carla.post("/listings/bulk", data=data).status_code == 302
    with desk.session() as session:
        assert session.exec(select(ChangeSet)).all() == []


def test_a_copy_has_all_parts_is_found_by_nobody_and_can_be_undone(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    with desk.session() as session:
        session.get_one(Service, house.id).assured_date = date(2026, 11, 1)
        session.commit()
    answer = carla.post(f"/listings/{house.id}/duplicate")
    with desk.session() as session:
        copy = load_listings(session, [answer.location.rpartition("/")[2]]).popitem()[1]
        assert (copy.name, copy.service.status) == ("House on Arch Street (copy)", "inactive")
        assert copy.verified_on is None
        assert [phone.number for phone in copy.phones] == ["860-555-0100"]
        assert [place.city for place in copy.places] == ["New Britain"]
        made = session.exec(select(ChangeSet)).one()
    assert carla.post(f"/changes/{made.id}/undo").status_code == 302
    with desk.session() as session:
        assert session.exec(select(Service.id)).all() == [house.id]


def test_a_new_listing_for_an_organization_that_is_there(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    page = carla.post("/listings/new", data={"look_for": "hope", "look": "1", "name": "Meals"}).text
    assert house.organization_id in page
    assert 'value="Meals"' in page
    data = {"name": "Meals", "organization": house.organization_id, "category": "food"}
    address = carla.post("/listings/new", data=data).location
    with desk.session() as session:
        made = session.exec(select(Service).where(Service.name == "Meals")).one()
    assert address == f"/listings/{made.id}"
    assert (made.organization_id, made.status) == (house.organization_id, "inactive")


def test_a_new_listing_with_its_organization(desk: Desk, carla: FlaskClient) -> None:
    data = {"name": "Meals", "organization": "new", "organization_name": "Blue Door"}
    assert carla.post("/listings/new", data=data).status_code == 302
    assert found(carla, "q=blue+door") == ["Meals"]


@pytest.mark.parametrize(
    "data",
    [{}, {"name": "Meals"}, {"name": "Meals", "organization": "new"}, {"name": "M", "organization": "gone"}],
)
def test_a_new_listing_without_a_name_or_an_organization_is_refused(
    desk: Desk, carla: FlaskClient, data: dict[str, str]
) -> None:
    answer = carla.post("/listings/new", data=data)
    assert answer.status_code == 422
    assert data.get("name", "") in answer.text
    with desk.session() as session:
        assert len(session.exec(select(Service)).all()) == 1


def test_a_place_of_another_listing_is_added_and_left_again(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    (other,) = others(desk, "Food boxes")
    at = place_id(desk, house)
    assert "Arch Street house" in carla.get(f"/listings/{other.id}/places?q=hope").text
    carla.post(f"/listings/{other.id}/places/{at}")
    with desk.session() as session:
        assert [p.id for p in load_listings(session, [other.id])[other.id].places] == [at]
    assert "shared by 2 listings" in carla.get(f"/listings/{other.id}").text
    carla.post(f"/listings/{other.id}/places/{at}", data={"leave": "1"})
    with desk.session() as session:
        assert load_listings(session, [other.id])[other.id].places == ()
    assert carla.post(f"/listings/{other.id}/places/nowhere").status_code == 404


def test_the_preview_is_what_a_caseworker_sees(desk: Desk, carla: FlaskClient, house: Service) -> None:
    seen = desk.browser.get(f"/find/service/{house.id}").text
    preview = carla.get(f"/listings/{house.id}/preview").text
    assert "Back to editing" in preview
    for words in ("A sober living home.", "214 Arch Street", "(860) 555-0100"):
        assert words in seen
        assert words in preview


def test_only_those_who_keep_listings_are_led_to_them(desk: Desk, carla: FlaskClient) -> None:
    assert 'href="/listings"' in carla.get("/find").text
    assert 'href="/listings"' not in desk.browser.get("/find").text


def test_a_closed_listing_is_in_the_list_and_out_of_the_search(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    with desk.session() as session:
        lifecycle.set_status(session, [house.id], "defunct", by=Author.staff("x"), why="", now=NOW)
        session.commit()
    assert found(carla, "status=defunct") == ["House on Arch Street"]
    with desk.session() as session, pytest.raises(ValueError, match="unknown status"):
        lifecycle.set_status(session, [house.id], "asleep", by=Author.staff("x"), why="", now=NOW)


def test_every_listing_page_is_for_those_who_keep_listings(desk: Desk, house: Service) -> None:
    for address in ("/listings", "/listings/new", "/listings/listings.csv", f"/listings/{house.id}/history"):
        assert desk.browser.get(address).status_code == 403
    assert (
        desk.browser.post("/listings/bulk", data={"chosen": [house.id], "action": "defunct"}).status_code
        == 403
    )
    with desk.session() as session:
        assert session.exec(select(Service.status).where(col(Service.id) == house.id)).one() == "active"
