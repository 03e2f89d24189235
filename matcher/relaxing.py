"""What would bring more where little was found: which condition cost most, and what lies just outside."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from matcher.candidates import Candidates, candidates
from matcher.index.files import Array
from matcher.index.segment import Segment
from matcher.match import Outside
from matcher.need import Need
from matcher.query import Query

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
        windows = [(segment, segment.near(need.near, wider, beyond=radius)) for segment in segments]
        beyond = candidates(windows, segments, replace(need, radius_miles=wider), query)
        chosen = np.flatnonzero(good(beyond) & ~beyond.not_eligible)
        costs["radius"] = len(chosen)
        nearest = chosen[np.argsort(beyond.miles[chosen], kind="stable")][:_NAMED].tolist()
        outside = tuple(
            Outside(
                segments[int(beyond.segment[at])].ids[int(beyond.row[at])], round(float(beyond.miles[at]), 1)
            )
            for at in nearest
        )
    told = {name: count for name, count in sorted(costs.items(), key=lambda pair: -pair[1]) if count}
    return told, outside
