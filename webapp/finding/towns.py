"""Towns around a point, so that a map without tiles still tells where one is."""

import gzip
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from directory.distance import distances_miles


@dataclass(frozen=True)
class Town:
    """A town's name and its middle in degrees."""

    name: str
    latitude: float
    longitude: float


@cache
def _towns() -> tuple[Sequence[str], NDArray[np.float64], NDArray[np.float64]]:
    """Names of all towns with the points that they stand at, the larger towns first."""
    packed = (files("data") / "gazetteer" / "places.tsv.gz").read_bytes()
    rows = [line.split("\t") for line in gzip.decompress(packed).decode().splitlines()]
    rows = sorted((row for row in rows if row[1] == "town"), key=lambda row: -int(row[7]))
    points = np.array([(float(row[5]), float(row[6])) for row in rows])
    return [row[2] for row in rows], points[:, 0], points[:, 1]


def around(latitude: float, longitude: float, miles: float, limit: int) -> list[Town]:
    """Towns within `miles`, nearest first; among many the larger ones."""
    names, latitudes, longitudes = _towns()
    reach = miles / 69.0
    width = reach / max(0.1, math.cos(math.radians(latitude)))
    box = (np.abs(latitudes - latitude) <= reach) & (np.abs(longitudes - longitude) <= width)
    inside = np.flatnonzero(box)[: 4 * limit]
    far = distances_miles(latitude, longitude, latitudes[inside], longitudes[inside])
    chosen = sorted((row for row, away in zip(inside, far, strict=True) if away <= miles), key=int)[:limit]
    towns = [Town(names[row], float(latitudes[row]), float(longitudes[row])) for row in chosen]
    return sorted(towns, key=lambda town: (town.latitude - latitude) ** 2 + (town.longitude - longitude) ** 2)
