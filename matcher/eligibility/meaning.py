"""What a piece of text demands, and how two pieces join: both hold, or either is enough.

A criterion may stand only if nobody who is served could fail it. So joining alternatives keeps, fact by fact,
only what all of them demand, at its loosest; this is where that rule lives, for every fact at once. The
alternatives themselves are kept beside it as a choice, of which everybody who is served meets one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from matcher.eligibility.criteria import Criterion

Span = tuple[int, int]
OTHER = "?"
"""An alternative that the vocabulary has no word for: it makes its fact unusable as a criterion."""

_CUMULATIVE = frozenset({"documents"})


@dataclass(frozen=True)
class Ages:
    """An age range in whole years, inclusive, None where it is open; `implied` by a noun such as "youth"."""

    low: int | None
    high: int | None
    low_at: Span = (0, 0)
    high_at: Span = (0, 0)
    implied: bool = False

    def loosest(self, other: "Ages") -> "Ages":
        """The range of people who are in one or the other; an end open in either is open."""
        low = None if self.low is None or other.low is None else min(self, other, key=lambda a: a.low or 0)
        high = (
            None if self.high is None or other.high is None else max(self, other, key=lambda a: a.high or 0)
        )
        return Ages(
            low.low if low else None,
            high.high if high else None,
            low.low_at if low else (0, 0),
            high.high_at if high else (0, 0),
            self.implied and other.implied,
        )

    def together(self, other: "Ages") -> "Ages":
        """Both statements about the same people: a stated age replaces an implied one, ends complete each other."""
        if self.implied != other.implied:
            return other if self.implied else self
        if self.implied:
            return self.narrowest(other)
        if (self.high is None and other.low is None) or (self.low is None and other.high is None):
            return self.narrowest(other)
        return self.loosest(other)

    def narrowest(self, other: "Ages") -> "Ages":
        """Both ranges at once, as in "adult" and "up to 24"; the looser where they exclude each other."""
        low = max((a for a in (self, other) if a.low is not None), key=lambda a: a.low or 0, default=None)
        high = min((a for a in (self, other) if a.high is not None), key=lambda a: a.high or 0, default=None)
        if low and high and (low.low or 0) > (high.high or 0):
            return self.loosest(other)
        return Ages(
            low.low if low else None,
            high.high if high else None,
            low.low_at if low else (0, 0),
            high.high_at if high else (0, 0),
            self.implied and other.implied,
        )


Values = Mapping[str, Span]
Key = tuple[str, str]
Choice = tuple["Meaning", ...]


@dataclass(frozen=True)
class Meaning:
    """Ages, and for every other fact and operation its values with the place in the text of each.

    `choices` are alternatives of which one is enough, each said in full. They stand beside the rest: a meaning
    that consists of choices only is empty, since no single criterion holds for all.
    """

    ages: Ages | None = None
    values: Mapping[Key, Values] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()

    @classmethod
    def of(cls, criteria: Iterable[str], at: Span) -> "Meaning":
        """The meaning of written criteria; age criteria here come from nouns and count as implied."""
        ages: Ages | None = None
        values: dict[Key, dict[str, Span]] = {}
        for text in criteria:
            criterion = Criterion.parse(text)
            if criterion.fact == "age":
                bound = (
                    Ages(criterion.number, None, at, (0, 0), True)
                    if criterion.op == "min"
                    else Ages(None, criterion.number, (0, 0), at, True)
                )
                ages = bound if ages is None else ages.narrowest(bound)
            else:
                values.setdefault((criterion.fact, criterion.op), {})[criterion.value] = at
        return cls(ages, values)

    def __bool__(self) -> bool:
        return self.ages is not None or bool(self.values)

    @property
    def facts(self) -> frozenset[str]:
        """The facts that this says something about."""
        return frozenset(fact for fact, _ in self.values) | ({"age"} if self.ages else set())

    @property
    def all_facts(self) -> frozenset[str]:
        """The facts that this or one of its choices says something about."""
        return self.facts.union(*(one.facts for choice in self.choices for one in choice))

    def only(self, facts: Iterable[str]) -> "Meaning":
        """The part about these facts. A choice stays only where each of its alternatives speaks of them."""
        kept = frozenset(facts)
        values = {key: v for key, v in self.values.items() if key[0] in kept}
        choices = tuple(tuple(one.only(kept) for one in choice) for choice in self.choices)
        return Meaning(self.ages if "age" in kept else None, values, tuple(filter(all, choices)))

    def without(self, facts: Iterable[str]) -> "Meaning":
        """The part about other facts."""
        return self.only(self.all_facts - frozenset(facts))

    def implied(self) -> "Meaning":
        """The same, its ages giving way to any that are stated."""
        return replace(self, ages=replace(self.ages, implied=True)) if self.ages else self

    def both(self, other: "Meaning") -> "Meaning":
        """What holds when both pieces apply to everyone."""
        ages = self.ages or other.ages
        if self.ages and other.ages:
            ages = self.ages.together(other.ages)
        values = dict(self.values)
        for key, theirs in other.values.items():
            values[key] = _together(key[0], values[key], theirs) if key in values else theirs
        return Meaning(ages, values, self.choices + other.choices)

    def either(self, other: "Meaning") -> "Meaning":
        """What still holds when only one of the pieces applies to each person."""
        ages = self.ages.loosest(other.ages) if self.ages and other.ages else None
        if ages and ages.low is None and ages.high is None:
            ages = None
        shared = self.values.keys() & other.values.keys()
        joined = {key: _alternatives(key[0], self.values[key], other.values[key]) for key in shared}
        choice = (*self._alternatives(), *other._alternatives())
        choices = (choice,) if all(choice) and any(one != choice[0] for one in choice) else ()
        return Meaning(ages, {key: values for key, values in joined.items() if values}, choices)

    def _alternatives(self) -> Choice:
        """This as the alternatives that it is, each in full; itself where it is more than one choice."""
        plain = replace(self, choices=())
        if len(self.choices) != 1:
            return (plain,)
        return tuple(plain.without(one.facts).both(one) for one in self.choices[0])

    def widened(self, exception: "Meaning") -> "Meaning":
        """This, but those of the exception are also served: only the facts that it names become looser."""
        loosened = self.only(exception.facts).either(exception)
        kept = replace(self.without(exception.facts), choices=self.without(exception.all_facts).choices)
        return kept.both(loosened)


def _together(fact: str, ours: Values, theirs: Values) -> Values:
    if fact == "income":
        named = {**ours, **theirs}
        exact = {value: at for value, at in named.items() if value != "low"}
        return _loosest_income(exact) if exact else named
    if fact == "days_sober":
        stated = {value: at for value, at in {**ours, **theirs}.items() if value != "1"}
        return _fewest_days(stated) if stated else {**theirs, **ours}
    if fact == "disability" and ("any" in ours) != ("any" in theirs):
        return theirs if "any" in ours else ours
    return {**theirs, **ours}


def _alternatives(fact: str, ours: Values, theirs: Values) -> Values:
    if fact in _CUMULATIVE:
        return {value: at for value, at in ours.items() if value in theirs}
    union = {**theirs, **ours}
    if fact == "income":
        return {"low": union["low"]} if "low" in union else _loosest_income(union)
    if fact == "days_sober":
        return _fewest_days(union)
    if fact == "disability" and "any" in union:
        return {"any": union["any"]}
    return union


def _loosest_income(limits: Values) -> Values:
    """The highest limit of each measure: percents of different measures cannot be compared."""
    highest: dict[str, tuple[int, str]] = {}
    for value in limits:
        measure, _, percent = value.partition("_")
        highest[measure] = max(highest.get(measure, (0, "")), (int(percent), value))
    return {value: limits[value] for _, value in highest.values()}


def _fewest_days(limits: Values) -> Values:
    fewest = min(limits, key=int)
    return {fewest: limits[fewest]}


def all_of(meanings: Iterable[Meaning]) -> Meaning:
    """Everything demanded by all pieces together."""
    whole = Meaning()
    for meaning in meanings:
        whole = whole.both(meaning)
    return whole


def any_of(meanings: Iterable[Meaning]) -> Meaning:
    """What all alternatives share; nothing for no alternatives."""
    whole: Meaning | None = None
    for meaning in meanings:
        whole = meaning if whole is None else whole.either(meaning)
    return Meaning() if whole is None else whole


def criteria_of(meaning: Meaning) -> list[tuple[Criterion, Span]]:
    """The criteria that stand, each with the place of its words; what contradicts itself limits nobody."""
    found: list[tuple[Criterion, Span]] = []
    if meaning.ages:
        ages = meaning.ages
        if ages.low is not None:
            found.append((Criterion("age", "min", str(ages.low)), ages.low_at))
        if ages.high is not None:
            found.append((Criterion("age", "max", str(ages.high)), ages.high_at))
    for (fact, op), values in meaning.values.items():
        everyone = fact == "gender" and {"woman", "man"} <= values.keys()
        covered = fact == "insurance" and {"none", "private", "medicaid"} <= values.keys()
        both_ways = {"true", "false"} <= values.keys()
        if OTHER not in values and not (everyone or covered or both_ways):
            found += [(Criterion(fact, op, value), at) for value, at in values.items()]
    return found
