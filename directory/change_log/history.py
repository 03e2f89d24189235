"""Reads the change log: what happened to a listing, and what happened lately."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, or_, select

from directory.tables import ChangeEntry, ChangeSet, Service, ServiceAtLocation


@dataclass(frozen=True)
class Difference:
    """One field of one row: `before` and `after` as the log keeps them (JSON), None where it was empty."""

    table: str
    row_id: str
    action: str
    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Change:
    """One change set with what it did to a listing; `undone_by` names the set that took it back."""

    change_set: ChangeSet
    differences: tuple[Difference, ...]
    undone_by: str | None


def history(session: Session, service_id: str, *, limit: int = 100) -> list[Change]:
    """The changes of a service, its organization and its places, newest first, at most `limit` of them.

    What merely belongs to the organization or a place is told too: it changes what this listing says.
    """
    organizations = select(Service.organization_id).where(col(Service.id) == service_id)
    places = select(ServiceAtLocation.location_id).where(col(ServiceAtLocation.service_id) == service_id)
    about = or_(
        col(ChangeEntry.service_id) == service_id,
        col(ChangeEntry.organization_id).in_(organizations),
        col(ChangeEntry.location_id).in_(places),
    )
    newest = (
        select(ChangeSet)
        .where(col(ChangeSet.id).in_(select(ChangeEntry.change_set_id).where(about)))
        .order_by(col(ChangeSet.at).desc(), col(ChangeSet.id))
        .limit(limit)
    )
    sets = list(session.exec(newest))
    ids = [one.id for one in sets]
    entries = select(ChangeEntry).where(col(ChangeEntry.change_set_id).in_(ids), about)
    return _told(session, sets, list(session.exec(entries.order_by(col(ChangeEntry.id)))))


def recent(session: Session, *, limit: int = 50, entries_each: int = 200) -> list[Change]:
    """The newest change sets of the whole directory, each with at most its first `entries_each` entries."""
    sets = list(
        session.exec(select(ChangeSet).order_by(col(ChangeSet.at).desc(), col(ChangeSet.id)).limit(limit))
    )
    entries: list[ChangeEntry] = []
    for one in sets:
        of_set = select(ChangeEntry).where(ChangeEntry.change_set_id == one.id).order_by(col(ChangeEntry.id))
        entries += session.exec(of_set.limit(entries_each))
    return _told(session, sets, entries)


def _told(session: Session, sets: Sequence[ChangeSet], entries: Sequence[ChangeEntry]) -> list[Change]:
    differences: dict[str, list[Difference]] = defaultdict(list)
    for entry in entries:
        differences[entry.change_set_id] += _differences(entry)
    undone = select(ChangeSet.undoes, ChangeSet.id).where(col(ChangeSet.undoes).in_([one.id for one in sets]))
    by: dict[str | None, str] = dict(session.exec(undone.order_by(col(ChangeSet.at))).all())
    return [Change(one, tuple(differences[one.id]), by.get(one.id)) for one in sets]


def _differences(entry: ChangeEntry) -> list[Difference]:
    before, after = entry.before or {}, entry.after or {}
    return [
        Difference(entry.table_name, entry.row_id, entry.action, field, before.get(field), after.get(field))
        for field in dict.fromkeys([*before, *after])
        if field != "id" and before.get(field) != after.get(field)
    ]
