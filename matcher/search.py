"""Which services fit a need: candidates by place, eligibility in three values, a weighted sum, reasons."""

from collections.abc import Sequence

import numpy as np

from matcher.beside import Beside
from matcher.candidates import Candidates, candidates, look_through
from matcher.embedding import Embedder
from matcher.index.files import Array
from matcher.index.index import Index
from matcher.index.segment import Segment
from matcher.index.windows import Window, joined
from matcher.match import Outside, Results
from matcher.matches import make_matches
from matcher.need import Need
from matcher.query import Asked, Query, categorized, hear, with_meaning
from matcher.questions import next_question
from matcher.ranking import radius_for, weights
from matcher.relaxing import FEW, good, to_the_point, what_would_help
from matcher.said import said_by

_STATE_MILES = 250.0
_AT_ONCE = 131_072  # rows of everything: what is worked out of them fits the processor's cache


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

    The meaning of the need is worked out while its area is looked through. Raises ValueError when the index
    was made with another embedder.
    """
    if embedder.name != index.embedder_name:
        raise ValueError(f"the index was made with {index.embedder_name}, not with {embedder.name}")
    meaning = Beside(lambda: embedder.embed([need.text])[0])
    need = need.placed
    asked = hear(need)
    said = index.said or said_by(embedder)
    if not asked.categories:
        asked = categorized(asked, meaning.result(), said)
    segments = index.segments
    looked = look_through(_windows(segments, need, radius_of(need, asked)), segments, need, asked)
    query = with_meaning(need, asked, meaning.result(), said)
    return candidates(looked, segments, need, query), need, query


def radius_of(need: Need, asked: Asked) -> float | None:
    """How far a search looks, in miles; None for anywhere."""
    if need.near is None:
        return None
    if need.near.kind == "state":
        return _STATE_MILES
    return need.radius_miles or radius_for(asked.categories)


def _windows(segments: Sequence[Segment], need: Need, radius: float | None) -> list[tuple[Segment, Window]]:
    if need.near is None or radius is None:
        return [
            (segment, segment.everything(first, first + _AT_ONCE))
            for segment in segments
            for first in range(0, segment.size, _AT_ONCE)
        ]
    return [
        (segment, joined(segment.near(need.near, radius), segment.reaching(need.near)))
        for segment in segments
    ]


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
