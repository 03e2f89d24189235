"""The candidates of a search: everything in the area scored by what is cheap, the best by meaning as well."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.beside import side_by_side
from matcher.index.files import Array
from matcher.index.rules import NOT_ELIGIBLE
from matcher.index.segment import Kinds, Segment
from matcher.index.windows import Window
from matcher.need import Need
from matcher.query import Asked, Query
from matcher.ranking import weights
from matcher.signals import meaning_signals, plain_signals, scaled, wish_signals

_NO_SIGNALS = ("eligibility", "context")
_CHOSEN = 400
"""How many candidates have their meaning compared in full, or four times as many as are to be shown."""

_LEADING = 8_000
"""How many of very many are led to the short vectors by everything but their meaning."""

_SAMPLED = 16
"""One in so many values of very many is looked at first, to leave out most of the others."""


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
class Part:
    """A window that was looked through: its segment's place in `segments`, and its signals by name."""

    segment: int
    window: Window
    kinds: Kinds
    signals: dict[str, Array]


def look_through(
    found: Iterable[tuple[Segment, Window]], segments: Sequence[Segment], need: Need, asked: Asked
) -> list[Part]:
    """What can be told of everything in the windows before the meaning of the need is known."""

    def part(one: tuple[Segment, Window]) -> Part:
        segment, window = one
        kinds = segment.kinds(window)
        known = plain_signals(segment, window, kinds, need, asked)
        return Part(segments.index(segment), window, kinds, known)

    return side_by_side(part, [(segment, window) for segment, window in found if window.count])


def candidates(parts: Sequence[Part], segments: Sequence[Segment], need: Need, query: Query) -> Candidates:
    """Scores everything that was looked through; the order is that of the score alone."""
    if not parts:
        return _nothing(segments)

    def wished(part: Part) -> dict[str, Array]:
        return wish_signals(segments[part.segment], part.window, part.kinds, query)

    for part, wish in zip(parts, side_by_side(wished, parts), strict=True):
        part.signals |= wish
    for name in ("own_words", "about_words"):
        best = max(float(part.signals[name].max(where=part.window.inside, initial=0.0)) for part in parts)
        for part in parts:
            part.signals[name] = scaled(part.signals[name], best)
    first = np.concatenate([_sum(part.signals) for part in parts])
    inside = np.concatenate([part.window.inside for part in parts])
    ruled_out = np.concatenate([part.signals["eligibility"] for part in parts]) == NOT_ELIGIBLE
    most = max(_CHOSEN, 4 * need.limit)
    # Apart, so that those who are ruled out crowd nobody out who is not.
    chosen = np.concatenate(
        [
            _chosen(parts, first, np.flatnonzero(which), segments, query, most)
            for which in (inside & ~ruled_out, inside & ruled_out)
        ]
    )
    return _whole(parts, np.sort(chosen), first, segments, query)


def _chosen(
    parts: Sequence[Part], first: Array, of: Array, segments: Sequence[Segment], query: Query, most: int
) -> Array:
    """Those `of` the candidates whose meaning is worth comparing in full, by all else and a rough meaning."""
    if len(of) <= most:
        return of
    leading = max(_LEADING, most)
    if len(of) > leading:
        of = np.sort(of[_largest(first[of], leading)])
    near = [
        segments[part.segment].about_meaning(part.window.rows_at(at), query.vectors)
        for part, at in _by_part(parts, of)
    ]
    guess = first[of] + _sum(meaning_signals(np.concatenate(near)))
    chosen: Array = of[_largest(guess, most)]
    return chosen


def _largest(values: Array, count: int) -> Array:
    """Where the `count` largest of more values stand, in no order."""
    among = np.arange(len(values))
    if len(values) > _SAMPLED * count:
        sample = values[::_SAMPLED]
        # About twice as many as are wanted reach this; where enough do, the largest are all among them.
        bound = np.partition(sample, -2 * count // _SAMPLED)[-2 * count // _SAMPLED]
        reach = np.flatnonzero(values >= bound)
        among = reach if len(reach) >= count else among
    best: Array = among[np.argpartition(-values[among], count - 1)[:count]]
    return best


def _by_part(parts: Sequence[Part], chosen: Array) -> Iterator[tuple[Part, Array]]:
    """Each part, and which places of its window are among the chosen; these are sorted."""
    end = 0
    for part in parts:
        begin, end = end, end + part.window.size
        low, high = np.searchsorted(chosen, (begin, end))
        yield part, chosen[low:high] - begin


def _sum(values: Mapping[str, Array]) -> Array:
    weight = weights().signals
    total = np.zeros(len(next(iter(values.values()))), dtype=np.float32)
    for name, value in values.items():
        if name in weight:
            total += np.float32(weight[name]) * value
    return total


def _whole(
    parts: Sequence[Part], chosen: Array, first: Array, segments: Sequence[Segment], query: Query
) -> Candidates:
    """The chosen candidates with all their signals, sorted."""
    columns: list[tuple[Array, ...]] = []
    values: list[dict[str, Array]] = []
    for part, at in _by_part(parts, chosen):
        window = part.window
        row = window.rows_at(at)
        columns.append((np.full(len(row), part.segment), row, window.offering[at], window.miles[at]))
        cosines = segments[part.segment].meaning(row, query.vectors)
        known = dict.fromkeys(weights().signals, np.zeros(len(row), dtype=np.float32))
        mine = {name: array[at] for name, array in part.signals.items()}
        values.append(known | mine | meaning_signals(cosines))
    joined = {name: np.concatenate([each[name] for each in values]) for name in values[0]}
    score = first[chosen] + _sum({name: joined[name] for name in ("own_meaning", "about_meaning")})
    order = np.argsort(-score, kind="stable")
    segment, row, offering, miles = (np.concatenate(column)[order] for column in zip(*columns, strict=True))
    total = sum(part.window.count for part in parts)
    return Candidates(
        segments, segment, row, offering, miles, {n: v[order] for n, v in joined.items()}, score[order], total
    )


def _nothing(segments: Sequence[Segment]) -> Candidates:
    none = np.zeros(0, dtype=np.int64)
    names = ("eligibility", "kind", "refused", "closed", "own_words")
    empty = np.zeros(0, dtype=np.float32)
    return Candidates(segments, none, none, none, empty, dict.fromkeys(names, empty), empty, 0)
