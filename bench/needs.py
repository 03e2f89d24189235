"""Makes the needs that are asked of each size out of the labelled ones."""

import json
import random
from itertools import cycle, islice
from typing import Any

from bench.published import QUERIES
from bench.sizes import Size
from bench.towns import busy_towns
from matcher.index.index import Index
from matcher.need import Need
from webapp import matching
from webapp.state import Linkage

Row = dict[str, Any]
_SEED = 20_261_110
_OWN_REGION = 3
"""One search in so many is asked where the labelled needs come from, the others all over the country."""


def labelled_rows() -> list[Row]:
    """The labelled needs, as `linkage batch match` reads them."""
    with QUERIES.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def needs_for(size: Size, state: Linkage, count: int) -> list[Need]:
    """`count` needs to ask of a size, the same ones at every run.

    The packages of the cities are asked each need where it was written for; the larger sizes are asked the
    same needs in towns of those cities and in towns of the whole country, a town as often as it has services.
    """
    rows = _shuffled(labelled_rows(), count)
    if size.name != "3k":
        rows = [{**row, "near": town} for row, town in zip(rows, _towns(state, count), strict=True)]
    return [matching.need(state, row) for row in rows]


def _shuffled(rows: list[Row], count: int) -> list[Row]:
    """All rows, in another order each time round."""
    chance = random.Random(_SEED)
    rounds = (chance.sample(rows, len(rows)) for _ in range(-(-count // len(rows))))
    return [row for one in rounds for row in one][:count]


def _towns(state: Linkage, count: int) -> list[str]:
    index = Index.open(state.settings.index_folder)
    far = iter(busy_towns(index, state.gazetteer, count, seed=_SEED))
    own = islice(cycle(sorted({row["near"] for row in labelled_rows()})), count)
    return [near if n % _OWN_REGION == 0 else next(far) for n, near in enumerate(own)]
