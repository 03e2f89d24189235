"""Whether a service is open: unknown is never closed, and midnight is no wall."""

from datetime import date, datetime, time

import pytest

from directory.hours import open_at, open_state, spans_on, weekly
from directory.tables import Schedule

TUESDAY = date(2026, 11, 10)


def rule(byday: str, opens: str, closes: str, **values: object) -> Schedule:
    return Schedule(
        byday=byday,
        opens_at=time.fromisoformat(opens),
        closes_at=time.fromisoformat(closes),
        freq=values.pop("freq", "WEEKLY"),
        **values,
    )


OFFICE = [rule("MO,TU,WE,TH,FR", "09:00", "17:00")]


@pytest.mark.parametrize(
    ("schedules", "clock", "is_open"),
    [
        ([], "12:00", None),
        ([Schedule(description="by appointment")], "12:00", None),
        (OFFICE, "08:59", False),
        (OFFICE, "09:00", True),
        (OFFICE, "17:00", False),
        ([rule("MO", "22:00", "06:00")], "05:00", True),
        ([rule("MO,TU,WE,TH,FR,SA,SU", "00:00", "23:59")], "23:59", True),
        ([rule("TU", "09:00", "17:00", valid_to=date(2026, 11, 1))], "12:00", None),
        ([*OFFICE, Schedule(description="Saturdays by appointment")], "12:00", True),
        ([*OFFICE, Schedule(description="Saturdays by appointment")], "20:00", None),
        ([rule("TU", "09:00", "17:00", until=date(2026, 11, 9))], "12:00", None),
        ([rule("TU", "09:00", "17:00", interval=2, dtstart=date(2026, 10, 27))], "12:00", True),
        ([rule("TU", "09:00", "17:00", interval=2, dtstart=date(2026, 11, 2))], "12:00", False),
        ([rule("TU", "09:00", "17:00", interval=2)], "12:00", None),
        ([rule("TU", "09:00", "17:00", byweekno="1,3")], "12:00", None),
        ([rule("", "09:00", "17:00", freq="MONTHLY", bymonthday="10,-1")], "12:00", True),
        ([rule("", "09:00", "17:00", freq="MONTHLY", bymonthday="-1")], "12:00", False),
        ([rule("2TU", "09:00", "17:00", freq="MONTHLY")], "12:00", True),
        ([rule("1TU", "09:00", "17:00", freq="MONTHLY")], "12:00", False),
        ([rule("-1TU", "09:00", "17:00", freq="MONTHLY")], "12:00", False),
    ],
    ids=[
        "no hours", "words only", "before opening", "at opening", "at closing", "past midnight",
        "round the clock",
        "rule has ended", "open, more in words", "shut, more in words", "last day has passed",
        "the fortnight's week", "the other week", "no first week", "weeks of the year", "tenth of the month",
        "last of the month", "second Tuesday", "first Tuesday", "last Tuesday",
    ],
)  # fmt: skip
def test_a_moment_is_open_closed_or_unknown(
    schedules: list[Schedule], clock: str, is_open: bool | None
) -> None:
    at = datetime.combine(TUESDAY, time.fromisoformat(clock))
    assert open_state(schedules, at).is_open is is_open


def test_what_is_open_says_until_when_and_what_is_closed_says_when_next() -> None:
    at = datetime.combine(TUESDAY, time(12))
    assert open_state(OFFICE, at).until == datetime.combine(TUESDAY, time(17))
    saturday = datetime(2026, 11, 14, 12)
    assert open_state(OFFICE, saturday).opens == datetime(2026, 11, 16, 9)


def test_what_never_closes_has_no_time_until_which_it_is_open() -> None:
    state = open_state([rule("MO,TU,WE,TH,FR,SA,SU", "00:00", "23:59")], datetime.combine(TUESDAY, time(12)))
    assert (state.is_open, state.until) == (True, None)


def test_an_opening_that_runs_into_the_next_ends_where_the_next_ends() -> None:
    night = [rule("TU", "18:00", "00:00"), rule("WE", "00:00", "08:00")]
    at = datetime.combine(TUESDAY, time(20))
    assert open_state(night, at).until == datetime(2026, 11, 11, 8)


def test_the_last_tuesday_of_a_month_is_found() -> None:
    last = [rule("-1TU", "19:00", "20:00", freq="MONTHLY")]
    assert [day for day in range(1, 31) if spans_on(last, date(2026, 11, day))] == [24]


@pytest.mark.parametrize(
    ("when", "schedules", "answer"),
    [
        ("weekend", OFFICE, False),
        ("weekend", [rule("SA", "10:00", "12:00")], True),
        ("evening", OFFICE, False),
        ("evening", [rule("TH", "12:00", "20:00")], True),
        ("tonight", [rule("TU", "18:00", "08:00")], True),
        ("tonight", OFFICE, False),
        ("today", OFFICE, True),
        ("today", [rule("TU", "07:00", "09:00")], False),
        ("weekend", [], None),
        ("weekend", [*OFFICE, Schedule(description="Saturdays by appointment")], None),
        ("midsummer", OFFICE, None),
    ],
)
def test_it_opens_at_the_time_that_is_asked_for(
    when: str, schedules: list[Schedule], answer: bool | None
) -> None:
    assert open_at(schedules, when, datetime.combine(TUESDAY, time(15))) is answer


def test_the_week_is_a_grid_of_seven_days_with_openings_in_order() -> None:
    grid = dict(weekly([rule("MO", "13:00", "17:00"), rule("MO,SA", "09:00", "12:00")]))
    assert grid["MO"] == [(time(9), time(12)), (time(13), time(17))]
    assert grid["SA"] == [(time(9), time(12))]
    assert grid["SU"] == []
    assert weekly([Schedule(description="call first")]) == []
    summer = rule("SA", "09:00", "12:00", valid_to=date(2026, 9, 1))
    assert dict(weekly([*OFFICE, summer], on=TUESDAY))["SA"] == []


CLOSED_TUESDAY = Schedule(valid_from=TUESDAY, valid_to=TUESDAY, description="Closed: staff day")
SHORT_TUESDAY = rule("TU", "09:00", "12:00", valid_from=TUESDAY, valid_to=TUESDAY)


@pytest.mark.parametrize(
    ("more", "clock", "is_open"),
    [
        (CLOSED_TUESDAY, "10:00", False),
        (SHORT_TUESDAY, "10:00", True),
        (SHORT_TUESDAY, "13:00", False),
        (
            Schedule(
                valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31), description="Closed in storms"
            ),
            "20:00",
            None,
        ),
        (Schedule(valid_from=TUESDAY, valid_to=TUESDAY, description="Party at noon"), "20:00", None),
    ],
    ids=["closed on the day", "short day", "after the short day", "a year in words", "other words"],
)  # fmt: skip
def test_what_holds_on_a_few_dates_stands_in_place_of_the_week(
    more: Schedule, clock: str, is_open: bool | None
) -> None:
    at = datetime.combine(TUESDAY, time.fromisoformat(clock))
    assert open_state([*OFFICE, more], at).is_open is is_open


def test_a_closed_day_leads_to_the_next_that_is_open() -> None:
    state = open_state([*OFFICE, CLOSED_TUESDAY], datetime.combine(TUESDAY, time(10)))
    assert state.opens == datetime(2026, 11, 11, 9)


def test_the_week_is_as_before_on_other_dates_and_in_the_grid() -> None:
    monday = datetime(2026, 11, 9, 20)
    assert open_state([*OFFICE, CLOSED_TUESDAY], monday).is_open is False
    assert weekly([*OFFICE, SHORT_TUESDAY]) == weekly(OFFICE)


def test_closed_days_alone_leave_the_hours_unknown() -> None:
    assert open_state([CLOSED_TUESDAY], datetime.combine(TUESDAY, time(10))).is_open is None
