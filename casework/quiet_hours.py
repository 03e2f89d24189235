"""Whether a client may be texted at this moment, and if not, why and until when."""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlmodel import Session, select

from casework.tables import Agency, Client, Holiday
from directory.wording import N_

REASONS: dict[str, str] = {
    "no_phone": N_("There is no phone number."),
    "not_agreed": N_("The client has not agreed to texts."),
    "stopped": N_("The client stopped the texts."),
    "not_safe": N_("It is not safe to text this client."),
    "closed": N_("The client's case is closed."),
    "hours": N_("It is too early or too late there."),
    "client_hours": N_("The client asked for other hours."),
    "holiday": N_("The agency is closed for a holiday."),
    "zone": N_("The client's time zone is not known."),
}

# Longer than any row of holidays; beyond it something is wrong and a person should look.
_LOOK_AHEAD_DAYS = 15


@dataclass(frozen=True)
class Allowed:
    """The client may be texted now."""


@dataclass(frozen=True)
class Held:
    """The client may not be texted now; `reason` is a key of REASONS.

    `until` is the next moment at which the clock allows it; None where waiting alone changes nothing.
    """

    reason: str
    until: datetime | None


@dataclass(frozen=True)
class Hours:
    """From `start` until before `end`, in hours of the day; Sundays may differ."""

    start: int
    end: int
    sunday_start: int
    sunday_end: int

    def on(self, day: date) -> tuple[int, int]:
        """The hours of this day."""
        return (self.sunday_start, self.sunday_end) if day.weekday() == 6 else (self.start, self.end)


@cache
def hours_in(state: str) -> Hours:
    """The hours of a state (two letters), never wider than the federal ones; data/follow_up/hours.toml."""
    table = tomllib.loads(files("data").joinpath("follow_up/hours.toml").read_text("utf-8"))
    federal, own = table["federal"], table["state"].get(state.strip().upper(), {})
    start = max(federal["from"], own.get("from", 0))
    end = min(federal["until"], own.get("until", 24))
    return Hours(start, end, max(start, own.get("sunday_from", 0)), min(end, own.get("sunday_until", 24)))


def may_write_to(client: Client) -> Held | None:
    """What forbids texts to this client at any hour: consent, a stop, safety; None if nothing does."""
    if client.closed_on is not None:
        return Held("closed", None)
    if not client.phone:
        return Held("no_phone", None)
    if client.sms_stopped_at is not None:
        return Held("stopped", None)
    if client.sms_agreed_at is None:
        return Held("not_agreed", None)
    if not client.safe_to_text:
        return Held("not_safe", None)
    return None


def may_text(
    client: Client, agency: Agency, now: datetime, *, holidays: Collection[date] = ()
) -> Allowed | Held:
    """Whether a text that nobody asked for may go to the client at `now` (aware).

    Consent and safety first; then the client's own clock: 8:00 to 21:00 as the federal rule has it for
    solicitation (47 CFR 64.1200(c)(1)), narrower where the agency's state or the client says so, and not
    on the agency's holidays. An answer to the client's own text may go at any hour: see casework.sending.
    """
    forbidden = may_write_to(client)
    if forbidden is not None:
        return forbidden
    try:
        zone = ZoneInfo(client.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return Held("zone", None)
    today = now.astimezone(zone).date()
    rules, reason = hours_in(agency.state), ""
    for days in range(_LOOK_AHEAD_DAYS):
        day = today + timedelta(days=days)
        if day in holidays:
            reason = reason or "holiday"
            continue
        for start, end in _windows(client, rules.on(day)):
            opens, closes = (_moment(day, hour, zone) for hour in (start, end))
            if opens <= now < closes:
                return Allowed()
            if opens > now:
                return Held(reason or _why(client, rules, now.astimezone(zone)), opens)
    return Held("client_hours", None)


def holidays(session: Session, agency: Agency) -> frozenset[date]:
    """The days on which this agency sends no check-ins."""
    return frozenset(row.day for row in session.exec(select(Holiday).where(Holiday.agency_id == agency.id)))


def _windows(client: Client, rule: tuple[int, int]) -> list[tuple[int, int]]:
    """The rule's hours within those that the client wishes, which may run past midnight."""
    start = 0 if client.texts_from_hour is None else client.texts_from_hour
    end = 24 if client.texts_until_hour is None else client.texts_until_hour
    wished = [(start, end)] if start < end else [(0, end), (start, 24)]
    both = [(max(start, rule[0]), min(end, rule[1])) for start, end in wished]
    return [(start, end) for start, end in both if start < end]


def _why(client: Client, rules: Hours, local: datetime) -> str:
    start, end = rules.on(local.date())
    return "client_hours" if start <= local.hour < end else "hours"


def _moment(day: date, hour: int, zone: ZoneInfo) -> datetime:
    midnight = day + timedelta(days=1) if hour == 24 else day
    return datetime.combine(midnight, time(hour % 24), zone).astimezone(UTC)
