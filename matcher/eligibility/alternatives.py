"""Alternatives across facts: "women 18 and over, or men 60 and over". One of them is enough.

The vocabulary has no criterion for such a choice, so it stays out of the exchange format. Inside it is one
reading, `one_of:in:<criteria of the first>|<criteria of the second>`, so that whoever surely meets none of the
alternatives is told so, and whoever may meet one is not.
"""

from collections.abc import Iterator
from dataclasses import replace

from matcher.eligibility.criteria import Criterion
from matcher.eligibility.meaning import Choice, Meaning, Span, criteria_of

CHOICE = "one_of"
"""The fact of a reading and of a rule that holds alternatives."""

ABOUT = "about "
"""Before an age that comes from a word without a number."""

_OR, _AND = "|", "&"
_ONLY_BROUGHT = frozenset({"documents"})

Alternative = dict[Criterion, Span]


def choices_of(meaning: Meaning) -> Iterator[tuple[Criterion, Span]]:
    """The choices of a meaning, each as one criterion with the place of its words.

    Left out is a choice that says no more than the criteria of the meaning do, and one of whose alternatives
    nothing is known that could break it.
    """
    said = {criterion for criterion, _ in criteria_of(meaning)}
    for choice in meaning.choices:
        alternatives = [_alternative(one, said) for one in choice]
        if all(alternatives) and (kept := _distinct(alternatives)) and not _said_by_range(kept, choice):
            yield _criterion(kept), _place(kept)


def alternatives(value: str) -> tuple[tuple[Criterion, ...], ...]:
    """The alternatives that a criterion's value holds, each with its criteria."""
    return tuple(tuple(map(Criterion.parse, one.split(_AND))) for one in value.split(_OR))


def choice_facts(criterion: Criterion) -> frozenset[str]:
    """The facts that a choice speaks of."""
    return frozenset(part.fact for one in alternatives(criterion.value) for part in one)


def _alternative(one: Meaning, said: set[Criterion]) -> Alternative:
    """What one alternative demands beyond what is `said` of everybody; papers are only to be brought."""
    roughly = one.ages is not None and one.ages.implied
    return {
        replace(criterion, value=ABOUT + criterion.value)
        if roughly and criterion.fact == "age"
        else criterion: at
        for criterion, at in criteria_of(one)
        if criterion not in said
        and criterion.fact not in _ONLY_BROUGHT
        and not any(mark in criterion.value for mark in (_OR, _AND))
    }


def _distinct(found: list[Alternative]) -> list[Alternative]:
    """The alternatives without those that are contained in a wider one."""
    wider = [one for one in found if not any(other.keys() < one.keys() for other in found)]
    return list({frozenset(one): one for one in wider}.values())


def _said_by_range(kept: list[Alternative], choice: Choice) -> bool:
    """Whether the alternatives are values of one fact, or ages without a gap, which the criteria say already."""
    facts = {criterion.fact for one in kept for criterion in one}
    if len(kept) == 1 or len(facts) > 1:
        return len(kept) == 1
    return facts != {"age"} or _without_gap(choice)


def _without_gap(choice: Choice) -> bool:
    ranges = sorted((one.ages.low or 0, one.ages.high or 200) for one in choice if one.ages)
    reached = ranges[0][1]
    for low, high in ranges[1:]:
        if low > reached + 1:
            return False
        reached = max(reached, high)
    return True


def _criterion(kept: list[Alternative]) -> Criterion:
    written = sorted({_AND.join(sorted(map(str, one))) for one in kept})
    return Criterion(CHOICE, "in", _OR.join(written))


def _place(kept: list[Alternative]) -> Span:
    """From the first word of the alternatives to the last."""
    spans = [at for one in kept for at in one.values()]
    return min(start for start, _ in spans), max(end for _, end in spans)
