"""Feeds: read when due, once, and never over somebody's work."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from directory.importing import feeds
from directory.importing.spreadsheets.writing_toml import mapping_toml
from directory.tables import ImportBatch, ImportFeed, Proposal, Service
from directory.wording import Wording
from tests.conftest import NOW
from tests.directory.spreadsheets.making import PANTRIES, csv_of

TOML = mapping_toml(name="Pantries", key="id", columns=[("name", "service.name", ""), ("phone", "phone", "")])


class Shelf:
    """A fetcher that hands out what lies on it, and remembers what it was asked for."""

    def __init__(self, files: Mapping[str, bytes] | None = None) -> None:
        self.files = files
        self.asked: list[str] = []

    def fetch(self, address: str) -> Mapping[str, bytes]:
        self.asked.append(address)
        if self.files is None:
            raise feeds.FeedUnreachable("{host} did not answer", host="list.example")
        return self.files


@pytest.fixture
def feed(session: Session) -> ImportFeed:
    row = ImportFeed(
        name="Pantry list", address="https://list.example/pantries.csv", mapping=TOML, every_hours=24,
        next_at=NOW, added_at=NOW,
    )  # fmt: skip
    session.add(row)
    session.commit()
    return row


def sessions(engine: Engine):
    return lambda: Session(engine, expire_on_commit=False)


def test_a_feed_is_read_when_it_is_due_and_not_before(
    engine: Engine, session: Session, feed: ImportFeed
) -> None:
    shelf = Shelf(csv_of(*PANTRIES))
    assert feeds.read_due(sessions(engine), shelf, now=NOW - timedelta(hours=1)) == 0
    assert feeds.read_due(sessions(engine), shelf, now=NOW) == 1
    assert feeds.read_due(sessions(engine), shelf, now=NOW + timedelta(hours=1)) == 0
    session.expire_all()
    assert feed.next_at == NOW + timedelta(hours=24)
    assert feed.last_read_at == NOW
    batch = feeds.last_batch(session, feed)
    assert batch is not None
    assert (batch.counts["listings"], batch.made_by, batch.file_name) == (2, None, "pantries.csv")
    assert len(session.exec(select(Service)).all()) == 2


def test_a_file_that_is_the_same_as_last_time_leaves_no_batch(
    engine: Engine, session: Session, feed: ImportFeed
) -> None:
    shelf = Shelf(csv_of(*PANTRIES))
    for hours in (0, 24):
        feeds.read_due(sessions(engine), shelf, now=NOW + timedelta(hours=hours))
    assert len(session.exec(select(ImportBatch)).all()) == 1
    assert len(shelf.asked) == 2


def test_a_paused_feed_is_not_read(engine: Engine, session: Session, feed: ImportFeed) -> None:
    feed.paused = True
    session.commit()
    assert feeds.read_due(sessions(engine), Shelf(), now=NOW) == 0


@pytest.mark.parametrize("files", [None, {"l.csv": b""}, {"l.xlsx": b"PK\x03\x04 broken"}])
def test_a_feed_that_cannot_be_read_says_why_and_is_tried_again(
    engine: Engine, session: Session, feed: ImportFeed, files: Mapping[str, bytes] | None
) -> None:
    feeds.read_due(sessions(engine), Shelf(files), now=NOW)
    session.expire_all()
    assert feed.last_error is not None
    assert Wording.unpacked(feed.last_error).text()
    assert session.exec(select(ImportBatch)).all() == []
    later = NOW + timedelta(hours=24)
    assert feeds.read_due(sessions(engine), Shelf(csv_of(*PANTRIES)), now=later) == 1
    session.expire_all()
    assert feed.last_error is None


def test_two_workers_read_a_feed_once(engine: Engine, session: Session, feed: ImportFeed) -> None:
    shelf = Shelf(csv_of(*PANTRIES))
    assert feeds._claim(sessions(engine), feed.id, NOW)
    assert feeds.read_due(sessions(engine), shelf, now=NOW) == 0
    assert shelf.asked == []


def test_a_feed_that_is_gone_is_no_crash(engine: Engine) -> None:
    with pytest.raises(LookupError):
        feeds.read_now(sessions(engine), "nothing", Shelf(), now=NOW)


@pytest.mark.parametrize(("hours", "fine"), [(1, True), (24, True), (0, False), (1000, False)])
def test_a_feed_is_read_between_hourly_and_monthly(hours: int, fine: bool) -> None:
    assert (feeds.unknown_interval(hours) is None) == fine


def test_a_listing_that_the_source_no_longer_has_is_proposed_to_be_closed(
    engine: Engine, session: Session, feed: ImportFeed
) -> None:
    shelf = Shelf(csv_of(*PANTRIES, {**PANTRIES[0], "id": "3", "name": "Third"}))
    feeds.read_due(sessions(engine), shelf, now=NOW)
    shelf.files = csv_of(*PANTRIES)
    for hours in (24, 48):
        feeds.read_now(sessions(engine), feed.id, shelf, now=NOW + timedelta(hours=hours))
    session.expire_all()
    proposal = session.exec(select(Proposal)).one()
    assert (proposal.field, proposal.before, proposal.proposed) == ("status", "active", "inactive")
    assert proposal.service_id == session.exec(select(Service.id).where(Service.name == "Third")).one()
    assert session.exec(select(Service.status)).all() == ["active"] * 3


def test_a_file_that_lacks_most_of_what_it_had_closes_nothing(
    engine: Engine, session: Session, feed: ImportFeed
) -> None:
    shelf = Shelf(csv_of(*PANTRIES, {**PANTRIES[0], "id": "3", "name": "Third"}))
    feeds.read_due(sessions(engine), shelf, now=NOW)
    shelf.files = csv_of(PANTRIES[0])
    feeds.read_now(sessions(engine), feed.id, shelf, now=NOW + timedelta(hours=24))
    assert session.exec(select(Proposal)).all() == []
