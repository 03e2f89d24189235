"""The pairs that wait for a person, what was decided, and what a new search makes of them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from directory.duplicates.finding import Pair
from directory.duplicates.traits import HIDDEN, Traits
from directory.merges import merged_away, survivors
from directory.tables import DuplicatePair, Service

OPEN, MERGED, NOT_SAME = "open", "merged", "not_same"
_AT_A_TIME = 500


@dataclass(frozen=True)
class Stored:
    """What a search changed in the queue: pairs that are new in it, that wait in all, and that left it."""

    new: int
    waiting: int
    gone: int


@dataclass(frozen=True)
class Filters:
    """Which pairs to show: `words` of names, `town` as "hartford ct", `source` as `lists` has it."""

    relation: str = ""
    words: str = ""
    town: str = ""
    source: str = ""


def store(session: Session, pairs: Sequence[Pair], listings: Iterable[Traits], *, now: datetime) -> Stored:
    """Takes the pairs of a search into the queue; the caller commits.

    What a person decided stays decided. Open pairs that the search no longer found leave the queue. A pair
    that was merged waits again once the merge was undone.
    """
    traits = {one.id: one for one in listings}
    known = {(row.first_id, row.second_id): row for row in session.exec(select(DuplicatePair))}
    refused = _refused(session, known)
    gone_away = merged_away(session)
    new = 0
    found: set[tuple[str, str]] = set()
    for pair in pairs:
        key = pair.first, pair.second
        if key in refused:
            continue
        found.add(key)
        row = known.get(key)
        if row is None:
            row = DuplicatePair(first_id=key[0], second_id=key[1], score=0, relation="", found_at=now)
            new += 1
        elif row.status == MERGED and not gone_away & set(key):
            row.status, row.decided_at, row.decided_by, row.change_set_id = OPEN, None, None, None
        row.score, row.relation = round(pair.score, 4), pair.relation
        row.signals = [list(signal) for signal in pair.signals]
        _describe(row, traits[pair.first], traits[pair.second])
        session.add(row)
    left = [row for key, row in known.items() if row.status == OPEN and key not in found]
    for row in left:
        session.delete(row)
    session.flush()
    return Stored(new, count(session, Filters()), len(left))


def _refused(session: Session, known: Mapping[tuple[str, str], DuplicatePair]) -> set[tuple[str, str]]:
    """Pairs that a person called not the same, also by way of a listing that went into another one since."""
    said = [key for key, row in known.items() if row.status == NOT_SAME]
    now_called = survivors(session, {one for key in said for one in key})
    return {key_of(now_called.get(a, a), now_called.get(b, b)) for a, b in said} - {
        key for key, row in known.items() if row.status != NOT_SAME and row.status != OPEN
    }


def key_of(a: str, b: str) -> tuple[str, str]:
    """The ids of a pair in the order in which they are kept."""
    return (a, b) if a < b else (b, a)


def _describe(row: DuplicatePair, a: Traits, b: Traits) -> None:
    names = dict.fromkeys((a.organization, a.service, b.organization, b.service))
    row.about = " | ".join(names).lower()
    row.towns = _listed(spot.town for one in (a, b) for spot in one.spots if spot.town)
    row.lists = _listed((*a.sources, *b.sources))


def _listed(values: Iterable[str]) -> str:
    """Values between bars, so that one is found whole."""
    return "".join(f"|{value}" for value in sorted(set(values))) + "|"


def waiting(
    session: Session, filters: Filters, *, after: str | None = None, limit: int = 1
) -> list[DuplicatePair]:
    """Open pairs, the likeliest first and of one listing before those of one facility.

    With `after`, the id of a pair, those that come behind it in this order.
    """
    query = _chosen(select(DuplicatePair), filters)
    order = (col(DuplicatePair.relation).desc(), col(DuplicatePair.score).desc(), col(DuplicatePair.id))
    skipped = session.get(DuplicatePair, after) if after else None
    if skipped is not None:
        relation, score, row_id = (
            col(c) for c in (DuplicatePair.relation, DuplicatePair.score, DuplicatePair.id)
        )
        behind = or_(score < skipped.score, and_(score == skipped.score, row_id > skipped.id))
        query = query.where(or_(relation < skipped.relation, and_(relation == skipped.relation, behind)))
    return list(session.exec(query.order_by(*order).limit(limit)))


def find(session: Session, pair_id: str) -> DuplicatePair | None:
    """The pair with this id if it waits; None if it was decided, or a listing of it is gone."""
    query = _chosen(select(DuplicatePair), Filters()).where(DuplicatePair.id == pair_id)
    found: DuplicatePair | None = session.exec(query).first()
    return found


def count(session: Session, filters: Filters) -> int:
    """How many pairs wait."""
    return int(session.execute(_chosen(select(func.count(col(DuplicatePair.id))), filters)).scalar_one())


def sources(session: Session) -> list[tuple[str, int]]:
    """The sources of the pairs that wait, each with how many it is in, the largest first."""
    rows = session.exec(_chosen(select(DuplicatePair.lists), Filters()))
    counts = Counter(name for row in rows for name in row.split("|") if name)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _chosen(query: Any, filters: Filters) -> Any:
    first: Any = aliased(Service)
    second: Any = aliased(Service)
    query = (
        query.join(first, first.id == DuplicatePair.first_id)
        .join(second, second.id == DuplicatePair.second_id)
        .where(DuplicatePair.status == OPEN, first.status.notin_(HIDDEN), second.status.notin_(HIDDEN))
    )
    if filters.relation:
        query = query.where(DuplicatePair.relation == filters.relation)
    for word in filters.words.lower().split():
        query = query.where(col(DuplicatePair.about).contains(word, autoescape=True))
    if filters.town:
        query = query.where(col(DuplicatePair.towns).contains(filters.town, autoescape=True))
    if filters.source:
        query = query.where(col(DuplicatePair.lists).contains(f"|{filters.source}|", autoescape=True))
    return query


def not_same(session: Session, pair: DuplicatePair, *, by: str, now: datetime) -> None:
    """Remembers that the two are not the same; `by` is the id of who says so. The caller commits."""
    pair.status, pair.decided_at, pair.decided_by = NOT_SAME, now, by
    session.add(pair)
    session.flush()


def reopen(session: Session, pair: DuplicatePair) -> None:
    """Puts a pair back into the queue."""
    pair.status, pair.decided_at, pair.decided_by, pair.change_set_id = OPEN, None, None, None
    session.add(pair)
    session.flush()
