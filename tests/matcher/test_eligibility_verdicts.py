"""Holding criteria against a client: three values, whose ages, what to bring, and what a finding says."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.eligibility.criteria import Criterion, Reading
from matcher.eligibility.evaluate import Assessment, evaluate
from matcher.facts import Facts, fpl_percent


def readings(*texts: str) -> tuple[Reading, ...]:
    return tuple(Reading(Criterion.parse(text), "eligibility_description", 0, 0, "") for text in texts)


def assess(criteria: str, categories: tuple[str, ...] = (), **facts: Any) -> Assessment:
    return evaluate(readings(*criteria.split(" & ")), Facts(**facts), categories)


@pytest.mark.parametrize(
    ("text", "facts", "overall"),
    [
        ("age:min:18", {"age": 18}, "eligible"),
        ("age:min:18", {"age": 17}, "not_eligible"),
        ("gender:in:woman", {"gender": "woman", "transgender": True}, "eligible"),
        ("gender:in:woman", {"gender": "man"}, "not_eligible"),
        ("gender:in:woman", {"gender": "nonbinary"}, "may_be"),
        ("children:is:true", {"children": 2}, "eligible"),
        ("children:is:true", {"children_ages": []}, "not_eligible"),
        ("children:is:true", {"children_ages": [], "pregnant": True}, "may_be"),
        ("children:is:false", {"children_ages": [4]}, "not_eligible"),
        ("housing:in:homeless", {"housing": "institution"}, "may_be"),
        ("housing:in:homeless", {"housing": "housed"}, "not_eligible"),
        ("income:max:fpl_200", {"income_annual": 0}, "eligible"),
        ("income:max:fpl_100", {"income_annual": 15960, "household_size": 1}, "eligible"),
        ("income:max:fpl_100", {"income_annual": 90000}, "may_be"),
        ("income:max:fpl_100", {"income_annual": 90000, "household_size": 2}, "not_eligible"),
        ("income:max:low", {"income_annual": 90000, "household_size": 1}, "may_be"),
        ("income:max:low", {"income_annual": 12000, "household_size": 1}, "eligible"),
        ("income:max:ami_50", {"income_annual": 90000, "household_size": 1}, "may_be"),
        ("benefits:has:snap", {"benefits": []}, "may_be"),
        ("insurance:in:medicaid", {"insurance": ["private"]}, "not_eligible"),
        ("days_sober:min:30", {"days_sober": 29}, "not_eligible"),
        ("days_sober:min:30", {"substance_use": False}, "eligible"),
        ("substance_use:is:true", {"medication_treatment": True}, "eligible"),
        ("medication_treatment:not:true", {"medication_treatment": True}, "not_eligible"),
        ("disability:has:any", {"disability": ["sensory"]}, "eligible"),
        ("disability:has:physical", {"disability": []}, "not_eligible"),
        ("justice:has:reentry", {"justice": ["parole"]}, "eligible"),
        ("justice:has:reentry", {"justice": []}, "not_eligible"),
        ("justice:not:any", {"justice": ["arrested"]}, "not_eligible"),
        ("sex_offense:not:true", {"sex_offense": False}, "eligible"),
        ("immigration:in:immigrant", {"immigration": "citizen"}, "not_eligible"),
        ("immigration:in:refugee", {"immigration": "other"}, "may_be"),
        ("employment:in:student", {"employment": "employed"}, "may_be"),
        ("language:in:es", {"languages": ["en"]}, "not_eligible"),
        ("residence:in:dc", {"residence": {"state": "DC"}}, "eligible"),
        ("residence:in:dc", {"residence": {"state": "MD"}}, "not_eligible"),
        ("residence:in:dc area", {"residence": {"state": "MD"}}, "may_be"),
        (
            "residence:in:sonoma county",
            {"residence": {"city": "Napa", "county": "Napa County"}},
            "not_eligible",
        ),
        ("residence:in:shaw community", {"residence": {"city": "Dover", "county": "Kent County"}}, "may_be"),
        (
            "residence:in:san francisco & residence:in:marin",
            {"residence": {"city": "San Francisco"}},
            "eligible",
        ),
        ("referral:has:provider", {}, "eligible"),
        ("referral:has:court", {}, "may_be"),
        ("open:is:true", {}, "eligible"),
        ("lgbtq:is:true", {"transgender": True}, "eligible"),
    ],
)
def test_each_fact_has_three_answers(text: str, facts: dict[str, Any], overall: str) -> None:
    assert assess(text, **facts).overall == overall


@pytest.mark.parametrize(
    ("text", "categories", "facts", "overall"),
    [
        ("age:max:12", ("childcare",), {"age": 31, "children_ages": [3, 14]}, "eligible"),
        ("age:max:5", ("childcare",), {"age": 31, "children_ages": [9]}, "not_eligible"),
        ("age:max:5", ("childcare",), {"age": 31}, "may_be"),
        ("age:min:18", ("parenting",), {"age": 17, "children_ages": [1]}, "not_eligible"),
        ("children:is:true & age:max:12", ("housing",), {"age": 30, "children_ages": [3, 6]}, "eligible"),
        (
            "children:is:true & age:max:12",
            ("housing",),
            {"age": 30, "children_ages": [3, 16]},
            "not_eligible",
        ),
        ("children:is:true & age:min:18", ("housing",), {"age": 30, "children_ages": [3]}, "eligible"),
        ("age:min:12 & age:max:24", ("youth",), {"age": 40}, "not_eligible"),
        ("age:min:6 & age:max:17", ("youth",), {"age": 40, "children_ages": [9]}, "may_be"),
        ("age:max:17", ("medical",), {"age": 40, "children_ages": [9]}, "not_eligible"),
    ],
)
def test_ages_are_held_against_the_right_person(
    text: str, categories: tuple[str, ...], facts: dict[str, Any], overall: str
) -> None:
    assert assess(text, categories, **facts).overall == overall


def test_a_missing_paper_is_brought_and_rules_nobody_out() -> None:
    asked = assess("age:min:18 & documents:has:photo_id", age=30)
    lacking = assess("age:min:18 & documents:has:photo_id", age=30, documents_missing=["photo_id"])
    brought = assess("age:min:18 & documents:has:photo_id", age=30, documents=["photo_id"])
    assert (asked.overall, [w.text() for w in asked.bring]) == ("eligible", ["needs a photo ID"])
    assert lacking.overall == "may_be"
    assert "needs a photo ID; the client lacks one" in [f.wording.text() for f in lacking.findings]
    assert (brought.overall, brought.bring) == ("eligible", ())


@pytest.mark.parametrize(
    ("text", "facts", "words"),
    [
        (
            "children:is:true & age:max:12",
            {"children_ages": [3, 13]},
            "takes children up to 12; you said 3, 13",
        ),
        ("gender:in:woman", {"gender": "man"}, "women only; you said man"),
        ("income:max:low", {}, "for people with a low income: ask about income and household size"),
        ("age:min:18 & age:max:24", {"age": 30}, "ages 18 to 24; you said 30"),
        (
            "insurance:in:medicaid & insurance:in:none",
            {"insurance": ["private"]},
            "for people with Medicaid or no insurance; you said private insurance",
        ),
        (
            "sex_offense:not:true",
            {"sex_offense": True},
            "does not take people who must register for a sex offense",
        ),
        (
            "residence:in:dc",
            {"residence": {"city": "Laurel", "state": "MD"}},
            "must live in DC; you said Laurel, MD",
        ),
    ],
)
def test_a_finding_says_it_as_a_person_would(text: str, facts: dict[str, Any], words: str) -> None:
    assert words in [finding.wording.text() for finding in assess(text, **facts).findings]


def test_wording_is_translated_with_what_fills_it_in() -> None:
    spanish = {"{what} only": "solo {what}", "women": "mujeres"}
    (finding,) = assess("gender:in:woman", gender="woman").findings
    assert finding.wording.text(lambda text: spanish.get(text, text)) == "solo mujeres"


def test_facts_needed_are_those_that_are_not_known_yet() -> None:
    assert assess(
        "age:min:18 & income:max:fpl_200 & referral:has:court", income_annual=40000
    ).facts_needed == ("age", "household_size")


def test_poverty_guidelines_of_alaska_and_hawaii_are_their_own() -> None:
    incomes = {"CT": 15960 + 2 * 5680, "Alaska": 19950 + 2 * 7100, "hi": 18360 + 2 * 6530}
    for state, income in incomes.items():
        facts = Facts(income_annual=income, household_size=3, residence={"state": state})  # type: ignore[arg-type]
        assert fpl_percent(facts) == pytest.approx(100)


CRITERIA = (
    "age:min:18",
    "age:max:24",
    "age:max:12",
    "gender:in:woman",
    "gender:in:man",
    "transgender:is:true",
    "children:is:true",
    "children:is:false",
    "pregnant:is:true",
    "veteran:is:true",
    "housing:in:homeless",
    "housing:in:housed",
    "income:max:fpl_100",
    "income:max:fpl_200",
    "income:max:low",
    "benefits:has:tanf",
    "insurance:in:medicaid",
    "insurance:in:none",
    "substance_use:is:true",
    "days_sober:min:30",
    "medication_treatment:not:true",
    "mental_health:is:true",
    "mental_health:not:true",
    "disability:has:physical",
    "disability:has:any",
    "justice:has:reentry",
    "justice:has:probation",
    "justice:not:any",
    "sex_offense:not:true",
    "lgbtq:is:true",
    "immigration:in:refugee",
    "immigration:in:immigrant",
    "employment:in:student",
    "employment:in:employed",
    "language:in:es",
    "residence:in:dc",
    "residence:in:lane county",
    "residence:in:eugene",
    "documents:has:photo_id",
    "referral:has:court",
    "open:is:true",
)
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "age": st.integers(0, 90),
        "gender": st.sampled_from(["woman", "man", "nonbinary"]),
        "transgender": st.booleans(),
        "pregnant": st.booleans(),
        "children_ages": st.lists(st.integers(0, 17), max_size=3),
        "veteran": st.booleans(),
        "housing": st.sampled_from(["homeless", "at_risk", "institution", "housed"]),
        "income_annual": st.integers(0, 90000),
        "household_size": st.integers(1, 6),
        "insurance": st.lists(st.sampled_from(["medicaid", "private", "none"]), max_size=2),
        "substance_use": st.booleans(),
        "days_sober": st.integers(0, 400),
        "medication_treatment": st.booleans(),
        "mental_health": st.booleans(),
        "disability": st.lists(st.sampled_from(["physical", "psychiatric"]), max_size=2),
        "justice": st.lists(st.sampled_from(["arrested", "probation", "parole", "reentry"]), max_size=2),
        "sex_offense": st.booleans(),
        "lgbtq": st.booleans(),
        "languages": st.lists(st.sampled_from(["en", "es"]), max_size=2),
        "immigration": st.sampled_from(["citizen", "refugee", "other"]),
        "employment": st.sampled_from(["employed", "student"]),
        "documents": st.lists(st.sampled_from(["photo_id"]), max_size=1),
        "residence": st.fixed_dictionaries(
            {
                "city": st.sampled_from(["Eugene", "Salem"]),
                "county": st.sampled_from(["Lane County", "Marion"]),
                "state": st.just("OR"),
            }
        ),
    },
)
LISTED = st.lists(st.sampled_from(CRITERIA), min_size=1, max_size=6, unique=True)
CATEGORIES = st.lists(st.sampled_from(["childcare", "youth", "parenting", "housing"]), max_size=2)


@given(LISTED, CATEGORIES)
def test_knowing_nothing_rules_nobody_out(listed: list[str], categories: list[str]) -> None:
    assert evaluate(readings(*listed), Facts(), categories).overall != "not_eligible"


@settings(max_examples=400)
@given(LISTED, CATEGORIES, FACTS, FACTS)
def test_one_more_fact_never_turns_not_eligible_into_eligible(
    listed: list[str], categories: list[str], known: dict[str, Any], more: dict[str, Any]
) -> None:
    before = evaluate(readings(*listed), Facts(**known), categories)
    after = evaluate(readings(*listed), Facts(**{**more, **known}), categories)
    if before.overall == "not_eligible":
        assert after.overall != "eligible"


@given(LISTED, CATEGORIES, FACTS)
def test_every_finding_can_be_said(listed: list[str], categories: list[str], known: dict[str, Any]) -> None:
    assessment = evaluate(readings(*listed), Facts(**known), categories)
    for finding in assessment.findings:
        words = finding.wording.text()
        assert words and "{" not in words and "_" not in words


@pytest.mark.parametrize(
    ("residence", "overall"),
    [
        ({"city": "Chicago", "county": "Cook County", "state": "IL"}, "eligible"),
        ({"city": "Peoria", "county": "Peoria County", "state": "IL"}, "not_eligible"),
        ({"county": "Cook County", "state": "MN"}, "not_eligible"),
        ({"state": "IL"}, "may_be"),
        ({"county": "Cook County"}, "may_be"),
    ],
)
def test_living_in_the_state_alone_is_not_living_in_its_county(
    residence: dict[str, str], overall: str
) -> None:
    area = [Reading(Criterion.parse("service_area:in:cook county, il"), "service_area", 0, 0, "")]
    assert evaluate(area, Facts.model_validate({"residence": residence})).overall == overall


@pytest.mark.parametrize(
    ("facts", "overall"),
    [
        ({}, "may_be"),
        ({"residence": {"city": "Hartford", "county": "Hartford County", "state": "CT"}}, "eligible"),
        ({"residence": {"city": "Eugene", "county": "Lane County", "state": "OR"}}, "not_eligible"),
        ({"help_wanted_in": {"county": "Hartford County", "state": "CT"}}, "eligible"),
        ({"help_wanted_in": {"county": "Lane County", "state": "OR"}}, "may_be"),
        (
            {
                "residence": {"county": "Lane County", "state": "OR"},
                "help_wanted_in": {"county": "Hartford County", "state": "CT"},
            },
            "not_eligible",
        ),
    ],
)
def test_a_service_area_is_held_against_the_home_and_else_against_where_help_is_wanted(
    facts: dict[str, object], overall: str
) -> None:
    area = [Reading(Criterion.parse("service_area:in:hartford county"), "service_area", 0, 0, "")]
    assessment = evaluate(area, Facts.model_validate(facts))
    assert assessment.overall == overall
    assert set(assessment.facts_needed) <= {"residence"}
