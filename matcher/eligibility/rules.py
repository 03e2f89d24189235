"""The rules of a service: criteria of one fact belong together, and are met or broken together."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from matcher.eligibility.criteria import Reading
from matcher.eligibility.verdicts import Verdict, verdict
from matcher.eligibility.whose_age import AgeRange, AgeVerdict, age_verdict
from matcher.facts import Facts

WHOSE_CATEGORIES = ("childcare", "parenting", "youth", "legal")
"""The need categories that decide whose age or gender a listing speaks of, and which children it means."""

_PARENTS_ANYWHERE = frozenset({"parenting", "legal"})

_NEVER_ASKED = frozenset({"referral", "open", "unread"})


@dataclass(frozen=True, order=True)
class Rule:
    """What a listing demands of one fact: `values` are alternatives, for ages their ends ("min:18", "max:24").

    `for_families` tells of an age rule that the same listing is for families with children.
    """

    fact: str
    op: str
    values: tuple[str, ...]
    for_families: bool = False

    def __str__(self) -> str:
        return "\t".join((self.fact, self.op, "|".join(self.values), "families" if self.for_families else ""))

    @classmethod
    def parse(cls, text: str) -> "Rule":
        """Reads what `str` wrote."""
        fact, op, values, families = text.split("\t")
        return cls(fact, op, tuple(values.split("|")), bool(families))

    @cached_property
    def ages(self) -> AgeRange:
        """The range of an age rule."""
        ends = {"min": [], "max": []}  # type: dict[str, list[int]]
        for value in self.values:
            op, _, years = value.partition(":")
            ends[op].append(int(years))
        return AgeRange(min(ends["min"], default=None), max(ends["max"], default=None))


def rules_of(readings: Iterable[Reading]) -> dict[Rule, tuple[Reading, ...]]:
    """The rules of a listing's readings, in the order in which they were read."""
    grouped: dict[tuple[str, str], list[Reading]] = {}
    for reading in readings:
        criterion = reading.criterion
        key = ("age", "") if criterion.fact == "age" else (criterion.fact, criterion.op)
        grouped.setdefault(key, []).append(reading)
    for_families = any(r.criterion.value == "true" for r in grouped.get(("children", "is"), ()))
    rules: dict[Rule, tuple[Reading, ...]] = {}
    for (fact, op), read in grouped.items():
        if fact == "age":
            values = {f"{r.criterion.op}:{r.criterion.value}" for r in read}
            rules[Rule(fact, op, tuple(sorted(values)), for_families)] = tuple(read)
        else:
            rules[Rule(fact, op, tuple(sorted({r.criterion.value for r in read})))] = tuple(read)
    return rules


_SETTLED_BY = {
    "income": "income_annual", "language": "languages",
    **{fact: fact for fact in (
        "gender", "housing", "benefits", "insurance", "disability", "justice", "immigration", "employment", "residence",
        "veteran", "military", "pregnant", "postpartum", "transgender", "domestic_violence", "child_welfare", "hiv",
        "sex_offense", "violence", "arson",
    )},
}  # fmt: skip


def settled_by(rule: Rule) -> str | None:
    """The client fact without which a rule is surely unknown; None where several facts may settle it."""
    return _SETTLED_BY.get(rule.fact)


def held(rule: Rule, facts: Facts, categories: Collection[str]) -> Verdict | None:
    """The verdict of a rule, None for papers that the client may have: those are only to be brought."""
    if rule.fact == "documents":
        return "unknown" if set(rule.values) & set(facts.documents_missing or ()) else None
    if rule.fact == "age":
        return age_held(rule, facts, categories).verdict
    reached = verdict(rule.fact, rule.op, frozenset(rule.values), facts)
    if rule.fact == "gender" and reached == "not_met" and "childcare" in categories:
        # "Girls" of a child-care listing are the children, whose gender is not among the facts.
        return "unknown"
    if rule.fact == "children" and reached == "not_met" and "true" in rule.values:
        # Parents whose children live elsewhere take parenting classes and pay support: who asks for either,
        # or has an open case, may be one.
        maybe_parent = facts.child_welfare or _PARENTS_ANYWHERE & set(categories)
        return "unknown" if maybe_parent else reached
    return reached


def age_held(rule: Rule, facts: Facts, categories: Collection[str]) -> AgeVerdict:
    """The verdict of an age rule, and whose age it was held against."""
    return age_verdict(rule.ages, facts, categories, for_families=rule.for_families)


def asked(rule: Rule, facts: Facts, categories: Collection[str]) -> tuple[str, ...]:
    """The facts that would settle a rule whose verdict is unknown, of those that are not known yet."""
    if rule.fact in _NEVER_ASKED or rule.fact == "documents":
        return ()
    if rule.fact == "age":
        return ("children_ages" if age_held(rule, facts, categories).whose == "children" else "age",)
    if rule.fact == "income":
        return tuple(name for name in ("income_annual", "household_size") if getattr(facts, name) is None)
    return ({"language": "languages", "service_area": "residence"}.get(rule.fact, rule.fact),)
