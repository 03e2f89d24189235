"""What a finding says, as one person would say it to another: templates here, filled and translated above."""

from collections.abc import Iterable, Mapping

from directory.place_names import state_code
from directory.wording import N_, Wording
from matcher.eligibility.verdicts import Verdict
from matcher.eligibility.whose_age import AgeRange
from matcher.facts import Facts

ALSO_SAYS = N_("its listing also says “{words}”: ask")
"""A demand that no criterion stands for."""

_WORDS: Mapping[str, str] = {
    "gender:woman": N_("women"), "gender:man": N_("men"), "gender:nonbinary": N_("nonbinary people"),
    "housing:homeless": N_("people without a home"), "housing:at_risk": N_("people about to lose their home"),
    "housing:institution": N_("people leaving jail, hospital or treatment"), "housing:housed": N_("people with a home"),
    "insurance:medicaid": N_("Medicaid"), "insurance:medicare": N_("Medicare"), "insurance:private": N_("private insurance"),
    "insurance:va": N_("VA coverage"), "insurance:none": N_("no insurance"),
    "disability:physical": N_("a physical disability"), "disability:developmental": N_("a developmental disability"),
    "disability:sensory": N_("a hearing or vision disability"), "disability:psychiatric": N_("a psychiatric disability"),
    "disability:any": N_("a disability"),
    "justice:arrested": N_("people with a court case"), "justice:probation": N_("people on probation"),
    "justice:parole": N_("people on parole"), "justice:reentry": N_("people with a record or leaving jail"),
    "immigration:refugee": N_("refugees"), "immigration:asylum": N_("people with asylum"),
    "immigration:undocumented": N_("undocumented people"), "immigration:permanent_resident": N_("permanent residents"),
    "immigration:citizen": N_("U.S. citizens"), "immigration:immigrant": N_("immigrants"),
    "immigration:other": N_("people with another status"),
    "employment:unemployed": N_("people out of work"), "employment:employed": N_("working people"),
    "employment:student": N_("students"), "employment:retired": N_("retired people"),
    "benefits:tanf": N_("TANF"), "benefits:snap": N_("SNAP"), "benefits:ssi": N_("SSI"), "benefits:ssdi": N_("SSDI"),
    "benefits:wic": N_("WIC"), "benefits:section8": N_("Section 8"), "benefits:ga": N_("General Assistance"),
    "referral:provider": N_("a provider"), "referral:court": N_("a court"), "referral:agency": N_("an agency"),
    "referral:physician": N_("a doctor"), "referral:school": N_("a school"), "referral:police": N_("the police"),
    "documents:photo_id": N_("a photo ID"), "documents:ssn_card": N_("a Social Security card"),
    "documents:birth_certificate": N_("a birth certificate"), "documents:proof_of_income": N_("proof of income"),
    "documents:proof_of_residence": N_("proof of address"), "documents:insurance_card": N_("an insurance card"),
    "documents:dd214": N_("a DD-214"), "documents:custody_papers": N_("custody papers"),
    "documents:referral_letter": N_("a referral letter"), "documents:tb_test": N_("a TB test"),
}  # fmt: skip
_FLAGS: Mapping[str, str] = {
    "transgender:true": N_("transgender people"), "children:true": N_("families with children"),
    "children:false": N_("people without children"), "pregnant:true": N_("pregnant people"),
    "postpartum:true": N_("new mothers"), "veteran:true": N_("veterans"), "military:true": N_("military members and families"),
    "substance_use:true": N_("people with a substance use disorder or in recovery"),
    "mental_health:true": N_("people with a mental health condition"), "domestic_violence:true": N_("survivors of violence"),
    "child_welfare:true": N_("families in child welfare and foster youth"), "hiv:true": N_("people living with HIV"),
    "lgbtq:true": N_("LGBTQ people"), "partner:false": N_("people who come without a partner"),
}  # fmt: skip
_BARRED: Mapping[str, str] = {
    "justice": N_("people with a criminal record"), "sex_offense": N_("people who must register for a sex offense"),
    "violence": N_("people with a violent offense"), "arson": N_("people with an arson offense"),
    "mental_health": N_("people with a mental health condition"),
    "medication_treatment": N_("people on methadone or buprenorphine"),
}  # fmt: skip
_ASKED: Mapping[str, str] = {
    "age": N_("age"), "children_ages": N_("the ages of the children"), "gender": N_("gender"), "housing": N_("the housing situation"),
    "income": N_("income and household size"), "insurance": N_("insurance"), "benefits": N_("benefits"),
    "days_sober": N_("time sober"), "disability": N_("disability"), "justice": N_("probation, parole or a record"),
    "immigration": N_("immigration status"), "employment": N_("work"), "language": N_("languages"),
    "residence": N_("where they live"), "service_area": N_("where they live"), "children": N_("children at home"), "pregnant": N_("pregnancy"),
    "postpartum": N_("a recent birth"), "veteran": N_("military service"), "military": N_("military service"),
    "transgender": N_("gender identity"), "substance_use": N_("substance use"), "mental_health": N_("mental health"),
    "domestic_violence": N_("violence at home"), "child_welfare": N_("a child-welfare case"), "hiv": N_("HIV"),
    "lgbtq": N_("LGBTQ identity"), "partner": N_("a partner who comes along"), "sex_offense": N_("the sex offense registry"), "violence": N_("violent offenses"),
    "arson": N_("arson offenses"), "medication_treatment": N_("methadone or buprenorphine"),
}  # fmt: skip


def asking(fact: str) -> Wording:
    """ "ask about income"."""
    return Wording(N_("ask about {fact}"), {"fact": Wording(_ASKED.get(fact, fact.replace("_", " ")))})


def age_rule(ages: AgeRange, whose: str) -> Wording:
    """ "takes children up to 12", "ages 18 and older"."""
    values = {"low": ages.low, "high": ages.high}
    if whose == "children":
        if ages.low is None or ages.low == 0:
            return Wording(N_("takes children up to {high}"), values)
        if ages.high is None:
            return Wording(N_("takes children from {low}"), values)
        return Wording(N_("takes children from {low} to {high}"), values)
    if ages.low is None:
        return Wording(N_("up to age {high}"), values)
    if ages.high is None:
        return Wording(N_("ages {low} and older"), values)
    return Wording(N_("ages {low} to {high}"), values)


def rule(fact: str, op: str, values: Iterable[str]) -> Wording:
    """What a service demands: "women only", "lives in Lane County", "income up to 200% of the poverty level"."""
    said = sorted(values)
    if fact == "unread":
        return Wording(ALSO_SAYS, {"words": "; ".join(said)})
    if fact == "individuals":
        return Wording(N_("serves organizations, not individuals"))
    if op == "not":
        return Wording(N_("does not take {people}"), {"people": named(fact, op, said[0])})
    if fact == "open":
        return Wording(N_("open to anyone"))
    if op == "is":
        return Wording(N_("for {people} only"), {"people": named(fact, op, said[0])})
    if fact == "income":
        return _income_rule(said)
    if fact == "days_sober":
        days = min(int(value) for value in said)
        return (
            Wording(N_("must be sober"))
            if days <= 1
            else Wording(N_("sober for at least {days} days"), {"days": days})
        )
    if fact == "service_area":
        return Wording(N_("serves {places}"), {"places": listed(place(value) for value in said)})
    if fact == "residence":
        return Wording(N_("must live in {places}"), {"places": listed(place(value) for value in said)})
    if fact == "language":
        return Wording(N_("speaks {languages}"), {"languages": listed(said)})
    words = listed(named(fact, op, value) for value in said)
    return Wording(_TEMPLATES.get(fact, N_("{what} only")), {"what": words})


def named(fact: str, op: str, value: str) -> Wording:
    """Whom or what one criterion with a fixed value names: "women", "veterans", "a photo ID"."""
    if op == "not":
        return Wording(_BARRED.get(fact, fact.replace("_", " ")))
    if op == "is":
        return Wording(_FLAGS.get(f"{fact}:{value}", fact.replace("_", " ")))
    return Wording(_WORDS.get(f"{fact}:{value}", value.replace("_", " ")))


_TEMPLATES: Mapping[str, str] = {
    "benefits": N_("receives or qualifies for {what}"),
    "insurance": N_("for people with {what}"),
    "disability": N_("for people with {what}"),
    "referral": N_("needs a referral by {what}"),
    "documents": N_("needs {what}"),
}


def finding(verdict: Verdict, demanded: Wording, ask: Wording | None, said: Wording | str | None) -> Wording:
    """The rule, with what was said against it, or with what to ask."""
    if verdict == "not_met" and said:
        return Wording(N_("{rule}; you said {said}"), {"rule": demanded, "said": said})
    if verdict == "unknown" and ask:
        return Wording(N_("{rule}: {ask}"), {"rule": demanded, "ask": ask})
    return demanded


def said_of(fact: str, facts: Facts) -> Wording | str | None:
    """What the client's facts say of a criterion's fact; None where it is better not repeated or not known."""
    if fact in ("residence", "service_area") and facts.residence:
        home = facts.residence
        return (
            ", ".join(part for part in (home.city, home.county, home.state, home.postal_code) if part) or None
        )
    if fact == "children" and facts.has_children is not None:
        return Wording(N_("children at home")) if facts.has_children else Wording(N_("no children at home"))
    if fact == "partner" and facts.partner:
        return Wording(N_("a partner comes along"))
    if fact == "days_sober" and facts.days_sober is not None:
        return Wording(N_("{days} days"), {"days": facts.days_sober})
    if fact == "income" and facts.income_annual is not None:
        return Wording(N_("${income} a year"), {"income": f"{facts.income_annual:,.0f}"})
    field = {"language": "languages"}.get(fact, fact)
    value = getattr(facts, field, None)
    if isinstance(value, str):
        return Wording(_SAID.get(f"{fact}:{value}", _WORDS.get(f"{fact}:{value}", value.replace("_", " "))))
    if isinstance(value, tuple) and value:
        return Wording("{all}", {"all": tuple(Wording(_WORDS.get(f"{fact}:{v}", str(v))) for v in value)})
    return None


_SAID: Mapping[str, str] = {
    "gender:woman": N_("woman"), "gender:man": N_("man"), "gender:nonbinary": N_("nonbinary"),
    "housing:homeless": N_("homeless"), "housing:at_risk": N_("about to lose their home"),
    "housing:institution": N_("leaving jail, hospital or treatment"), "housing:housed": N_("housed"),
    "employment:unemployed": N_("out of work"), "employment:employed": N_("working"),
    "employment:student": N_("student"), "employment:retired": N_("retired"),
    "immigration:citizen": N_("U.S. citizen"), "immigration:permanent_resident": N_("permanent resident"),
    "immigration:refugee": N_("refugee"), "immigration:asylum": N_("asylum"),
    "immigration:undocumented": N_("undocumented"), "immigration:other": N_("another status"),
}  # fmt: skip


def _income_rule(values: list[str]) -> Wording:
    measure, _, percent = values[0].partition("_")
    if measure == "fpl":
        return Wording(N_("income up to {percent}% of the poverty level"), {"percent": percent})
    if measure == "ami":
        return Wording(N_("income up to {percent}% of the area's median income"), {"percent": percent})
    return Wording(N_("for people with a low income"))


_LETTERS = frozenset({"dc", "nw", "ne", "sw", "se"})


def place(name: str) -> str:
    """The name of a place as one writes it: "Lane County", "NW DC", "Cook County, IL"."""
    town, comma, state = name.rpartition(", ")
    if comma and (code := state_code(state)):
        return f"{place(town)}, {code}"
    return " ".join(word.upper() if word in _LETTERS else word.capitalize() for word in name.split())


def listed(words: Iterable[object]) -> object:
    """One word, or several joined by "or"."""
    items = list(words)
    joined = items[0]
    for item in items[1:]:
        joined = Wording(N_("{one} or {other}"), {"one": joined, "other": item})
    return joined
