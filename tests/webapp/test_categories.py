"""Pages of categories: who may, suggestions accepted and taken back, schemes read and mapped."""

import re
from html import unescape
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from directory.listings import load_listings
from directory.tables import Service, Taxonomy
from directory.taxonomies import overview
from directory.taxonomies.meaning import NEED_TAXONOMY
from directory.taxonomies.ours import place_under
from tests import factories
from tests.webapp.conftest import PASSWORD_HASH, Desk

SCHEME = b"code,name,parent\nA,Things to eat,\nB,Food pantry,A\nC,Quux,\n"


@pytest.fixture
def carla(desk: Desk) -> FlaskClient:
    """The coordinator's browser, with one listing under food and one under nothing."""
    with desk.session() as session:
        factories.worker(session, username="carla", role="coordinator", password_hash=PASSWORD_HASH)
        place_under(session, factories.service(session, id="fed", name="Soup").id, ["meals"])
        factories.service(session, id="lost", name="Emergency shelter on Main Street")
        session.commit()
    return desk.sign_in("carla")


def categories_of(desk: Desk, service_id: str) -> tuple[str, ...]:
    with desk.session() as session:
        return load_listings(session, [service_id])[service_id].stated_codes


def upload(browser: FlaskClient, content: bytes, name: str = "county.csv") -> str:
    data = {"file": (BytesIO(content), name), "name": "County list"}
    answer = browser.post("/categories/schemes", data=data, follow_redirects=True)
    return unescape(answer.text)


def scheme_of(desk: Desk) -> Taxonomy:
    with desk.session() as session:
        (row,) = overview.schemes(session)
        return row.taxonomy


def test_the_page_counts_listings_and_names_those_without(carla: FlaskClient) -> None:
    page = unescape(carla.get("/categories").text)
    assert "1 listing stands under no category." in page
    assert "Residential treatment" in page


@pytest.mark.parametrize("path", ["/categories", "/categories/missing", "/categories/schemes/x"])
def test_caseworkers_do_not_keep_categories(desk: Desk, path: str) -> None:
    assert desk.browser.get(path).status_code == 403


def test_a_suggestion_is_accepted_and_taken_back(desk: Desk, carla: FlaskClient) -> None:
    page = unescape(carla.get("/categories/missing").text)
    assert "Emergency shelter on Main Street" in page
    assert 'value="emergency_shelter" selected' in page

    answer = carla.post(
        "/categories/missing",
        data={"service": "lost", "code-lost": "emergency_shelter"},
        follow_redirects=True,
    )
    assert "1 listing has a category now." in answer.text
    assert categories_of(desk, "lost") == ("emergency_shelter",)
    (undo,) = re.findall(r'action="(/categories/undo/[^"]+)"', answer.text)

    assert "Taken back." in carla.post(undo, follow_redirects=True).text
    assert categories_of(desk, "lost") == ()
    assert "taken back already" in carla.post(undo, follow_redirects=True).text


def test_nothing_ticked_changes_nothing_and_says_so(desk: Desk, carla: FlaskClient) -> None:
    answer = carla.post("/categories/missing", data={"code-lost": "food"}, follow_redirects=True)
    assert "tick the listings" in answer.text
    assert categories_of(desk, "lost") == ()


def test_taking_back_refuses_where_somebody_changed_it_since(desk: Desk, carla: FlaskClient) -> None:
    answer = carla.post(
        "/categories/missing", data={"service": "lost", "code-lost": "food"}, follow_redirects=True
    )
    (undo,) = re.findall(r'action="(/categories/undo/[^"]+)"', answer.text)
    with desk.session() as session:
        place_under(session, "lost", ["legal", "food"])
        session.commit()
    assert "Somebody has changed these listings since" in carla.post(undo, follow_redirects=True).text
    assert categories_of(desk, "lost") == ("legal", "food")


def test_an_uploaded_scheme_is_mapped_and_corrected_by_hand(desk: Desk, carla: FlaskClient) -> None:
    page = upload(carla, SCHEME)
    assert "3 terms added" in page
    assert "1 stand for one of ours" in page
    taxonomy = scheme_of(desk)
    with desk.session() as session:
        rows = {row.term.code: row for row in overview.terms(session, taxonomy.id)}
    quux = rows["C"].term.id
    answer = carla.post(
        f"/categories/schemes/{taxonomy.id}",
        data={"term": quux, f"before-{quux}": "", f"code-{quux}": "legal"},
        follow_redirects=True,
    )
    assert "1 term changed." in answer.text
    assert "decided by a person" in answer.text
    shown = carla.get(f"/categories/schemes/{taxonomy.id}?show=open").text
    assert "Things to eat" in shown
    assert "Quux" not in shown


def test_a_file_that_cannot_be_read_says_why_and_changes_nothing(desk: Desk, carla: FlaskClient) -> None:
    assert "row 2: no name" in upload(carla, b"code,name\nA,\n")
    with desk.session() as session:
        assert overview.schemes(session) == []


def test_an_upload_without_a_file_asks_for_one(carla: FlaskClient) -> None:
    assert "Choose a file first." in carla.post("/categories/schemes", follow_redirects=True).text


def test_an_answer_that_is_no_category_is_refused(desk: Desk, carla: FlaskClient) -> None:
    upload(carla, SCHEME)
    taxonomy = scheme_of(desk)
    with desk.session() as session:
        term = overview.terms(session, taxonomy.id)[0].term.id
    answer = carla.post(
        f"/categories/schemes/{taxonomy.id}",
        data={"term": term, f"before-{term}": "", f"code-{term}": "nonsense"},
    )
    assert answer.status_code == 422


def test_our_own_categories_are_no_scheme_to_map(desk: Desk, carla: FlaskClient) -> None:
    with desk.session() as session:
        ours = session.exec(select(Taxonomy.id).where(Taxonomy.name == NEED_TAXONOMY)).one()
    assert carla.get(f"/categories/schemes/{ours}").status_code == 404


def test_services_that_are_gone_need_no_category(desk: Desk, carla: FlaskClient) -> None:
    with desk.session() as session:
        session.get_one(Service, "lost").status = "defunct"
        session.commit()
    assert "Every listing stands under a category." in carla.get("/categories").text
