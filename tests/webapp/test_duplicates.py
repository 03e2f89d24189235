"""The page of likely duplicates, for coordinators: side by side, merge, not the same, skip, undo."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from casework import scope
from casework.tables import Referral
from directory.duplicates import queue
from directory.duplicates.finding import find_pairs
from directory.duplicates.traits import read_traits
from directory.tables import DuplicatePair, DuplicateSearch, MergedListing, Service
from tests import factories
from tests.conftest import NOW
from tests.directory.duplicates import listing
from tests.webapp.conftest import PASSWORD_HASH, Desk
from webapp import worker
from webapp.duplicates.differences import texts


@dataclass
class Two:
    """A pair that waits, and a coordinator's browser."""

    desk: Desk
    browser: FlaskClient
    kept: Service
    other: Service

    def pair(self) -> DuplicatePair:
        with Session(self.desk.engine, expire_on_commit=False) as session:
            return session.exec(select(DuplicatePair)).one()

    def address(self, what: str) -> str:
        return f"/duplicates/{self.pair().id}/{what}"

    def merge(self, **sides: str):
        return self.browser.post(self.address("merge"), data={"kept": self.kept.id, **sides})


def coordinator(desk: Desk) -> FlaskClient:
    with Session(desk.engine, expire_on_commit=False) as session:
        scope.enter(session, desk.agency.id)
        factories.worker(session, username="cora", role="coordinator", password_hash=PASSWORD_HASH)
        session.commit()
    return desk.sign_in("cora")


def look(desk: Desk) -> None:
    with Session(desk.engine, expire_on_commit=False) as session:
        listings = read_traits(session)
        queue.store(session, find_pairs(listings, None), listings, now=NOW)
        session.commit()


@pytest.fixture
def two(desk: Desk) -> Two:
    with Session(desk.engine, expire_on_commit=False) as session:
        kept = listing(session, "Agnes House", description="Ten quiet beds", wait_time="A week")
        other = listing(session, "Agnes House, Inc.", street="12 Elm St.", description="Ten beds")
        session.commit()
    look(desk)
    return Two(desk, coordinator(desk), kept, other)


def text(answer) -> str:
    return answer.get_data(as_text=True)


def test_the_pair_stands_side_by_side_with_its_reasons(two: Two) -> None:
    page = text(two.browser.get("/duplicates/"))
    assert "the same telephone: (860) 555-0100" in page
    assert "the same address" in page
    assert '<mark class="twin-differs">quiet </mark>' in page
    assert page.count("Agnes House") >= 2
    for key in ("m", "n", "s"):
        assert f'data-key="{key}"' in page


def test_caseworkers_may_not_decide(two: Two) -> None:
    assert two.desk.browser.get("/duplicates/").status_code == 403
    assert two.desk.browser.post(two.address("merge"), data={"kept": two.kept.id}).status_code == 403
    assert "/duplicates/" not in text(two.desk.browser.get("/find"))
    assert "/duplicates/" in text(two.browser.get("/listings"))


def test_merging_leads_the_old_address_to_the_listing_that_stayed(two: Two) -> None:
    answer = two.merge(description="other")
    assert answer.status_code == 302
    after = text(two.browser.get(answer.location))
    assert "Merged into one listing" in after
    assert "No likely duplicates" in after or "Nothing to compare" in after
    old = two.browser.get(f"/find/service/{two.other.id}?client=x")
    assert old.status_code == 302
    assert old.location.endswith(f"/find/service/{two.kept.id}?client=x")
    assert "merged into another" in text(two.browser.get(f"/listings/{two.other.id}"))
    machine = two.browser.get(f"/hsds/services/{two.other.id}", follow_redirects=True)
    assert machine.json["id"] == two.kept.id
    with Session(two.desk.engine) as session:
        assert session.get_one(Service, two.kept.id).description == "Ten beds"
        assert session.exec(select(MergedListing)).one().new_id == two.kept.id


def test_a_merge_is_undone_from_the_message(two: Two) -> None:
    two.merge()
    answer = two.browser.post(two.address("undo"), follow_redirects=True)
    assert "both listings are as they were" in text(answer)
    assert two.browser.get(f"/find/service/{two.other.id}").status_code == 200
    assert two.pair().status == "open"


def test_an_undo_after_a_later_change_says_why_it_cannot(two: Two) -> None:
    two.merge(description="other")
    with Session(two.desk.engine) as session:
        row = session.get_one(Service, two.kept.id)
        row.description = "Twelve beds"
        session.add(row)
        session.commit()
    answer = two.browser.post(two.address("undo"), follow_redirects=True)
    assert "changed since" in text(answer)
    assert two.pair().status == "merged"


def test_not_the_same_is_remembered_and_can_be_taken_back(two: Two) -> None:
    two.browser.post(two.address("not-same"))
    look(two.desk)
    assert two.pair().status == "not_same"
    assert "side by side" not in text(two.browser.get("/duplicates/"))
    two.browser.post(two.address("undo"))
    assert two.pair().status == "open"


def test_a_merge_that_came_too_late_changes_nothing(two: Two) -> None:
    with Session(two.desk.engine) as session:
        row = session.get_one(Service, two.other.id)
        row.status = "inactive"
        session.add(row)
        session.commit()
    answer = two.browser.post(two.address("merge"), data={"kept": two.kept.id}, follow_redirects=True)
    assert "somebody was faster" in text(answer)
    assert two.browser.post(two.address("merge"), data={"kept": "stranger"}).status_code == 400
    assert two.merge(name="neither").status_code == 400


def test_the_choice_of_pairs_stays_while_deciding(two: Two) -> None:
    page = text(two.browser.get("/duplicates/?words=agnes&town=Hartford,+CT"))
    assert "words=agnes" in page
    answer = two.browser.post(two.address("not-same") + "?words=agnes")
    assert "words=agnes" in answer.location
    empty = text(two.browser.get("/duplicates/?words=tamarack"))
    assert "Others do" in empty or "No likely duplicates" in empty or "Nothing to compare" in empty


def test_swapping_keeps_the_other_one(two: Two) -> None:
    page = text(two.browser.get(f"/duplicates/?pair={two.pair().id}&keep={two.other.id}"))
    assert f'name="kept" value="{two.other.id}"' in page


def test_a_confidential_address_is_never_shown_side_by_side(desk: Desk) -> None:
    with Session(desk.engine, expire_on_commit=False) as session:
        listing(session, "Agnes House", street="7 Quiet Lane", confidential=True)
        listing(session, "Agnes House, Inc.", street="40 Oak Road")
        session.commit()
    look(desk)
    page = text(coordinator(desk).get("/duplicates/"))
    assert "address confidential" in page
    assert "Quiet Lane" not in page
    assert "06106" in page, "the open address is shown"
    assert " apart" not in page
    assert 'name="places" value="confidential" checked' in page


def test_a_referral_to_the_old_listing_names_what_it_is_called_now(two: Two) -> None:
    with two.desk.session() as session:
        person = factories.client(session)
        made = factories.referral(session, person, service=session.get_one(Service, two.other.id))
        session.commit()
        referral_id = made.id
    two.merge()
    page = text(two.desk.browser.get(f"/referrals/{referral_id}"))
    assert "merged with another since" in page
    with two.desk.session() as session:
        assert session.get_one(Referral, referral_id).service_id == two.other.id


def test_the_worker_looks_through_the_directory_when_asked(two: Two) -> None:
    two.browser.post("/duplicates/search")
    state = two.desk.app.extensions["linkage"]
    with Session(two.desk.engine) as session:
        asked = session.exec(select(DuplicateSearch)).one()
    assert asked.asked_at == NOW
    worker.look_for_duplicates(state, asked.id)
    with Session(two.desk.engine) as session:
        done = session.get_one(DuplicateSearch, asked.id)
        assert (done.found, done.failed) == (1, None)
    assert "Last looked through" in text(two.browser.get("/duplicates/"))


def test_an_unknown_pair_is_not_found(two: Two) -> None:
    assert two.browser.post("/duplicates/nothing/merge").status_code == 404
    assert two.browser.get("/duplicates/?pair=nothing&after=nothing").status_code == 200


@pytest.mark.parametrize(
    ("left", "right", "marked"),
    [
        ("Ten quiet beds", "Ten beds", ["quiet "]),
        ("TEN beds", "ten beds", []),
        ("Ten beds", "", []),
    ],
)
def test_words_that_differ_are_marked(left: str, right: str, marked: list[str]) -> None:
    cells, _other = texts(left, right)
    assert [piece.words for item in cells for piece in item if piece.differs] == marked


def test_the_moment_of_a_decision_is_kept(two: Two) -> None:
    two.browser.post(two.address("not-same"))
    assert two.pair().decided_at == datetime(2026, 11, 10, 15, 0, tzinfo=UTC)
