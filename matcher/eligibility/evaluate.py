"""Whether a person fits a service, criterion by criterion; unknown is never no."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from directory.wording import N_, Wording
from matcher.eligibility import spoken
from matcher.eligibility.criteria import Criterion, Reading
from matcher.eligibility.verdicts import Verdict, verdict
from matcher.eligibility.whose_age import AgeRange, age_verdict
from matcher.facts import Facts

Overall = Literal["eligible", "may_be", "not_eligible"]

_NEVER_ASKED = frozenset({"referral", "open"})


@dataclass(frozen=True)
class Finding:
    """One rule of the service held against the facts: several values of one fact are one rule.

    `facts_needed` names the facts that would settle an unknown; `readings` is where the rule was read.
    """

    criteria: tuple[Criterion, ...]
    verdict: Verdict
    wording: Wording
    facts_needed: tuple[str, ...]
    readings: tuple[Reading, ...]


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


def evaluate(readings: Iterable[Reading], facts: Facts, categories: Collection[str] = ()) -> Assessment:
    """Holds a listing's criteria against the facts; `categories` are the listing's need categories.

    Eligible when there are criteria and all are met, not eligible when one is not met, else "may be". A paper
    that is asked for is something to bring and rules nobody out; that the client lacks it leaves it open.
    """
    rules: dict[tuple[str, str], list[Reading]] = {}
    for reading in readings:
        criterion = reading.criterion
        key = ("age", "") if criterion.fact == "age" else (criterion.fact, criterion.op)
        rules.setdefault(key, []).append(reading)
    for_families = any(r.criterion.value == "true" for r in rules.get(("children", "is"), ()))
    findings: list[Finding] = []
    bring: list[Wording] = []
    for (fact, op), read in rules.items():
        if fact == "documents":
            bring += _to_bring(read, facts)
            findings += _papers(read, facts)
        elif fact == "age":
            findings.append(_ages(read, facts, categories, for_families=for_families))
        else:
            findings.append(_rule(fact, op, read, facts, categories))
    order = {"not_met": 0, "unknown": 1, "met": 2}
    findings.sort(key=lambda finding: order[finding.verdict])
    needed = dict.fromkeys(name for finding in findings for name in finding.facts_needed)
    return Assessment(_overall(findings), tuple(findings), tuple(needed), tuple(bring))


def _overall(findings: list[Finding]) -> Overall:
    verdicts = {finding.verdict for finding in findings}
    if "not_met" in verdicts:
        return "not_eligible"
    return "eligible" if verdicts == {"met"} else "may_be"


def _rule(fact: str, op: str, read: list[Reading], facts: Facts, categories: Collection[str]) -> Finding:
    values = frozenset(reading.criterion.value for reading in read)
    reached = verdict(fact, op, values, facts)
    if fact == "gender" and reached == "not_met" and "childcare" in categories:
        # "Girls" of a child-care listing are the children, whose gender is not among the facts.
        reached = "unknown"
    asked = _asked(fact, facts) if reached == "unknown" else ()
    wording = spoken.finding(
        reached,
        spoken.rule(fact, op, values),
        spoken.asking(fact) if asked else None,
        spoken.said_of(fact, facts),
    )
    return Finding(_criteria(read), reached, wording, asked, tuple(read))


def _asked(fact: str, facts: Facts) -> tuple[str, ...]:
    """The facts that would settle an unknown rule, of those that are not known yet."""
    if fact in _NEVER_ASKED:
        return ()
    if fact == "income":
        return tuple(name for name in ("income_annual", "household_size") if getattr(facts, name) is None)
    return ("languages" if fact == "language" else fact,)


def _ages(read: list[Reading], facts: Facts, categories: Collection[str], *, for_families: bool) -> Finding:
    lows = [r.criterion.number for r in read if r.criterion.op == "min"]
    highs = [r.criterion.number for r in read if r.criterion.op == "max"]
    ages = AgeRange(min(lows, default=None), max(highs, default=None))
    reached = age_verdict(ages, facts, categories, for_families=for_families)
    fact = "children_ages" if reached.whose == "children" else "age"
    asked = (fact,) if reached.verdict == "unknown" else ()
    said = ", ".join(map(str, reached.held)) or None
    wording = spoken.finding(
        reached.verdict, spoken.age_rule(ages, reached.whose), spoken.asking(fact) if asked else None, said
    )
    return Finding(_criteria(read), reached.verdict, wording, asked, tuple(read))


def _to_bring(read: list[Reading], facts: Facts) -> list[Wording]:
    has = facts.documents or ()
    return [
        spoken.rule("documents", "has", [r.criterion.value]) for r in read if r.criterion.value not in has
    ]


def _papers(read: list[Reading], facts: Facts) -> list[Finding]:
    """Only a paper that the client is known to lack is a finding."""
    lacking = [r for r in read if r.criterion.value in (facts.documents_missing or ())]
    return [
        Finding(
            (reading.criterion,),
            "unknown",
            Wording(
                N_("{rule}; the client lacks one"),
                {"rule": spoken.rule("documents", "has", [reading.criterion.value])},
            ),
            (),
            (reading,),
        )
        for reading in lacking
    ]


def _criteria(read: list[Reading]) -> tuple[Criterion, ...]:
    return tuple(reading.criterion for reading in read)
