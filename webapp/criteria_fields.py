"""The boxes of the form of corrections: every criterion with a fixed value, grouped by what it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from matcher.eligibility import spoken
from matcher.eligibility.criteria import Criterion
from webapp.words import say

OPEN = "open:is:true"
LOW_INCOME = "income:max:low"

_ONE_OF = _l("Several: one of them is enough.")
_ALL_OF = _l("Several: all of them must hold.")
_NONE_OF = _l("Whoever is ticked here is turned away.")


def _values(fact_and_op: str, values: str) -> tuple[str, ...]:
    return tuple(f"{fact_and_op}:{value}" for value in values.split())


def _flags(facts: str) -> tuple[str, ...]:
    return tuple(f"{fact}:is:true" for fact in facts.split())


# Name of the boxes, title, what several of them mean, criteria.
_GROUPS: Sequence[tuple[str, Any, Any, tuple[str, ...]]] = (
    ("gender", _l("Only these genders"), _ONE_OF, _values("gender:in", "woman man nonbinary")),
    (
        "family",
        _l("Family"),
        _ALL_OF,
        (
            "children:is:true",
            "children:is:false",
            "partner:is:false",
            *_flags("pregnant postpartum child_welfare"),
        ),
    ),
    ("housing", _l("Housing now"), _ONE_OF, _values("housing:in", "homeless at_risk institution housed")),
    (
        "circumstances",
        _l("Circumstances"),
        _ALL_OF,
        _flags("substance_use mental_health domestic_violence veteran military hiv lgbtq transgender"),
    ),
    (
        "disability",
        _l("People with"),
        _ONE_OF,
        _values("disability:has", "any physical developmental sensory psychiatric"),
    ),
    (
        "insurance",
        _l("Insurance"),
        _ONE_OF,
        _values("insurance:in", "medicaid medicare private va none"),
    ),
    (
        "benefits",
        _l("Receives or qualifies for"),
        _ONE_OF,
        _values("benefits:has", "tanf snap ssi ssdi wic section8 ga"),
    ),
    ("employment", _l("Work"), _ONE_OF, _values("employment:in", "employed unemployed student retired")),
    (
        "immigration",
        _l("Immigration status"),
        _ONE_OF,
        _values("immigration:in", "citizen permanent_resident refugee asylum undocumented immigrant"),
    ),
    (
        "justice",
        _l("Arrest, probation, parole, reentry"),
        _ONE_OF,
        _values("justice:has", "arrested probation parole reentry"),
    ),
    (
        "referral",
        _l("Must be referred by"),
        _ONE_OF,
        _values("referral:has", "provider agency physician court school police"),
    ),
    (
        "documents",
        _l("Must bring"),
        _ALL_OF,
        _values(
            "documents:has",
            "photo_id ssn_card birth_certificate proof_of_income proof_of_residence insurance_card dd214 "
            "custody_papers referral_letter tb_test",
        ),
    ),
    (
        "barred",
        _l("Does not take"),
        _NONE_OF,
        (
            "justice:not:any",
            "sex_offense:not:true",
            "violence:not:true",
            "arson:not:true",
            "mental_health:not:true",
            "medication_treatment:not:true",
            "individuals:not:true",
        ),
    ),
)

BOXES: dict[str, str] = {criterion: name for name, _, _, criteria in _GROUPS for criterion in criteria} | {
    OPEN: "open",
    LOW_INCOME: "income_low",
}
"""The name of the box of each criterion that has one."""


@dataclass(frozen=True)
class BoxGroup:
    """Boxes under one title; `options` are criteria with their words, `help` says what several mean."""

    name: str
    title: str
    help: str
    options: tuple[tuple[str, str], ...]


def groups() -> tuple[BoxGroup, ...]:
    """The groups in the order of the form and in the reader's language."""
    return tuple(
        BoxGroup(name, str(title), str(several), tuple((text, _words(text)) for text in criteria))
        for name, title, several, criteria in _GROUPS
    )


def _words(text: str) -> str:
    criterion = Criterion.parse(text)
    return say(spoken.named(criterion.fact, criterion.op, criterion.value))
