"""Every text that Linkage writes: complete in both languages, short, plain, and telling strangers nothing."""

import re
import tomllib
from datetime import date, time
from importlib.resources import files

import pytest

from chat import messages
from chat.phrasing.words import folded
from chat.replies import read_reply

BOTH = [(key, language) for key in messages.names() for language in messages.LANGUAGES]
# The first text has to say who, why, how often, STOP and HELP; the safety text every number to call.
TWO_PARTS = {"check_in_first", "safety"}
TUESDAY, FRIDAY = date(2026, 11, 10), date(2026, 11, 13)


def filled(key: str, language: str, worker: str = "Rosalinda", agency: str = "Harbor Light") -> str:
    return messages.wording(
        key,
        language,
        worker=worker,
        agency=agency,
        phone="203-555-0120",
        hours=messages.office_hours(language, "MO,TU,WE,TH,FR", time(9), time(17)),
        per_week=3,
        # The longest name of a day.
        place=messages.place_talked_about(language, date(2026, 11, 11), TUESDAY.replace(day=16)),
    )


def test_both_languages_have_the_same_texts_with_the_same_names_to_fill_in() -> None:
    spanish = tomllib.loads(files("data").joinpath("messages/es.toml").read_text("utf-8"))["texts"]
    assert set(spanish) == set(messages.names())
    for key in messages.names():
        assert messages.placeholders(key, "en") == messages.placeholders(key, "es"), key


@pytest.mark.parametrize(("key", "language"), BOTH)
def test_no_text_holds_a_word_that_tells_a_stranger_what_it_is_about(key: str, language: str) -> None:
    never = tomllib.loads(files("data").joinpath("messages/never.toml").read_text("utf-8"))
    text = folded(filled(key, language))
    for language_of_word in messages.LANGUAGES:
        for beginning in never[language_of_word]:
            assert not re.search(rf"\b{re.escape(beginning)}", text), (beginning, text)


@pytest.mark.parametrize(("key", "language"), BOTH)
def test_a_text_fits_into_one_message_of_the_short_alphabet(key: str, language: str) -> None:
    cost = messages.segments(filled(key, language))
    assert cost.count <= (2 if key in TWO_PARTS else 1), filled(key, language)
    if cost.count > 1:
        assert cost.encoding == "GSM-7"


@pytest.mark.parametrize("key", messages.names())
def test_english_texts_can_be_read_by_a_sixth_grader(key: str) -> None:
    # Numbers, keywords and names are not read as words; Flesch-Kincaid grade over the rest.
    text = re.sub(r"Reply 1.*?\.", "", filled(key, "en", worker="Rosa", agency="the place"))
    text = re.sub(r"\b(?:HELP|STOP|START|Mon-Fri|\S*\d\S*)\b", "", text)
    sentences = [part for part in re.split(r"[.!?:]+", text) if re.search(r"[a-z]", part)]
    words = re.findall(r"[A-Za-z']+", text)
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e\b", "", word.lower())))) for word in words)
    grade = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
    assert grade <= 6, (grade, text)


def test_the_first_text_says_who_writes_how_often_and_how_to_stop() -> None:
    for language, helping in (("en", "HELP"), ("es", "AYUDA")):
        text = filled("check_in_first", language)
        for part in ("Rosalinda", "Harbor Light", "3", helping, "STOP"):
            assert part in text


def test_the_safety_text_names_911_988_and_when_somebody_is_there() -> None:
    for language in messages.LANGUAGES:
        text = filled("safety", language)
        assert (
            "911" in text
            and "988" in text
            and "203-555-0120" in text
            and "17:00" in text.replace("5pm", "17:00")
        )


@pytest.mark.parametrize(
    ("key", "answers"),
    [
        ("check_in_first", {"1": "got_service", "2": "not_yet", "3": "problem"}),
        ("check_in", {"1": "got_service", "2": "not_yet", "3": "problem"}),
        ("check_in_nudge", {"1": "got_service", "2": "not_yet", "3": "problem"}),
        ("check_in_again", {"1": "got_service", "2": "not_yet", "3": "problem"}),
        ("still_waiting", {"1": "got_service", "2": "waitlisted", "3": "needs_help"}),
        ("appointment_day_after", {"1": "got_service", "2": "missed", "3": "needs_help"}),
    ],
)
@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_numbers_that_a_question_offers_are_understood(
    key: str, answers: dict[str, str], language: str
) -> None:
    asked = filled(key, language)
    assert {number: read_reply(number, asked=asked).label for number in answers} == answers


@pytest.mark.parametrize(
    ("text", "encoding", "count"),
    [
        ("", "GSM-7", 1),
        ("a" * 160, "GSM-7", 1),
        ("a" * 161, "GSM-7", 2),
        ("a" * 306, "GSM-7", 2),
        ("a" * 307, "GSM-7", 3),
        ("€" * 80, "GSM-7", 1),
        ("€" * 81, "GSM-7", 2),
        ("ñ¿é", "GSM-7", 1),
        ("í" * 70, "UCS-2", 1),
        ("í" * 71, "UCS-2", 2),
        ("😀" * 35, "UCS-2", 1),
        ("😀" * 36, "UCS-2", 2),
    ],
)
def test_segments_are_counted_as_the_network_counts_them(text: str, encoding: str, count: int) -> None:
    assert messages.segments(text) == messages.Segments(encoding, count)


def test_accents_are_dropped_only_where_that_saves_a_message() -> None:
    assert messages.for_wire("Está bien") == "Está bien"
    long = "Está bien, " * 8
    assert messages.for_wire(long) == long.replace("á", "a")


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (FRIDAY, "the place we talked about today"),
        (TUESDAY, "the place we talked about on Tuesday"),
        (date(2026, 11, 6), "the place we talked about on November 6"),
    ],
)
def test_a_place_is_told_by_the_day_it_was_talked_about(on: date, said: str) -> None:
    assert messages.place_talked_about("en", on, FRIDAY) == said


def test_a_language_that_is_not_written_gets_english() -> None:
    assert messages.wording("wrong_person", "ht") == messages.wording("wrong_person", "en")
    with pytest.raises(messages.UnknownWording):
        messages.wording("nothing", "en")


@pytest.mark.parametrize(
    ("days", "language", "said"),
    [
        ("MO,TU,WE,TH,FR", "en", "Mon-Fri 9am-5:30pm"),
        ("MO,WE,TH", "en", "Mon, Wed-Thu 9am-5:30pm"),
        ("SA", "es", "sáb 9:00-17:30"),
    ],
)
def test_office_hours_are_said_in_a_few_letters(days: str, language: str, said: str) -> None:
    assert messages.office_hours(language, days, time(9), time(17, 30)) == said
