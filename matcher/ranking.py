"""The numbers that the ranking is made of, from one table that a person can read and change."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from matcher.words import ranking_table


@dataclass(frozen=True)
class Weights:
    """All numbers by what they are for.

    `signals`: what each signal counts in the sum. `wish`: how wanted a kind of service is. `words`: what
    added words count in the word index. `freshness`: how trust in a listing fades with its age.
    `variety`: how the many services of one organization stand back. `outcomes`: what is taken for usual of
    referrals while few have ended.
    """

    signals: Mapping[str, float]
    wish: Mapping[str, float]
    words: Mapping[str, float]
    freshness: Mapping[str, float]
    variety: Mapping[str, float]
    outcomes: Mapping[str, float]


@cache
def weights() -> Weights:
    """The weights of `data/ranking/weights.toml`."""
    table = ranking_table("weights")
    return Weights(**table)


def radius_for(categories: tuple[str, ...]) -> float:
    """How far to look, in miles, when nobody said: the widest of the categories' own."""
    table = ranking_table("categories")
    return max((float(table[name]["radius"]) for name in categories if name in table), default=35.0)


def worth_miles(categories: tuple[str, ...]) -> float:
    """The miles at which nearness has fallen to a third: the shortest of the categories' own."""
    table = ranking_table("categories")
    return min((float(table[name]["miles"]) for name in categories if name in table), default=12.0)
