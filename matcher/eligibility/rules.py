"""The rule of each fact: how a criterion on it is held against what is known of a person."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from directory.wording import N_, Wording
from matcher.eligibility.criteria import Criterion
from matcher.eligibility.home import lives_in
from matcher.facts import Facts, fpl_percent

Outcome = tuple[Literal["met", "not_met", "unknown"], tuple[str, ...], Wording]

# In words a person would say: what the service asks, after "for" or "takes".
WHO: dict[str, str] = {
    "gender:woman": N_("women"),
    "gender:man": N_("men"),
    "gender:nonbinary": N_("nonbinary people"),
    "housing:homeless": N_("people without a home"),
    "housing:at_risk": N_("people about to lose their home"),
    "housing:institution": N_("people leaving jail, hospital or treatment"),
    "housing:housed": N_("people who have a home"),
    "insurance:medicaid": N_("people with Medicaid"),
    "insurance:medicare": N_("people with Medicare"),
    "insurance:private": N_("people with private insurance"),
    "insurance:va": N_("people with VA health care"),
    "insurance:none": N_("people without insurance"),
    "disability:physical": N_("people with a physical disability"),
    "disability:developmental": N_("people with a developmental disability"),
    "disability:sensory": N_("people with a hearing or vision disability"),
    "disability:psychiatric": N_("people with a psychiatric disability"),
    "disability:any": N_("people with a disability"),
    "justice:arrested": N_("people who were arrested or charged"),
    "justice:probation": N_("people on probation"),
    "justice:parole": N_("people on parole"),
    "justice:reentry": N_("people back from jail or prison"),
    "employment:employed": N_("people who work"),
    "employment:unemployed": N_("people out of work"),
    "employment:student": N_("students"),
    "employment:retired": N_("retired people"),
    "immigration:refugee": N_("refugees"),
    "immigration:asylum": N_("asylum seekers"),
    "immigration:undocumented": N_("people without papers"),
    "immigration:permanent_resident": N_("permanent residents"),
    "immigration:citizen": N_("citizens"),
    "immigration:immigrant": N_("immigrants"),
    "transgender": N_("transgender people"),
    "pregnant": N_("pregnant people"),
    "postpartum": N_("new mothers"),
    "veteran": N_("veterans"),
    "military": N_("military families"),
    "substance_use": N_("people with a substance use disorder"),
    "medication_treatment": N_("people on methadone or buprenorphine"),
    "mental_health": N_("people with a mental health condition"),
    "domestic_violence": N_("survivors of violence"),
    "sex_offense": N_("people on the sex offense registry"),
    "violence": N_("people with a record of violence"),
    "arson": N_("people with a record of arson"),
    "child_welfare": N_("families with an open child-protection case"),
    "hiv": N_("people living with HIV"),
    "lgbtq": N_("LGBTQ people"),
}
PAPERS = {
    "photo_id": N_("a photo ID"),
    "ssn_card": N_("a Social Security card"),
    "birth_certificate": N_("a birth certificate"),
    "proof_of_income": N_("proof of income"),
    "proof_of_residence": N_("proof of address"),
    "insurance_card": N_("an insurance card"),
    "dd214": N_("a DD-214"),
    "custody_papers": N_("custody papers"),
    "referral_letter": N_("a referral letter"),
    "tb_test": N_("a TB test"),
}
_OURS = frozenset({"provider", "agency"})
_OF_CHILDREN = frozenset({"childcare"})
_OF_FAMILIES = frozenset({"childcare", "parenting", "youth", "education", "medical", "mental_health"})
_LOW_INCOME_FPL = 200


@dataclass(frozen=True)
class Held:
    """One criterion, or the alternatives of one fact, with the person and the service's categories."""

    criteria: tuple[Criterion, ...]
    facts: Facts
    categories: frozenset[str]

    @property
    def first(self) -> Criterion:
        """The criterion; of alternatives the first."""
        return self.criteria[0]

    @property
    def values(self) -> frozenset[str]:
        """The alternatives' values."""
        return frozenset(criterion.value for criterion in self.criteria)

    def names(self) -> Wording:
        """The alternatives as people: "women, nonbinary people"."""
        fact = self.first.fact
        names = (Wording(WHO[f"{fact}:{v}"]) if f"{fact}:{v}" in WHO else v for v in sorted(self.values))
        return Wording("{who}", {"who": tuple(names)})


def rule_for(held: Held) -> Outcome:
    """The outcome of the criterion, by the rule of its fact; unknown where no rule knows it."""
    rule = _RULES.get(held.first.fact)
    if rule is not None:
        return rule(held)
    return "unknown", (held.first.fact,), Wording(N_("asks for: {what}"), {"what": str(held.first)})


def _open(held: Held) -> Outcome:
    return "met", (), Wording(N_("open to everybody"))


def _yes_no(held: Held) -> Outcome:
    """`is:true` and `not:true` of a fact that is true, false or unknown."""
    fact, excluded = held.first.fact, held.first.op == "not"
    known: bool | None = getattr(held.facts, fact, None)
    who = {"who": Wording(WHO.get(fact, fact))}
    if excluded:
        wording = Wording(N_("does not take {who}"), who)
        return ("unknown", (fact,), wording) if known is None else (_met(not known), (), wording)
    wording = Wording(N_("for {who}"), who)
    return ("unknown", (fact,), wording) if known is None else (_met(known), (), wording)


def _met(holds: bool) -> Literal["met", "not_met"]:
    return "met" if holds else "not_met"


def _age(held: Held) -> Outcome:
    lowest, limit = held.first.op == "min", held.first.number
    facts = held.facts
    ages = facts.children_ages
    if held.categories & _OF_CHILDREN and not (facts.age is not None and facts.age < 18 and not ages):
        return _ages_of_children(lowest, limit, ages)
    of_family = bool(held.categories) and held.categories <= _OF_FAMILIES
    if ages and not lowest and limit < 18 and (facts.age is None or facts.age >= 18) and not of_family:
        # A limit for the children who come along: the person themself is grown up.
        return _ages_of_children(lowest, limit, ages)
    words = Wording(N_("for ages {age} and over") if lowest else N_("for ages up to {age}"), {"age": limit})
    if facts.age is None:
        return "unknown", ("age",), words
    if facts.age >= limit if lowest else facts.age <= limit:
        return "met", (), words
    fits = [age for age in ages or () if (age >= limit if lowest else age <= limit)]
    if held.categories & _OF_FAMILIES and fits:
        return "unknown", (), Wording(N_("{limit}: perhaps for a child"), {"limit": words})
    said = Wording(N_("{limit}; you said {age}"), {"limit": words, "age": facts.age})
    return "not_met", (), said


def _ages_of_children(lowest: bool, limit: int, ages: tuple[int, ...] | None) -> Outcome:
    words = Wording(
        N_("takes children from {age}") if lowest else N_("takes children up to {age}"), {"age": limit}
    )
    if not ages:
        return "unknown", ("children_ages",), words
    said = Wording(N_("{limit}; you said {ages}"), {"limit": words, "ages": _listed(ages)})
    fit = [age for age in ages if (age >= limit if lowest else age <= limit)]
    if len(fit) == len(ages):
        return "met", (), said
    return ("unknown" if fit else "not_met"), (), said


def _listed(numbers: tuple[int, ...]) -> Wording:
    if len(numbers) == 1:
        return Wording("{last}", {"last": numbers[0]})
    return Wording(N_("{first} and {last}"), {"first": tuple(numbers[:-1]), "last": numbers[-1]})


def _gender(held: Held) -> Outcome:
    gender = held.facts.gender
    wording = Wording(N_("{who} only"), {"who": held.names()})
    if gender is None:
        return "unknown", ("gender",), wording
    if gender in held.values:
        return "met", (), wording
    # Whom a house for women or men takes beyond that is for the house to say.
    if gender == "nonbinary" or held.facts.transgender:
        return "unknown", (), wording
    return "not_met", (), wording


def _one_of(held: Held) -> Outcome:
    """A fact with one value, one of which is asked for."""
    fact = held.first.fact
    known = getattr(held.facts, fact)
    wording = Wording(N_("for {who}"), {"who": held.names()})
    if known is None:
        return "unknown", (fact,), wording
    if known in held.values:
        return "met", (), wording
    # Leaving an institution with no home counts as homeless for some programs and not for others.
    both = {known, *held.values}
    if fact == "housing" and "institution" in both and both <= {"institution", "homeless", "at_risk"}:
        return "unknown", (), wording
    return "not_met", (), wording


def _any_of(held: Held) -> Outcome:
    """A fact with a list of values, one of which is asked for."""
    fact = held.first.fact
    known = getattr(held.facts, fact)
    wording = Wording(N_("for {who}"), {"who": held.names()})
    if known is None:
        return "unknown", (fact,), wording
    return _met(bool(held.values & set(known)) or ("none" in held.values and not known)), (), wording


def _disability(held: Held) -> Outcome:
    if held.facts.disability is None:
        known = held.facts.mental_health and "psychiatric" in held.values
        wording = Wording(N_("for {who}"), {"who": held.names()})
        return ("met", (), wording) if known else ("unknown", ("disability",), wording)
    if "any" in held.values:
        return _met(bool(held.facts.disability)), (), Wording(N_("for {who}"), {"who": held.names()})
    return _any_of(held)


def _justice(held: Held) -> Outcome:
    known = held.facts.justice
    if held.first.op == "not":
        wording = Wording(N_("does not take people with a record"))
        return ("unknown", ("justice",), wording) if known is None else (_met(not known), (), wording)
    if known and "reentry" in held.values and "parole" in known:
        return "met", (), Wording(N_("for {who}"), {"who": held.names()})
    return _any_of(held)


def _immigration(held: Held) -> Outcome:
    known = held.facts.immigration
    wording = Wording(N_("for {who}"), {"who": held.names()})
    if known is None or (known == "other" and "immigrant" not in held.values):
        return "unknown", ("immigration",) if known is None else (), wording
    return _met(known in held.values or ("immigrant" in held.values and known != "citizen")), (), wording


def _children(held: Held) -> Outcome:
    with_children = held.first.value == "true"
    wording = Wording(N_("for families with children") if with_children else N_("takes no children"))
    known = held.facts.has_children
    if known is None or (not known and with_children and held.facts.pregnant):
        return "unknown", ("children_ages",) if known is None else (), wording
    return _met(known is with_children), (), wording


def _income(held: Held) -> Outcome:
    limits = sorted(held.values)
    percent = fpl_percent(held.facts)
    wording = Wording(N_("for people with a low income"))
    needed = tuple(fact for fact in ("income_annual", "household_size") if getattr(held.facts, fact) is None)
    if held.facts.income_annual == 0:
        return "met", (), wording
    best = max((int(limit[4:]) for limit in limits if limit.startswith("fpl_")), default=None)
    if best is not None:
        wording = Wording(N_("income up to {percent}% of the poverty level"), {"percent": best})
        if percent is None:
            return "unknown", needed, wording
        said = Wording(N_("{limit}; yours is {own}%"), {"limit": wording, "own": round(percent)})
        return _met(percent <= best), (), said
    if percent is not None and percent <= _LOW_INCOME_FPL and "low" in held.values:
        return "met", (), wording
    return "unknown", needed, wording


def _benefits(held: Held) -> Outcome:
    names = tuple(value.upper() if value != "section8" else "Section 8" for value in sorted(held.values))
    wording = Wording(N_("for people who get {what}"), {"what": names})
    # "Receives or qualifies for": not to receive it yet settles nothing.
    if set(held.facts.benefits or ()) & held.values:
        return "met", (), wording
    return "unknown", ("benefits",) if held.facts.benefits is None else (), wording


def _days_sober(held: Held) -> Outcome:
    days = held.facts.days_sober
    wording = Wording(N_("asks for {days} days sober"), {"days": held.first.number})
    if days is None:
        return "unknown", ("days_sober",), wording
    said = Wording(N_("{limit}; you said {days}"), {"limit": wording, "days": days})
    return _met(days >= held.first.number), (), said


def _language(held: Held) -> Outcome:
    wording = Wording(N_("for speakers of {what}"), {"what": tuple(sorted(held.values))})
    if held.facts.languages is None:
        return "unknown", ("languages",), wording
    return _met(bool(held.values & set(held.facts.languages))), (), wording


def _documents(held: Held) -> Outcome:
    paper = {"paper": Wording(PAPERS.get(held.first.value, held.first.value))}
    if held.first.value in (held.facts.documents_missing or ()):
        return "unknown", (), Wording(N_("asks for {paper}, which is missing"), paper)
    return "met", (), Wording(N_("bring {paper}"), paper)


def _referral(held: Held) -> Outcome:
    wording = Wording(N_("needs a referral by: {who}"), {"who": tuple(sorted(held.values))})
    return ("met", (), wording) if held.values & _OURS else ("unknown", ("referral",), wording)


def _residence(held: Held) -> Outcome:
    wording = Wording(
        N_("for people who live in {where}"), {"where": tuple(v.title() for v in sorted(held.values))}
    )
    answers = {lives_in(value, held.facts.residence) for value in held.values}
    if True in answers:
        return "met", (), wording
    if None in answers:
        return "unknown", ("residence",) if held.facts.residence is None else (), wording
    return "not_met", (), wording


_YES_NO_FACTS = (
    "transgender",
    "pregnant",
    "postpartum",
    "veteran",
    "military",
    "substance_use",
    "mental_health",
    "medication_treatment",
    "domestic_violence",
    "sex_offense",
    "violence",
    "arson",
    "child_welfare",
    "hiv",
    "lgbtq",
)

_RULES: dict[str, Callable[[Held], Outcome]] = {
    "open": _open,
    "age": _age,
    "gender": _gender,
    "housing": _one_of,
    "employment": _one_of,
    "insurance": _any_of,
    "disability": _disability,
    "justice": _justice,
    "immigration": _immigration,
    "children": _children,
    "income": _income,
    "benefits": _benefits,
    "days_sober": _days_sober,
    "language": _language,
    "documents": _documents,
    "referral": _referral,
    "residence": _residence,
    **dict.fromkeys(_YES_NO_FACTS, _yes_no),
}
