"""Alternatives in words: "for women 18+ or men 60+"."""

from collections.abc import Mapping, Sequence

from directory.wording import N_, Wording
from matcher.eligibility import spoken
from matcher.eligibility.rules import Rule
from matcher.eligibility.whose_age import AgeRange

_PEOPLE: Mapping[str, str] = {
    "benefits": N_("people who receive {what}"),
    "insurance": N_("people with {what}"),
    "disability": N_("people with {what}"),
    "referral": N_("people referred by {what}"),
    "residence": N_("people who live in {what}"),
    "language": N_("people who speak {what}"),
}


def choice(rule: Rule) -> Wording:
    """The alternatives of a `one_of` rule, in one sentence."""
    return Wording(
        N_("for {people}"), {"people": spoken.listed([_alternative(one) for one in rule.alternatives])}
    )


def _alternative(rules: Sequence[Rule]) -> Wording:
    ages = [_ages(rule) for rule in rules if rule.fact == "age"]
    others = [rule for rule in rules if rule.fact != "age"]
    with_children = [rule for rule in others if rule.fact == "children" and "true" in rule.values]
    if with_children and len(others) > 1:
        named = tuple(_people(rule) for rule in others if rule not in with_children)
        people: tuple[Wording, ...] = (Wording(N_("{people} with children"), {"people": named}),)
    else:
        people = tuple(_people(rule) for rule in others)
    if not people:
        return Wording(N_("people {ages}"), {"ages": ages[0]})
    if not ages:
        return Wording("{people}", {"people": people})
    return Wording("{people} {ages}", {"people": people, "ages": ages[0]})


def _ages(rule: Rule) -> Wording:
    said = _range(rule.ages)
    return Wording(N_("of about {ages}"), {"ages": said}) if rule.roughly else said


def _range(ages: AgeRange) -> Wording:
    values = {"low": ages.low, "high": ages.high}
    if ages.low is None:
        return Wording(N_("up to {high}"), values)
    return Wording(N_("{low}+") if ages.high is None else N_("{low} to {high}"), values)


def _people(rule: Rule) -> Wording:
    said = sorted(rule.values)
    if rule.op == "not":
        return Wording(N_("people other than {people}"), {"people": spoken.named(rule.fact, "not", said[0])})
    if rule.fact == "income":
        return _people_with_income(rule)
    if rule.fact == "days_sober":
        return Wording(N_("people sober for {days} days"), {"days": min(map(int, said))})
    if rule.fact == "residence":
        what: object = spoken.listed([spoken.place(value) for value in said])
    else:
        what = spoken.listed([spoken.named(rule.fact, rule.op, value) for value in said])
    template = _PEOPLE.get(rule.fact)
    return Wording(template, {"what": what}) if template else Wording("{what}", {"what": what})


def _people_with_income(rule: Rule) -> Wording:
    if rule.values == ("low",):
        return Wording(N_("people with a low income"))
    return Wording(N_("people with {income}"), {"income": spoken.rule("income", "max", rule.values)})
