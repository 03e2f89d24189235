"""Whose age a listing's ages are: the client's, or those of the children who come along."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from matcher.eligibility.verdicts import Verdict, known
from matcher.facts import Facts

_CHILD_SERVICES = frozenset({"childcare", "parenting"})
_YOUNGEST_CLIENT = 13
"""A lowest age from which a service for parents or children means the client."""

_ELDERLY, _ELDERLY_AT_THE_LEAST = 60, 55
_YOUTH_AT_THE_MOST = 24
"""The widest that programs commonly take "seniors" and "youth" for: 55 and older, under 25."""


@dataclass(frozen=True)
class AgeRange:
    """Years, inclusive; None where an end is open."""

    low: int | None
    high: int | None

    def holds(self, age: int) -> bool:
        """Whether an age lies in it."""
        return (self.low is None or age >= self.low) and (self.high is None or age <= self.high)

    def nearly_holds(self, age: int | None) -> bool:
        """Whether an age may be meant by words such as "youth" and "seniors", which many read more widely."""
        if age is None:
            return True
        low = self.low if self.low is None or self.low < _ELDERLY else _ELDERLY_AT_THE_LEAST
        high = self.high if self.high is None or self.high >= _YOUTH_AT_THE_MOST else _YOUTH_AT_THE_MOST
        return AgeRange(low, high).holds(age)


@dataclass(frozen=True)
class AgeVerdict:
    """The verdict, the ages that it was reached with, and the fact that would settle it."""

    verdict: Verdict
    held: tuple[int, ...]
    whose: Literal["client", "children"]


def age_verdict(
    ages: AgeRange, facts: Facts, categories: Collection[str], *, for_families: bool
) -> AgeVerdict:
    """Holds a listing's ages against the right person.

    Child care and classes for parents: the children, where there are any, and one who fits is enough. A family
    shelter that takes children up to an age: all the children. A service for youth: the client, but a child of
    theirs who fits leaves it open. Everything else: the client.
    """
    children = facts.children_ages
    starts_young = ages.low is None or ages.low < _YOUNGEST_CLIENT
    if starts_young and _CHILD_SERVICES & set(categories):
        if children:
            return AgeVerdict(known(any(map(ages.holds, children))), children, "children")
        young_client = (
            facts.age is not None and facts.age < 18 and ages.holds(facts.age) and not facts.has_children
        )
        if young_client and facts.age is not None:
            return AgeVerdict("met", (facts.age,), "client")
        return AgeVerdict("unknown", (), "children")
    if for_families and ages.high is not None and ages.high < 18 and starts_young:
        if children:
            return AgeVerdict(known(all(map(ages.holds, children))), children, "children")
        return AgeVerdict("unknown", (), "children")
    a_child_fits = "youth" in categories and any(map(ages.holds, children or ()))
    if facts.age is None:
        return AgeVerdict("met" if a_child_fits else "unknown", (), "client")
    if ages.holds(facts.age):
        return AgeVerdict("met", (facts.age,), "client")
    return AgeVerdict("unknown" if a_child_fits else "not_met", (facts.age,), "client")
