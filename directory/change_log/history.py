"""Reads the change log: what happened to a listing, and what happened lately."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, or_, select

from directory.confidential import SECRET_FIELDS, ever_confidential
from directory.merges import absorbed
from directory.tables import ChangeEntry, ChangeSet, Service, ServiceAtLocation


@dataclass(frozen=True)
class Difference:
    """One field of one row: `before` and `after` as the log keeps them (JSON), None where it was empty.

    `confidential`: both are left out, since they would tell where a confidential place is.
    """

    table: str
    row_id: str
    action: str
    field: str
    before: Any
    after: Any
    confidential: bool = False


@dataclass(frozen=True)
class Change:
    """One change set with what it did to a listing; `undone_by` names the set that took it back."""

    change_set: ChangeSet
    differences: tuple[Difference, ...]
    undone_by: str | None


def history(session: Session, service_id: str, *, limit: int = 100) -> list[Change]:
    """The changes of a service, its organization and its places, newest first, at most `limit` of them.

    What merely belongs to the organization or a place is told too: it changes what this listing says. So is
    what befell listings that were merged into this one.
    """
    named = [service_id, *absorbed(session, service_id)]
    organizations = select(Service.organization_id).where(col(Service.id) == service_id)
    places = select(ServiceAtLocation.location_id).where(col(ServiceAtLocation.service_id) == service_id)
    about = or_(
        col(ChangeEntry.service_id).in_(named),
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


def recent(
    session: Session,
    *,
    limit: int = 50,
    offset: int = 0,
    entries_each: int = 200,
    kind: str = "",
    by_id: str = "",
) -> list[Change]:
    """The newest change sets of the whole directory, each with at most its first `entries_each` entries.

    With `kind` only sets of this kind, with `by_id` only those that this member of staff made.
    """
    query = select(ChangeSet)
    if kind:
        query = query.where(ChangeSet.kind == kind)
    if by_id:
        query = query.where(ChangeSet.by_id == by_id)
    newest = query.order_by(col(ChangeSet.at).desc(), col(ChangeSet.id)).offset(offset).limit(limit)
    sets = list(session.exec(newest))
    entries: list[ChangeEntry] = []
    for one in sets:
        of_set = select(ChangeEntry).where(ChangeEntry.change_set_id == one.id).order_by(col(ChangeEntry.id))
        entries += session.exec(of_set.limit(entries_each))
    return _told(session, sets, entries)


def about(session: Session, change_set_id: str, *, entries: int = 1_000) -> Change | None:
    """One change set with at most its first `entries` entries; None where there is none."""
    found = session.get(ChangeSet, change_set_id)
    if found is None:
        return None
    of_set = select(ChangeEntry).where(ChangeEntry.change_set_id == found.id).order_by(col(ChangeEntry.id))
    return _told(session, [found], list(session.exec(of_set.limit(entries))))[0]


def _told(session: Session, sets: Sequence[ChangeSet], entries: Sequence[ChangeEntry]) -> list[Change]:
    differences: dict[str, list[Difference]] = defaultdict(list)
    secret = ever_confidential(session, {entry.location_id for entry in entries if entry.location_id})
    for entry in entries:
        differences[entry.change_set_id] += _differences(entry, secret)
    undone = select(ChangeSet.undoes, ChangeSet.id).where(col(ChangeSet.undoes).in_([one.id for one in sets]))
    by: dict[str | None, str] = dict(session.exec(undone.order_by(col(ChangeSet.at))).all())
    return [Change(one, tuple(differences[one.id]), by.get(one.id)) for one in sets]


def _differences(entry: ChangeEntry, secret: Collection[str]) -> list[Difference]:
    before, after = entry.before or {}, entry.after or {}
    # That a service is offered at a place is logged under the service alone.
    concealed = entry.location_id in secret or entry.table_name == "service_at_location"
    hidden = SECRET_FIELDS.get(entry.table_name, frozenset()) if concealed else frozenset()
    return [
        Difference(
            entry.table_name,
            entry.row_id,
            entry.action,
            field,
            None if field in hidden else before.get(field),
            None if field in hidden else after.get(field),
            field in hidden,
        )
        for field in dict.fromkeys([*before, *after])
        if field != "id" and before.get(field) != after.get(field)
    ]
