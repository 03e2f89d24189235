"""Which services fit a need: candidates by place, eligibility in three values, a weighted sum, reasons."""

from collections.abc import Sequence

import numpy as np

from matcher.candidates import Candidates, candidates
from matcher.embedding import Embedder
from matcher.index.files import Array
from matcher.index.index import Index
from matcher.index.segment import Segment
from matcher.index.windows import Window, joined
from matcher.match import Outside, Results
from matcher.matches import make_matches
from matcher.need import Need
from matcher.query import Query, make_query
from matcher.questions import next_question
from matcher.ranking import radius_for, weights
from matcher.relaxing import FEW, good, to_the_point, what_would_help

_STATE_MILES = 250.0
_FEW_ROWS = 6_000


def search(need: Need, index: Index, embedder: Embedder) -> Results:
    """Services for a need, best first, those that a known fact rules out apart.

    Raises ValueError when the index was made with another embedder.
    """
    found, need, query = find_candidates(need, index, embedder)
    radius = radius_of(need, query)
    segments = found.segments
    shown, score = _in_order(found, np.flatnonzero(~found.not_eligible), need.limit)
    out = np.flatnonzero(found.not_eligible & to_the_point(found))[: need.limit]
    costs: dict[str, int] = {}
    outside: tuple[Outside, ...] = ()
    if int(good(found)[~found.not_eligible].sum()) < FEW:
        costs, outside = what_would_help(found, need, segments, query, radius)
    matches = make_matches(found, shown, score, need, query)
    return Results(
        matches=matches,
        not_eligible=make_matches(found, out, found.score[out], need, query),
        total_in_area=found.total,
        radius_miles=radius,
        categories=query.categories,
        costs=costs,
        outside=outside,
        question=next_question(found, shown, need),
    )


def find_candidates(need: Need, index: Index, embedder: Embedder) -> tuple[Candidates, Need, Query]:
    """All candidates of a need with their signals, and the need and the query as they were understood.

    Raises ValueError when the index was made with another embedder.
    """
    if embedder.name != index.embedder_name:
        raise ValueError(f"the index was made with {index.embedder_name}, not with {embedder.name}")
    need = need.placed
    query = make_query(need, embedder)
    segments = index.segments
    return candidates(_windows(segments, need, radius_of(need, query)), segments, need, query), need, query


def radius_of(need: Need, query: Query) -> float | None:
    """How far a search looks, in miles; None for anywhere."""
    if need.near is None:
        return None
    if need.near.kind == "state":
        return _STATE_MILES
    return need.radius_miles or radius_for(query.categories)


def _windows(segments: Sequence[Segment], need: Need, radius: float | None) -> list[tuple[Segment, Window]]:
    if need.near is None or radius is None:
        return [(segment, segment.everything()) for segment in segments]
    found: list[tuple[Segment, Window]] = []
    for segment in segments:
        here, beside = segment.near(need.near, radius), segment.reaching(need.near)
        # Together they cost half the calls; of very many rows, neighbours are read faster by themselves.
        apart = here.size + beside.size > _FEW_ROWS
        found += [(segment, each) for each in ((here, beside) if apart else (joined(here, beside),))]
    return found


def _in_order(found: Candidates, shown: Array, limit: int) -> tuple[Array, Array]:
    """The candidates to show and their scores: what is closed stands last, one organization crowds out no
    other.

    The third and further services of one organization are set back a little.
    """
    variety = weights().variety
    closed = found.signals["closed"][shown] > 0
    shown = np.concatenate([shown[~closed], shown[closed]])
    # Whatever is set back by the most that is possible still stands among these.
    shown = shown[: 4 * limit + 40]
    seen: dict[int, int] = {}
    back = np.zeros(len(shown), dtype=np.float32)
    for n, owner in enumerate(_owners(found, shown)):
        before = seen[owner] = seen.get(owner, 0) + 1
        if before > variety["free"]:
            back[n] = min(variety["step"] * (before - variety["free"]), variety["most"])
    score = found.score[shown] - back
    order = np.lexsort((-score, found.signals["closed"][shown] > 0))[:limit]
    return shown[order], score[order]


def _owners(found: Candidates, shown: Array) -> list[int]:
    """A number for the organization of each candidate; in another segment it is another."""
    owners = np.zeros(len(shown), dtype=np.int64)
    for number, segment in enumerate(found.segments):
        mine = found.segment[shown] == number
        owners[mine] = segment.arrays["organization"][found.row[shown[mine]]].astype(np.int64) + (
            number << 40
        )
    numbers: list[int] = owners.tolist()
    return numbers
