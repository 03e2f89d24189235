"""Searches of the whole directory for duplicates: asked for by people or by time, done by one worker."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from directory import changes
from directory.duplicates import queue
from directory.duplicates.finding import Meanings, Progress, find_pairs
from directory.duplicates.queue import Stored
from directory.duplicates.traits import read_traits
from directory.tables import DuplicateSearch

# A search that a crash left behind is taken up again after this long.
_GIVEN_UP = timedelta(hours=1)
# Nobody asked and the directory changed: once in a day it looks by itself.
_BY_ITSELF = timedelta(days=1)


def ask(session: Session, *, by: str | None, now: datetime) -> DuplicateSearch:
    """Asks for a search, or returns the one that is waiting or under way. The caller commits."""
    pending = _pending(session)
    if pending is not None:
        return pending
    search = DuplicateSearch(asked_at=now, asked_by=by)
    session.add(search)
    session.flush()
    return search


def last(session: Session) -> DuplicateSearch | None:
    """The newest search, done or not."""
    return session.exec(select(DuplicateSearch).order_by(col(DuplicateSearch.asked_at).desc())).first()


def claim(session: Session, *, now: datetime) -> DuplicateSearch | None:
    """The search that is due, marked as under way; None where there is nothing to do. The caller commits.

    One is due when somebody asked, and once a day where the directory has changed since the last one.
    """
    due = _pending(session)
    if due is None and _changed_for_long(session, now):
        due = ask(session, by=None, now=now)
    if due is None:
        return None
    left_behind = col(DuplicateSearch.started_at) <= now - _GIVEN_UP
    # One statement, so that of two workers only one gets it.
    taken: Any = session.execute(
        update(DuplicateSearch)
        .where(
            col(DuplicateSearch.id) == due.id,
            or_(col(DuplicateSearch.started_at).is_(None), left_behind),
        )
        .values(started_at=now)
    )
    if not taken.rowcount:
        return None
    session.refresh(due)
    return due


def run(
    make_session: Callable[[], Session],
    search_id: str,
    meanings: Callable[[], Meanings | None],
    *,
    clock: Callable[[], datetime],
    progress: Progress = lambda *_: None,
) -> Stored:
    """Searches, and puts what it finds into the queue; reading and writing are two short transactions.

    A search that breaks off is marked so, and the error goes on.
    """
    try:
        with make_session() as session:
            sequence = changes.latest(session)
            listings = read_traits(session)
        pairs = find_pairs(listings, meanings(), progress=progress)
        with make_session() as session:
            stored = queue.store(session, pairs, listings, now=clock())
            search = session.get_one(DuplicateSearch, search_id)
            search.done_at, search.found, search.sequence = clock(), stored.waiting, sequence
            session.add(search)
            session.commit()
    except Exception as error:
        with make_session() as session:
            search = session.get_one(DuplicateSearch, search_id)
            search.done_at, search.failed = clock(), type(error).__name__
            session.add(search)
            session.commit()
        raise
    return stored


def _pending(session: Session) -> DuplicateSearch | None:
    query = select(DuplicateSearch).where(col(DuplicateSearch.done_at).is_(None))
    return session.exec(query.order_by(col(DuplicateSearch.asked_at))).first()


def _changed_for_long(session: Session, now: datetime) -> bool:
    newest = last(session)
    if newest is None:
        return changes.latest(session) > 0
    if now - newest.asked_at < _BY_ITSELF:
        return False
    return changes.latest(session) > (newest.sequence or 0)
