"""Hours beside the weekly grid: dates on which it is otherwise, seasons, monthly rules and hours in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from directory.editing.merging import State, Steps
from directory.editing.removing import remove
from directory.editing.subject import Subject
from directory.editing.values import columns, edited
from directory.editing.week import HOUR_OWNERS, is_of_the_week, schedules
from directory.hours import DAYS, is_closure, is_exception
from directory.tables import Schedule

# On dates, closed on dates, every week of a season, every other week, nth of the month, in words, as it came.
PATTERNS = ("dates", "closed", "weekly", "fortnight", "1", "2", "3", "4", "-1", "words", "as_is")
_NTH = re.compile(r"(-?\d)(MO|TU|WE|TH|FR|SA|SU)")
_CLOSED = re.compile(r"^closed\b[:;,.\s–-]*", re.IGNORECASE)
_RULE = ("pattern", "days", "valid_from", "valid_to", "opens_at", "closes_at", "description")


@dataclass(frozen=True)
class OtherHours:
    """Rules that the weekly grid cannot say, each with the field `pattern` (of PATTERNS) and its `days`."""

    table: str = "schedule"

    def read(self, session: Session, subject: Subject) -> State:
        """See Section."""
        return {
            f"{self.table}:{row.id}": {"owner": owner, **_told(row)}
            for owner, row in schedules(session, subject)
            if not is_of_the_week(row)
        }

    def write(self, session: Session, subject: Subject, steps: Steps, *, now: datetime) -> None:
        """See Section."""
        owners = subject.owners(HOUR_OWNERS)
        for values in steps.added.values():
            owner: dict[str, Any] = dict([owners[values.get("owner") or next(iter(owners))]])
            session.add(Schedule(**owner, **_columns(values)))
        for key, values in steps.changed.items():
            row = session.get_one(Schedule, key.partition(":")[2])
            if "owner" in values:
                for kind in HOUR_OWNERS:
                    setattr(row, f"{kind}_id", None)
                setattr(row, *owners[values["owner"]])
            row.sqlmodel_update(_columns({**_told(row), **values}))
            session.add(row)
        session.flush()
        for key in steps.removed:
            remove(session, session.get_one(Schedule, key.partition(":")[2]))


def _told(row: Schedule) -> dict[str, Any]:
    pattern = _pattern(row)
    days = re.findall("|".join(DAYS), row.byday or "") if pattern not in ("dates", "closed") else []
    words = _CLOSED.sub("", row.description or "") if pattern == "closed" else row.description
    return {
        "pattern": pattern,
        "days": sorted(set(days), key=DAYS.index) or None,
        "valid_from": edited(row.valid_from or (row.dtstart if pattern == "fortnight" else None)),
        "valid_to": edited(row.valid_to),
        "opens_at": edited(row.opens_at),
        "closes_at": edited(row.closes_at),
        "description": edited(words),
    }


def _pattern(row: Schedule) -> str:
    if row.count or row.byweekno or row.byyearday or row.bymonthday or row.until:
        return "as_is"
    if is_closure(row):
        return "closed"
    timed = row.opens_at is not None and row.closes_at is not None
    if not timed:
        return "words" if not row.byday and not row.freq and row.opens_at is None else "as_is"
    if row.freq == "MONTHLY":
        nths = {nth for nth, _ in _NTH.findall(row.byday or "")}
        whole = len(nths) == 1 and len(_NTH.findall(row.byday or "")) == len((row.byday or "").split(","))
        return nths.pop() if whole and (row.interval or 1) == 1 and nths <= set(PATTERNS) else "as_is"
    if not row.byday or (row.freq or "WEEKLY") != "WEEKLY" or _NTH.search(row.byday):
        return "as_is"
    if (row.interval or 1) == 2 and row.dtstart:
        return "fortnight" if row.valid_from in (None, row.dtstart) else "as_is"
    if (row.interval or 1) != 1 or row.dtstart:
        return "as_is"
    return "dates" if is_exception(row) and row.byday == _days_between(row) else "weekly"


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that say a rule; of one that is kept as it was imported only what an editor may change."""
    told = {name: values.get(name) for name in _RULE}
    pattern, days, words = told.pop("pattern"), told.pop("days") or [], told["description"]
    if pattern == "as_is":
        return columns(Schedule, told)
    rule: dict[str, Any] = {"freq": "WEEKLY", "interval": None, "dtstart": None, "byday": ",".join(days)}
    if pattern in ("dates", "closed"):
        told["valid_to"] = told["valid_to"] or told["valid_from"]
    if pattern in ("closed", "words"):
        told |= {"opens_at": None, "closes_at": None}
        rule |= {"freq": None, "byday": None}
    if pattern == "closed":
        told["description"] = f"Closed: {words}" if words else "Closed"
    elif pattern == "fortnight":
        rule |= {"interval": 2, "dtstart": told["valid_from"]}
    elif pattern not in ("dates", "weekly", "words"):
        rule |= {"freq": "MONTHLY", "byday": ",".join(f"{pattern}{day}" for day in days)}
    found = columns(Schedule, {**told, **rule})
    if pattern == "dates":
        found["byday"] = _days_between(Schedule(**found))
    return found


def _days_between(row: Schedule) -> str:
    first: date | None = row.valid_from
    last = row.valid_to or first
    if first is None or last is None:
        return ""
    within = {DAYS[(first + timedelta(days=n)).weekday()] for n in range(min(7, (last - first).days + 1))}
    return ",".join(sorted(within, key=DAYS.index))
