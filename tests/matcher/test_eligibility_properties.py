"""Rules of eligibility that hold for every listing and every client: tried with thousands of made-up ones."""

from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from matcher.eligibility.criteria import Criterion, Reading
from matcher.eligibility.evaluate import evaluate
from matcher.facts import Facts
from matcher.index.rows import category_names

_YES_NO = (
    "transgender", "pregnant", "postpartum", "partner", "veteran", "military", "substance_use",
    "medication_treatment", "mental_health", "domestic_violence", "sex_offense", "violence", "arson",
    "child_welfare", "hiv", "lgbtq",
)  # fmt: skip
FACTS: dict[str, st.SearchStrategy[Any]] = {
    "age": st.integers(0, 99),
    "gender": st.sampled_from(["woman", "man", "nonbinary"]),
    "children_ages": st.lists(st.integers(0, 17), max_size=3).map(tuple),
    "housing": st.sampled_from(["homeless", "at_risk", "institution", "housed"]),
    "income_annual": st.integers(0, 120_000).map(float),
    "household_size": st.integers(1, 7),
    "benefits": st.lists(st.sampled_from(["tanf", "snap", "ssi"]), max_size=2).map(tuple),
    "insurance": st.lists(st.sampled_from(["medicaid", "private", "none"]), max_size=2).map(tuple),
    "days_sober": st.integers(0, 900),
    "disability": st.lists(st.sampled_from(["physical", "sensory"]), max_size=2).map(tuple),
    "justice": st.lists(st.sampled_from(["probation", "parole", "reentry"]), max_size=2).map(tuple),
    "immigration": st.sampled_from(["citizen", "refugee", "undocumented", "other"]),
    "employment": st.sampled_from(["employed", "unemployed", "student", "retired"]),
    "languages": st.lists(st.sampled_from(["en", "es", "zh"]), max_size=2).map(tuple),
    "documents": st.lists(st.sampled_from(["photo_id", "ssn_card"]), max_size=2).map(tuple),
    "residence": st.sampled_from(
        [
            {"city": "Hartford", "county": "Hartford County", "state": "CT", "postal_code": "06103"},
            {"city": "Washington", "state": "DC", "ward": "5"},
            {"state": "CA"},
        ]
    ),
    **dict.fromkeys(_YES_NO, st.booleans()),
}
CRITERIA = st.one_of(
    st.builds("age:min:{}".format, st.integers(0, 70)),
    st.builds("age:max:{}".format, st.integers(3, 90)),
    st.builds("income:max:fpl_{}".format, st.integers(50, 400)),
    st.builds("days_sober:min:{}".format, st.integers(1, 200)),
    st.sampled_from(
        [
            "gender:in:woman", "gender:in:man", "transgender:is:true", "children:is:true", "children:is:false",
            "pregnant:is:true", "postpartum:is:true", "veteran:is:true", "military:is:true", "housing:in:homeless",
            "housing:in:at_risk", "income:max:low", "income:max:ami_50", "benefits:has:tanf", "insurance:in:medicaid",
            "insurance:in:none", "substance_use:is:true", "medication_treatment:not:true", "mental_health:is:true",
            "mental_health:not:true", "disability:has:any", "disability:has:physical", "domestic_violence:is:true",
            "justice:has:reentry", "justice:has:parole", "justice:not:any", "sex_offense:not:true", "violence:not:true",
            "arson:not:true", "child_welfare:is:true", "hiv:is:true", "lgbtq:is:true", "immigration:in:refugee",
            "immigration:in:immigrant", "employment:in:unemployed", "language:in:es", "residence:in:hartford",
            "residence:in:dc", "residence:in:ward 4", "residence:in:lane county", "documents:has:photo_id",
            "referral:has:provider", "referral:has:court",
        ]
    ),
)  # fmt: skip
ALTERNATIVES = st.lists(
    st.lists(
        st.one_of(CRITERIA, st.builds("age:max:about {}".format, st.integers(10, 70))).filter(
            lambda text: not text.startswith("documents")
        ),
        min_size=1,
        max_size=2,
    ),
    min_size=2,
    max_size=3,
).map(lambda found: "one_of:in:" + "|".join("&".join(one) for one in found))
LISTINGS = st.lists(st.one_of(CRITERIA, st.just("partner:is:false"), ALTERNATIVES), max_size=6, unique=True)
CATEGORIES = st.lists(st.sampled_from(category_names()), max_size=2, unique=True)


@st.composite
def clients(draw: st.DrawFn) -> dict[str, Any]:
    """Some facts, each known or not."""
    chosen = draw(st.lists(st.sampled_from(sorted(FACTS)), max_size=8, unique=True))
    return consistent({name: draw(FACTS[name]) for name in chosen})


def consistent(known: dict[str, Any]) -> dict[str, Any]:
    """The facts without what cannot be true together: nobody lives alone with children."""
    return (
        known | {"household_size": 2}
        if known.get("household_size") == 1 and "children_ages" in known
        else known
    )


def readings(criteria: list[str]) -> list[Reading]:
    return [Reading(Criterion.parse(text), "eligibility_description", 0, 0, "") for text in criteria]


@given(LISTINGS, CATEGORIES)
def test_unknown_facts_alone_never_rule_anybody_out(criteria: list[str], categories: list[str]) -> None:
    assert evaluate(readings(criteria), Facts(), categories).overall != "not_eligible"


@given(LISTINGS, clients(), st.data(), CATEGORIES)
def test_one_more_fact_never_makes_somebody_eligible_who_was_ruled_out(
    criteria: list[str], known: dict[str, Any], data: st.DataObject, categories: list[str]
) -> None:
    new = data.draw(st.sampled_from(sorted(set(FACTS) - set(known))))
    more = {**known, new: data.draw(FACTS[new])}
    assume(consistent(more) == more)
    listing = readings(criteria)
    if evaluate(listing, Facts.model_validate(known), categories).overall == "not_eligible":
        assert evaluate(listing, Facts.model_validate(more), categories).overall != "eligible"


@given(LISTINGS, clients(), CATEGORIES)
def test_whoever_is_ruled_out_is_told_which_rule(
    criteria: list[str], known: dict[str, Any], categories: list[str]
) -> None:
    assessment = evaluate(readings(criteria), Facts.model_validate(known), categories)
    assert bool(assessment.reasons_against) == (assessment.overall == "not_eligible")


@given(LISTINGS, clients(), CATEGORIES)
def test_the_order_of_criteria_changes_nothing(
    criteria: list[str], known: dict[str, Any], categories: list[str]
) -> None:
    facts = Facts.model_validate(known)
    forward = evaluate(readings(criteria), facts, categories)
    backward = evaluate(readings(criteria[::-1]), facts, categories)
    assert forward.overall == backward.overall
    assert set(forward.facts_needed) == set(backward.facts_needed)


@given(ALTERNATIVES, clients(), CATEGORIES)
def test_a_choice_is_broken_only_where_each_alternative_is_broken_by_itself(
    choice: str, known: dict[str, Any], categories: list[str]
) -> None:
    facts = Facts.model_validate(known)
    alone = [
        evaluate(readings(one.replace("about ", "").split("&")), facts, categories).overall
        for one in choice.removeprefix("one_of:in:").split("|")
    ]
    together = evaluate(readings([choice]), facts, categories).overall
    if together == "not_eligible":
        assert set(alone) == {"not_eligible"}
    if "eligible" in alone:
        assert together == "eligible"
