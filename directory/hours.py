"""When a service is open: weekly and simple monthly rules, read at a moment where the service is.

Hours that nobody wrote down are unknown (None), which is never the same as closed. So are hours that are
partly in words only, at a time that the readable part does not cover, and hours that have run out.

Rules between two dates at most a month apart are exceptions: on these dates they stand in place of the
others. One without times whose words begin with "Closed" says just that: the standard has no field for it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from directory.tables import Schedule

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LOOK_AHEAD_DAYS = 14
_BYDAY = re.compile(r"(-?\d)?(MO|TU|WE|TH|FR|SA|SU)")
_EXCEPTION_DAYS = 31
_CLOSED = re.compile(r"closed\b", re.IGNORECASE)
_EVENING, _NIGHT = time(17, 0), time(19, 0)


@dataclass(frozen=True)
class Span:
    """From one moment to another, both local and without a zone; the end may lie on the next day."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True)
class OpenState:
    """`is_open` None: the hours are not known. `until` ends the present opening, `opens` begins the next.

    `until` is None, too, for a service that does not close within two weeks.
    """

    is_open: bool | None
    until: datetime | None = None
    opens: datetime | None = None


def is_exception(rule: Schedule) -> bool:
    """Whether a rule is for a few dates only, such as a holiday's hours."""
    return is_short(rule.valid_from, rule.valid_to)


def is_short(first: date | None, last: date | None) -> bool:
    """Whether what holds from one day to the other is an exception; without either day it never is."""
    return (
        first is not None and last is not None and timedelta(0) <= last - first < timedelta(_EXCEPTION_DAYS)
    )


def is_closure(rule: Schedule) -> bool:
    """Whether a rule says that it is closed on some dates."""
    timed = rule.opens_at is not None or rule.closes_at is not None
    return is_exception(rule) and not timed and bool(_CLOSED.match((rule.description or "").strip()))


def open_state(schedules: Sequence[Schedule], at: datetime) -> OpenState:
    """Whether a service is open at the local wall-clock moment `at` (no zone), and what comes next."""
    rules, all_read = _in_force(schedules, at.date())
    if not rules:
        return OpenState(None)
    days = [at.date() + timedelta(days=offset) for offset in range(-1, _LOOK_AHEAD_DAYS)]
    spans = [span for day in days for span in spans_on(rules, day)]
    until: datetime | None = None
    for span in spans:
        # One opening may run into the next: midnight ends nothing that is open around the clock.
        if span.opens <= (until or at) < span.closes:
            until = span.closes
    if until is None:
        following = next((span.opens for span in spans if span.opens > at), None)
        return OpenState(False if all_read else None, None, following)
    following = next((span.opens for span in spans if span.opens > until), None)
    endless = until > datetime.combine(days[-1], time())
    return OpenState(True, None if endless else until, following)


def spans_on(schedules: Iterable[Schedule], day: date) -> list[Span]:
    """The openings that begin on this day, earliest first."""
    found = []
    holding = [rule for rule in schedules if _holds_on(rule, day)]
    exceptions = [rule for rule in holding if is_closure(rule) or (is_exception(rule) and _can_be_read(rule))]
    for rule in exceptions or holding:
        if _can_be_read(rule):
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


def weekly(
    schedules: Iterable[Schedule], on: date | None = None
) -> list[tuple[str, list[tuple[time, time]]]]:
    """The week as a grid: each day of DAYS with its openings; empty when no weekly hours are known.

    With `on`, only rules that hold around that day: summer hours do not show in November.
    """
    rules = [
        rule
        for rule in schedules
        if _can_be_read(rule)
        and (rule.freq or "WEEKLY") == "WEEKLY"
        and (on is None or not (_has_ended(rule, on) or (rule.valid_from and rule.valid_from > on)))
    ]
    # A holiday's hours are none of the week's, but a short season may be all there is.
    rules = [rule for rule in rules if not is_exception(rule)] or rules
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
    rules, all_read = _in_force(schedules, at.date())
    if not rules:
        return None
    found = _opens_at(rules, when, at)
    return None if found is False and not all_read else found


def _opens_at(schedules: Sequence[Schedule], when: str, at: datetime) -> bool | None:
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


def _in_force(schedules: Iterable[Schedule], day: date) -> tuple[list[Schedule], bool]:
    """The readable rules that have not run out by this day, and whether these are all that is said."""
    current = [rule for rule in schedules if not _has_ended(rule, day)]
    rules = [rule for rule in current if _can_be_read(rule)]
    closures = [rule for rule in current if is_closure(rule)]
    unread = (rule for rule in current if not (_can_be_read(rule) or is_closure(rule)))
    # Closed on some dates says nothing of the others.
    return [*rules, *closures] if rules else [], not any(rule.description or rule.opens_at for rule in unread)


def _has_ended(rule: Schedule, day: date) -> bool:
    return any(last is not None and last < day for last in (rule.valid_to, rule.until))


def _can_be_read(rule: Schedule) -> bool:
    if rule.opens_at is None or rule.closes_at is None or rule.byweekno or rule.byyearday or rule.count:
        return False
    if (rule.interval or 1) > 1 and (rule.dtstart is None or rule.freq == "MONTHLY"):
        return False
    if rule.freq == "MONTHLY":
        return bool(rule.byday or rule.bymonthday)
    return bool(rule.byday) and not rule.bymonthday and (rule.freq or "WEEKLY") == "WEEKLY"


def _holds_on(rule: Schedule, day: date) -> bool:
    first = max((start for start in (rule.valid_from, rule.dtstart) if start), default=None)
    if (first and day < first) or _has_ended(rule, day):
        return False
    if (rule.interval or 1) > 1 and rule.dtstart is not None:
        weeks = (_monday(day) - _monday(rule.dtstart)).days // 7
        if weeks % (rule.interval or 1):
            return False
    if rule.bymonthday and not _is_month_day(day, rule.bymonthday):
        return False
    if not rule.byday:
        return True
    for nth, weekday in _BYDAY.findall(rule.byday):
        if DAYS[day.weekday()] == weekday and (not nth or _is_nth(day, int(nth))):
            return True
    return False


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _is_month_day(day: date, numbers: str) -> bool:
    """Whether the day is one of "1,15,-1"; negative numbers count from the end of the month."""
    last = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    wanted = {int(number) for number in re.findall(r"-?\d+", numbers)}
    return day.day in wanted or day.day - last.day - 1 in wanted


def _is_nth(day: date, nth: int) -> bool:
    """Whether `day` is the nth of its weekday in its month; -1 is the last."""
    if nth > 0:
        return (day.day - 1) // 7 + 1 == nth
    next_month = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return ((next_month - day).days - 1) // 7 + 1 == -nth
