"""A caseworker's words become the slots of the match form; what is not said stays unknown."""

import time
from typing import Any

import pytest

from chat.needs import HeardNeed, read_need
from directory.places import Gazetteer


def read(text: str, context: dict[str, Any] | None = None) -> HeardNeed:
    return read_need(text, gazetteer=Gazetteer.load(), context=context, prefer_state="CT")


def test_sober_housing_for_a_mother_with_two_kids_near_new_britain() -> None:
    heard = read("sober housing for a mother with two kids near New Britain")
    assert heard.needs == ("sober_living",)
    assert heard.facts == {"gender": "woman", "children": 2, "substance_use": True}
    assert heard.near == "New Britain, CT"


def test_a_detox_bed_tonight_on_medicaid() -> None:
    heard = read("detox bed tonight, on medicaid")
    assert (heard.needs, heard.when) == (("substance_use_treatment",), "tonight")
    assert heard.facts == {"substance_use": True, "insurance": ["medicaid"]}
    assert heard.near is None


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("food pantry 06051", {"food"}),
        ("needs a bus pass and winter coats", {"transportation", "basic_needs"}),
        ("help getting a birth certificate", {"identification"}),
        ("ESL classes and a job", {"language_immigration", "employment"}),
        ("parenting class for a dad", {"parenting"}),
        ("AA meetings in the evening", {"recovery_support"}),
        ("SNAP application", {"benefits"}),
        ("help with back rent", {"housing"}),
        ("electric shutoff notice", {"financial"}),
        ("therapist for depression", {"mental_health"}),
        ("busca comida y ropa", {"food", "basic_needs"}),
        ("mobile crisis number", {"crisis"}),
        ("divorce lawyer", {"legal"}),
    ],
)
def test_what_is_asked_for(text: str, needs: set[str]) -> None:
    assert set(read(text).needs) == needs


@pytest.mark.parametrize(
    "text",
    [
        "she works in a school",
        "he is in IOP and has a therapist",
        "lives in a sober house",
        "on SNAP and SSI",
    ],
)
def test_what_the_client_already_has_is_no_need(text: str) -> None:
    assert read(text).needs == ()


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("34F needs food", "age", 34),
        ("34F needs food", "gender", "woman"),
        ("he is 58, veteran", "age", 58),
        ("mom with kids 6 and 8", "children_ages", [6, 8]),
        ("mother of three", "children", 3),
        ("woman, no kids", "children_ages", []),
        ("her 18 month old baby, she needs formula", "children_ages", [1]),
        ("makes $1,200 a month", "income_annual", 14400),
        ("no income", "income_annual", 0),
        ("93 days clean", "days_sober", 93),
        ("6 months sober", "days_sober", 180),
        ("still using fentanyl", "days_sober", 0),
        ("on suboxone", "medication_treatment", True),
        ("sleeping in his car", "housing", "homeless"),
        ("eviction notice", "housing", "at_risk"),
        ("uninsured", "insurance", ["none"]),
        ("has HUSKY", "insurance", ["medicaid"]),
        ("on parole", "justice", ["parole"]),
        ("registered sex offender", "sex_offense", True),
        ("undocumented", "immigration", "undocumented"),
        ("trans woman", "transgender", True),
        ("no ID", "documents_missing", ["photo_id"]),
        ("speaks Spanish", "languages", ["es"]),
        ("family of 4", "household_size", 4),
    ],
)
def test_facts_that_are_stated(text: str, fact: str, value: object) -> None:
    assert read(text).facts.get(fact) == value


def test_wanting_to_start_medication_does_not_say_that_it_is_taken() -> None:
    assert "medication_treatment" not in read("wants to start suboxone").facts


@pytest.mark.parametrize("text", ["housing", "bed for a client", "detox", "job", "someone to talk to"])
def test_unsaid_facts_stay_unknown(text: str) -> None:
    assert not {"age", "gender", "housing", "insurance", "children_ages"} & set(read(text).facts)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("food near Norwich", "Norwich, CT"),
        ("food 06051", "06051"),
        ("shelter in Lane County, OR", "Lane County, OR"),
        ("detox manchester ct", "Manchester, CT"),
        ("rent help, Boise Idaho", "Boise, ID"),
        ("a meeting in the Mission", "San Francisco, CA"),
        ("food in Oregon", None),
        ("needs help and hope", None),
        ("lives in Hartford, wants a house near Meriden", "Meriden, CT"),
        ("Bridgeport - sorry no, New Haven", "New Haven, CT"),
        ("Springfield, IL or 62701", "62701"),
        ("from Honduras, needs food", None),
    ],
)
def test_the_place_that_is_wanted(text: str, near: str | None) -> None:
    assert read(text).near == near


@pytest.mark.parametrize(
    ("text", "radius"),
    [("within 10 miles", 10), ("walking distance", 1), ("nothing far", 5), ("20 minutes by bus", None)],
)
def test_distance(text: str, radius: float | None) -> None:
    assert read(f"food {text}").radius_miles == radius


@pytest.mark.parametrize(
    ("text", "avoid"),
    [
        ("no shelters", ("shelters",)),
        ("not AA", ("twelve_step",)),
        ("secular only", ("faith_based",)),
        ("one on one counseling", ("group_meetings",)),
        ("women only", ("coed",)),
        ("free", ("cost",)),
        ("church is fine", ()),
    ],
)
def test_only_what_is_refused_is_avoided(text: str, avoid: tuple[str, ...]) -> None:
    assert read(text).avoid == avoid


CONTEXT: dict[str, Any] = {
    "needs": ["food"], "facts": {"gender": "man"}, "near": "Eugene, OR", "radius_miles": 10, "when": None,
    "avoid": ["faith_based"],
}  # fmt: skip


def test_a_follow_up_keeps_what_it_does_not_name() -> None:
    heard = read("he is a veteran", CONTEXT)
    assert (heard.needs, heard.near, heard.radius_miles) == (("food",), "Eugene, OR", 10)
    assert heard.facts == {"gender": "man", "veteran": True}


def test_also_adds_a_need_and_a_new_town_keeps_the_radius() -> None:
    heard = read("also clothes, and try Springfield instead", CONTEXT)
    assert (set(heard.needs), heard.near, heard.radius_miles) == (
        {"food", "basic_needs"},
        "Springfield, OR",
        10,
    )


def test_forget_removes_a_need() -> None:
    heard = read("forget the food, he needs a job", CONTEXT)
    assert heard.needs == ("employment",)


def test_closer_halves_the_radius_and_a_wish_can_be_taken_back() -> None:
    assert read("something closer", CONTEXT).radius_miles == 5
    assert read("distance doesn't matter", CONTEXT).radius_miles is None
    assert read("church is fine", CONTEXT).avoid == ()


def test_the_words_read_are_shown() -> None:
    heard = read("Sober house near New Britain")
    assert (heard.spans["sober_living"], heard.spans["near"]) == ("Sober house", "New Britain")


def test_a_message_is_read_in_less_than_twenty_milliseconds() -> None:
    text = (
        "34F with two kids 6 and 8 needs a sober house near New Britain, on HUSKY, 60 days clean, no church"
    )
    read(text)
    started = time.perf_counter()
    for _ in range(20):
        read(text)
    assert (time.perf_counter() - started) / 20 < 0.02


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("shelter tonight", "tonight"),
        ("clinic open today", "today"),
        ("pantry on saturdays", "weekend"),
        ("meeting after 6", "evening"),
        ("he works nights", None),
        ("used over the weekend, wants detox", None),
        ("put out last night", None),
    ],
)
def test_when_it_must_be_open_and_not_when_something_happened(text: str, slot: str | None) -> None:
    assert read(text).when == slot


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("mom with a 3 year old and a 5 year old", [3, 5]),
        ("mother, daughters 9 and 12", [9, 12]),
        ("father, twins age 5 and a 7 month old baby", [0, 5, 5]),
        ("dad with a newborn", [0]),
        ("her kids 2 and 4 are in foster care", None),
        ("mom of 3, oldest son is 12", None),
    ],
)
def test_children_at_home_have_ages_only_when_each_is_known(text: str, ages: list[int] | None) -> None:
    assert read(text).facts.get("children_ages") == ages


def test_a_child_asked_for_by_itself_is_the_client() -> None:
    facts = read("after school program for an 11 yo girl, Hartford").facts
    assert (facts["age"], facts["gender"]) == (11, "woman")


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("not HIV positive", "hiv", False),
        ("no criminal record", "justice", []),
        ("not pregnant", "pregnant", False),
    ],
)
def test_what_is_denied_outright_is_known_to_be_false(text: str, fact: str, value: object) -> None:
    assert read(text).facts[fact] == value


@pytest.mark.parametrize("text", ["", "\n", "🙏", "?" * 300, "1 " * 200, "kids " * 200, "\x00"])
def test_any_text_can_be_read(text: str) -> None:
    assert read(text).near is None
