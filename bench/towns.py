"""Towns to ask in: those of random services, so that a dense city is asked as often as it has services."""

from functools import cache

import numpy as np

from bench.offices import draw
from directory.distance import distances_miles
from directory.places import Gazetteer, Place
from matcher.index.index import Index


def busy_towns(index: Index, gazetteer: Gazetteer, count: int, *, seed: int) -> list[str]:
    """`count` towns as somebody would type them, with repeats."""
    codes = _postal_codes()
    latitudes = np.array([code.latitude for code in codes])
    longitudes = np.array([code.longitude for code in codes])
    towns = []
    for office in draw(index, count, seed=seed):
        away = distances_miles(office.latitude, office.longitude, latitudes, longitudes)
        towns.append(_town(gazetteer, codes[int(np.argmin(away))]))
    return towns


@cache
def _postal_codes() -> list[Place]:
    gazetteer = Gazetteer.load()
    found = (gazetteer.postal_code(f"{number:05}") for number in range(100_000))
    return [place for place in found if place is not None]


def _town(gazetteer: Gazetteer, code: Place) -> str:
    name = f"{code.city}, {code.state}"
    try:
        gazetteer.look_up(name)
    except LookupError:
        return code.postal_code
    return name
