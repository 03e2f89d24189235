"""Finds the pairs of listings that are likely the same, with what speaks for and against each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from directory.duplicates.blocking import candidate_pairs
from directory.duplicates.comparing import Comparer
from directory.duplicates.scoring import FACILITY, Weights, relation, weights
from directory.duplicates.signals.meaning import meaning
from directory.duplicates.signals.signal import Signal
from directory.duplicates.traits import Traits

Progress = Callable[[str, int, int], object]
_AT_ONCE = 20_000


class Meanings(Protocol):
    """Where the closeness of meaning comes from: the search index, which the directory does not know."""

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """The cosine of each pair of services; NaN where one of them is not in the index."""


@dataclass(frozen=True)
class Pair:
    """Two listings by id, the smaller id first; `relation` is `same` or `facility`."""

    first: str
    second: str
    score: float
    relation: str
    signals: tuple[Signal, ...]


def find_pairs(
    listings: Sequence[Traits],
    meanings: Meanings | None,
    *,
    least: float | None = None,
    progress: Progress = lambda *_: None,
    using: Weights | None = None,
) -> list[Pair]:
    """All pairs with a score of `least` or more, best first; None asks for the score for review.

    The same listings give the same pairs, in the same order. `progress` hears (step, done, of how many).
    """
    table = using or weights()
    bar = table.review if least is None else least
    comparer = Comparer(listings)
    candidates = candidate_pairs(listings, comparer.rarity, lambda done, of: progress("pair", done, of))
    found: list[Pair] = []
    for start in range(0, len(candidates), _AT_ONCE):
        hopeful: list[tuple[Traits, Traits, tuple[Signal, ...]]] = []
        for first, second in candidates[start : start + _AT_ONCE].tolist():
            signals = comparer.signals(listings[first], listings[second], table, bar)
            if signals is not None:
                hopeful.append((listings[first], listings[second], signals))
        found += (pair for pair in _with_meaning(hopeful, meanings, table) if pair.score >= bar)
        progress("compare", min(start + _AT_ONCE, len(candidates)), len(candidates))
    found.sort(key=lambda pair: (-pair.score, pair.first, pair.second))
    return found


def _with_meaning(
    compared: Sequence[tuple[Traits, Traits, tuple[Signal, ...]]], meanings: Meanings | None, table: Weights
) -> list[Pair]:
    """Adds what the texts mean, and the score. Asked last: few pairs come this far.

    One facility in two lists has two kinds of service, whose meaning differs as it should: not asked there.
    """
    asked = [] if meanings is None else [(a.id, b.id) for a, b, s in compared if relation(s) != FACILITY]
    cosines = dict(zip(asked, meanings(asked).tolist(), strict=True)) if meanings is not None else {}
    pairs = []
    for a, b, signals in compared:
        cosine = cosines.get((a.id, b.id), np.nan)
        whole = signals if np.isnan(cosine) else (*signals, meaning(cosine))
        pairs.append(Pair(a.id, b.id, table.score(whole), relation(whole), whole))
    return pairs
