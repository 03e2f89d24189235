"""When a service is open: weekly and simple monthly rules, read at a moment where the service is.

Hours that nobody wrote down are unknown (None), which is never the same as closed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from directory.tables import Schedule

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LOOK_AHEAD_DAYS = 14
_BYDAY = re.compile(r"(-?\d)?(MO|TU|WE|TH|FR|SA|SU)")
_EVENING, _NIGHT = time(17, 0), time(19, 0)


@dataclass(frozen=True)
class Span:
    """From one moment to another, both local and without a zone; the end may lie on the next day."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True)
class OpenState:
    """`is_open` None: the hours are not known. `until` ends the present opening, `opens` begins the next."""

    is_open: bool | None
    until: datetime | None = None
    opens: datetime | None = None


def open_state(schedules: Sequence[Schedule], at: datetime) -> OpenState:
    """Whether a service is open at the local wall-clock moment `at` (no zone), and what comes next."""
    rules = [rule for rule in schedules if _can_be_read(rule)]
    if not rules:
        return OpenState(None)
    spans = sorted(
        (
            span
            for offset in range(-1, _LOOK_AHEAD_DAYS)
            for span in spans_on(rules, at.date() + timedelta(days=offset))
        ),
        key=lambda span: span.opens,
    )
    until = max((span.closes for span in spans if span.opens <= at < span.closes), default=None)
    following = min((span.opens for span in spans if span.opens > at), default=None)
    return OpenState(until is not None, until, following)


def spans_on(schedules: Iterable[Schedule], day: date) -> list[Span]:
    """The openings that begin on this day, earliest first."""
    found = []
    for rule in schedules:
        if _can_be_read(rule) and _holds_on(rule, day):
            assert rule.opens_at is not None and rule.closes_at is not None
            opens = datetime.combine(day, rule.opens_at)
            closes = datetime.combine(day, rule.closes_at)
            # Closing at or before opening is past midnight; 23:59 is how packages write midnight.
            if closes <= opens:
                closes += timedelta(days=1)
            elif rule.closes_at >= time(23, 59):
                closes = datetime.combine(day, time()) + timedelta(days=1)
            found.append(Span(opens, closes))
    return sorted(set(found), key=lambda span: span.opens)


def weekly(schedules: Iterable[Schedule]) -> list[tuple[str, list[tuple[time, time]]]]:
    """The week as a grid: each day of DAYS with its openings; empty when no weekly hours are known."""
    rules = [rule for rule in schedules if _can_be_read(rule) and (rule.freq or "WEEKLY") == "WEEKLY"]
    if not rules:
        return []
    grid: dict[str, set[tuple[time, time]]] = {day: set() for day in DAYS}
    for rule in rules:
        assert rule.opens_at is not None and rule.closes_at is not None
        for _nth, day in _BYDAY.findall(rule.byday or ""):
            grid[day].add((rule.opens_at, rule.closes_at))
    return [(day, sorted(grid[day])) for day in DAYS]


def open_at(schedules: Sequence[Schedule], when: str, at: datetime) -> bool | None:
    """Whether it opens at some time of `tonight`, `today`, `evening` or `weekend`, seen from `at` (local).

    None when the hours, or the word, are not known.
    """
    if not any(_can_be_read(rule) for rule in schedules):
        return None
    today = at.date()
    if when == "today":
        return any(span.closes > at for span in spans_on(schedules, today)) or bool(
            open_state(schedules, at).is_open
        )
    if when == "tonight":
        tonight = max(at, datetime.combine(today, _NIGHT))
        return any(span.closes > tonight for span in spans_on(schedules, today))
    if when == "evening":
        week = [today + timedelta(days=offset) for offset in range(7)]
        return any(
            span.closes > datetime.combine(day, _EVENING) + timedelta(minutes=30)
            for day in week
            if day.weekday() < 5
            for span in spans_on(schedules, day)
        )
    if when == "weekend":
        saturday = today + timedelta(days=(5 - today.weekday()) % 7)
        return any(spans_on(schedules, day) for day in (saturday, saturday + timedelta(days=1)))
    return None


def _can_be_read(rule: Schedule) -> bool:
    return bool(rule.opens_at and rule.closes_at and rule.byday) and (rule.freq or "WEEKLY") in (
        "WEEKLY",
        "MONTHLY",
    )


def _holds_on(rule: Schedule, day: date) -> bool:
    if (rule.valid_from and day < rule.valid_from) or (rule.valid_to and day > rule.valid_to):
        return False
    for nth, weekday in _BYDAY.findall(rule.byday or ""):
        if DAYS[day.weekday()] == weekday and (not nth or _is_nth(day, int(nth))):
            return True
    return False


def _is_nth(day: date, nth: int) -> bool:
    """Whether `day` is the nth of its weekday in its month; -1 is the last."""
    if nth > 0:
        return (day.day - 1) // 7 + 1 == nth
    next_month = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return ((next_month - day).days - 1) // 7 + 1 == -nth
