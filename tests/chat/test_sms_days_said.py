"""The day that a client names is found, so that they are asked after it."""

from datetime import date

import pytest

from chat.days_said import day_said

TUESDAY = date(2026, 11, 10)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("going in on thursday at 2", date(2026, 11, 12)),
        ("its tomorrow", date(2026, 11, 11)),
        ("mañana a las 9", date(2026, 11, 11)),
        ("el viernes", date(2026, 11, 13)),
        ("tuesday", date(2026, 11, 17)),
        ("12/3 at 10am", date(2026, 12, 3)),
        ("12-3-26", date(2026, 12, 3)),
        ("25/11", date(2026, 11, 25)),
        ("nov 19", date(2026, 11, 19)),
        ("November 19th", date(2026, 11, 19)),
        ("el 3 de diciembre", date(2026, 12, 3)),
        ("January 5", date(2027, 1, 5)),
        ("on the 21st", date(2026, 11, 21)),
        ("the 5th", date(2026, 12, 5)),
        ("it was monday but they moved it to friday", date(2026, 11, 16)),
        ("sometime next week", date(2026, 11, 20)),
        ("intake today at 4", TUESDAY),
        ("they gave me a date", None),
        ("at 2:30 with 3 kids", None),
        ("11/2", None),
        ("13/45", None),
        ("1/2 of it", date(2027, 1, 2)),
    ],
)
def test_the_day_is_found_in_what_people_write(text: str, day: date | None) -> None:
    assert day_said(text, TUESDAY) == day
