"""Cells of the map in an order that makes the surroundings of a place a few contiguous slices."""

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from directory.distance import EARTH_RADIUS_MILES

_DEGREES = 0.1  # about 7 miles north to south
_COLUMNS = round(360 / _DEGREES)
_ROWS = round(180 / _DEGREES)
_SLACK = 1e-6  # radians, six metres: a point on the rim is read, and its distance then decides

Ints = npt.NDArray[np.int32]


def cells(latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> Ints:
    """The cell of each point: rows from south to north, within a row from west to east."""
    row = np.floor((np.asarray(latitude, dtype=np.float64) + 90) / _DEGREES)
    column = np.floor((np.asarray(longitude, dtype=np.float64) + 180) / _DEGREES) % _COLUMNS
    numbers: Ints = (row * _COLUMNS + column).astype(np.int32)
    return numbers


@lru_cache(maxsize=2_000)
def around(latitude: float, longitude: float, miles: float) -> tuple[tuple[int, int], ...]:
    """Ranges of cells (first, last) that hold everything within `miles` of a point, in ascending order."""
    reach = miles / EARTH_RADIUS_MILES + _SLACK
    south = max(math.floor((latitude - math.degrees(reach) + 90) / _DEGREES), 0)
    north = min(math.floor((latitude + math.degrees(reach) + 90) / _DEGREES), _ROWS)
    ranges: list[tuple[int, int]] = []
    halves = _half_widths(math.radians(latitude), np.arange(south, north + 1), reach)
    for row, half in enumerate(halves.tolist(), south):
        if half >= 0:
            ranges += [
                (row * _COLUMNS + first, row * _COLUMNS + last) for first, last in _spans(longitude, half)
            ]
    return tuple(ranges)


def _spans(longitude: float, half: float) -> list[tuple[int, int]]:
    """Columns from `half` degrees west to `half` degrees east; in two parts where they cross the date
    line."""
    west = math.floor((longitude - half + 180) / _DEGREES)
    east = math.floor((longitude + half + 180) / _DEGREES)
    if east - west >= _COLUMNS - 1:
        return [(0, _COLUMNS - 1)]
    west, east = west % _COLUMNS, east % _COLUMNS
    return [(west, east)] if west <= east else [(0, east), (west, _COLUMNS - 1)]


def _half_widths(centre: float, rows: npt.NDArray[np.int64], reach: float) -> npt.NDArray[np.float64]:
    """Half the width of a circle on the globe within each row, in degrees; -1 where it misses the row."""
    low, high = (np.radians(edges * _DEGREES - 90) for edges in (rows, rows + 1))
    inside = [low, high, np.clip(centre, low, high)]
    if reach < math.pi / 2 and abs(math.sin(centre)) < math.cos(reach):
        # The circle is widest at this latitude, not at its centre's.
        inside.append(np.clip(math.asin(math.sin(centre) / math.cos(reach)), low, high))
    at = np.stack(inside)
    below = math.cos(centre) * np.cos(at)
    cosine = (math.cos(reach) - math.sin(centre) * np.sin(at)) / np.maximum(below, 1e-12)
    half = np.degrees(np.arccos(np.clip(np.where(below > 1e-12, cosine, -1.0), -1.0, 1.0)))
    half[np.abs(at - centre) > reach] = -1.0
    widest: npt.NDArray[np.float64] = half.max(axis=0, initial=-1.0)
    return widest
