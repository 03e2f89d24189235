"""Room as it was told last, and until when that holds; after that it is unknown, never "full" or "open"."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from directory import changes, problems
from directory.tables import Availability, ServiceCapacity
from directory.verification.rules import rules
from directory.wording import N_

STATUSES: Mapping[str, str] = {
    "open": N_("There is room"),
    "limited": N_("A little room"),
    "waitlist": N_("Waiting list"),
    "full": N_("Full"),
}
VIA = ("link", "text", "staff")
_MOST_PLACES = 10_000
# SQLite takes 32,766 values in one statement at the most.
_AT_A_TIME = 5_000


class RoomRefused(ValueError):
    """What was told cannot be kept; the message is for the person who told it."""


@dataclass(frozen=True)
class Room:
    """What was told of a service's room: `places` where a number was, and the moment until which it holds."""

    status: str
    places: float | None
    reported_at: datetime
    expires_at: datetime

    def known(self, now: datetime) -> bool:
        """Whether it still holds."""
        return now < self.expires_at


def report(
    session: Session,
    service_id: str,
    *,
    status: str,
    via: str,
    now: datetime,
    places: int | None = None,
    unit: str = "",
    wait: str = "",
    good_for: timedelta | None = None,
    by_name: str = "",
    by_id: str | None = None,
) -> Availability:
    """Keeps what was told of a service's room, and lets every index know. The caller commits.

    `good_for` is how long it holds, by default what data/upkeep/verification.toml says. No places left is
    `full`, whatever was said. Open reports that there was no room are settled by it. Raises RoomRefused for a
    status that is none, or a number that cannot be.
    """
    if status not in STATUSES:
        raise RoomRefused(N_("Choose how much room there is."))
    if via not in VIA:
        raise ValueError(f"unknown way {via!r}")
    if places is not None and not 0 <= places <= _MOST_PLACES:
        raise RoomRefused(N_("Write the number of free places, 0 or more."))
    if places == 0 and status in ("open", "limited"):
        status = "full"
    holds = good_for or timedelta(days=rules().room_days[status])
    # Noted first: it makes two who tell of one listing wait for each other, so that the later one counts.
    changes.record(session, service_id=service_id, kind="availability", now=now)
    row = Availability(
        service_id=service_id,
        status=status,
        places=places if status in ("open", "limited") else None,
        unit=unit.strip(),
        wait=wait.strip() if status == "waitlist" else "",
        reported_at=now,
        expires_at=now + holds,
        via=via,
        by_name=by_name.strip(),
        by_id=by_id,
    )
    session.add(row)
    session.flush()
    _settle_no_room(session, service_id, by_id=by_id, now=now)
    return row


def _settle_no_room(session: Session, service_id: str, *, by_id: str | None, now: datetime) -> None:
    """A word on the room answers those who reported that there was none."""
    for gathered in problems.open_problems(session, [service_id]).get(service_id, ()):
        if gathered.problem.kind == "no_capacity":
            problems.resolve(
                session, gathered.problem, resolution="corrected", answer="", by_id=by_id, now=now
            )


def withdraw(session: Session, row: Availability, *, now: datetime) -> None:
    """Takes back what was told by mistake: what was told before counts again."""
    changes.record(session, service_id=row.service_id, kind="availability", now=now)
    session.delete(row)
    session.flush()


def latest(session: Session, service_ids: Iterable[str]) -> dict[str, Availability]:
    """What was told last of each of these services, however old."""
    ids = list(dict.fromkeys(service_ids))
    found: dict[str, Availability] = {}
    for start in range(0, len(ids), _AT_A_TIME):
        asked = col(Availability.service_id).in_(ids[start : start + _AT_A_TIME])
        newest_last = (
            select(Availability)
            .where(asked)
            .order_by(col(Availability.reported_at), col(Availability.expires_at), col(Availability.id))
        )
        found |= {row.service_id: row for row in session.exec(newest_last)}
    return found


def rooms(session: Session, service_ids: Iterable[str]) -> dict[str, Room]:
    """The room of these services: what was told last, here or in the listing as it was imported."""
    ids = list(dict.fromkeys(service_ids))
    found: dict[str, Room] = {}
    for start in range(0, len(ids), _AT_A_TIME):
        asked = col(ServiceCapacity.service_id).in_(ids[start : start + _AT_A_TIME])
        total = func.sum(ServiceCapacity.available)
        counted = select(ServiceCapacity.service_id, total, func.max(ServiceCapacity.updated))
        for service_id, available, updated in session.exec(
            counted.where(asked).group_by(col(ServiceCapacity.service_id))
        ):
            found[service_id] = imported(float(available), updated)
    for service_id, row in latest(session, ids).items():
        if service_id not in found or found[service_id].reported_at <= row.reported_at:
            places = None if row.places is None else float(row.places)
            found[service_id] = Room(row.status, places, row.reported_at, row.expires_at)
    return found


def imported(available: float, updated: datetime) -> Room:
    """Room that came with a listing."""
    expires_at = updated + timedelta(days=rules().room_days["imported"])
    return Room("open" if available > 0 else "full", available, updated, expires_at)


def running_out(session: Session, *, now: datetime, within: timedelta, limit: int = 50) -> list[Availability]:
    """The newest word on each service's room that has run out lately, or will soon, the earliest first."""
    newer = select(Availability.service_id, func.max(Availability.reported_at).label("at"))
    newest = newer.group_by(col(Availability.service_id)).subquery()
    query = (
        select(Availability)
        .join(
            newest,
            (col(Availability.service_id) == newest.c.service_id)
            & (col(Availability.reported_at) == newest.c.at),
        )
        .where(col(Availability.expires_at) <= now + within)
        .order_by(col(Availability.expires_at).desc())
        .limit(limit)
    )
    return sorted(session.exec(query), key=lambda row: row.expires_at)
