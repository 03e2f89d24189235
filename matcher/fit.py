"""How a listing's criteria fit what is known of the person: the three-valued answer, with its reasons."""

from dataclasses import dataclass

from directory.wording import N_, Wording
from matcher.eligibility.evaluate import Assessment, evaluate
from matcher.facts import Facts
from matcher.index.criteria import readings_of
from matcher.index.index import Segment
from matcher.index.rows import category_names
from matcher.match import Eligibility

_MOST_REASONS = 4
NOT_STATED = N_("the listing does not say who it is for: ask")


@dataclass(frozen=True)
class Fit:
    """`certainty` is the share of criteria known to be met, 0 where nothing is stated or one is broken."""

    eligibility: Eligibility
    missing_facts: tuple[str, ...]
    reasons: tuple[Wording, ...]
    certainty: float


def fit_of(segment: Segment, row: int, facts: Facts, categories: tuple[str, ...]) -> Fit:
    """Holds the stored readings of one row against the facts.

    Whose age a limit means depends on what the listing is; where it has no category, on what is looked for.
    """
    stored = segment.criteria[int(segment.arrays["criteria.row"][row])]
    bits = int(segment.arrays["categories"][row])
    own = tuple(name for bit, name in enumerate(category_names()) if bits >> bit & 1)
    assessment = evaluate(readings_of(stored), facts, own or categories)
    return Fit(assessment.eligibility, assessment.missing_facts, _reasons(assessment), _certainty(assessment))


def _reasons(assessment: Assessment) -> tuple[Wording, ...]:
    """What speaks against the person where something does; otherwise what fits, then what is open."""
    if not assessment.findings:
        return (Wording(NOT_STATED),)
    if assessment.eligibility == "not_eligible":
        shown = [finding for finding in assessment.findings if finding.verdict == "not_met"]
    else:
        shown = [finding for finding in assessment.findings if finding.verdict == "met"]
        shown += [finding for finding in assessment.findings if finding.verdict == "unknown"]
        shown = [
            finding
            for finding in shown
            if finding.criteria[0].fact != "documents" or finding.verdict != "met"
        ]
    return tuple(finding.wording for finding in shown[:_MOST_REASONS])


def _certainty(assessment: Assessment) -> float:
    if not assessment.findings or assessment.eligibility == "not_eligible":
        return 0.0
    return sum(finding.verdict == "met" for finding in assessment.findings) / len(assessment.findings)
