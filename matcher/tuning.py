"""Sets the weights of the ranking by labelled searches, and tells how far the figure can be trusted."""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.candidates import Candidates
from matcher.embedding import Embedder
from matcher.index.files import Array
from matcher.index.index import Index
from matcher.need import Need
from matcher.ranking import weights
from matcher.search import find_candidates

_DEPTH = 10
_STEPS = (0.5, 0.7, 0.85, 1.0 / 0.85, 1.0 / 0.7, 2.0)
_ROUNDS = 3
_REPEATS = 3  # how often the searches are parted into folds anew
# What doubling or halving one weight must gain. Of 0.001 to 0.015 this held best on folds that were not
# tuned on: sixty searches cannot tell finer than that.
_PRICE = 0.008
_LEAST_GAIN = 1e-5
# These are rules, or too rare in labelled searches to be learned from them.
_FIXED = frozenset({"refused", "parts_couple", "outcomes", "room", "language", "open", "reach", "fresh"})

Weights = dict[str, float]


@dataclass(frozen=True)
class Labelled:
    """One labelled search: signals [candidates, signals] of what may be shown, and the grade of each."""

    signals: Array
    grades: Array
    owners: Array
    ideal: float


@dataclass(frozen=True)
class Tuned:
    """`weights` set on all searches; nDCG@10 before and after on these, and on folds not tuned on.

    `gains` tells by signal how much nDCG@10 falls without it.
    """

    weights: Weights
    before: float
    after: float
    held_out: float
    gains: Mapping[str, float]


def tuned_signals() -> tuple[str, ...]:
    """The signals in the order of the columns of `Labelled.signals`."""
    return tuple(weights().signals)


def labelled(need: Need, grades: Mapping[str, int], index: Index, embedder: Embedder) -> Labelled:
    """A search with its grades (0 to 3 by service); what was not judged counts as 0."""
    found = find_candidates(need, index, embedder)[0]
    shown = np.flatnonzero(~found.not_eligible)
    ids = [found.segments[int(found.segment[at])].ids[int(found.row[at])] for at in shown]
    nothing = np.zeros(len(shown), dtype=np.float32)
    columns = [found.signals[name][shown] if name in found.signals else nothing for name in tuned_signals()]
    gains = sorted((2.0**grade - 1 for grade in grades.values()), reverse=True)[:_DEPTH]
    return Labelled(
        signals=np.stack(columns, axis=1).astype(np.float64),
        grades=np.array([grades.get(service, 0) for service in ids]),
        owners=_owners(found, shown),
        ideal=sum(gain / math.log2(place + 2) for place, gain in enumerate(gains)),
    )


def _owners(found: Candidates, shown: Array) -> Array:
    return np.array(
        [int(found.segments[int(found.segment[at])].arrays["organization"][found.row[at]]) for at in shown]
    )


def ndcg(searches: Sequence[Labelled], given: Weights) -> float:
    """The mean nDCG@10 of an order by `given` weights, gains 2^grade - 1 as in the evaluation."""
    column = np.array([given[name] for name in tuned_signals()])
    return sum(_one(search, column) for search in searches) / max(len(searches), 1)


def _one(search: Labelled, column: Array) -> float:
    if search.ideal == 0:
        return 1.0
    score = search.signals @ column
    variety = weights().variety
    seen: dict[int, int] = {}
    leading = []
    # Deeper than this nothing that is set back can rise into the first ten.
    for at in np.argsort(-score, kind="stable")[: 6 * _DEPTH].tolist():
        owner = int(search.owners[at])
        before = seen[owner] = seen.get(owner, 0) + 1
        back = min(variety["step"] * max(0, before - variety["free"]), variety["most"])
        leading.append((score[at] - back, at))
    leading.sort(key=lambda pair: -pair[0])
    got = sum(
        (2.0 ** int(search.grades[at]) - 1) / math.log2(place + 2)
        for place, (_score, at) in enumerate(leading[:_DEPTH])
    )
    return got / search.ideal


def fit(searches: Sequence[Labelled], start: Weights) -> Weights:
    """Weights that raise nDCG@10 on `searches`: one after the other is made larger or smaller while it helps.

    Moving away from `start` has a price, so that a weight stays where few searches would move it.
    """
    best = dict(start)
    worth = _worth(searches, best, start)
    for _ in range(_ROUNDS):
        moved = False
        for name in tuned_signals():
            if name in _FIXED or not best[name]:
                continue
            for step in _STEPS:
                trial = {**best, name: best[name] * step}
                value = _worth(searches, trial, start)
                if value > worth + _LEAST_GAIN:
                    best, worth, moved = trial, value, True
        if not moved:
            break
    return best


def _worth(searches: Sequence[Labelled], given: Weights, start: Weights) -> float:
    away = sum(abs(math.log2(given[name] / start[name])) for name in given if start[name] and given[name])
    return ndcg(searches, given) - _PRICE * away


def tune(
    searches: Sequence[Labelled],
    *,
    folds: int = 5,
) -> Tuned:
    """Sets the weights on all searches, and by cross-validation tells what they are worth on others."""
    start = dict(weights().signals)
    held_out = 0.0
    for repeat in range(_REPEATS):
        order = list(range(len(searches)))
        random.Random(repeat).shuffle(order)  # noqa: S311 - parts a list, guards nothing
        for fold in range(folds):
            test = set(order[fold::folds])
            given = fit([search for n, search in enumerate(searches) if n not in test], start)
            held_out += sum(ndcg([searches[n]], given) for n in test) / _REPEATS
    whole = fit(searches, start)
    after = ndcg(searches, whole)
    return Tuned(
        weights={name: round(value, 3) for name, value in whole.items()},
        before=ndcg(searches, start),
        after=after,
        held_out=held_out / max(len(searches), 1),
        gains={name: after - ndcg(searches, {**whole, name: 0.0}) for name in tuned_signals()},
    )
