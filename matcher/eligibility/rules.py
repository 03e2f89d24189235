"""The rules of a service: criteria of one fact belong together, and are met or broken together."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from matcher.eligibility.alternatives import ABOUT, CHOICE, alternatives
from matcher.eligibility.criteria import Reading
from matcher.eligibility.verdicts import Verdict, verdict
from matcher.eligibility.whose_age import AgeRange, AgeVerdict, age_verdict
from matcher.facts import Facts

WHOSE_CATEGORIES = ("childcare", "parenting", "youth", "legal")
"""The need categories that decide whose age or gender a listing speaks of, and which children it means."""

_PARENTS_ANYWHERE = frozenset({"parenting", "legal"})

_GROWN = 20
"""An age up to which somebody may be a child of the client."""

_NEVER_ASKED = frozenset({"referral", "open", "unread", "individuals"})


@dataclass(frozen=True, order=True)
class Rule:
    """What a listing demands of one fact: `values` are alternatives, for ages their ends ("min:18", "max:24").

    A rule of the fact `one_of` has alternatives across facts: each value is the criteria of one of them.
    `for_families` tells of an age rule that the same listing is for families with children, `roughly` that its
    ages come from words without a number ("youth", "seniors").
    """

    fact: str
    op: str
    values: tuple[str, ...]
    for_families: bool = False
    roughly: bool = False

    def __str__(self) -> str:
        flags = ("families" if self.for_families else "", "roughly" if self.roughly else "")
        return "\t".join((self.fact, self.op, "|".join(self.values), *flags))

    @classmethod
    def parse(cls, text: str) -> "Rule":
        """Reads what `str` wrote."""
        fact, op, values, families, roughly = text.split("\t")
        return cls(fact, op, tuple(values.split("|")), bool(families), bool(roughly))

    @cached_property
    def ages(self) -> AgeRange:
        """The range of an age rule."""
        ends = {"min": [], "max": []}  # type: dict[str, list[int]]
        for value in self.values:
            op, _, years = value.partition(":")
            ends[op].append(int(years))
        return AgeRange(min(ends["min"], default=None), max(ends["max"], default=None))

    @cached_property
    def alternatives(self) -> tuple[tuple["Rule", ...], ...]:
        """The alternatives of a `one_of` rule, each as rules that hold together."""
        found = []
        for one in alternatives("|".join(self.values)):
            rules = rules_of(Reading(criterion, "", 0, 0, "") for criterion in one)
            found.append(tuple(replace(rule, for_families=self._families(rule)) for rule in rules))
        return tuple(found)

    def _families(self, part: "Rule") -> bool:
        return part.for_families or (self.for_families and part.fact == "age")


def rules_of(readings: Iterable[Reading]) -> dict[Rule, tuple[Reading, ...]]:
    """The rules of a listing's readings, in the order in which they were read."""
    grouped: dict[tuple[str, str], list[Reading]] = {}
    for reading in readings:
        criterion = reading.criterion
        key = ("age", "") if criterion.fact == "age" else (criterion.fact, criterion.op)
        if criterion.fact == CHOICE:
            # Each choice is a rule of its own: one alternative of each must hold.
            key = (CHOICE, criterion.value)
        grouped.setdefault(key, []).append(reading)
    for_families = any(r.criterion.value == "true" for r in grouped.get(("children", "is"), ()))
    rules: dict[Rule, tuple[Reading, ...]] = {}
    for (fact, op), read in grouped.items():
        if fact == "age":
            values = {f"{r.criterion.op}:{r.criterion.value.removeprefix(ABOUT)}" for r in read}
            roughly = all(map(_without_number, read))
            rules[Rule(fact, op, tuple(sorted(values)), for_families, roughly)] = tuple(read)
        elif fact == CHOICE:
            rules[Rule(fact, "in", tuple(op.split("|")), for_families)] = tuple(read)
        else:
            rules[Rule(fact, op, tuple(sorted({r.criterion.value for r in read})))] = tuple(read)
    return rules


def _without_number(age: Reading) -> bool:
    """Whether an age was read from a word such as "seniors"."""
    words = age.words and not any(letter.isdigit() for letter in age.words)
    return bool(words) or age.criterion.value.startswith(ABOUT)


_SETTLED_BY: Mapping[str, tuple[str, ...]] = {
    "income": ("income_annual",), "language": ("languages",), "age": ("age", "children_ages"),
    "children": ("children", "children_ages", "household_size"),
    **{fact: (fact,) for fact in (
        "gender", "housing", "benefits", "insurance", "disability", "justice", "immigration", "employment", "residence",
        "veteran", "military", "pregnant", "postpartum", "transgender", "domestic_violence", "child_welfare", "hiv",
        "sex_offense", "violence", "arson", "partner",
    )},
}  # fmt: skip


def settled_by(rule: Rule) -> frozenset[str] | None:
    """The client facts of which one must be known, or else the rule is surely unknown; None where that is not
    told of it."""
    if rule.fact == CHOICE:
        parts = [settled_by(part) for one in rule.alternatives for part in one]
        return None if None in parts else frozenset().union(*(part for part in parts if part))
    facts = _SETTLED_BY.get(rule.fact)
    return frozenset(facts) if facts else None


def held(rule: Rule, facts: Facts, categories: Collection[str]) -> Verdict | None:
    """The verdict of a rule, None for papers that the client may have: those are only to be brought."""
    if rule.fact == "documents":
        return "unknown" if set(rule.values) & set(facts.documents_missing or ()) else None
    if rule.fact == CHOICE:
        return _any_held(tuple(_held_beside_others(one, facts, categories) for one in rule.alternatives))
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


def all_held(rules: Collection[Rule], facts: Facts, categories: Collection[str]) -> Verdict:
    """The verdict of rules that must all hold, as those of one alternative."""
    reached = {held(rule, facts, categories) for rule in rules} - {None}
    return "not_met" if "not_met" in reached else "met" if reached == {"met"} else "unknown"


def _held_beside_others(one: Collection[Rule], facts: Facts, categories: Collection[str]) -> Verdict:
    """The verdict of one alternative. Among others, "children" are also those whom a parent brings."""
    reached = all_held(one, facts, categories)
    ages = [rule.ages for rule in one if rule.fact == "age"]
    if (
        reached == "not_met"
        and ages
        and (ages[0].high or _GROWN) < _GROWN
        and facts.has_children is not False
    ):
        fits = facts.children_ages is None or any(map(ages[0].holds, facts.children_ages))
        return "unknown" if fits else "not_met"
    return reached


def _any_held(reached: Collection[Verdict]) -> Verdict:
    return "met" if "met" in reached else "unknown" if "unknown" in reached else "not_met"


def age_held(rule: Rule, facts: Facts, categories: Collection[str]) -> AgeVerdict:
    """The verdict of an age rule, and whose age it was held against."""
    reached = age_verdict(rule.ages, facts, categories, for_families=rule.for_families)
    if rule.roughly and reached.verdict == "not_met" and rule.ages.nearly_holds(facts.age):
        # A number that nobody wrote down rules nobody out who is near it.
        return replace(reached, verdict="unknown")
    return reached


def asked(rule: Rule, facts: Facts, categories: Collection[str]) -> tuple[str, ...]:
    """The facts that would settle a rule whose verdict is unknown, of those that are not known yet."""
    if rule.fact in _NEVER_ASKED or rule.fact == "documents":
        return ()
    if rule.fact == CHOICE:
        return tuple(dict.fromkeys(_asked_of_choice(rule, facts, categories)))
    if rule.fact == "age":
        name = "children_ages" if age_held(rule, facts, categories).whose == "children" else "age"
        return (name,) if getattr(facts, name) is None else ()
    if rule.fact == "income":
        return tuple(name for name in ("income_annual", "household_size") if getattr(facts, name) is None)
    return ({"language": "languages", "service_area": "residence"}.get(rule.fact, rule.fact),)


def _asked_of_choice(rule: Rule, facts: Facts, categories: Collection[str]) -> Iterator[str]:
    """The facts that the alternatives wait for of which none is broken yet."""
    for one in rule.alternatives:
        if _held_beside_others(one, facts, categories) == "unknown":
            if all_held(one, facts, categories) == "not_met" and facts.children_ages is None:
                yield "children_ages"
            for part in one:
                if held(part, facts, categories) == "unknown":
                    yield from asked(part, facts, categories)
