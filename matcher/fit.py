"""Holds one service of the index against the facts of a client."""

from dataclasses import dataclass
from functools import lru_cache

from directory.wording import Wording
from matcher.eligibility.criteria import Reading
from matcher.eligibility.evaluate import Assessment, evaluate
from matcher.facts import Facts
from matcher.index.criteria import readings_of
from matcher.index.index import Segment
from matcher.index.rows import category_names
from matcher.match import Eligibility

_MOST_REASONS = 2
_DWELLINGS = frozenset({"housing", "sober_living"})


@dataclass(frozen=True)
class Fit:
    """Whether a client fits, what would settle it, and why, in words.

    `certainty` is 1 where all criteria are met, 0 where one is broken, and in between by how much is known.
    `bring` are the papers that the listing asks for. `parts_couple` says that it houses one gender only and
    the client asks with a partner.
    """

    eligibility: Eligibility
    missing_facts: tuple[str, ...]
    certainty: float
    reasons: tuple[Wording, ...]
    bring: tuple[Wording, ...]
    parts_couple: bool


@lru_cache(maxsize=50_000)
def _readings(text: str) -> tuple[Reading, ...]:
    return readings_of(text)


def fit_of(segment: Segment, row: int, facts: Facts, asked: tuple[str, ...]) -> Fit:
    """Holds the criteria of a service against facts. `asked` are the categories of the need.

    They matter for whom an age limit means: the children in child care, the client in the job club that the
    same organization runs.
    """
    readings = _readings(segment.criteria[int(segment.arrays["criteria.row"][row])])
    bits = int(segment.arrays["categories"][row])
    own = tuple(name for bit, name in enumerate(category_names()) if bits >> bit & 1)
    shared = tuple(name for name in own if name in asked)
    assessment = evaluate(readings, facts, shared or own)
    return Fit(
        assessment.overall,
        assessment.facts_needed,
        _certainty(assessment),
        _reasons(assessment),
        assessment.bring,
        bool(facts.partner) and _for_one_gender(readings) and bool(_DWELLINGS & set(shared or own)),
    )


def _for_one_gender(readings: tuple[Reading, ...]) -> bool:
    return len({r.criterion.value for r in readings if r.criterion.fact == "gender"}) == 1


def _certainty(assessment: Assessment) -> float:
    if assessment.overall == "not_eligible":
        return 0.0
    if not assessment.findings:
        return 0.5
    met = sum(finding.verdict == "met" for finding in assessment.findings)
    return (
        met / len(assessment.findings)
        if assessment.overall == "eligible"
        else 0.3 + 0.5 * met / len(assessment.findings)
    )


def _reasons(assessment: Assessment) -> tuple[Wording, ...]:
    """What is broken, or what is met; what is unknown is asked about elsewhere."""
    told = "not_met" if assessment.overall == "not_eligible" else "met"
    wordings = [finding.wording for finding in assessment.findings if finding.verdict == told]
    return tuple(wordings[:_MOST_REASONS])
