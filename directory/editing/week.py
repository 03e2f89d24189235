"""Hours as a weekly grid: the openings of each day, and back into as few changes of rows as possible."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlmodel import Session, col, or_, select

from directory.editing.merging import State, Steps
from directory.editing.subject import Subject
from directory.hours import DAYS
from directory.tables import Schedule

HOUR_OWNERS = ("service", "service_at_location", "location")
_LIMITS = (
    "valid_from", "valid_to", "dtstart", "until", "count", "byweekno", "bymonthday", "byyearday",
)  # fmt: skip


def schedules(session: Session, subject: Subject) -> list[tuple[str, Schedule]]:
    """The hours of a service and its places, each with what they belong to ("location:<id>")."""
    by_column: dict[str, dict[str, str]] = {}
    for owner, (column, value) in subject.owners(HOUR_OWNERS).items():
        by_column.setdefault(column, {})[value] = owner
    theirs = or_(*(col(getattr(Schedule, name)).in_(list(ids)) for name, ids in by_column.items()))
    query: Any = select(Schedule).where(theirs).order_by(col(Schedule.id))
    rows = session.exec(query.execution_options(populate_existing=True))
    return [(_owner(row, by_column), row) for row in rows]


def _owner(row: Schedule, by_column: dict[str, dict[str, str]]) -> str:
    found = (ids.get(getattr(row, column) or "") for column, ids in by_column.items())
    return next(owner for owner in found if owner)


def is_of_the_week(row: Schedule) -> bool:
    """Whether a rule holds every week without an end, so that the grid can say all of it."""
    if any(getattr(row, name) for name in _LIMITS) or (row.interval or 1) != 1:
        return False
    if row.opens_at is None or row.closes_at is None or (row.freq or "WEEKLY") != "WEEKLY":
        return False
    return bool(row.byday) and all(day in DAYS for day in _days(row))


@dataclass(frozen=True)
class Week:
    """A row for the service and each of its places: the openings of `MO` to `SU`, "09:00-17:00,18:00-20:00".

    A day without openings is None: closed, where any day is open at all.
    """

    table: str = "week"

    def read(self, session: Session, subject: Subject) -> State:
        """See Section."""
        grids: dict[str, dict[str, set[str]]] = {
            owner: {day: set() for day in DAYS} for owner in subject.owners(HOUR_OWNERS)
        }
        for owner, row in schedules(session, subject):
            if is_of_the_week(row):
                for day in _days(row):
                    grids[owner][day].add(_span(row))
        return {
            f"{self.table}:{owner}": {day: ",".join(sorted(spans)) or None for day, spans in grid.items()}
            for owner, grid in grids.items()
        }

    def write(self, session: Session, subject: Subject, steps: Steps, *, now: datetime) -> None:
        """See Section."""
        rows = [pair for pair in schedules(session, subject) if is_of_the_week(pair[1])]
        owners = subject.owners(HOUR_OWNERS)
        for key, days in steps.changed.items():
            owner = key.partition(":")[2]
            own = [row for belongs, row in rows if belongs == owner]
            for row in _with_days(own, days, dict([owners[owner]])):
                if row.byday:
                    session.add(row)
                elif row in session:
                    session.delete(row)
        session.flush()


def _with_days(rows: Sequence[Schedule], days: Mapping[str, Any], owner: Mapping[str, Any]) -> list[Schedule]:
    """The rules with these days as they shall be; a rule that no day is left to has an empty `byday`.

    A rule keeps its notes and its other days: only what changed moves.
    """
    found = list(rows)
    for day, wanted in days.items():
        spans = set(wanted.split(",")) if wanted else set()
        for row in found:
            listed = _days(row)
            if day in listed and _span(row) not in spans:
                row.byday = _listed(other for other in listed if other != day)
        open_already = {_span(row) for row in found if day in _days(row)}
        for span in sorted(spans - open_already):
            row = next((one for one in found if _span(one) == span), None) or _new(span, owner)
            row.byday = _listed([*_days(row), day])
            if row not in found:
                found.append(row)
    return found


def _new(span: str, owner: Mapping[str, Any]) -> Schedule:
    opens, _, closes = span.partition("-")
    return Schedule(
        **owner,
        freq="WEEKLY",
        byday="",
        opens_at=time.fromisoformat(opens),
        closes_at=time.fromisoformat(closes),
    )


def _days(row: Schedule) -> list[str]:
    return [day.strip() for day in (row.byday or "").split(",") if day.strip()]


def _listed(days: Iterable[str]) -> str:
    return ",".join(sorted(set(days), key=DAYS.index))


def _span(row: Schedule) -> str:
    assert row.opens_at is not None and row.closes_at is not None
    return f"{row.opens_at:%H:%M}-{row.closes_at:%H:%M}"
