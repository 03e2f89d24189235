"""Services drawn at random from an index, with the point where each is offered."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matcher.index.index import Index


@dataclass(frozen=True)
class Office:
    """A service and one of its places, in degrees."""

    service_id: str
    latitude: float
    longitude: float


def draw(index: Index, count: int, *, seed: int) -> Iterator[Office]:
    """`count` different places of services, the same ones for the same index and seed."""
    arrays = index.base.arrays
    points = arrays["offering.point"]
    chance = random.Random(seed)
    for at in chance.sample(range(len(points)), min(count, len(points))):
        east, north, up = points[at].astype(float)
        yield Office(
            index.base.ids[int(arrays["offering.service"][at])],
            float(np.degrees(np.arcsin(up))),
            float(np.degrees(np.arctan2(north, east))),
        )
