"""Which pairs of listings are worth comparing: those that share a telephone, a door, a page or rare words.

Comparing all of 60,000 with each other would be 1.8 thousand million comparisons; blocks leave about one in
five thousand of them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from directory.duplicates.names import Rarity
from directory.duplicates.traits import Traits

Pairs = NDArray[np.int64]
"""Positions in the list of listings, int64 [pairs, 2], the smaller first, in order."""

_MOST_IN_BLOCK = 60
_CELL_DEGREES = 0.004
_SHIFTS = ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5))


def candidate_pairs(
    listings: Sequence[Traits], rarity: Rarity, progress: Callable[[int, int], object] = lambda *_: None
) -> Pairs:
    """The pairs that share a key. A key that very many share is split by the rarest words of the names."""
    blocks: dict[str, list[int]] = {}
    for at, traits in enumerate(listings):
        for key in set(_keys(traits, rarity)):
            blocks.setdefault(key, []).append(at)
    count = len(listings)
    found: set[int] = set()
    for done, members in enumerate(blocks.values()):
        if done % 20_000 == 0:
            progress(done, len(blocks))
        for block in _small(members, listings, rarity):
            found.update(one * count + other for one, other in combinations(block, 2))
    progress(len(blocks), len(blocks))
    numbers = np.fromiter(found, dtype=np.int64, count=len(found))
    numbers.sort()
    return np.stack([numbers // max(count, 1), numbers % max(count, 1)], axis=1)


def _small(members: Sequence[int], listings: Sequence[Traits], rarity: Rarity) -> Iterator[Sequence[int]]:
    if len(members) <= _MOST_IN_BLOCK:
        yield members
        return
    split: dict[str, list[int]] = {}
    for at in members:
        traits = listings[at]
        words = {
            word
            for name in (*traits.organizations, traits.name, *traits.others)
            for word in rarity.rarest(name, 2)
        }
        for word in words:
            split.setdefault(word, []).append(at)
    yield from (part for part in split.values() if 1 < len(part) <= _MOST_IN_BLOCK)


def _keys(traits: Traits, rarity: Rarity) -> Iterable[str]:
    for number in traits.phones:
        yield f"phone {number}"
    for page in traits.pages:
        yield f"page {page}"
    names = (*traits.organizations, traits.name, *traits.others)
    rare = {" ".join(rarity.rarest(name, 2)) for name in names}
    whole = sorted({word for name in names for word in name}, key=lambda word: (-rarity.of(word), word))
    yield f"words {' '.join(sorted(whole[:3]))}"
    for spot in traits.spots:
        area = spot.postal_code[:3]
        for words in rare:
            if spot.town:
                yield f"name {words} in {spot.town}"
            if area:
                yield f"name {words} in {area}"
        if spot.street is not None and spot.street.key:
            for where in {spot.town, spot.postal_code} - {""}:
                yield f"door {spot.street.key} in {where}"
        yield from _cells(spot.latitude, spot.longitude, whole[:3])


def _cells(latitude: float | None, longitude: float | None, words: Iterable[str]) -> Iterator[str]:
    if latitude is None or longitude is None:
        return
    for number, (north, east) in enumerate(_SHIFTS):
        row, column = int(latitude / _CELL_DEGREES + north), int(longitude / _CELL_DEGREES + east)
        cell = f"{number} {row} {column}"
        for word in words:
            yield f"cell {cell} {word}"
