"""Who may come along, and services that serve no person at all."""

import pytest

from matcher.eligibility.evaluate import evaluate
from matcher.eligibility.reader import ListingText, read, read_listing
from matcher.facts import Facts

SHELTER = "Beds for the night and breakfast."


def criteria(text: str, description: str = "") -> set[str]:
    found = read_listing(ListingText(eligibility_description=text, description=description))
    return {
        str(reading.criterion)
        for reading in found
        if reading.criterion.fact in ("partner", "children", "individuals")
    }


@pytest.mark.parametrize(
    ("text", "description", "expected"),
    [
        ("Single men 18 and older", SHELTER, {"partner:is:false", "children:is:false"}),
        ("Ages 21 and older, single, low income", SHELTER, {"partner:is:false", "children:is:false"}),
        ("Single adults", "A lunch on Tuesdays.", {"partner:is:false"}),
        ("Single or married adults 65 and older", SHELTER, set()),
        ("Single women and families", SHELTER, {"children:is:true"} - {"children:is:true"}),
        ("Single mothers", SHELTER, {"children:is:true"} - {"children:is:true"}),
        ("Owners of a single family home", SHELTER, set()),
        ("Single adults", f"{SHELTER} Rooms for couples as well.", set()),
        ("Organizations only", "", {"individuals:not:true"}),
        ("Nonprofit organizations or local schools", "", {"individuals:not:true"}),
        ("Bread is not distributed directly to individuals", "", {"individuals:not:true"}),
        ("Individuals and organizations", "", set()),
        ("Referred by local agencies", "", set()),
        ("Students of local schools", "", set()),
    ],
)
def test_only_plain_words_say_who_may_come_along(text: str, description: str, expected: set[str]) -> None:
    assert criteria(text, description) == expected


def test_a_couple_is_told_of_a_house_for_single_people_and_nobody_else_is_ruled_out() -> None:
    readings = read_listing(ListingText(eligibility_description="Single adults", description=SHELTER))
    assert evaluate(readings, Facts(partner=True)).overall == "not_eligible"
    assert evaluate(readings, Facts(children_ages=(4,))).overall == "not_eligible"
    assert evaluate(readings, Facts(age=40)).overall == "may_be"
    said = evaluate(readings, Facts(partner=True)).reasons_against
    assert [wording.text() for wording in said] == [
        "for people who come without a partner only; you said a partner comes along"
    ]


def test_a_service_for_organizations_takes_no_person() -> None:
    readings = read_listing(ListingText(eligibility_description="Nonprofit organizations"))
    assessment = evaluate(readings, Facts())
    assert assessment.overall == "not_eligible"
    assert [wording.text() for wording in assessment.reasons_against] == [
        "serves organizations, not individuals"
    ]


def test_the_exchange_format_has_criteria_of_the_vocabulary_only() -> None:
    for text in ("Single adults", "Nonprofit organizations"):
        facts = {reading.criterion.fact for reading in read(text)}
        assert facts <= {"age"}
