"""The vocabulary's words as people read them: categories, outcomes, roles, and facts of a person."""

from collections.abc import Callable, Mapping
from typing import Any

from babel import Locale
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

CATEGORIES: Mapping[str, Any] = {
    "housing": _l("Housing"),
    "sober_living": _l("Sober living"),
    "substance_use_treatment": _l("Substance use treatment"),
    "mental_health": _l("Mental health"),
    "recovery_support": _l("Recovery support"),
    "medical": _l("Health care"),
    "childcare": _l("Child care"),
    "parenting": _l("Parenting and family"),
    "transportation": _l("Transportation"),
    "food": _l("Food"),
    "basic_needs": _l("Clothing and household"),
    "financial": _l("Money and bills"),
    "benefits": _l("Benefits"),
    "employment": _l("Work"),
    "education": _l("Education"),
    "legal": _l("Legal help"),
    "life_skills": _l("Life skills"),
    "domestic_violence": _l("Domestic violence"),
    "reentry": _l("Reentry"),
    "identification": _l("ID and papers"),
    "language_immigration": _l("Language and immigration"),
    "veterans": _l("Veterans"),
    "disability": _l("Disability"),
    "senior": _l("Seniors"),
    "youth": _l("Youth"),
    "crisis": _l("Crisis"),
}

AVOID: Mapping[str, Any] = {
    "faith_based": _l("no faith-based"),
    "twelve_step": _l("no 12-step"),
    "shelters": _l("no shelters"),
    "group_meetings": _l("no group meetings"),
    "shared_room": _l("no shared room"),
    "coed": _l("no coed"),
    "telehealth": _l("no telehealth"),
    "in_person": _l("not in person"),
    "cost": _l("free only"),
}

WHEN: Mapping[str, Any] = {
    "tonight": _l("tonight"),
    "today": _l("today"),
    "weekend": _l("on the weekend"),
    "evening": _l("in the evening"),
}

OUTCOMES: Mapping[str, Any] = {
    "got_service": _l("Got the service"),
    "scheduled": _l("Has an appointment"),
    "waitlisted": _l("On a waiting list"),
    "not_yet": _l("Has not reached out yet"),
    "no_contact": _l("Could not reach them"),
    "full": _l("Turned away: full"),
    "ineligible": _l("Turned away: did not qualify"),
    "missed": _l("Missed the appointment"),
    "declined": _l("Does not want it"),
    "needs_help": _l("Asks for help"),
    "acknowledged": _l("Answered, no news"),
    "opt_out": _l("Wants no more texts"),
    "opt_in": _l("Wants texts again"),
    "help_keyword": _l("Asked for HELP"),
    "crisis": _l("May be in danger"),
    "wrong_person": _l("Reached somebody else"),
    "relapse": _l("Tells of using"),
    "problem": _l("Ran into a problem"),
    "unclear": _l("Not clear"),
}

BARRIERS: Mapping[str, Any] = {
    "transport": _l("getting there"),
    "childcare": _l("child care"),
    "cost": _l("cost"),
    "documents": _l("missing papers"),
    "language": _l("language"),
    "phone": _l("no phone"),
    "hours": _l("opening hours"),
    "distance": _l("distance"),
    "health": _l("health"),
    "safety": _l("safety"),
    "stigma": _l("how they were treated"),
    "paperwork": _l("paperwork"),
    "eligibility": _l("eligibility"),
    "capacity": _l("no room"),
}

LISTING_PROBLEMS: Mapping[str, Any] = {
    "phone_wrong": _l("telephone number is wrong"),
    "address_wrong": _l("address is wrong"),
    "closed_permanently": _l("closed for good"),
    "hours_wrong": _l("hours are wrong"),
    "eligibility_wrong": _l("eligibility is wrong"),
    "no_capacity": _l("no room"),
    "bad_treatment": _l("people were treated badly"),
}

ROLES: Mapping[str, Any] = {
    "lead": _l("Lead case manager"),
    "specialist": _l("Recovery specialist"),
    "case_manager": _l("Case manager"),
    "supervisor": _l("Supervisor"),
    "coordinator": _l("Resource coordinator"),
    "admin": _l("Administrator"),
}

FACTS: Mapping[str, Any] = {
    "age": _l("Age"),
    "gender": _l("Gender"),
    "transgender": _l("Transgender"),
    "pregnant": _l("Pregnant"),
    "postpartum": _l("Birth in the last year"),
    "children_ages": _l("Children at home"),
    "children": _l("Number of children at home"),
    "partner": _l("Comes with a partner"),
    "veteran": _l("Veteran"),
    "military": _l("On active duty, or family of"),
    "housing": _l("Housing now"),
    "income_annual": _l("Income a year"),
    "household_size": _l("Household size"),
    "insurance": _l("Insurance"),
    "substance_use": _l("Substance use, now or before"),
    "days_sober": _l("Days sober"),
    "medication_treatment": _l("Medication for addiction"),
    "mental_health": _l("Mental health condition"),
    "disability": _l("Disability"),
    "domestic_violence": _l("Survivor of violence"),
    "justice": _l("Arrest, probation, parole, reentry"),
    "sex_offense": _l("On the sex-offense registry"),
    "violence": _l("Convicted of violence"),
    "arson": _l("Convicted of arson"),
    "child_welfare": _l("Open child-welfare case"),
    "hiv": _l("Lives with HIV"),
    "lgbtq": _l("LGBTQ+"),
    "immigration": _l("Immigration status"),
    "employment": _l("Work"),
    "languages": _l("Languages"),
    "documents": _l("Papers at hand"),
    "documents_missing": _l("Papers missing"),
    "residence": _l("Lives in"),
    "benefits": _l("Benefits received"),
    "referral": _l("Can be referred by"),
}

VALUES: Mapping[str, Mapping[str, Any]] = {
    "gender": {"woman": _l("woman"), "man": _l("man"), "nonbinary": _l("nonbinary")},
    "housing": {
        "homeless": _l("without a home"),
        "at_risk": _l("about to lose the home"),
        "institution": _l("leaving jail, hospital or treatment"),
        "housed": _l("housed"),
    },
    "insurance": {
        "medicaid": _l("Medicaid"),
        "medicare": _l("Medicare"),
        "private": _l("private insurance"),
        "va": _l("VA health care"),
        "none": _l("no insurance"),
    },
    "benefits": {
        "tanf": _l("TANF"),
        "snap": _l("SNAP"),
        "ssi": _l("SSI"),
        "ssdi": _l("SSDI"),
        "wic": _l("WIC"),
        "section8": _l("Section 8"),
        "ga": _l("General Assistance"),
    },
    "disability": {
        "physical": _l("physical disability"),
        "developmental": _l("developmental disability"),
        "sensory": _l("sensory disability"),
        "psychiatric": _l("psychiatric disability"),
    },
    "justice": {
        "arrested": _l("arrested or charged"),
        "probation": _l("on probation"),
        "parole": _l("on parole"),
        "reentry": _l("back from prison or with a record"),
    },
    "immigration": {
        "citizen": _l("citizen"),
        "permanent_resident": _l("permanent resident"),
        "refugee": _l("refugee"),
        "asylum": _l("asylum"),
        "undocumented": _l("without papers"),
        "other": _l("other status"),
    },
    "employment": {
        "employed": _l("working"),
        "unemployed": _l("not working"),
        "student": _l("student"),
        "retired": _l("retired"),
    },
    "documents": {
        "photo_id": _l("photo ID"),
        "ssn_card": _l("Social Security card"),
        "birth_certificate": _l("birth certificate"),
        "proof_of_income": _l("proof of income"),
        "proof_of_residence": _l("proof of address"),
        "insurance_card": _l("insurance card"),
        "dd214": _l("DD-214"),
        "custody_papers": _l("custody papers"),
        "referral_letter": _l("referral letter"),
        "tb_test": _l("TB test"),
    },
}

# What a fact sounds like when it holds, and when it is known not to.
_YES_NO: Mapping[str, tuple[Any, Any]] = {
    "transgender": (_l("transgender"), _l("not transgender")),
    "pregnant": (_l("pregnant"), _l("not pregnant")),
    "postpartum": (_l("new mother"), _l("no birth in the last year")),
    "partner": (_l("with a partner"), _l("without a partner")),
    "veteran": (_l("veteran"), _l("not a veteran")),
    "military": (_l("military family"), _l("not a military family")),
    "substance_use": (_l("substance use, now or before"), _l("no substance use")),
    "medication_treatment": (_l("on medication for addiction"), _l("no medication for addiction")),
    "mental_health": (_l("mental health condition"), _l("no mental health condition")),
    "domestic_violence": (_l("survivor of violence"), _l("not a survivor of violence")),
    "sex_offense": (_l("must register"), _l("not on the registry")),
    "violence": (_l("conviction for violence"), _l("no conviction for violence")),
    "arson": (_l("conviction for arson"), _l("no conviction for arson")),
    "child_welfare": (_l("open child-welfare case"), _l("no child-welfare case")),
    "hiv": (_l("lives with HIV"), _l("does not live with HIV")),
    "lgbtq": (_l("LGBTQ+"), _l("not LGBTQ+")),
}

_NONE: Mapping[str, Any] = {
    "benefits": _l("no benefits"),
    "children_ages": _l("no children at home"),
    "children": _l("no children at home"),
    "disability": _l("no disability"),
    "justice": _l("no arrest or record"),
    "documents": _l("no papers at hand"),
    "languages": _l("no language noted"),
    "insurance": _l("no insurance"),
}


def _titles(titles: Mapping[str, Any]) -> Callable[[str | None], str]:
    def title(key: str | None) -> str:
        return str(titles.get(key or "", (key or "").replace("_", " ")))

    return title


category = _titles(CATEGORIES)
outcome = _titles(OUTCOMES)
barrier = _titles(BARRIERS)
listing_problem = _titles(LISTING_PROBLEMS)
role = _titles(ROLES)
fact = _titles(FACTS)
avoid = _titles(AVOID)
when = _titles(WHEN)


def fact_value(name: str, value: Any) -> str:
    """A fact with its value in a few words: "woman", "2 children (4, 7)", "$18,000 a year"."""
    if value is None:
        return _("not known")
    if name in _YES_NO:
        return str(_YES_NO[name][0 if value else 1])
    if not value and name in _NONE:
        return str(_NONE[name])
    spoken = _NUMBERS.get(name)
    if spoken is not None:
        return spoken(value)
    if name == "residence":
        return _residence(value)
    if name == "languages":
        return ", ".join(language_name(code) for code in value)
    titles = VALUES.get("documents" if name == "documents_missing" else name, {})
    values = value if isinstance(value, list | tuple) else [value]
    words = ", ".join(str(titles.get(item, item)) for item in values)
    return _("missing: %(papers)s", papers=words) if name == "documents_missing" else words


def language_name(code: str) -> str:
    """A language in the reader's language, from its ISO 639 code; the code where there is no name."""
    reader = get_locale() or Locale("en")
    return str(reader.languages.get(code.strip().lower().partition("-")[0], code)).capitalize()


def _children(ages: list[int]) -> str:
    shown = ", ".join(_("baby") if age == 0 else str(age) for age in sorted(ages))
    return ngettext("1 child (%(ages)s)", "%(num)d children (%(ages)s)", len(ages), ages=shown)


def _residence(value: Mapping[str, str]) -> str:
    place = ", ".join(value[part] for part in ("city", "county", "state") if value.get(part))
    return _("lives in %(place)s", place=" ".join(filter(None, (place, value.get("postal_code")))))


_NUMBERS: Mapping[str, Callable[[Any], str]] = {
    "age": lambda value: _("%(years)s years old", years=value),
    "children_ages": _children,
    "children": lambda value: ngettext("1 child", "%(num)d children", value),
    "household_size": lambda value: ngettext("household of 1", "household of %(num)d", value),
    "income_annual": lambda value: _("$%(dollars)s a year", dollars=f"{value:,.0f}"),
    "days_sober": lambda value: ngettext("1 day sober", "%(num)d days sober", value),
}
