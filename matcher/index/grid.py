"""Cells of the map in an order that makes the surroundings of a place a few contiguous slices."""

import math

import numpy as np
import numpy.typing as npt

_DEGREES = 0.25  # about 17 miles north to south: a town, not a street
_COLUMNS = int(360 / _DEGREES)
_MILES_PER_DEGREE = 69.0

Ints = npt.NDArray[np.int32]


def cells(latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> Ints:
    """The cell of each point: rows from south to north, within a row from west to east."""
    row = np.floor((np.asarray(latitude, dtype=np.float64) + 90) / _DEGREES)
    column = np.floor((np.asarray(longitude, dtype=np.float64) + 180) / _DEGREES) % _COLUMNS
    numbers: Ints = (row * _COLUMNS + column).astype(np.int32)
    return numbers


def around(latitude: float, longitude: float, miles: float) -> list[tuple[int, int]]:
    """Ranges of cells (first, last) that hold everything within `miles` of a point."""
    reach = miles / _MILES_PER_DEGREE
    north, south = min(latitude + reach, 90.0), max(latitude - reach, -90.0)
    # A degree of longitude is shortest at the row nearest to a pole.
    shortest = math.cos(math.radians(min(max(abs(north), abs(south)), 89.9)))
    width = min(reach / shortest, 180.0)
    west = math.floor((longitude - width + 180) / _DEGREES)
    east = math.floor((longitude + width + 180) / _DEGREES)
    if east - west >= _COLUMNS - 1:
        spans = [(0, _COLUMNS - 1)]
    elif west < 0:
        spans = [(0, east), (west + _COLUMNS, _COLUMNS - 1)]
    elif east >= _COLUMNS:
        spans = [(0, east - _COLUMNS), (west, _COLUMNS - 1)]
    else:
        spans = [(west, east)]
    rows = range(math.floor((south + 90) / _DEGREES), math.floor((north + 90) / _DEGREES) + 1)
    return [(row * _COLUMNS + first, row * _COLUMNS + last) for row in rows for first, last in spans]
