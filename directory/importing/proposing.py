"""Proposals that files raise: what a source says of a listing, for a coordinator to decide."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from directory.change_log.undoing import stands
from directory.tables import ChangeEntry, ImportBatch, ImportFeed, Proposal, Service

# A file that lacks more than this share of what it had is likelier broken than right.
_MOST_GONE = 0.5
_AT_A_TIME = 2_000


def propose(
    session: Session,
    *,
    service_id: str,
    table: str,
    row_id: str,
    field: str,
    before: Any,
    proposed: Any,
    by_name: str,
    why: str,
    now: datetime,
) -> bool:
    """Raises a proposal, unless the same one is open or was turned down; one for the same field gives way."""
    same_field = select(Proposal).where(
        Proposal.table_name == table,
        Proposal.row_id == row_id,
        Proposal.field == field,
        Proposal.source == "feed",
        col(Proposal.status).in_(("open", "rejected")),
    )
    earlier = session.exec(same_field).all()
    if any(one.proposed == proposed for one in earlier):
        return False
    for one in earlier:
        if one.status == "open":
            one.status = "superseded"
    session.add(
        Proposal(
            service_id=service_id,
            table_name=table,
            row_id=row_id,
            field=field,
            before=before,
            proposed=proposed,
            source="feed",
            by_name=by_name,
            why=why,
            proposed_at=now,
        )
    )
    return True


def propose_gone(
    session: Session, feed: ImportFeed, present: frozenset[str], *, file_name: str, now: datetime
) -> int:
    """Proposes to close the listings that earlier readings of a feed brought and this one has no more.

    How many proposals were raised. None where most of the file is missing: that is no sign of closings.
    """
    brought = _brought(session, feed)
    gone: list[str] = sorted(brought - present)
    if not gone or len(gone) > _MOST_GONE * len(brought):
        return 0
    raised = 0
    for start in range(0, len(gone), _AT_A_TIME):
        query = select(Service).where(
            col(Service.id).in_(gone[start : start + _AT_A_TIME]), Service.status == "active"
        )
        for service in session.exec(query).all():
            raised += propose(
                session,
                service_id=service.id,
                table="service",
                row_id=service.id,
                field="status",
                before=service.status,
                proposed="inactive",
                by_name=feed.name,
                why=f"no longer in {file_name}",
                now=now,
            )
    return raised


def _brought(session: Session, feed: ImportFeed) -> set[str]:
    """The services that the readings of a feed added, but for those that were taken back."""
    sets = select(ImportBatch.change_set_id).where(
        ImportBatch.feed_id == feed.id, col(ImportBatch.change_set_id).is_not(None)
    )
    standing = [one for one in session.exec(sets) if one and stands(session, one)]
    added = select(ChangeEntry.row_id).where(
        col(ChangeEntry.change_set_id).in_(standing),
        ChangeEntry.table_name == "service",
        ChangeEntry.action == "add",
    )
    return set(session.exec(added))
