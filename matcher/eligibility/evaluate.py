"""Whether a person fits a service, criterion by criterion; unknown is never no."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from directory.wording import N_, Wording
from matcher.eligibility import spoken, spoken_choices
from matcher.eligibility.alternatives import CHOICE
from matcher.eligibility.criteria import Reading
from matcher.eligibility.rules import Rule, age_held, asked, held, rules_of
from matcher.eligibility.verdicts import Verdict
from matcher.facts import Facts

Overall = Literal["eligible", "may_be", "not_eligible"]


@dataclass(frozen=True)
class Finding:
    """One rule of the service held against the facts: several values of one fact are one rule.

    `facts_needed` names the facts that would settle an unknown; `readings` is where the rule was read, empty where
    only the rule itself was held.
    """

    rule: Rule
    verdict: Verdict
    wording: Wording
    facts_needed: tuple[str, ...]
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True)
class Assessment:
    """All findings, the ones that rule the person out first; `bring` is what the person should take along."""

    overall: Overall
    findings: tuple[Finding, ...]
    facts_needed: tuple[str, ...]
    bring: tuple[Wording, ...]

    @property
    def reasons_against(self) -> tuple[Wording, ...]:
        """Why the person is not eligible; empty where nothing rules them out."""
        return tuple(finding.wording for finding in self.findings if finding.verdict == "not_met")


@dataclass(frozen=True)
class Judgement:
    """What one rule comes to for one person: findings, and papers to bring."""

    findings: tuple[Finding, ...]
    bring: tuple[Wording, ...] = ()


def evaluate(readings: Iterable[Reading], facts: Facts, categories: Collection[str] = ()) -> Assessment:
    """Holds a listing's criteria against the facts; `categories` are the listing's need categories.

    Eligible when there are criteria and all are met, not eligible when one is not met, else "may be". A paper
    that is asked for is something to bring and rules nobody out; that the client lacks it leaves it open.
    """
    return assessed(
        Judgement(tuple(replace(finding, readings=read) for finding in judgement.findings), judgement.bring)
        for rule, read in rules_of(readings).items()
        for judgement in (judge(rule, facts, categories),)
    )


def assessed(judgements: Iterable[Judgement]) -> Assessment:
    """What the judgements of all rules of a service come to together."""
    findings: list[Finding] = []
    bring: list[Wording] = []
    for judgement in judgements:
        findings += judgement.findings
        bring += judgement.bring
    if len(findings) > 1:
        findings.sort(key=lambda finding: _ORDER[finding.verdict])
    needed = dict.fromkeys(name for finding in findings for name in finding.facts_needed)
    return Assessment(_overall(findings), tuple(findings), tuple(needed), tuple(bring))


_ORDER = {"not_met": 0, "unknown": 1, "met": 2}


def _overall(findings: list[Finding]) -> Overall:
    verdicts = {finding.verdict for finding in findings}
    if "not_met" in verdicts:
        return "not_eligible"
    return "eligible" if verdicts == {"met"} else "may_be"


def judge(rule: Rule, facts: Facts, categories: Collection[str]) -> Judgement:
    """Holds one rule against the facts, with the words for what comes of it."""
    if rule.fact == "documents":
        has, lacks = facts.documents or (), facts.documents_missing or ()
        papers = [value for value in rule.values if value not in has]
        return Judgement(
            tuple(_paper(rule, value) for value in rule.values if value in lacks),
            tuple(spoken.rule("documents", "has", [value]) for value in papers),
        )
    finding = _FINDINGS.get(rule.fact, _finding)
    return Judgement((finding(rule, facts, categories),))


def _finding(rule: Rule, facts: Facts, categories: Collection[str]) -> Finding:
    reached = held(rule, facts, categories)
    assert reached is not None
    needed = asked(rule, facts, categories) if reached == "unknown" else ()
    wording = spoken.finding(
        reached,
        spoken.rule(rule.fact, rule.op, rule.values),
        spoken.asking(rule.fact) if needed else None,
        spoken.said_of(rule.fact, facts),
    )
    return Finding(rule, reached, wording, needed)


def _age(rule: Rule, facts: Facts, categories: Collection[str]) -> Finding:
    reached = age_held(rule, facts, categories)
    needed = asked(rule, facts, categories) if reached.verdict == "unknown" else ()
    said = ", ".join(map(str, reached.held)) or None
    fact = "children_ages" if reached.whose == "children" else "age"
    wording = spoken.finding(
        reached.verdict,
        spoken.age_rule(rule.ages, reached.whose),
        spoken.asking(fact) if needed else None,
        said,
    )
    return Finding(rule, reached.verdict, wording, needed)


def _choice(rule: Rule, facts: Facts, categories: Collection[str]) -> Finding:
    reached = held(rule, facts, categories)
    assert reached is not None
    needed = asked(rule, facts, categories) if reached == "unknown" else ()
    broken = dict.fromkeys(part.fact for one in rule.alternatives for part in one)
    said = tuple(filter(None, (_said_of(fact, facts) for fact in broken))) if reached == "not_met" else ()
    wording = spoken.finding(
        reached,
        spoken_choices.choice(rule),
        spoken.asking(needed[0]) if needed else None,
        Wording("{said}", {"said": said}) if said else None,
    )
    return Finding(rule, reached, wording, needed)


def _said_of(fact: str, facts: Facts) -> Wording | str | None:
    """What the client's facts say, an age as well."""
    return str(facts.age) if fact == "age" and facts.age is not None else spoken.said_of(fact, facts)


_FINDINGS: Mapping[str, Callable[[Rule, Facts, Collection[str]], Finding]] = {"age": _age, CHOICE: _choice}


def _paper(rule: Rule, value: str) -> Finding:
    """A paper that the client is known to lack leaves it open whether they are taken."""
    wording = Wording(N_("{rule}; the client lacks one"), {"rule": spoken.rule("documents", "has", [value])})
    return Finding(rule, "unknown", wording, ())
