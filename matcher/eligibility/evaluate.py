"""Holds a service's criteria against what is known of a person: met, not met or unknown, and never a guess.

A service is not eligible only when a known fact breaks a stated criterion. It is eligible when criteria are
stated and all are met. Otherwise it may be, and the facts that would settle it are named.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from directory.wording import N_, Wording
from matcher.eligibility.criteria import Criterion, Reading
from matcher.eligibility.rules import Held, rule_for
from matcher.facts import Facts

Verdict = Literal["met", "not_met", "unknown"]

NOT_STATED = N_("the listing does not say who it is for")
OPEN_TO_ALL = N_("open to everybody")


@dataclass(frozen=True)
class Finding:
    """What came of one criterion, or of one fact's alternatives: `facts_needed` would settle an unknown."""

    criteria: tuple[Criterion, ...]
    verdict: Verdict
    facts_needed: tuple[str, ...]
    wording: Wording
    words: str


@dataclass(frozen=True)
class Assessment:
    """Every finding, those against the person first, and what they come to; `bring` are papers asked for."""

    eligibility: Literal["eligible", "may_be", "not_eligible"]
    findings: tuple[Finding, ...]
    missing_facts: tuple[str, ...]
    bring: tuple[str, ...]


_ORDER = {"not_met": 0, "unknown": 1, "met": 2}


def evaluate(readings: Iterable[Reading], facts: Facts, categories: Sequence[str] = ()) -> Assessment:
    """Holds readings against facts. `categories` are those of the service: they say whose age is meant.

    A childcare listing's ages are held against the children, a family shelter's limit for children likewise;
    all other ages against the person.
    """
    findings = []
    for _fact, group in groupby(sorted(readings, key=_together), key=_together):
        rows = list(group)
        held = Held(tuple(row.criterion for row in rows), facts, frozenset(categories))
        verdict, needed, wording = rule_for(held)
        findings.append(Finding(held.criteria, verdict, needed, wording, rows[0].words))
    findings.sort(key=lambda finding: _ORDER[finding.verdict])
    verdicts = {finding.verdict for finding in findings}
    if "not_met" in verdicts:
        eligibility: Literal["eligible", "may_be", "not_eligible"] = "not_eligible"
    else:
        # Where nothing is stated nobody knows: that is no promise.
        eligibility = "eligible" if verdicts == {"met"} else "may_be"
    missing = dict.fromkeys(fact for finding in findings for fact in finding.facts_needed)
    return Assessment(eligibility, tuple(findings), tuple(missing), _papers(findings))


def _together(reading: Reading) -> tuple[str, ...]:
    """Several values of one fact are alternatives and stand together; papers are asked for one by one."""
    criterion = reading.criterion
    if criterion.fact in ("age", "documents", "days_sober"):
        return (criterion.fact, criterion.op, criterion.value)
    return (criterion.fact, criterion.op)


def _papers(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            criterion.value
            for finding in findings
            for criterion in finding.criteria
            if criterion.fact == "documents"
        )
    )
