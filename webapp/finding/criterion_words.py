"""What a service asks of people, criterion by criterion, in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matcher.eligibility.criteria import Criterion
from webapp.vocabulary_words import VALUES, language_name

_WHOLE: Mapping[str, Any] = {
    "transgender:is:true": _l("transgender people only"),
    "children:is:true": _l("families or parents with children"),
    "children:is:false": _l("no children can be taken in"),
    "pregnant:is:true": _l("pregnant people"),
    "postpartum:is:true": _l("new mothers"),
    "veteran:is:true": _l("veterans"),
    "military:is:true": _l("military families"),
    "income:max:low": _l("low income"),
    "substance_use:is:true": _l("people with a substance use disorder or in recovery"),
    "days_sober:min:1": _l("must be sober"),
    "medication_treatment:not:true": _l("takes nobody on methadone or buprenorphine"),
    "mental_health:is:true": _l("people with a mental health condition"),
    "mental_health:not:true": _l("takes nobody with a mental health condition"),
    "disability:has:any": _l("people with a disability"),
    "domestic_violence:is:true": _l("survivors of violence"),
    "justice:not:any": _l("takes nobody with a criminal record"),
    "sex_offense:not:true": _l("takes nobody on the sex-offense registry"),
    "violence:not:true": _l("takes nobody convicted of violence"),
    "arson:not:true": _l("takes nobody convicted of arson"),
    "child_welfare:is:true": _l("families with an open child-welfare case, or foster care"),
    "hiv:is:true": _l("people living with HIV"),
    "lgbtq:is:true": _l("LGBTQ+ people"),
    "immigration:in:immigrant": _l("immigrants"),
    "insurance:in:none": _l("people without insurance"),
    "referral:has:provider": _l("needs a referral"),
    "referral:has:court": _l("needs a referral by a court"),
    "referral:has:agency": _l("needs a referral by an agency"),
    "referral:has:physician": _l("needs a referral by a physician"),
    "referral:has:school": _l("needs a referral by a school"),
    "referral:has:police": _l("needs a referral by the police"),
    "open:is:true": _l("open to everybody"),
}


def _income(value: str) -> str:
    kind, _sep, percent = value.partition("_")
    if kind == "fpl":
        return _("income up to %(percent)s %% of the federal poverty level", percent=percent)
    return _("income up to %(percent)s %% of the area's median", percent=percent)


def _place(name: str) -> str:
    return name.title() if len(name) > 2 else name.upper()


def _of(fact: str, value: str) -> str:
    return str(VALUES.get(fact, {}).get(value, value.replace("_", " ")))


_BY_FACT: Mapping[str, Callable[[str], str]] = {
    "age:min": lambda value: _("%(years)s years or older", years=value),
    "age:max": lambda value: _("up to %(years)s years old", years=value),
    "gender:in": lambda value: {"woman": _("women"), "man": _("men")}.get(value, _of("gender", value)),
    "income:max": _income,
    "days_sober:min": lambda value: _("%(days)s days sober", days=value),
    "language:in": lambda value: _("speakers of %(language)s", language=language_name(value)),
    "residence:in": lambda value: _("lives in %(place)s", place=_place(value)),
    "documents:has": lambda value: _("must bring: %(paper)s", paper=_of("documents", value)),
    "benefits:has": lambda value: _("receives or qualifies for %(benefit)s", benefit=value.upper()),
}


def criterion_words(criterion: Criterion) -> str:
    """A criterion as a few words: "18 years or older", "takes nobody on methadone or buprenorphine"."""
    whole = _WHOLE.get(str(criterion))
    if whole is not None:
        return str(whole)
    spoken = _BY_FACT.get(f"{criterion.fact}:{criterion.op}")
    return spoken(criterion.value) if spoken else _of(criterion.fact, criterion.value)
