"""Which listing stands for which since they were merged: the old one's name means the one that stayed."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel import Session, col, exists, select

from directory.tables import MergedListing, Service

_AT_A_TIME = 5_000
_GONE = "defunct"


def survivor(session: Session, service_id: str) -> str:
    """The service that stands for this one: itself where it was never merged."""
    return survivors(session, [service_id]).get(service_id, service_id)


def survivors(session: Session, service_ids: Iterable[str]) -> dict[str, str]:
    """For those of these services that went into another one: which, to the end of the chain."""
    wanted = set(service_ids)
    steps: dict[str, str] = {}
    asked: set[str] = wanted
    while asked:
        fresh: dict[str, str] = {}
        ids = sorted(asked)
        for start in range(0, len(ids), _AT_A_TIME):
            some = ids[start : start + _AT_A_TIME]
            query = select(MergedListing.old_id, MergedListing.new_id).where(
                col(MergedListing.old_id).in_(some), _holds()
            )
            fresh |= dict(session.exec(query.order_by(col(MergedListing.merged_at))).all())
        steps |= fresh
        asked = set(fresh.values()) - steps.keys()
    return {start: _end(steps, start) for start in wanted & steps.keys()}


def merged_away(session: Session) -> set[str]:
    """All services that went into another one."""
    return set(session.exec(select(MergedListing.old_id).where(_holds())))


def absorbed(session: Session, service_id: str) -> tuple[str, ...]:
    """The services that went into this one, directly or by way of another, in the order of their ids."""
    return absorbed_by(session, [service_id])


def absorbed_by(session: Session, service_ids: Iterable[str]) -> tuple[str, ...]:
    """The services that went into any of these, in the order of their ids."""
    into = set(service_ids)
    found: set[str] = set()
    asked = sorted(into)
    while asked:
        query = select(MergedListing.old_id).where(col(MergedListing.new_id).in_(asked), _holds())
        asked = sorted(set(session.exec(query)) - found - into)
        found.update(asked)
    return tuple(sorted(found))


def _end(steps: Mapping[str, str], start: str) -> str:
    at, seen = start, {start}
    while at in steps and steps[at] not in seen:
        at = steps[at]
        seen.add(at)
    return at


def _holds() -> Any:
    """A merge holds while the old service is not back."""
    back = select(Service.id).where(Service.id == MergedListing.old_id, Service.status != _GONE)
    return ~exists(back)
