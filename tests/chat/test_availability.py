"""A provider's text about room is read only where it says one plain thing."""

import pytest

from chat.availability import RoomSaid, read_availability


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3 beds", RoomSaid("open", 3, "beds")),
        ("We have three beds tonight", RoomSaid("open", 3, "beds")),
        ("2", RoomSaid("open", 2)),
        ("2 open", RoomSaid("open", 2)),
        ("only 1 family room left", RoomSaid("open", 1, "rooms")),
        ("0 beds", RoomSaid("full", 0, "beds")),
        ("Full.", RoomSaid("full")),
        ("no beds tonight", RoomSaid("full")),
        ("a few spots", RoomSaid("limited")),
        ("we have room", RoomSaid("open")),
        ("Waitlist 2 weeks", RoomSaid("waitlist", wait="2 weeks")),
        ("wait list about a month", RoomSaid("waitlist", wait="about a month")),
        ("lleno", RoomSaid("full")),
        ("2 camas", RoomSaid("open", 2, "beds")),
        ("lista de espera de 3 semanas", RoomSaid("waitlist", wait="3 semanas")),
    ],
)
def test_plain_words_are_read(text: str, said: RoomSaid) -> None:
    assert read_availability(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ok thanks",
        "not full",
        "not taking people",
        "no waitlist",
        "2 beds for women 1 for men",
        "room 4 is open",
        "full until friday",
        "3 beds tomorrow",
        "call 860-555-0100 if open",
        "do you have 3 beds?",
        "a 2 bed apartment is open",
        "1 full bed",
        "we are open and " + "so " * 40,
    ],
)
def test_what_is_not_plain_is_left_to_a_person(text: str) -> None:
    assert read_availability(text) is None
