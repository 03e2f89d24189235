"""What a person decided about a pair stays decided, whatever searches, imports and merges come after."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from directory.duplicates import merging, queue, searches
from directory.duplicates.finding import find_pairs
from directory.duplicates.queue import Filters
from directory.duplicates.traits import read_traits
from directory.tables import DuplicatePair, DuplicateSearch
from tests.conftest import NOW
from tests.directory.duplicates import FakeMeanings, listing


def search(session: Session) -> queue.Stored:
    listings = read_traits(session)
    return queue.store(session, find_pairs(listings, FakeMeanings()), listings, now=NOW)


def only_pair(session: Session) -> DuplicatePair:
    return session.exec(select(DuplicatePair)).one()


def two(session: Session) -> None:
    listing(session, "Agnes House")
    listing(session, "Agnes House, Inc.", street="12 Elm St.")


def test_a_search_fills_the_queue_once(session: Session) -> None:
    two(session)
    assert search(session).new == 1
    assert search(session) == queue.Stored(new=0, waiting=1, gone=0)


def test_not_the_same_is_remembered_by_later_searches(session: Session) -> None:
    two(session)
    search(session)
    queue.not_same(session, only_pair(session), by="staff", now=NOW)
    assert search(session).waiting == 0
    assert only_pair(session).decided_by == "staff"


def test_not_the_same_holds_for_the_listing_that_stayed_after_a_merge(session: Session) -> None:
    kept = listing(session, "Agnes House")
    other = listing(session, "Agnes House, Inc.", street="12 Elm St.")
    third = listing(session, "Agnes House LLC", street="12 Elm Str")
    search(session)
    first, second = queue.key_of(other.id, third.id)
    apart = session.exec(
        select(DuplicatePair).where(DuplicatePair.first_id == first, DuplicatePair.second_id == second)
    ).one()
    queue.not_same(session, apart, by="staff", now=NOW)
    merging.merge(session, kept.id, other.id, sides={}, by="staff", now=NOW)
    assert search(session).waiting == 0


def test_a_pair_that_is_no_longer_likely_leaves_the_queue(session: Session) -> None:
    two(session)
    search(session)
    listing_of = read_traits(session)
    assert queue.store(session, [], listing_of, now=NOW) == queue.Stored(new=0, waiting=0, gone=1)


def test_a_pair_with_a_listing_that_is_gone_does_not_wait(session: Session) -> None:
    two(session)
    gone = listing(session, "Agnes House Ltd", street="12 Elm")
    search(session)
    waiting = queue.count(session, Filters())
    gone.status = "inactive"
    session.add(gone)
    session.flush()
    assert queue.count(session, Filters()) == waiting - 2
    mine = [
        pair for pair in session.exec(select(DuplicatePair)) if gone.id in (pair.first_id, pair.second_id)
    ]
    assert queue.find(session, mine[0].id) is None


def test_pairs_are_chosen_by_names_town_and_kind(session: Session) -> None:
    two(session)
    search(session)
    pair = only_pair(session)
    assert queue.waiting(session, Filters(words="house agnes", town="hartford ct", relation="same")) == [pair]
    assert not queue.waiting(session, Filters(words="100%"))
    assert not queue.waiting(session, Filters(town="eugene or"))
    assert not queue.waiting(session, Filters(relation="facility"))


def test_skipping_goes_on_to_the_next_likely_pair(session: Session) -> None:
    two(session)
    listing(session, "Tamarack Center", street="9 Oak Road", phone="860-555-0199")
    listing(session, "Tamarack Ctr", street="9 Oak Rd", phone="860-555-0198")
    search(session)
    first, second = queue.waiting(session, Filters(), limit=5)
    assert first.score > second.score
    assert queue.waiting(session, Filters(), after=first.id) == [second]
    assert not queue.waiting(session, Filters(), after=second.id)


def test_of_two_workers_one_gets_the_search(session: Session) -> None:
    searches.ask(session, by="staff", now=NOW)
    assert searches.ask(session, by="other", now=NOW).asked_by == "staff"
    taken = searches.claim(session, now=NOW)
    assert taken is not None
    assert taken.started_at == NOW
    assert searches.claim(session, now=NOW + timedelta(minutes=1)) is None
    assert searches.claim(session, now=NOW + timedelta(hours=2)) is not None


def test_a_search_that_breaks_off_says_so(session: Session) -> None:
    asked = searches.ask(session, by="staff", now=NOW)
    session.commit()

    def broken() -> None:
        raise OSError("no index")

    with pytest.raises(OSError, match="no index"):
        searches.run(lambda: Session(session.get_bind()), asked.id, broken, clock=lambda: NOW)
    session.expire_all()
    row = session.get_one(DuplicateSearch, asked.id)
    assert (row.failed, row.done_at) == ("OSError", NOW)


def test_the_directory_is_looked_through_by_itself_a_day_after_it_changed(session: Session) -> None:
    assert searches.claim(session, now=NOW) is None
    two(session)
    search(session)
    merged = only_pair(session)
    merging.merge(session, merged.first_id, merged.second_id, sides={}, by="staff", now=NOW)
    session.commit()
    due = searches.claim(session, now=NOW)
    assert due is not None
    session.commit()
    searches.run(lambda: Session(session.get_bind()), due.id, lambda: None, clock=lambda: NOW)
    session.expire_all()
    assert searches.claim(session, now=NOW + timedelta(days=2)) is None
