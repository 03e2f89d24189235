"""Finding a service: reasons on every card, nothing hidden for what is unknown, no secret address."""

import re
import shutil
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select
from werkzeug.datastructures import MultiDict

from casework import clients, scope
from casework.tables import Agency
from directory.database import make_engine
from directory.listings import ADDRESS_CONFIDENTIAL, NEED_TAXONOMY
from directory.tables import (
    Address,
    Attribute,
    CostOption,
    Location,
    Organization,
    Phone,
    RequiredDocument,
    Schedule,
    Service,
    ServiceAtLocation,
    ServiceCapacity,
    TaxonomyTerm,
    Unit,
)
from tests import factories
from tests.conftest import NOW
from tests.webapp.conftest import PASSWORD, PASSWORD_HASH
from webapp.app import create_app
from webapp.finding import query
from webapp.settings import Settings
from webapp.state import Linkage

SECRET = "17 Hidden Lane"
SECRET_LATITUDE = 41.70125


class Community:
    """Writes the listings of a small town."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._organization = Organization(name="Hearthstone Homes", description="Sober homes.")
        self._terms = {
            code: TaxonomyTerm(code=code, name=code, description=code, taxonomy=taxonomy)
            for code, taxonomy in {
                "sober_living": NEED_TAXONOMY,
                "domestic_violence": NEED_TAXONOMY,
                "food": NEED_TAXONOMY,
                ADDRESS_CONFIDENTIAL: "Linkage location notes",
            }.items()
        }
        self._beds = Unit(name="Beds")
        session.add_all([self._organization, *self._terms.values(), self._beds])
        session.flush()

    def service(self, name: str, category: str, eligibility: str | None = None, **values: object) -> Service:
        row = Service(
            **{
                "organization_id": self._organization.id,
                "name": name,
                "description": name,
                "eligibility_description": eligibility,
                "status": "active",
                "assured_date": date(2026, 10, 1),
                **values,
            }
        )
        self.add(row)
        self.add(
            Attribute(
                link_id=row.id,
                link_entity="service",
                link_type="need_category",
                taxonomy_term_id=self._terms[category].id,
            )
        )
        return row

    def place(
        self, service: Service, line: str, latitude: float, longitude: float, *, secret: bool = False
    ) -> None:
        location = Location(
            location_type="physical", name=f"House at {line}", latitude=latitude, longitude=longitude
        )
        self.add(location)
        self.add(
            Address(
                location_id=location.id,
                address_1=line,
                city="New Britain",
                state_province="CT",
                postal_code="06051",
                country="US",
                address_type="physical",
            )
        )
        self.add(ServiceAtLocation(service_id=service.id, location_id=location.id))
        if secret:
            self.add(
                Attribute(
                    link_id=location.id,
                    link_entity="location",
                    taxonomy_term_id=self._terms[ADDRESS_CONFIDENTIAL].id,
                )
            )

    def beds(self, service: Service, free: int, of: int, at: datetime) -> None:
        self.add(
            ServiceCapacity(
                service_id=service.id, unit_id=self._beds.id, available=free, maximum=of, updated=at
            )
        )

    def add(self, row: object) -> None:
        self._session.add(row)
        self._session.flush()


def _fill(session: Session) -> None:
    town = Community(session)
    house = town.service(
        "Sober house for women and children",
        "sober_living",
        "Women 18 and older in recovery, with their children.",
        description="A sober living home for women in recovery from alcohol or drugs and their children.",
    )
    town.place(house, "214 Arch Street", 41.66, -72.78)
    town.add(Phone(service_id=house.id, number="860-555-0151"))
    town.add(CostOption(service_id=house.id, option="Room", amount=135.0, amount_description="per week"))
    town.add(RequiredDocument(service_id=house.id, document="Photo ID"))
    # The moment of the tests is a Tuesday, ten in the morning in Connecticut.
    town.add(
        Schedule(service_id=house.id, freq="WEEKLY", byday="MO,TU", opens_at=time(9), closes_at=time(17))
    )
    town.beds(house, 2, 10, NOW - timedelta(days=3))
    men = town.service(
        "Sober house for men",
        "sober_living",
        "Men only, 18 and older, in recovery.",
        description="A sober living home for men in recovery.",
    )
    town.place(men, "9 Elm Street", 41.665, -72.775)
    quiet = town.service(
        "Recovery residence on Oak",
        "sober_living",
        "Income under 200% FPL.",
        description="Sober living for adults in recovery.",
        assured_date=None,
    )
    town.place(quiet, "3 Oak Street", 41.67, -72.79)
    shelter = town.service(
        "Safe harbor shelter",
        "domestic_violence",
        "Survivors of domestic violence and their children.",
        description="Emergency shelter for survivors of domestic violence.",
    )
    town.place(shelter, SECRET, SECRET_LATITUDE, -72.70125, secret=True)
    town.add(Phone(service_id=shelter.id, number="860-555-0199"))


@pytest.fixture(scope="module")
def state(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Linkage]:
    home = tmp_path_factory.mktemp("find")
    shutil.copy(sqlite_template, home / "linkage.db")
    engine = make_engine(f"sqlite:///{home / 'linkage.db'}")
    made = Linkage(Settings(home=home, twilio_account_sid="", tile_url=""), engine=engine, clock=lambda: NOW)
    with Session(engine, expire_on_commit=False) as session:
        _fill(session)
        session.commit()
    made.search.build(now=NOW)
    yield made
    engine.dispose()


@pytest.fixture(scope="module")
def browser(state: Linkage) -> FlaskClient:
    app = create_app(state)
    app.config["WTF_CSRF_ENABLED"] = False
    with state.make_session() as session:
        factories.agency(session)
        factories.worker(session, username="wanda", password_hash=PASSWORD_HASH)
        factories.worker(session, username="carla", role="coordinator", password_hash=PASSWORD_HASH)
        session.commit()
    return _sign_in(app.test_client(), "wanda")


def _sign_in(browser: FlaskClient, username: str) -> FlaskClient:
    assert browser.post("/sign-in", data={"username": username, "password": PASSWORD}).status_code == 302
    return browser


def _find(browser: FlaskClient, *pairs: tuple[str, str], **asked: str) -> str:
    answer = browser.get("/find?" + urlencode([*asked.items(), *pairs]))
    assert answer.status_code == 200
    return unescape(answer.text)


def _cards(page: str) -> dict[str, str]:
    """The cards that may fit, by the name of their service, as text."""
    found = re.findall(r'<article class="find-card.*?</article>', page, flags=re.DOTALL)
    return {_text(re.findall(r"<h3>(.*?)</h3>", card, flags=re.DOTALL)[0]): _text(card) for card in found}


def _refused(page: str) -> str:
    return _text(" ".join(re.findall(r'<article class="not-eligible">.*?</article>', page, flags=re.DOTALL)))


def _text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


MOTHER = "sober housing for a mother with two kids near New Britain, CT"


def test_a_card_says_why_it_fits_and_what_to_know_before_calling(browser: FlaskClient) -> None:
    card = _cards(_find(browser, q=MOTHER, f_age="30", f_gender="woman"))[
        "Sober house for women and children"
    ]
    for words in (
        "Hearthstone Homes",
        "214 Arch Street, New Britain, CT 06051",
        "(860) 555-0151",
        "Open now, until 5:00",
        "Room: $135 per week",
        "Photo ID",
        "2 of 10 beds free, reported 3 days ago",
        "Verified 40 days ago",
        "Refer",
    ):
        assert words in card.replace("\u202f", " "), words
    assert re.search(r"miles", card)


def test_every_card_has_reasons_and_the_parts_of_its_order(browser: FlaskClient) -> None:
    page = _find(browser, q=MOTHER)
    cards = re.findall(r'<article class="find-card.*?</article>', page, flags=re.DOTALL)
    assert cards
    for card in cards:
        assert re.search(r'class="find-reasons".*?<li', card, flags=re.DOTALL)
        shares = [int(share) for share in re.findall(r'<meter min="0" max="100" value="(\d+)"', card)]
        assert 98 <= sum(shares) <= 102


def test_what_a_known_fact_rules_out_stands_apart_with_the_reason(browser: FlaskClient) -> None:
    page = _find(browser, q=MOTHER)
    assert "Sober house for men" not in _cards(page)
    assert "Sober house for men" in _refused(page)
    assert re.search(r"Not eligible: \S+", _refused(page))


def test_nothing_is_hidden_for_what_is_unknown(browser: FlaskClient) -> None:
    cards = _cards(_find(browser, q="sober living", near="New Britain, CT"))
    assert {"Sober house for men", "Sober house for women and children", "Recovery residence on Oak"} <= set(
        cards
    )
    assert "May be eligible" in cards["Sober house for men"]
    assert "income" in cards["Recovery residence on Oak"].lower()


def test_a_listing_that_nobody_verified_says_so(browser: FlaskClient) -> None:
    cards = _cards(_find(browser, q="sober living", near="New Britain, CT"))
    assert "Never verified" in cards["Recovery residence on Oak"]


def test_a_confidential_place_is_nowhere_on_the_page(browser: FlaskClient) -> None:
    page = _find(browser, q="shelter from domestic violence", near="New Britain, CT")
    assert "Address is kept confidential: call." in _cards(page)["Safe harbor shelter"]
    assert "(860) 555-0199" in page
    address = re.search(r'href="(/find/service/[^"]+)">Safe harbor', page)
    assert address is not None
    detail = unescape(browser.get(address[1]).text)
    assert "Address is kept confidential: call." in detail
    for text in (page, detail):
        assert SECRET not in text
        assert str(SECRET_LATITUDE) not in text
        assert "06051" not in text.partition("Safe harbor")[2].partition("</article>")[0]


def test_the_form_wins_over_the_words(browser: FlaskClient) -> None:
    page = _find(browser, q="sober living for a woman near New Britain, CT", f_gender="man")
    assert "Sober house for men" in _cards(page)
    assert "Sober house for women and children" in _refused(page)


def test_what_was_understood_can_be_set_aside_with_a_link(browser: FlaskClient) -> None:
    page = _find(browser, q="sober living for a woman near New Britain, CT")
    assert "Sober house for men" in _refused(page)
    without = re.search(r'<a class="chip-remove" href="([^"]+)" aria-label="Leave out: woman"', page)
    assert without is not None
    again = unescape(browser.get(without[1]).text)
    assert "Sober house for men" in _cards(again)
    assert "Leave out: woman" not in again


def test_new_words_are_read_whole_again() -> None:
    kept = query.read(MultiDict([("q", "a woman"), ("read", "a woman"), ("not", "gender")]))
    changed = query.read(MultiDict([("q", "a mother"), ("read", "a woman"), ("not", "gender")]))
    assert kept.without == {"gender"}
    assert changed.without == frozenset()


@pytest.mark.parametrize(
    "address",
    [
        "q=bed&near=06051&radius=10&when=tonight&category=housing&category=sober_living&avoid=shelters",
        "client=1&need=2&q=x&f_age=30&f_children_ages=none&f_disability=none&f_insurance=medicaid&f_veteran=no",
        "q=x&f_residence_city=Berlin&f_residence_state=CT&read=x&not=gender&not=near",
    ],
)
def test_a_search_is_a_link_that_asks_the_same_again(address: str) -> None:
    asked = query.read(MultiDict(parse_qsl(address)))
    assert query.read(MultiDict(asked.parameters())) == asked
    assert sorted(asked.parameters()) == sorted(parse_qsl(address))


def test_an_answer_that_cannot_be_read_is_named_and_the_search_goes_on(browser: FlaskClient) -> None:
    page = _find(browser, q=MOTHER, f_age="old", radius="far")
    assert "Write a number." in page
    assert "Write the distance as a number of miles." in page
    assert _cards(page)


def test_an_impossible_fact_is_named_and_the_search_goes_on(browser: FlaskClient) -> None:
    page = _find(browser, q=MOTHER, f_age="300")
    assert "This cannot be right" in page
    assert _cards(page)


def test_nothing_found_says_what_to_loosen(browser: FlaskClient) -> None:
    page = _find(browser, q="sober living", near="Eugene, OR")
    assert not _cards(page)
    assert "Nothing fits all of this" in page
    looser = re.search(r'<a class="chip" href="([^"]+)">[^<]*<i[^>]*></i>Look anywhere', page)
    assert looser is not None
    assert _cards(unescape(browser.get(looser[1]).text))


def test_answers_of_another_kind_are_said_to_be_that(browser: FlaskClient) -> None:
    page = _find(browser, q="free bus passes to work", near="New Britain, CT")
    assert "Nothing here is of the kind that was asked for." in page
    assert "Nothing here is of the kind" not in _find(browser, q=MOTHER)


def test_an_ambiguous_place_offers_the_places(browser: FlaskClient) -> None:
    page = _find(browser, q="food", near="Springfield")
    assert "There are several places" in page
    assert len(re.findall(r'<a class="chip" href="[^"]*near=Springfield', page)) > 1


def test_an_unknown_place_is_said_to_be_unknown(browser: FlaskClient) -> None:
    page = _find(browser, q="food", near="Qwxyzzy")
    assert "No place called “Qwxyzzy” is known." in page
    assert not _cards(page)


def test_before_the_first_search_there_are_examples_that_work(browser: FlaskClient) -> None:
    page = _find(browser)
    example = re.search(r'<li><a href="(/find\?q=[^"]+)">', page)
    assert example is not None
    assert browser.get(unescape(example[1])).status_code == 200


def test_a_persons_record_fills_in_what_is_known_and_stays_out_of_the_address(
    browser: FlaskClient, state: Linkage
) -> None:
    with state.make_session() as session:
        scope.enter_all(session)
        scope.enter(session, session.exec(select(Agency)).one().id)
        person = factories.client(session, preferred_name="Dee")
        clients.record_facts(
            session, person, {"gender": "woman", "age": 30}, source="test", staff_id=None, now=NOW
        )
        session.commit()
        person_id = person.id
    page = _find(browser, q="sober living", near="New Britain, CT", client=person_id)
    assert "Dee" in page
    assert "Sober house for men" in _refused(page)
    refer = re.search(r'href="(/referrals/new\?[^"]+)"', page)
    assert refer is not None
    assert dict(parse_qsl(urlsplit(refer[1]).query))["client"] == person_id
    assert "f_gender=" not in page.replace('name="f_gender"', "")


def test_a_coordinator_searches_without_seeing_anybody(browser: FlaskClient) -> None:
    carla = _sign_in(browser.application.test_client(), "carla")
    page = _find(carla, q=MOTHER)
    assert _cards(page)
    assert "/referrals/new" not in page


def test_pages_ask_no_other_host_for_anything(browser: FlaskClient) -> None:
    for page in (_find(browser), _find(browser, q=MOTHER), browser.get("/find/service/none").text):
        for address in re.findall(r'(?:href|src|action)="([^"]*)"', page):
            assert address.startswith(("/", "#", "tel:")), address
        assert "style=" not in page
        assert re.findall(r"<script(?![^>]* src=)(?![^>]*application/json)", page) == []


def test_a_listing_shows_what_was_read_from_its_words(browser: FlaskClient) -> None:
    page = _find(browser, q=MOTHER)
    address = re.search(r'href="(/find/service/[^"]+)">Sober house for women', page)
    assert address is not None
    detail = unescape(browser.get(address[1]).text)
    assert "ages 18 and older" in detail
    assert 'class="read-words"' in detail
    assert "Monday" in detail


def test_a_listing_that_does_not_exist_is_not_found(browser: FlaskClient) -> None:
    assert browser.get("/find/service/none").status_code == 404


def test_the_question_that_decides_most_is_asked_with_its_answers(browser: FlaskClient) -> None:
    page = _find(browser, q="sober living", near="New Britain, CT")
    assert "Worth asking next: Gender" in page
    assert "It may settle Sober house for" in page
    answer = re.search(r'<a class="chip" href="([^"]+)">man</a>', page)
    assert answer is not None
    after = unescape(browser.get(unescape(answer[1])).text)
    assert "Sober house for women and children" in _refused(after)
    assert "Worth asking next: Gender" not in after


def test_a_question_with_too_many_answers_takes_what_is_typed(browser: FlaskClient) -> None:
    page = _find(browser, ("f_gender", "man"), q="sober living", near="New Britain, CT")
    form = re.search(r'<form class="find-question-form".*?</form>', page, flags=re.DOTALL)
    assert form is not None
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))
    assert hidden["q"] == "sober living"
    assert hidden["f_gender"] == "man"
    field = re.search(r'<input class="form-control form-control-sm" name="([^"]+)"', form[0])
    assert field is not None
    assert "Worth asking next" in page
    after = _find(browser, *hidden.items(), (field[1], "30"))
    assert f'name="{field[1]}" aria-label' not in after


def test_little_found_names_what_lies_just_outside(browser: FlaskClient) -> None:
    page = _find(browser, q="sober living", near="Hartford, CT", radius="5")
    assert "Just outside:" in page
    assert re.search(r"Just outside: [^<]*Recovery residence on Oak, \d+\.\d miles", page)
