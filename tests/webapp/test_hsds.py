"""The HSDS interface: what it answers, what it refuses, and what it keeps to itself."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from sqlmodel import Session, SQLModel
from werkzeug.serving import make_server

from directory.database import make_engine
from directory.exporting import export_hsds
from directory.importing import import_hsds
from directory.importing.remote import Asker, read_source
from tests.conftest import NOW
from tests.directory.listing_of import Listing, listing_of
from webapp.app import create_app
from webapp.settings import Settings
from webapp.state import Linkage

SAMPLE = Path(__file__).parents[2] / "data" / "sample_community" / "hsds"
UNKNOWN = "99999999-9999-4999-8999-999999999999"


@pytest.fixture
def browser(engine: Engine, tmp_path: Any) -> FlaskClient:
    state = Linkage(Settings(home=tmp_path, twilio_account_sid=""), engine=engine, clock=lambda: NOW)
    return create_app(state).test_client()


@pytest.fixture
def kept(engine: Engine) -> Iterator[Session]:
    with Session(engine, expire_on_commit=False) as session:
        yield session


def ask(browser: FlaskClient, address: str, status: int = 200) -> Any:
    answer = browser.get(f"/hsds{address}")
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return answer.get_json()


def names(page: dict[str, Any]) -> list[str]:
    return sorted(record["name"] for record in page["contents"])


def add(session: Session, name: str, **values: Any) -> Listing:
    made = listing_of(session, name, **values)
    session.commit()
    return made


def test_the_root_says_which_standard_and_profile_and_both_addresses_answer(browser: FlaskClient) -> None:
    about = ask(browser, "/")
    assert about["version"] == "3.2.3"
    for kind in ("profile", "openapi_url"):
        address = about[kind].removeprefix("http://localhost/hsds")
        assert ask(browser, address)
    patches = ask(browser, "/profile")["files"]
    for address in patches.values():
        answer = browser.get(address.removeprefix("http://localhost"))
        assert answer.mimetype == "application/merge-patch+json"
    assert browser.get("/hsds/profile/nothing.json").status_code == 404


def test_the_public_address_stands_in_the_links(engine: Engine, tmp_path: Any) -> None:
    settings = Settings(home=tmp_path, twilio_account_sid="", public_url="https://linkage.example/")
    browser = create_app(Linkage(settings, engine=engine)).test_client()
    assert ask(browser, "/")["profile"] == "https://linkage.example/hsds/profile"


def test_every_operation_has_an_id_of_its_own(browser: FlaskClient) -> None:
    paths = ask(browser, "/openapi.json")["paths"]
    ids = [operation["operationId"] for path in paths.values() for operation in path.values()]
    assert len(ids) == len(set(ids)) == 11


def test_a_page_says_where_it_stands_among_all(browser: FlaskClient, kept: Session) -> None:
    for number in range(5):
        add(kept, f"Service {number}")
    first = ask(browser, "/services?per_page=2")
    assert {name: first[name] for name in first if name != "contents"} == {
        "total_items": 5,
        "total_pages": 3,
        "page_number": 1,
        "size": 2,
        "first_page": True,
        "last_page": False,
        "empty": False,
    }
    last = ask(browser, "/services?per_page=2&page=3")
    assert (last["size"], last["last_page"], last["first_page"]) == (1, True, False)
    pages = [ask(browser, f"/services?per_page=2&page={page}") for page in (1, 2, 3)]
    assert sorted(name for page in pages for name in names(page)) == [f"Service {n}" for n in range(5)]


@pytest.mark.parametrize("page", ["4", "999999999999999999"])
def test_a_page_beyond_the_last_is_empty(browser: FlaskClient, kept: Session, page: str) -> None:
    add(kept, "Food")
    answer = ask(browser, f"/services?page={page}")
    assert (answer["empty"], answer["contents"], answer["total_items"]) == (True, [], 1)


def test_a_list_has_single_records_inside_and_full_has_everything(
    browser: FlaskClient, kept: Session
) -> None:
    made = add(kept, "Food", term="food")
    (short,) = ask(browser, "/services")["contents"]
    assert short["organization"]["name"] == "Food house"
    assert not [name for name, value in short.items() if isinstance(value, list)]
    (full,) = ask(browser, "/services?full=true")["contents"]
    assert full == ask(browser, f"/services/{made.service.id}")
    place = full["service_at_locations"][0]["location"]
    assert place["addresses"][0]["address_1"] == made.street
    assert full["contacts"][0]["phones"][0]["languages"][0]["code"] == "es"
    assert full["attributes"][0]["taxonomy_term"]["taxonomy_detail"]["name"] == "Kinds"
    assert full["capacities"][0]["unit"]["name"] == "Beds"
    assert "locations" not in full["organization"]


def test_nothing_that_is_not_known_is_a_null(browser: FlaskClient, kept: Session) -> None:
    add(kept, "Food", term="food")
    for resource in ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms"):
        full = "" if resource.startswith("taxonom") else "?full=true"
        assert "null" not in json.dumps(ask(browser, f"/{resource}{full}"))


def test_minimal_has_all_services_on_one_page(browser: FlaskClient, kept: Session) -> None:
    for number in range(130):
        listing_of(kept, f"Service {number}", bare=True)
    kept.commit()
    answer = ask(browser, "/services?minimal=true")
    assert (answer["size"], answer["total_pages"]) == (130, 1)
    assert set(answer["contents"][0]) == {"id", "name", "status", "last_modified"}


def test_lines_are_all_records_whatever_the_page(browser: FlaskClient, kept: Session) -> None:
    for number in range(3):
        add(kept, f"Service {number}")
    answer = browser.get("/hsds/services?format=ndjson&per_page=1&search=service")
    assert answer.mimetype == "application/x-ndjson"
    assert sorted(json.loads(line)["name"] for line in answer.text.splitlines()) == [
        "Service 0",
        "Service 1",
        "Service 2",
    ]


def test_full_service_puts_services_into_organizations_and_into_services_at_places(
    browser: FlaskClient, kept: Session
) -> None:
    made = add(kept, "Food")
    owner = made.service.organization_id
    assert "services" not in ask(browser, f"/organizations/{owner}")
    full = ask(browser, f"/organizations/{owner}?full_service=true")
    assert full["services"][0]["service_at_locations"][0]["location"]["id"] == made.place.id
    assert full["locations"][0]["addresses"][0]["city"] == "New Britain"
    (link,) = ask(browser, "/service_at_locations?full_service=true")["contents"]
    assert link["service"]["name"] == "Food"
    assert "service" not in ask(browser, f"/service_at_locations/{link['id']}")


def test_filters_combine(browser: FlaskClient, kept: Session) -> None:
    food = add(kept, "Food pantry", term="food")
    add(kept, "Food bus", modified=datetime(2026, 1, 1, tzinfo=UTC), term="food")
    add(kept, "Shelter", term="housing")
    term = food.term
    assert term is not None
    assert names(ask(browser, "/services?search=food")) == ["Food bus", "Food pantry"]
    assert names(ask(browser, "/services?search=HOUSE pantry")) == ["Food pantry"]
    assert names(ask(browser, f"/services?taxonomy_term_id={term.id}")) == ["Food bus", "Food pantry"]
    assert len(names(ask(browser, f"/services?taxonomy_id={term.taxonomy_id}"))) == 3
    both = f"taxonomy_term_id={term.id}&modified_after=2026-06-01"
    assert names(ask(browser, f"/services?{both}")) == ["Food pantry"]
    assert names(ask(browser, f"/services?{both}&organization_id={UNKNOWN}")) == []
    owner = food.service.organization_id
    assert names(ask(browser, f"/services?search=food&organization_id={owner}")) == ["Food pantry"]
    assert names(ask(browser, f"/organizations?taxonomy_term_id={term.id}")) == [
        "Food bus house",
        "Food pantry house",
    ]
    links = ask(browser, f"/service_at_locations?{both}")["contents"]
    assert [link["service_id"] for link in links] == [food.service.id]


def test_a_percent_sign_is_looked_for_as_one(browser: FlaskClient, kept: Session) -> None:
    add(kept, "Food")
    add(kept, "100% recovery")
    assert names(ask(browser, "/services?search=%25")) == ["100% recovery"]


def test_modified_after_takes_that_moment_and_any_later(browser: FlaskClient, kept: Session) -> None:
    add(kept, "Old", modified=datetime(2026, 3, 1, 12, 0, tzinfo=UTC))
    add(kept, "Undated", modified=None)
    for moment in ("2026-03-01T12:00:00Z", "2026-03-01T07:00:00-05:00", "2026-03-01T14:00:00+02:00"):
        assert names(ask(browser, f"/services?modified_after={moment}")) == ["Old"]
    assert names(ask(browser, "/services?modified_after=2026-03-01T12:00:01Z")) == []


def test_terms_by_taxonomy_and_parent(browser: FlaskClient, kept: Session) -> None:
    term = add(kept, "Food", term="food").term
    child = add(kept, "Pantry", term="pantry", under=term).term
    assert term is not None and child is not None
    assert names(ask(browser, "/taxonomy_terms?top_only=true")) == ["food"]
    assert names(ask(browser, f"/taxonomy_terms?parent_id={term.id}")) == ["pantry"]
    assert names(ask(browser, f"/taxonomy_terms?taxonomy_id={term.taxonomy_id}&search=pan")) == ["pantry"]
    assert ask(browser, f"/taxonomy_terms/{child.id}")["taxonomy_detail"]["name"] == "Kinds"
    assert ask(browser, f"/taxonomies/{term.taxonomy_id}")["name"] == "Kinds"


def places_of(page: dict[str, Any]) -> list[str]:
    return sorted(link["location"].get("name", "") for link in page["contents"])


def test_near_a_postal_code_means_metres_from_its_middle(browser: FlaskClient, kept: Session) -> None:
    add(kept, "Here", latitude=41.6661, longitude=-72.7784)
    add(kept, "Hartford", latitude=41.7637, longitude=-72.6851)
    near = ask(browser, "/service_at_locations?postcode=06051&proximity=3000")
    assert places_of(near) == ["Here hall"]
    far = ask(browser, "/service_at_locations?postcode=06051&proximity=30000")
    assert places_of(far) == ["Hartford hall", "Here hall"]
    assert far["total_items"] == 2


def test_a_postal_code_alone_asks_for_the_area_served(browser: FlaskClient, kept: Session) -> None:
    add(kept, "Served", area="New Britain", postal_code="06103")
    add(kept, "Elsewhere", area="Windham County", postal_code="06051")
    add(kept, "Same code", postal_code="06051")
    add(kept, "Other code", postal_code="06103")
    found = ask(browser, "/service_at_locations?postcode=06051")
    assert places_of(found) == ["Same code hall", "Served hall"]


REFUSED = [
    ("/services?page=0", "page"),
    ("/services?page=two", "page"),
    ("/services?page=-1", "page"),
    ("/services?page=9999999999999999999999", "page"),
    ("/services?per_page=1001", "per_page"),
    ("/services?format=xml", "format"),
    ("/services?full=maybe", "full"),
    ("/services?modified_after=yesterday", "modified_after"),
    ("/services?modified_after=9999-12-31T23:59:59-14:00", "modified_after"),
    ("/services?taxonomy_term_id=food", "taxonomy_term_id"),
    ("/services?search=%00", "search"),
    ("/services?search=a+b+c+d+e+f+g+h+i+j+k+l+m", "search"),
    (f"/services?search={'a' * 301}", "search"),
    ("/services?postcode=06051", "postcode"),
    ("/organizations?modified_after=2026-01-01", "modified_after"),
    (f"/organizations/{UNKNOWN}?full_service=maybe", "full_service"),
    ("/service_at_locations?postcode=ABC", "postcode"),
    ("/service_at_locations?postcode=00000", "postcode"),
    ("/service_at_locations?proximity=500", "proximity"),
    ("/service_at_locations?postcode=06051&proximity=near", "proximity"),
    ("/service_at_locations?postcode=06051&proximity=-1", "proximity"),
    ("/service_at_locations?postcode=06051&proximity=inf", "proximity"),
]


@pytest.mark.parametrize(("address", "parameter"), REFUSED)
def test_a_parameter_that_cannot_be_read_is_named(browser: FlaskClient, address: str, parameter: str) -> None:
    answer = ask(browser, address, 400)
    assert answer["parameter"] == parameter
    assert answer["error"]


def test_what_the_standard_does_not_know_is_ignored_and_so_is_an_empty_filter(
    browser: FlaskClient, kept: Session
) -> None:
    add(kept, "Food")
    assert names(ask(browser, "/services?utm_source=x&search=&taxonomy_id=&page=+")) == ["Food"]


@pytest.mark.parametrize(
    "address", [f"/services/{UNKNOWN}", "/services/17", "/services/%00", "/nothing", "/x/y/z"]
)
def test_what_is_not_there_is_said_in_json(browser: FlaskClient, address: str) -> None:
    assert "error" in ask(browser, address, 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_written(browser: FlaskClient, method: str) -> None:
    answer = browser.open("/hsds/services", method=method)
    assert (answer.status_code, answer.mimetype) == (405, "application/json")
    assert "GET" in answer.headers["Allow"]


def test_other_pages_may_ask_beforehand(browser: FlaskClient) -> None:
    answer = browser.options("/hsds/services")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in answer.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("address", ["/services?full=true", "/organizations?full=true&full_service=true"])
def test_twice_the_records_take_no_more_queries(
    browser: FlaskClient, kept: Session, engine: Engine, address: str
) -> None:
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    counts = []
    for number in range(4):
        add(kept, f"Service {number}", term=f"term {number}")
        asked.clear()
        ask(browser, address)
        counts.append(len(asked))
    assert counts[0] == counts[-1] < 100


ADDRESSES = [
    "/services?full=true",
    "/services?format=ndjson&full=true",
    "/organizations?full=true&full_service=true",
    "/service_at_locations",
    "/service_at_locations?full=true&full_service=true",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_confidential_place_is_told_by_its_town_alone(
    browser: FlaskClient, kept: Session, address: str
) -> None:
    made = add(kept, "Safe harbor", confidential=True, term="housing")
    text = browser.get(f"/hsds{address}").text
    assert made.place.id in text
    for secret in made.secrets:
        assert secret not in text, secret
    assert ("860-555-0102" in text) == ("full" in address)


def test_a_confidential_place_is_found_by_no_postal_code(browser: FlaskClient, kept: Session) -> None:
    add(kept, "Safe harbor", confidential=True, area="New Britain")
    for query in ("postcode=06051", "postcode=06051&proximity=50000"):
        assert ask(browser, f"/service_at_locations?{query}")["empty"]
    assert ask(browser, "/service_at_locations?search=Elm")["empty"]
    assert not ask(browser, "/service_at_locations")["empty"]


def test_a_street_in_a_services_own_words_is_not_told_and_not_found(
    browser: FlaskClient, kept: Session
) -> None:
    made = add(kept, "Safe harbor", confidential=True)
    made.service.description = "Come to 12 Elm Street"
    kept.commit()
    assert ask(browser, f"/services/{made.service.id}")["description"] == "Come to Address withheld"
    for resource in ("services", "service_at_locations"):
        assert ask(browser, f"/{resource}?search=elm")["empty"]


def test_the_town_and_hours_of_a_confidential_place_stay(browser: FlaskClient, kept: Session) -> None:
    made = add(kept, "Safe harbor", confidential=True)
    (link,) = ask(browser, f"/services/{made.service.id}")["service_at_locations"]
    (address,) = link["location"]["addresses"]
    assert {name: address[name] for name in ("city", "state_province", "address_1", "postal_code")} == {
        "city": "New Britain",
        "state_province": "CT",
        "address_1": "Address withheld",
        "postal_code": "withheld",
    }
    said = {one["taxonomy_term"]["code"] for one in link["location"]["attributes"]}
    assert "address-confidential" in said
    assert link["location"]["schedules"][0]["opens_at"] == "09:00:00"


def test_what_one_linkage_publishes_another_reads_to_the_byte(
    browser: FlaskClient, kept: Session, tmp_path: Any
) -> None:
    import_hsds(kept, SAMPLE, now=NOW)
    listing_of(kept, "Safe harbor", confidential=True, term="housing")
    kept.commit()
    engine = make_engine(f"sqlite:///{tmp_path / 'another.db'}")
    SQLModel.metadata.create_all(engine)
    server = make_server("127.0.0.1", 0, browser.application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        with (
            Session(engine) as another,
            Asker(f"http://127.0.0.1:{server.port}/hsds", pause=lambda seconds: None) as asker,
        ):
            report = read_source(another, asker, now=NOW, commit=another.commit)
            assert report.problem_count == 0
            export_hsds(kept, tmp_path / "one")
            export_hsds(another, tmp_path / "two")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        engine.dispose()
    for file in sorted((tmp_path / "one").iterdir()):
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name
