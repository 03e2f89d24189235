"""Holds one criterion, or the alternatives of one fact, against what is known of a person."""

from collections.abc import Callable, Mapping
from typing import Literal

from matcher.eligibility.homes import lives_in
from matcher.facts import Facts, Residence, fpl_percent

Verdict = Literal["met", "not_met", "unknown"]

CLEARLY_LOW_FPL = 200
"""Percent of the poverty level up to which a service for "low income" is taken to mean this person too."""

_EXCLUSIONS: Mapping[str, str] = {
    "sex_offense": "sex_offense", "violence": "violence", "arson": "arson",
    "mental_health": "mental_health", "medication_treatment": "medication_treatment",
}  # fmt: skip


def known(answer: bool | None) -> Verdict:
    """Yes is met, no is not met, and unknown stays unknown."""
    return "unknown" if answer is None else "met" if answer else "not_met"


def verdict(fact: str, op: str, values: frozenset[str], facts: Facts) -> Verdict:
    """The verdict of the alternatives `values` of one fact and operation; ages have a place of their own.

    A criterion whose fact nobody can know here (a referral, area median income) stays unknown.
    """
    if fact == "individuals":
        # Every client is a person.
        return "not_met"
    if op == "not":
        return _not_excluded(fact, facts)
    if op == "is":
        return _is(fact, "true" in values, facts)
    check = _CHECKS.get(fact)
    return check(values, facts) if check else "unknown"


def _is(fact: str, wanted: bool, facts: Facts) -> Verdict:
    if fact == "open":
        return "met"
    answer: bool | None = getattr(facts, fact, None)
    if fact == "children":
        answer = facts.has_children
        if wanted and answer is False and facts.pregnant:
            # A service for families may take a mother before the birth.
            answer = None
    elif answer is None and _follows(fact, facts):
        answer = True
    return known(answer if answer is None else answer == wanted)


def _follows(fact: str, facts: Facts) -> bool:
    """Whether a fact that nobody stated follows from one that somebody did."""
    if fact == "lgbtq":
        return facts.transgender is True
    if fact == "substance_use":
        return facts.medication_treatment is True
    return fact == "mental_health" and "psychiatric" in (facts.disability or ())


def _not_excluded(fact: str, facts: Facts) -> Verdict:
    if fact == "justice":
        return "unknown" if facts.justice is None else known(not facts.justice)
    answer: bool | None = getattr(facts, _EXCLUSIONS.get(fact, ""), None)
    return known(None if answer is None else not answer)


def _gender(values: frozenset[str], facts: Facts) -> Verdict:
    """Transgender women are women and transgender men are men; nobody can tell for a nonbinary person."""
    if facts.gender is None or facts.gender in values:
        return known(None if facts.gender is None else True)
    return "unknown" if facts.gender == "nonbinary" else "not_met"


def _housing(values: frozenset[str], facts: Facts) -> Verdict:
    if facts.housing is None or facts.housing in values:
        return known(None if facts.housing is None else True)
    # Whoever leaves jail or a hospital, or loses a home within days, may count as homeless (24 CFR 578.3).
    soon = facts.housing in ("institution", "at_risk") and values & {"homeless", "at_risk"}
    return "unknown" if soon else "not_met"


def _income(values: frozenset[str], facts: Facts) -> Verdict:
    results = {_one_income(value, facts) for value in values}
    return "met" if results == {"met"} else "not_met" if "not_met" in results else "unknown"


def _one_income(value: str, facts: Facts) -> Verdict:
    if facts.income_annual is None:
        return "unknown"
    if facts.income_annual == 0:
        return "met"
    measure, _, limit = value.partition("_")
    highest, lowest = _percent_range(facts)
    if measure == "fpl":
        return (
            "met"
            if highest <= int(limit)
            else "not_met"
            if lowest is not None and lowest > int(limit)
            else "unknown"
        )
    return "met" if measure == "low" and highest <= CLEARLY_LOW_FPL else "unknown"


def _percent_range(facts: Facts) -> tuple[float, float | None]:
    """The percent of the poverty level at its highest and lowest, for what is not known of the household.

    One person alone has the lowest guideline, so without a household size only the highest percent is known;
    Alaska has the highest guideline, so without a state the percent may be that low.
    """
    alone = facts if facts.household_size else facts.model_copy(update={"household_size": 1})
    highest = fpl_percent(alone)
    assert highest is not None
    if not facts.household_size:
        return highest, None
    if facts.residence and facts.residence.state:
        return highest, highest
    return highest, fpl_percent(facts.model_copy(update={"residence": Residence(state="AK")}))


def _benefits(values: frozenset[str], facts: Facts) -> Verdict:
    """To qualify is enough, so a benefit that is not received yet rules nobody out."""
    return "met" if facts.benefits and values & set(facts.benefits) else "unknown"


def _insurance(values: frozenset[str], facts: Facts) -> Verdict:
    return known(bool(values & set(facts.insurance))) if facts.insurance else "unknown"


def _days_sober(values: frozenset[str], facts: Facts) -> Verdict:
    if facts.days_sober is None:
        return "met" if facts.substance_use is False else "unknown"
    return known(facts.days_sober >= max(int(value) for value in values))


def _disability(values: frozenset[str], facts: Facts) -> Verdict:
    if facts.disability is None:
        return "unknown"
    return known(bool(facts.disability) if "any" in values else bool(values & set(facts.disability)))


def _justice(values: frozenset[str], facts: Facts) -> Verdict:
    if not facts.justice:
        return "unknown" if facts.justice is None else "not_met"
    has = set(facts.justice) | ({"reentry"} if "parole" in facts.justice else set())
    # Of someone with a record it is rarely written down whether supervision goes on.
    return "met" if has & values else "unknown"


def _immigration(values: frozenset[str], facts: Facts) -> Verdict:
    status = facts.immigration
    if status is None or status in values:
        return known(None if status is None else True)
    if "immigrant" in values:
        return known(status != "citizen")
    return "unknown" if status == "other" else "not_met"


def _employment(values: frozenset[str], facts: Facts) -> Verdict:
    if facts.employment is None or facts.employment in values:
        return known(None if facts.employment is None else True)
    opposite = {"employed": "unemployed", "unemployed": "employed"}.get(facts.employment)
    # Students work, retired people study: only working and not working exclude each other.
    return "not_met" if values == {opposite} else "unknown"


def _language(values: frozenset[str], facts: Facts) -> Verdict:
    return known(bool(values & set(facts.languages))) if facts.languages else "unknown"


def _residence(values: frozenset[str], facts: Facts) -> Verdict:
    answers = [lives_in(place, facts.residence) for place in values]
    return "met" if True in answers else "unknown" if None in answers else "not_met"


def _service_area(values: frozenset[str], facts: Facts) -> Verdict:
    """By where the client lives; where that is not known, help that is wanted within the area is in it."""
    by_home = _residence(values, facts)
    if by_home == "unknown" and facts.help_wanted_in is not None:
        wanted = [lives_in(place, facts.help_wanted_in) for place in values]
        return "met" if True in wanted else "unknown"
    return by_home


def _referral(values: frozenset[str], facts: Facts) -> Verdict:
    """A referral by any provider is what is being made here; others have to come from elsewhere."""
    has_letter = facts.documents is not None and "referral_letter" in facts.documents
    return "met" if "provider" in values or has_letter else "unknown"


_CHECKS: Mapping[str, Callable[[frozenset[str], Facts], Verdict]] = {
    "gender": _gender, "housing": _housing, "income": _income, "benefits": _benefits, "insurance": _insurance,
    "days_sober": _days_sober, "disability": _disability, "justice": _justice, "immigration": _immigration,
    "employment": _employment, "language": _language, "residence": _residence, "service_area": _service_area, "referral": _referral,
}  # fmt: skip
