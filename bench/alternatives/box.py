"""The usual way to search near a place in a database that knows no globe: between two latitudes and two
longitudes."""

import math
from dataclasses import dataclass

from directory.places import Place

_MILES_A_DEGREE = 69.0


@dataclass(frozen=True)
class Box:
    """Its edges in degrees; it does not reach over the date line."""

    south: float
    north: float
    west: float
    east: float


def box_around(place: Place, miles: float) -> Box:
    """The box that holds the circle of `miles` around a place."""
    high = miles / _MILES_A_DEGREE
    wide = high / max(math.cos(math.radians(place.latitude)), 0.01)
    return Box(place.latitude - high, place.latitude + high, place.longitude - wide, place.longitude + wide)
