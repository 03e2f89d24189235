"""The day that a client names for an appointment, so that they are asked after it and not before."""

import re
import tomllib
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from chat.phrasing.words import folded

_NUMERIC = re.compile(r"(?<![\d/])(\d{1,2})[/-](\d{1,2})(?:[/-](\d{2,4}))?(?![\d/])")
_FAR = timedelta(days=183)


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("data").joinpath("replies/days.toml").read_text("utf-8"))


def day_said(text: str, today: date) -> date | None:
    """The coming day that the words name, seen from `today`; None where there is none or it lies behind.

    Numbers are month first ("12/3" is 3 December), as in the United States; a month-first number that is
    no date is tried day first. Of several days the latest counts, so that nobody is asked too early.
    """
    line = folded(text)
    found = [*_numeric(line, today), *_named(line, today), *_relative(line, today)]
    ahead = [day for day in found if today <= day <= today + _FAR]
    return max(ahead, default=None)


def _numeric(line: str, today: date) -> list[date]:
    days = []
    for first, second, year in _NUMERIC.findall(line):
        for month, day in ((int(first), int(second)), (int(second), int(first))):
            made = _date(month, day, today, int(year) % 100 + 2000 if year else None)
            if made is not None:
                days.append(made)
                break
    return days


def _named(line: str, today: date) -> list[date]:
    days = []
    for number, names in enumerate(_words()["months"], start=1):
        month = "|".join(names)
        for pattern in (
            rf"\b(?:{month})\.?\s+(?:the\s+)?(\d{{1,2}})\b",
            rf"\b(\d{{1,2}})\s+(?:de\s+)?(?:{month})\b",
        ):
            for day in re.findall(pattern, re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", line)):
                made = _date(number, int(day), today, None)
                if made is not None:
                    days.append(made)
    before = "|".join(sorted(_words()["day_of_month"], key=len, reverse=True))
    said = re.findall(rf"\b(?:{before})\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*(?:[:/]|am|pm|de\b))", line)
    return [*days, *(made for day in said if (made := _next_of_month(int(day), today)) is not None)]


def _relative(line: str, today: date) -> list[date]:
    words, days = _words(), []
    if _any(words["today"], line):
        days.append(today)
    if _any(words["tomorrow"], line):
        days.append(today + timedelta(days=1))
    for number, names in enumerate(words["weekdays"]):
        if _any(names, line):
            days.append(today + timedelta(days=(number - today.weekday() - 1) % 7 + 1))
    if _any(words["next_week"], line) and not days:
        days.append(today + timedelta(days=7 - today.weekday() + 4))
    if _any(words["next_month"], line) and not days:
        days.append(today + timedelta(days=35))
    return days


def _any(names: list[str], line: str) -> bool:
    return re.search(rf"\b(?:{'|'.join(map(re.escape, names))})\b", line) is not None


def _date(month: int, day: int, today: date, year: int | None) -> date | None:
    try:
        made = date(year or today.year, month, day)
    except ValueError:
        return None
    if year is None and made < today:
        # "January 5" in December is next year's; the day before yesterday is not.
        following = _date(month, day, today, today.year + 1)
        return following if following and following - today < _FAR else made
    return made


def _next_of_month(day: int, today: date) -> date | None:
    month = today.replace(day=1)
    for _ in range(3):
        try:
            made = month.replace(day=day)
        except ValueError:
            made = None
        if made is not None and made >= today:
            return made
        month = (month + timedelta(days=32)).replace(day=1)
    return None
