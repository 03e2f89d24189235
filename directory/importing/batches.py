"""Batches: every file that was brought in, what came of it, and taking it back as a whole."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from directory.change_log import Author, Clash, undo
from directory.change_log.rows import batched
from directory.change_log.undoing import stands
from directory.importing.proposing import propose_gone
from directory.importing.report import Problem
from directory.importing.spreadsheets import Mapping as SheetMapping
from directory.importing.spreadsheets import SheetReport, import_sheet
from directory.tables import (
    ChangeEntry,
    ChangeSet,
    ImportBatch,
    ImportFeed,
    Service,
    ServiceAtLocation,
)
from directory.wording import Wording

_AT_A_TIME = 2_000
_SHARED = frozenset(("taxonomy", "taxonomy_term"))


class NotRevertable(ValueError):
    """A batch that changed nothing, or that has been taken back already."""


@dataclass(frozen=True)
class Reverted:
    """What stayed when a batch was taken back, because somebody changed it since."""

    batch: ImportBatch
    kept: tuple[Mapping[str, Any], ...]


def bring_in(
    session: Session,
    files: Mapping[str, bytes],
    mapping: SheetMapping,
    *,
    file_name: str,
    staff_id: str | None,
    now: datetime,
    feed: ImportFeed | None = None,
) -> tuple[SheetReport, ImportBatch]:
    """Brings files in as one batch. The caller commits. Raises SheetUnreadable."""
    by = Author("feed", name=feed.name) if feed else Author("import", id=staff_id, name=mapping.name)
    report, change_set_id = import_sheet(session, files, mapping, by=by, now=now)
    if feed is not None:
        report.gone = propose_gone(session, feed, report.service_ids, file_name=file_name, now=now)
    batch = ImportBatch(
        file_name=file_name,
        mapping_name=mapping.name,
        feed_id=feed.id if feed else None,
        made_at=now,
        made_by=staff_id,
        change_set_id=change_set_id,
        counts=report.as_json(),
        problems=[_kept_problem(problem) for problem in report.tables.problems],
    )
    session.add(batch)
    session.flush()
    return report, batch


def revert(session: Session, batch_id: str, *, staff_id: str | None, now: datetime) -> Reverted:
    """Takes a batch back: what it added goes, what it changed and removed is as it was. The caller commits.

    A listing that somebody edited since stays whole, with its place and organization; of older listings the
    fields that were edited since stay. Both are named. Raises LookupError, and NotRevertable.
    """
    batch = session.get(ImportBatch, batch_id)
    if batch is None:
        raise LookupError(f"no batch {batch_id}")
    if batch.change_set_id is None or batch.reverted_at is not None:
        raise NotRevertable("there is nothing to take back")
    edited = _edited_since(session, batch.change_set_id)
    try:
        undone = undo(
            session,
            batch.change_set_id,
            by=Author.staff(staff_id) if staff_id else Author("program"),
            now=now,
            why=f"{batch.file_name} ({batch.mapping_name})",
            keep_later_changes=True,
            leave=_with_owners(session, edited),
        )
    except ValueError as error:
        raise NotRevertable(str(error)) from error
    kept = [{"table": "service", "row_id": one, "field": "", "service_id": one} for one in sorted(edited)]
    # A term that other listings have come to use stays too, and is nobody's edit.
    kept += [_kept_clash(session, clash) for clash in undone.kept if clash.table not in _SHARED]
    names = dict(session.exec(select(Service.id, Service.name).where(col(Service.id).in_(_ids(kept)))).all())
    for one in kept:
        one["name"] = names.get(one["service_id"] or "", "")
    batch.kept, batch.reverted_at, batch.reverted_by = kept, now, staff_id
    session.add(batch)
    session.flush()
    return Reverted(batch, tuple(kept))


def recent(session: Session, *, limit: int = 50) -> Sequence[ImportBatch]:
    """The newest batches."""
    return session.exec(
        select(ImportBatch).order_by(col(ImportBatch.made_at).desc(), col(ImportBatch.id)).limit(limit)
    ).all()


def problems_csv(problems: Iterable[Mapping[str, Any]], translate: Callable[[str], str]) -> str:
    """The problems as a spreadsheet: row, field, what it is, and whether the row was refused."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("row", "field", "problem", "refused"))
    for problem in problems:
        text = Wording.unpacked(problem["message"]).text(translate)
        # A cell that begins like a formula would be run by the spreadsheet program that opens it.
        safe = f"'{text}" if text[:1] in "=+-@\t" else text
        writer.writerow((problem["row"], problem["field"], safe, "yes" if problem["refused"] else "no"))
    return out.getvalue()


def _kept_problem(problem: Problem) -> dict[str, Any]:
    return {
        "row": problem.row,
        "field": problem.field,
        "message": problem.message.packed(),
        "refused": problem.row_refused,
    }


def _edited_since(session: Session, change_set_id: str) -> set[str]:
    """The services that the set added and that somebody, or a later import, changed since."""
    added: list[str] = list(
        session.exec(
            select(col(ChangeEntry.row_id)).where(
                ChangeEntry.change_set_id == change_set_id,
                ChangeEntry.table_name == "service",
                ChangeEntry.action == "add",
            )
        )
    )
    last = session.exec(
        select(ChangeEntry.id)
        .where(ChangeEntry.change_set_id == change_set_id)
        .order_by(col(ChangeEntry.id).desc())
        .limit(1)
    ).first()
    found: set[str] = set()
    for some in batched(added, _AT_A_TIME):
        places = select(ServiceAtLocation.service_id, ServiceAtLocation.location_id)
        owners: dict[str, set[str]] = {service_id: {service_id} for service_id in some}
        for service_id, location_id in session.exec(
            places.where(col(ServiceAtLocation.service_id).in_(some))
        ):
            owners.setdefault(location_id, set()).add(service_id)
        organizations = select(Service.id, Service.organization_id).where(col(Service.id).in_(some))
        for service_id, organization_id in session.exec(organizations):
            owners.setdefault(organization_id, set()).add(service_id)
        for column in (
            col(ChangeEntry.service_id),
            col(ChangeEntry.location_id),
            col(ChangeEntry.organization_id),
        ):
            touched = (
                select(column, ChangeSet.id)
                .join(ChangeSet, col(ChangeSet.id) == col(ChangeEntry.change_set_id))
                .where(col(ChangeEntry.id) > (last or 0), column.in_(owners), ChangeSet.kind != "undo")
                .distinct()
            )
            for owner, set_id in session.exec(touched):
                if owner and stands(session, set_id):
                    found |= owners[owner]
    there: set[str] = set(session.exec(select(Service.id).where(col(Service.id).in_(found))))
    return there


def _with_owners(session: Session, service_ids: set[str]) -> set[str]:
    """The services with their places and organizations."""
    kept = set(service_ids)
    for some in batched(service_ids, _AT_A_TIME):
        kept |= set(session.exec(select(Service.organization_id).where(col(Service.id).in_(some))))
        links = select(ServiceAtLocation.location_id).where(col(ServiceAtLocation.service_id).in_(some))
        kept |= set(session.exec(links))
    return kept


def _kept_clash(session: Session, clash: Clash) -> dict[str, Any]:
    """One field or row that stayed, with a service by which people know it."""
    service_id = clash.row_id if clash.table == "service" else None
    if clash.table == "organization":
        service_id = session.exec(select(Service.id).where(Service.organization_id == clash.row_id)).first()
    elif clash.table == "location":
        links = select(ServiceAtLocation.service_id).where(ServiceAtLocation.location_id == clash.row_id)
        service_id = session.exec(links).first()
    elif service_id is None:
        entries = select(ChangeEntry.service_id).where(
            ChangeEntry.table_name == clash.table, ChangeEntry.row_id == clash.row_id
        )
        service_id = next((found for found in session.exec(entries) if found), None)
    return {"table": clash.table, "row_id": clash.row_id, "field": clash.field, "service_id": service_id}


def _ids(kept: Iterable[Mapping[str, Any]]) -> list[str]:
    return [one["service_id"] for one in kept if one["service_id"]][:_AT_A_TIME]
