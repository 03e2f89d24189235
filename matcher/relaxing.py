"""What would bring more where little was found: which condition cost most, and what lies just outside."""

from collections.abc import Sequence

import numpy as np

from matcher.candidates import Candidates
from matcher.index.files import Array
from matcher.index.rules import NOT_ELIGIBLE
from matcher.index.segment import Segment
from matcher.index.windows import Window
from matcher.match import Outside
from matcher.need import Need
from matcher.query import Query
from matcher.signals import CLOSED, kind_signals, refused

FEW = 3
"""Fewer good answers than this, and a search tells what would bring more."""

_GOOD_KIND = 0.5  # surely of a kind that would do
_NEXT_TIMES, _NEXT_LEAST = 3.0, 25.0  # "just outside" reaches to so many times the radius, and so many miles
_WIDEST_MILES = 250.0
_NAMED = 5


def good(found: Candidates) -> Array:
    """Which candidates are surely of a kind that would do, not refused and not closed."""
    values = found.signals
    right: Array = (values["kind"] >= _GOOD_KIND) & (values["refused"] == 0) & (values["closed"] == 0)
    return right


def to_the_point(found: Candidates) -> Array:
    """Which candidates anybody would look for here: why they do not fit is worth reading only of those."""
    return (found.signals["kind"] >= _GOOD_KIND / 2) | (found.signals["own_words"] >= _GOOD_KIND)


def what_would_help(
    found: Candidates, need: Need, segments: Sequence[Segment], query: Query, radius: float | None
) -> tuple[dict[str, int], tuple[Outside, ...]]:
    """Which condition took away how many good answers, most first, and the nearest ones beyond the radius.

    Conditions are `eligibility`, `avoid` and `radius`.
    """
    values = found.signals
    costs = {
        "eligibility": int((good(found) & found.not_eligible).sum()),
        "avoid": int(((values["kind"] >= _GOOD_KIND) & (values["refused"] > 0) & ~found.not_eligible).sum()),
    }
    outside: tuple[Outside, ...] = ()
    if need.near is not None and radius is not None and radius < _WIDEST_MILES:
        wider = min(max(radius * _NEXT_TIMES, _NEXT_LEAST), _WIDEST_MILES)
        beyond = [
            (segment, *_good_in(segment, segment.near(need.near, wider, beyond=radius), need, query))
            for segment in segments
        ]
        costs["radius"] = sum(len(rows) for _segment, rows, _miles in beyond)
        nearest = sorted(
            (
                Outside(segment.ids[row], round(away, 1))
                for segment, rows, miles in beyond
                for row, away in zip(rows[:_NAMED].tolist(), miles[:_NAMED].tolist(), strict=True)
            ),
            key=lambda each: each.distance_miles,
        )
        outside = tuple(nearest[:_NAMED])
    told = {name: count for name, count in sorted(costs.items(), key=lambda pair: -pair[1]) if count}
    return told, outside


def _good_in(segment: Segment, window: Window, need: Need, query: Query) -> tuple[Array, Array]:
    """The rows of a window that would do and their miles, the nearest first; of equally near ones the surest
    kind."""
    kind, _focus = kind_signals(segment, window, segment.kinds(window), query)
    right = window.inside & (kind >= _GOOD_KIND) & (window.slices(segment.arrays["status"]) != CLOSED)
    unwanted = refused(segment, window, need)
    if unwanted is not None:
        right &= unwanted == 0
    at = np.flatnonzero(right)
    row = window.rows_at(at)
    criteria, categories = (segment.arrays[name][row] for name in ("criteria.row", "categories"))
    held = segment.rules.hold(criteria, categories, need.facts, query.categories)
    fits = np.flatnonzero(held.overall != NOT_ELIGIBLE)
    order = fits[np.lexsort((-kind[at[fits]], window.miles[at[fits]]))]
    return row[order], window.miles[at[order]]
