"""How far apart the places of two listings are."""

from collections.abc import Iterable

from directory.distance import miles_between
from directory.duplicates.signals.signal import Signal
from directory.duplicates.traits import Spot, Traits

NAME = "distance"
_METRES = 1_609.344
_HERE, _NEAR, _TOWN, _REGION = 60, 400, 3_000, 40_000
_DOORS_OF_A_POINT = 3


class Points:
    """Which coordinates are those of a door, and which stand for a whole postal code or town."""

    def __init__(self, spots: Iterable[Spot]) -> None:
        doors: dict[tuple[float, float], set[str]] = {}
        for spot in spots:
            if spot.latitude is not None and spot.longitude is not None and spot.street is not None:
                doors.setdefault((spot.latitude, spot.longitude), set()).add(spot.street.key)
        self._rough = {point for point, found in doors.items() if len(found) > _DOORS_OF_A_POINT}

    def rough(self, spot: Spot) -> bool:
        """Whether many addresses have these coordinates."""
        return (spot.latitude, spot.longitude) in self._rough


def distance(a: Traits, b: Traits, points: Points, *, other_door: bool) -> Signal | None:
    """The shortest way between the two, in metres over the ground; None where coordinates are unknown.

    Where the addresses name two doors (`other_door`) a short way is no sign that it is one place: `beside`.

    Confidential places have no coordinates here, so no distance to them is ever measured.
    """
    best: tuple[float, bool] | None = None
    for one in a.spots:
        if one.latitude is None or one.longitude is None:
            continue
        for other in b.spots:
            if other.latitude is None or other.longitude is None:
                continue
            metres = _METRES * miles_between(one.latitude, one.longitude, other.latitude, other.longitude)
            rough = points.rough(one) or points.rough(other)
            if best is None or metres < best[0]:
                best = metres, rough
    if best is None:
        return None
    metres, rough = best
    if rough and metres < _REGION:
        return None
    level = (
        "beside" if other_door and metres <= _NEAR
        else "here" if metres <= _HERE
        else "near" if metres <= _NEAR
        else "town" if metres <= _TOWN
        else "region" if metres <= _REGION
        else "far"
    )  # fmt: skip
    return Signal(NAME, level, round(metres))
