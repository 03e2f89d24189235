"""Alternatives across facts: whoever surely meets none is told so, whoever may meet one is not hidden."""

import pytest

from matcher.eligibility.evaluate import Assessment, evaluate
from matcher.eligibility.reader import ListingText, read, read_listing
from matcher.eligibility.rules import Rule, asked, rules_of
from matcher.facts import Facts


def choices(text: str) -> list[str]:
    found = read_listing(ListingText(eligibility_description=text))
    return [reading.criterion.value for reading in found if reading.criterion.fact == "one_of"]


def assessed(text: str, **facts: object) -> Assessment:
    return evaluate(read_listing(ListingText(eligibility_description=text)), Facts.model_validate(facts))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Women 21 and over, or men 50 and over", "age:min:50&gender:in:man|gender:in:woman"),
        ("62 or older, or disabled", "age:min:62|disability:has:any"),
        ("Veterans, and women with children", "children:is:true&gender:in:woman|veteran:is:true"),
        ("Adults and families", "age:min:about 18|children:is:true"),
        ("Ages 7 - 15 and families", "age:max:15&age:min:7|children:is:true"),
        ("Children and seniors", "age:max:about 17|age:min:about 60"),
        ("Refugees or veterans", "immigration:in:refugee|veteran:is:true"),
    ],
)
def test_alternatives_are_kept_in_full(text: str, expected: str) -> None:
    assert choices(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Men and women 18 and older",
        "Homeless or at risk of homelessness",
        "Children, youth and adults",
        "Women with children",
        "Open to anyone: women, veterans, seniors",
        "Veterans, orchard keepers, and women with children",
        "Lodge members or veterans",
        "Photo ID or veterans",
        "All ages, families and seniors welcome",
        "",
    ],
)
def test_what_limits_nobody_or_was_not_understood_is_no_choice(text: str) -> None:
    assert choices(text) == []


@pytest.mark.parametrize(
    ("text", "facts", "overall"),
    [
        ("Women 21 and over, or men 50 and over", {"gender": "man", "age": 40}, "not_eligible"),
        ("Women 21 and over, or men 50 and over", {"gender": "man", "age": 55}, "eligible"),
        ("Women 21 and over, or men 50 and over", {"gender": "woman", "age": 40}, "eligible"),
        ("Women 21 and over, or men 50 and over", {"age": 40}, "may_be"),
        ("62 or older, or disabled", {"age": 40}, "may_be"),
        ("62 or older, or disabled", {"age": 40, "disability": []}, "not_eligible"),
        ("62 or older, or disabled", {"age": 40, "disability": ["physical"]}, "eligible"),
        ("62 or older, or disabled", {"age": 70}, "eligible"),
        ("Seniors or disabled people", {"age": 56, "disability": []}, "may_be"),
        ("Children and seniors", {"age": 35}, "may_be"),
        ("Children and seniors", {"age": 35, "children_ages": [6]}, "may_be"),
        ("Children and seniors", {"age": 35, "children_ages": []}, "not_eligible"),
        ("Ages 7 - 15 and families", {"age": 30, "household_size": 1}, "not_eligible"),
        ("Ages 7 - 15 and families", {"age": 30, "children_ages": [2]}, "eligible"),
        ("Veterans, and women with children", {"gender": "man", "veteran": False}, "not_eligible"),
        ("Veterans, and women with children", {"gender": "man"}, "may_be"),
    ],
)
def test_a_choice_is_broken_only_where_every_alternative_is(
    text: str, facts: dict[str, object], overall: str
) -> None:
    assert assessed(text, **facts).overall == overall


def test_the_facts_of_alternatives_that_are_still_open_are_asked_for() -> None:
    (rule,) = (r for r in rules_of(_readings("Veterans, and women with children")) if r.fact == "one_of")
    assert set(asked(rule, Facts(), ())) == {"veteran", "children", "gender"}
    assert asked(rule, Facts(gender="man"), ()) == ("veteran",)
    assert asked(rule, Facts(veteran=True), ()) == ("children", "gender")


@pytest.mark.parametrize(
    ("text", "facts", "words"),
    [
        (
            "Women 21 and over, or men 50 and over",
            {"gender": "man", "age": 40},
            "for men 50+ or women; you said 40, man",
        ),
        (
            "Veterans, and women with children",
            {"gender": "man", "veteran": False},
            "for women with children or veterans; you said man",
        ),
        (
            "62 or older, or disabled",
            {"age": 40, "disability": []},
            "for people 62+ or people with a disability; you said 40",
        ),
    ],
)
def test_what_is_broken_is_said_in_words(text: str, facts: dict[str, object], words: str) -> None:
    assert words in [wording.text() for wording in assessed(text, **facts).reasons_against]


def test_the_exchange_format_leaves_alternatives_out() -> None:
    assert [str(r.criterion) for r in read("Women 21 and over, or men 50 and over")] == ["age:min:21"]
    assert read("62 or older, or disabled") == ()


def test_those_who_may_come_as_well_open_the_choice() -> None:
    text = "Women 21 and over, or men 50 and over. Also serves teens."
    assert assessed(text, gender="man", age=40).overall != "not_eligible"
    assert assessed(text, gender="man", age=15).overall != "not_eligible"


@pytest.mark.parametrize(
    "rule",
    [
        Rule("one_of", "in", ("age:min:about 60", "disability:has:any"), for_families=True),
        Rule("age", "", ("min:60",), roughly=True),
        Rule("gender", "in", ("man", "woman")),
    ],
)
def test_a_rule_is_read_back_as_it_was_written(rule: Rule) -> None:
    assert Rule.parse(str(rule)) == rule


def _readings(text: str) -> tuple[object, ...]:
    return read_listing(ListingText(eligibility_description=text))
