"""The form of corrections: it can say every criterion, and refuses at its field what cannot be meant."""

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from werkzeug.datastructures import MultiDict

from matcher.eligibility.criteria import Criterion
from webapp import criteria_fields, criteria_form
from webapp.app import create_app
from webapp.criteria_form import CriteriaRefused
from webapp.settings import Settings
from webapp.state import Linkage


@pytest.fixture(scope="module", autouse=True)
def request_context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Messages are said in a reader's language, so there has to be a reader."""
    home: Path = tmp_path_factory.mktemp("form")
    with create_app(Linkage(Settings(home=home))).test_request_context():
        yield


def said(*criteria: str) -> tuple[str, ...]:
    """The criteria that a form filled in with these says."""
    return criteria_form.read(criteria_form.filled(map(Criterion.parse, criteria)))


def sent(**fields: str | list[str]) -> tuple[str, ...]:
    """The criteria of a form as a browser sends it."""
    return criteria_form.read(criteria_form.typed(MultiDict(fields)))


def test_an_empty_form_says_nothing() -> None:
    assert sent() == said() == ()
    assert sent(age_min=" ", places="\n \n", languages=" , ", note="They rang us") == ()


def test_anyone_may_come_stands_alone() -> None:
    assert sent(open="open:is:true", note="They rang us") == ("open:is:true",)


def test_places_are_named_as_in_the_texts_and_once() -> None:
    found = sent(places="  Lane   County \nlane county\nCity of Eugene\nWashington, DC\n97401")
    assert found == tuple(f"residence:in:{name}" for name in ("lane county", "eugene", "dc", "97401"))


def test_numbers_and_codes_are_taken_as_people_write_them() -> None:
    assert sent(age_min=" 018 ", income_fpl="200 %", languages="ES; ht es") == (
        "age:min:18",
        "income:max:fpl_200",
        "language:in:es",
        "language:in:ht",
    )


def test_a_box_that_the_form_does_not_have_is_left_out() -> None:
    assert sent(gender=["gender:in:woman", "gender:in:martian"], family="gender:in:man") == (
        "gender:in:woman",
    )


REFUSED = [
    ({"age_min": "999"}, "age_min", "Write a whole number from 0 to 120."),
    ({"age_min": "eighteen"}, "age_min", "Write a whole number from 0 to 120."),
    ({"age_min": "30", "age_max": "20"}, "age_max", "The highest age is below the lowest."),
    ({"income_fpl": "0"}, "income_fpl", "Write a whole number from 1 to 999."),
    ({"income_ami": "-5"}, "income_ami", "Write a whole number from 1 to 999."),
    ({"income_fpl": "200", "income_low": "income:max:low"}, "income_low", "no percent is known"),
    ({"days_sober": "0"}, "days_sober", "Write a whole number from 1 to 3650."),
    ({"open": "open:is:true", "age_min": "18"}, "open", "“Anyone may come” stands alone"),
    ({"family": ["children:is:true", "children:is:false"]}, "family", "nobody is both"),
    ({"justice": "justice:has:parole", "barred": "justice:not:any"}, "barred", "nobody could come"),
    ({"places": "Lane County\n<b>|</b>"}, "places", "“<b>|</b>” is no name of a place."),
    ({"places": "\n".join(map(str, range(10000, 10101)))}, "places", "Write 100 places at the most."),
    ({"languages": "es, spanish"}, "languages", "“spanish” is no code of a language"),
    ({"note": "x" * 301}, "note", "Write 300 characters at the most."),
]


@pytest.mark.parametrize(("typed", "field", "message"), REFUSED)
def test_an_answer_that_cannot_be_kept_is_named_at_its_field(
    typed: dict[str, str | list[str]], field: str, message: str
) -> None:
    with pytest.raises(CriteriaRefused) as refusal:
        sent(**typed)
    assert refusal.value.problems.keys() == {field}
    assert message in refusal.value.problems[field]


TYPED = (
    "age:min:0",
    "age:max:24",
    "income:max:fpl_200",
    "income:max:ami_50",
    "days_sober:min:30",
    "residence:in:lane county",
    "residence:in:dc",
    "residence:in:97401",
    "residence:in:prince george's county",
    "language:in:es",
    "language:in:en",
)


@pytest.mark.parametrize("text", [*criteria_fields.BOXES, *TYPED])
def test_the_form_says_every_criterion_and_reads_it_back(text: str) -> None:
    assert said(text) == (text,)


def test_whatever_the_reader_can_say_has_a_field() -> None:
    folders = (files("data") / "eligibility", files("matcher") / "eligibility")
    sources = (path.read_text("utf-8") for folder in folders for path in folder.iterdir() if path.is_file())
    fixed = r"\b[a-z_]+:(?:in|is|has|not|min|max):[a-z_0-9]+"
    found = {text for source in sources for text in re.findall(fixed, source)}
    assert len(found) > 60
    assert {text for text in found if said(text) != (text,)} == set()


def test_every_box_has_words_of_its_own() -> None:
    for group in criteria_fields.groups():
        words = [title for _text, title in group.options]
        assert len(set(words)) == len(words)
        assert all("_" not in title for title in words)


def test_several_criteria_come_back_whole_whatever_their_order() -> None:
    criteria = (
        "age:min:18",
        "age:max:64",
        "gender:in:woman",
        "substance_use:is:true",
        "documents:has:photo_id",
        "documents:has:tb_test",
        "sex_offense:not:true",
        "residence:in:lane county",
    )
    assert said(*reversed(criteria)) == said(*criteria) == criteria
