"""Feeds: files that are read again and again, so that the directory follows its sources."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlmodel import Session, col, select, update

from directory.importing import batches
from directory.importing.spreadsheets import MappingInvalid, SheetUnreadable, read_mapping
from directory.tables import ImportBatch, ImportFeed
from directory.wording import N_, Wording

# A source that is asked more often may shut its door.
LEAST_HOURS = 1
MOST_HOURS = 24 * 31


class FeedUnreachable(RuntimeError):
    """The file could not be had; `wording` says why, for people."""

    def __init__(self, template: str, **values: object) -> None:
        self.wording = Wording(template, values)
        super().__init__(self.wording.text())


class Fetcher(Protocol):
    """Whatever gets the file of a feed; raises FeedUnreachable."""

    def fetch(self, address: str) -> Mapping[str, bytes]: ...


@dataclass(frozen=True)
class Reading:
    """What came of one reading: a batch, or why there is none; neither where the file was the same."""

    batch_id: str | None = None
    error: Wording | None = None


def read_due(make_session: Callable[[], Session], fetcher: Fetcher, *, now: datetime) -> int:
    """Reads the feeds that are due, and says how many. Owns its transactions; none is open while fetching."""
    with make_session() as session:
        query = (
            select(ImportFeed.id)
            .where(col(ImportFeed.paused).is_(False), col(ImportFeed.next_at) <= now)
            .order_by(col(ImportFeed.next_at))
        )
        due = list(session.exec(query))
    read = 0
    for feed_id in due:
        if _claim(make_session, feed_id, now):
            read_now(make_session, feed_id, fetcher, now=now)
            read += 1
    return read


def read_now(
    make_session: Callable[[], Session], feed_id: str, fetcher: Fetcher, *, now: datetime
) -> Reading:
    """Reads one feed, due or not. A file that is the same as last time is not brought in again.

    Raises LookupError for a feed that is not there.
    """
    with make_session() as session:
        feed = session.get(ImportFeed, feed_id)
        if feed is None:
            raise LookupError(f"no feed {feed_id}")
        address, known = feed.address, feed.fingerprint
    try:
        files = fetcher.fetch(address)
    except FeedUnreachable as error:
        return _note(make_session, feed_id, Reading(error=error.wording), now)
    fingerprint = _fingerprint(files)
    if fingerprint == known:
        return _note(make_session, feed_id, Reading(), now)
    with make_session() as session:
        feed = session.get(ImportFeed, feed_id)
        if feed is None:
            raise LookupError(f"no feed {feed_id}")
        try:
            mapping = read_mapping(feed.mapping)
            name = address.rpartition("/")[2].partition("?")[0] or feed.name
            _, batch = batches.bring_in(
                session, files, mapping, file_name=name, staff_id=None, now=now, feed=feed
            )
        except SheetUnreadable as error:
            session.rollback()
            return _note(make_session, feed_id, Reading(error=error.wording), now)
        except MappingInvalid as error:
            session.rollback()
            return _note(make_session, feed_id, Reading(error=error.problems[0]), now)
        session.commit()
        return _note(make_session, feed_id, Reading(batch.id), now, fingerprint)


def last_batch(session: Session, feed: ImportFeed) -> ImportBatch | None:
    """What the last reading that brought anything brought."""
    return session.get(ImportBatch, feed.last_batch_id) if feed.last_batch_id else None


def _claim(make_session: Callable[[], Session], feed_id: str, now: datetime) -> bool:
    """Moves the feed's next reading on, so that no other worker takes it; False where one was faster."""
    with make_session() as session:
        feed = session.get(ImportFeed, feed_id)
        if feed is None:
            return False
        later = now + timedelta(hours=feed.every_hours)
        claimed = session.exec(
            update(ImportFeed)
            .where(
                col(ImportFeed.id) == feed_id,
                col(ImportFeed.next_at) <= now,
                col(ImportFeed.paused).is_(False),
            )
            .values(next_at=later)
        )
        session.commit()
        return bool(claimed.rowcount)


def _note(
    make_session: Callable[[], Session],
    feed_id: str,
    reading: Reading,
    now: datetime,
    fingerprint: str | None = None,
) -> Reading:
    values: dict[str, object] = {
        "last_read_at": now,
        "last_error": reading.error.packed() if reading.error else None,
    }
    if reading.batch_id is not None:
        values["last_batch_id"] = reading.batch_id
    if fingerprint is not None:
        values["fingerprint"] = fingerprint
    with make_session() as session:
        session.exec(update(ImportFeed).where(col(ImportFeed.id) == feed_id).values(**values))
        session.commit()
    return reading


def _fingerprint(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return digest.hexdigest()


def unknown_interval(hours: int) -> Wording | None:
    """Why a feed cannot be read so often; None where it can."""
    if LEAST_HOURS <= hours <= MOST_HOURS:
        return None
    values = {"least": LEAST_HOURS, "most": MOST_HOURS}
    return Wording(N_("Write a number of hours from {least} to {most}."), values)
