"""Demands that no criterion stands for: nobody is called eligible for certain in spite of them."""

import pytest

from matcher.eligibility.evaluate import evaluate
from matcher.eligibility.reader import ListingText, read, read_listing
from matcher.facts import Facts


def unread(text: str) -> list[str]:
    listing = ListingText(eligibility_description=text)
    return [reading.words for reading in read_listing(listing) if reading.criterion.fact == "unread"]


@pytest.mark.parametrize(
    "text",
    [
        "Must be homeless as a result of a flood or a storm",
        "Adults 18 and older. A finished welding course is required.",
        "Women who have completed the orchard and garden program",
        "Veterans; must not have charges pending before a military court",
    ],
)
def test_a_demand_beyond_the_criteria_is_kept_in_its_own_words(text: str) -> None:
    assert unread(text)


@pytest.mark.parametrize(
    "text",
    [
        "Women 18 and older",
        "Must be homeless",
        "DC residents, low income, photo ID required",
        "Men and women who are homeless",
        "Must be 18 or older and live in Lane County",
        "Anyone is welcome",
        "Call for details",
        "",
    ],
)
def test_what_the_criteria_say_is_not_said_twice(text: str) -> None:
    assert unread(text) == []


@pytest.mark.parametrize(
    ("text", "overall"),
    [
        ("Everyone is welcome. For the pottery classes, ages 12-16 only.", "may_be"),
        ("Men and women 18 and older. Housing is not provided for sex offenders.", "may_be"),
        ("Men and women 18 and older.", "eligible"),
    ],
)
def test_a_condition_on_a_part_is_shown_and_rules_nobody_out(text: str, overall: str) -> None:
    readings = read_listing(ListingText(eligibility_description=text))
    assessment = evaluate(readings, Facts(age=40, sex_offense=True))
    assert assessment.overall == overall
    assert bool(unread(text)) == (overall == "may_be")


def test_whoever_meets_the_rest_may_be_eligible_and_is_never_ruled_out_by_it() -> None:
    listing = ListingText(eligibility_description="Must be homeless as a result of a flood or a storm")
    assessment = evaluate(read_listing(listing), Facts(housing="homeless"))
    assert assessment.overall == "may_be"
    assert assessment.facts_needed == ()
    assert any("flood" in finding.wording.text() for finding in assessment.findings)
    assert evaluate(read_listing(listing), Facts(housing="housed")).overall == "not_eligible"


def test_the_exchange_format_has_criteria_of_the_vocabulary_only() -> None:
    criteria = [
        str(reading.criterion) for reading in read("Must be homeless as a result of a flood or a storm")
    ]
    assert criteria == ["housing:in:homeless"]
