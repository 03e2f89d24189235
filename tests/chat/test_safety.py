"""A missed call for help can cost a life; a figure of speech is not one."""

import pytest

from chat.safety import danger


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("i want to die", "suicide"),
        ("im going to kill myself tonight", "suicide"),
        ("ya no quiero vivir", "suicide"),
        ("everyone would be better off without me", "suicide"),
        ("i started cutting myself again", "suicide"),
        ("i took too many pills", "overdose"),
        ("hes not breathing", "overdose"),
        ("my boyfriend hit me last night", "violence"),
        ("he said he will kill me", "violence"),
        ("mi esposo me pega", "violence"),
        ("my ex found out where i live", "violence"),
        ("her uncle is hurting my daughter", "child"),
        ("i have nowhere to sleep tonight", "no_safe_place"),
        ("no tengo donde dormir", "no_safe_place"),
        ("sleeping in my car again with the kids", "no_safe_place"),
    ],
)
def test_words_of_danger_are_heard(text: str, kind: str) -> None:
    found = danger(text)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "im not suicidal",
        "i was bored to death",
        "dying to hear back lol",
        "my phone died",
        "the wait is killing me",
        "my grandma died last week",
        "shoot me a text",
        "they hit me up",
        "i feel safe now",
        "me muero de risa",
        "ran out of time",
        "they said no",
        "i start monday",
        "substance abuse class",
    ],
)
def test_a_figure_of_speech_or_a_denial_is_no_danger(text: str) -> None:
    assert danger(text) is None


def test_the_words_of_danger_are_handed_on() -> None:
    found = danger("Ok. I want to die, sorry")
    assert found is not None
    assert "want to die" in found.words
