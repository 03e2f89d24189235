"""Nobody is texted without consent, when it is not safe, or at an hour that law or client forbid."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from casework.quiet_hours import REASONS, Allowed, Held, hours_in, may_text
from casework.tables import Agency, Client

NEW_YORK, LOS_ANGELES = ZoneInfo("America/New_York"), ZoneInfo("America/Los_Angeles")
TUESDAY = date(2026, 11, 10)
SUNDAY = date(2026, 11, 15)


def local(day: date, clock: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(UTC)


def agency(state: str = "") -> Agency:
    return Agency(name="A", short_name="A", phone="+18605550100", sms_number="+18605550101", state=state)


def client(**values: Any) -> Client:
    return Client(
        **{
            "name": "Ana",
            "phone": "+18605550102",
            "safe_to_text": True,
            "sms_agreed_at": datetime(2026, 1, 1, tzinfo=UTC),
            "opened_on": date(2026, 1, 1),
            **values,
        }
    )


@pytest.mark.parametrize(
    ("clock", "until"),
    [
        ("7:59", "8:00"),
        ("8:00", None),
        ("12:00", None),
        ("20:59", None),
    ],
)
def test_texts_go_out_from_eight_to_nine_in_the_evening(clock: str, until: str | None) -> None:
    expected = Held("hours", local(TUESDAY, until)) if until else Allowed()
    assert may_text(client(), agency(), local(TUESDAY, clock)) == expected


def test_after_nine_in_the_evening_a_text_waits_until_the_next_morning() -> None:
    morning = local(date(2026, 11, 11), "8:00")
    assert may_text(client(), agency(), local(TUESDAY, "21:00")) == Held("hours", morning)


def test_the_hour_is_the_one_where_the_client_is() -> None:
    far = client(time_zone="America/Los_Angeles")
    nine_in_new_york = local(TUESDAY, "9:00")
    assert may_text(client(), agency(), nine_in_new_york) == Allowed()
    assert may_text(far, agency(), nine_in_new_york) == Held("hours", local(TUESDAY, "8:00", LOS_ANGELES))


def test_the_hour_follows_the_clock_change() -> None:
    # Summer time ends in the night to 1 November 2026.
    evening = local(date(2026, 10, 31), "22:00")
    held = may_text(client(), agency(), evening)
    assert held == Held("hours", datetime(2026, 11, 1, 13, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("state", "day", "clock", "allowed"),
    [
        ("FL", TUESDAY, "20:00", False),
        ("FL", TUESDAY, "19:59", True),
        ("CT", TUESDAY, "8:30", False),
        ("CT", TUESDAY, "9:00", True),
        ("TX", SUNDAY, "11:59", False),
        ("TX", SUNDAY, "12:00", True),
        ("TX", TUESDAY, "11:59", True),
        ("ZZ", TUESDAY, "20:30", True),
    ],
)
def test_a_stricter_state_narrows_the_hours(state: str, day: date, clock: str, allowed: bool) -> None:
    assert isinstance(may_text(client(), agency(state), local(day, clock)), Allowed) is allowed


@pytest.mark.parametrize("state", ["", "CT", "FL", "MD", "OK", "TX"])
def test_no_state_is_ever_wider_than_the_federal_hours(state: str) -> None:
    for day in (TUESDAY, SUNDAY):
        start, end = hours_in(state).on(day)
        assert 8 <= start < end <= 21


def test_the_clients_own_hours_narrow_further() -> None:
    evenings = client(texts_from_hour=17, texts_until_hour=20)
    assert may_text(evenings, agency(), local(TUESDAY, "12:00")) == Held(
        "client_hours", local(TUESDAY, "17:00")
    )
    assert may_text(evenings, agency(), local(TUESDAY, "17:00")) == Allowed()


def test_hours_past_midnight_leave_the_part_that_the_law_allows() -> None:
    nights = client(texts_from_hour=20, texts_until_hour=9)
    for clock, allowed in (("8:30", True), ("12:00", False), ("20:30", True), ("22:00", False)):
        assert isinstance(may_text(nights, agency(), local(TUESDAY, clock)), Allowed) is allowed, clock


def test_hours_that_the_law_never_allows_are_for_a_person_to_solve() -> None:
    assert may_text(
        client(texts_from_hour=22, texts_until_hour=24), agency(), local(TUESDAY, "12:00")
    ) == Held("client_hours", None)


def test_nothing_goes_out_on_the_agencys_holidays() -> None:
    held = may_text(client(), agency(), local(TUESDAY, "12:00"), holidays=[TUESDAY, date(2026, 11, 11)])
    assert held == Held("holiday", local(date(2026, 11, 12), "8:00"))


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"phone": None}, "no_phone"),
        ({"sms_agreed_at": None}, "not_agreed"),
        ({"sms_stopped_at": datetime(2026, 11, 1, tzinfo=UTC)}, "stopped"),
        ({"safe_to_text": False}, "not_safe"),
        ({"closed_on": TUESDAY}, "closed"),
        ({"time_zone": "Mars/Olympus"}, "zone"),
    ],
)
def test_what_forbids_texts_forbids_them_at_every_hour(values: dict[str, Any], reason: str) -> None:
    assert may_text(client(**values), agency(), local(TUESDAY, "12:00")) == Held(reason, None)
    assert reason in REASONS
