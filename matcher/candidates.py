"""The candidates of a search: everything in the area scored by what is cheap, the best by meaning as well."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.index.files import Array
from matcher.index.rules import NOT_ELIGIBLE
from matcher.index.segment import Segment
from matcher.index.windows import Window
from matcher.need import Need
from matcher.query import Query
from matcher.ranking import weights
from matcher.signals import meaning_signals, scaled, signals

_NO_SIGNALS = ("eligibility", "context")
_CHOSEN = 400
"""How many candidates have their meaning compared in full, or four times as many as are to be shown."""

_LEADING = 8_000
"""How many of very many are led to the short vectors by everything but their meaning."""


@dataclass(frozen=True)
class Candidates:
    """The best candidates as arrays, by falling score.

    `segment` is the place of the segment in `segments`. `offering` is -1 and `miles` NaN where a service has
    no place. `signals` also hold `eligibility` and `context`. `total` counts all that were looked at.
    """

    segments: Sequence[Segment]
    segment: Array
    row: Array
    offering: Array
    miles: Array
    signals: dict[str, Array]
    score: Array
    total: int

    @property
    def not_eligible(self) -> Array:
        """Where a known fact breaks a rule."""
        broken: Array = self.signals["eligibility"] == NOT_ELIGIBLE
        return broken

    def signals_of(self, at: int) -> dict[str, float]:
        """The signals of one candidate."""
        return {
            name: round(float(values[at]), 4)
            for name, values in self.signals.items()
            if name not in _NO_SIGNALS
        }


@dataclass
class _Part:
    segment: int
    window: Window
    rows: Array  # positions within the window
    signals: dict[str, Array]


def candidates(
    found: Iterable[tuple[Segment, Window]], segments: Sequence[Segment], need: Need, query: Query
) -> Candidates:
    """Scores everything in the windows; the order is that of the score alone."""
    parts = [
        _part(segments.index(segment), segment, window, need, query)
        for segment, window in found
        if window.inside.any()
    ]
    if not parts:
        return _nothing(segments)
    for name in ("own_words", "about_words"):
        best = max(float(part.signals[name].max()) for part in parts)
        for part in parts:
            part.signals[name] = scaled(part.signals[name], best)
    total = sum(len(part.rows) for part in parts)
    first = np.concatenate([_sum(part.signals) for part in parts])
    ruled_out = np.concatenate([part.signals["eligibility"] for part in parts]) == NOT_ELIGIBLE
    most = max(_CHOSEN, 4 * need.limit)
    # Apart, so that those who are ruled out crowd nobody out who is not.
    chosen = np.concatenate(
        [
            _chosen(parts, first, np.flatnonzero(which), segments, query, most)
            for which in (~ruled_out, ruled_out)
        ]
    )
    return _whole(parts, np.sort(chosen), first, segments, query, total)


def _chosen(
    parts: Sequence[_Part], first: Array, of: Array, segments: Sequence[Segment], query: Query, most: int
) -> Array:
    """Those `of` the candidates whose meaning is worth comparing in full, by all else and a rough meaning."""
    if len(of) <= most:
        return of
    if len(of) > max(_LEADING, most):
        of = np.sort(of[np.argpartition(-first[of], max(_LEADING, most))[: max(_LEADING, most)]])
    near = [
        segments[parts[n].segment].about_meaning(parts[n].window.rows[at], query.vectors)
        for n, at in _by_part(parts, of)
    ]
    guess = first[of] + _sum(dict(meaning_signals(np.concatenate(near))))
    chosen: Array = of[np.argpartition(-guess, most)[:most]]
    return chosen


def _by_part(parts: Sequence[_Part], chosen: Array) -> Iterator[tuple[int, Array]]:
    """For each part its number, and which positions of its window are among the chosen; these are sorted."""
    end = 0
    for n, part in enumerate(parts):
        begin, end = end, end + len(part.rows)
        low, high = np.searchsorted(chosen, (begin, end))
        yield n, part.rows[chosen[low:high] - begin]


def _part(number: int, segment: Segment, window: Window, need: Need, query: Query) -> _Part:
    found = signals(segment, window, need, query)
    rows = np.flatnonzero(window.inside)
    return _Part(number, window, rows, {name: values[rows] for name, values in found.items()})


def _sum(values: dict[str, Array]) -> Array:
    weight = weights().signals
    total = np.zeros(len(next(iter(values.values()))), dtype=np.float32)
    for name, value in values.items():
        if name in weight:
            total += np.float32(weight[name]) * value
    return total


def _whole(
    parts: Sequence[_Part], chosen: Array, first: Array, segments: Sequence[Segment], query: Query, total: int
) -> Candidates:
    """The chosen candidates with all their signals, sorted."""
    columns: list[tuple[Array, ...]] = []
    values: list[dict[str, Array]] = []
    for n, at in _by_part(parts, chosen):
        part = parts[n]
        mine = np.searchsorted(part.rows, at)
        window = part.window
        row = window.rows[at]
        columns.append((np.full(len(row), part.segment), row, window.offering[at], window.miles[at]))
        cosines = segments[part.segment].meaning(row, query.vectors)
        values.append(
            {name: array[mine] for name, array in part.signals.items()} | dict(meaning_signals(cosines))
        )
    joined = {name: np.concatenate([each[name] for each in values]) for name in values[0]}
    score = first[chosen] + _sum({name: joined[name] for name in ("own_meaning", "about_meaning")})
    order = np.argsort(-score, kind="stable")
    segment, row, offering, miles = (np.concatenate(column)[order] for column in zip(*columns, strict=True))
    return Candidates(
        segments, segment, row, offering, miles, {n: v[order] for n, v in joined.items()}, score[order], total
    )


def _nothing(segments: Sequence[Segment]) -> Candidates:
    none = np.zeros(0, dtype=np.int64)
    names = ("eligibility", "kind", "refused", "closed", "own_words")
    empty = np.zeros(0, dtype=np.float32)
    return Candidates(segments, none, none, none, empty, dict.fromkeys(names, empty), empty, 0)
