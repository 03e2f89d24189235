"""What providers would change: kept beside the listing until a coordinator decides, field by field."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import inspect
from sqlmodel import Session, col, select

from directory import changes
from directory.change_log import Author, changing, undo
from directory.change_log.rows import to_json
from directory.change_log.undoing import stands
from directory.tables import Proposal
from directory.verification.applying import RowGone, add, current, write
from directory.verification.fields import NEW
from directory.verification.typed import Wish


class ChangedMeanwhile(Exception):
    """The field reads otherwise than when the change was proposed; the proposal now shows what it reads."""


def propose(
    session: Session,
    service_id: str,
    wishes: Iterable[Wish],
    *,
    by_name: str,
    now: datetime,
    why: str = "",
) -> list[Proposal]:
    """Keeps a provider's wishes; an open proposal for the same field is superseded. The caller commits."""
    made = []
    for wish in wishes:
        field, value = wish.field, to_json(wish.value)
        is_new = field.row_id == NEW
        if is_new and value is None:
            continue
        proposal = Proposal(
            service_id=service_id,
            table_name=field.table,
            row_id=None if is_new else field.row_id,
            field=field.name,
            before=None if is_new else to_json(field.value),
            proposed={"service_id": service_id, field.name: value} if is_new else value,
            source="provider",
            by_name=by_name,
            why=why,
            proposed_at=now,
        )
        for earlier in _same_field(session, proposal):
            earlier.status, earlier.decided_at = "superseded", now
            session.add(earlier)
        session.add(proposal)
        session.flush()
        made.append(proposal)
    return made


def open_proposals(session: Session, service_id: str | None = None, *, limit: int = 500) -> list[Proposal]:
    """Proposals that wait for a decision, the oldest first: of one listing or of all."""
    query = select(Proposal).where(Proposal.status == "open")
    if service_id is not None:
        query = query.where(Proposal.service_id == service_id)
    return list(session.exec(query.order_by(col(Proposal.proposed_at), col(Proposal.id)).limit(limit)))


def accept(session: Session, proposal: Proposal, *, by_id: str, now: datetime) -> str | None:
    """Writes what was proposed into the listing; the id of the change set, None where nothing changed.

    Raises ChangedMeanwhile (after which the proposal shows what the field reads now, to be decided again)
    and RowGone where the row is not there any more. A proposal that is decided already is left alone.
    """
    if proposal.status != "open":
        return None
    changes.lock(session)
    if proposal.row_id is not None:
        reads = current(session, proposal.table_name, proposal.row_id, proposal.field)
        if reads not in (proposal.before, proposal.proposed):
            proposal.before = reads
            session.add(proposal)
            session.flush()
            raise ChangedMeanwhile
    why = f"{proposal.by_name}: {proposal.why}" if proposal.why else proposal.by_name
    with changing(session, kind="proposal", by=Author.staff(by_id), now=now, why=why) as change_set:
        if proposal.row_id is None:
            add(session, proposal.table_name, proposal.proposed)
        else:
            write(session, proposal.table_name, proposal.row_id, proposal.field, proposal.proposed)
    proposal.change_set_id = change_set.id if inspect(change_set).persistent else None
    _decide(session, proposal, "accepted", by_id, now)
    return proposal.change_set_id


def reject(session: Session, proposal: Proposal, *, by_id: str, now: datetime) -> None:
    """Leaves the listing as it is."""
    if proposal.status == "open":
        _decide(session, proposal, "rejected", by_id, now)


def take_back(session: Session, proposal: Proposal, *, by_id: str, now: datetime) -> None:
    """Lets a decision wait again; what an accepted proposal wrote is undone.

    Raises change_log.ChangedSince where the field was changed since.
    """
    if proposal.status not in ("accepted", "rejected"):
        return
    written, proposal.change_set_id = proposal.change_set_id, None
    proposal.status, proposal.decided_by, proposal.decided_at = "open", None, None
    session.add(proposal)
    if written is not None and stands(session, written):
        undo(session, written, by=Author.staff(by_id), now=now)
    session.flush()


def _decide(session: Session, proposal: Proposal, status: str, by_id: str, now: datetime) -> None:
    proposal.status, proposal.decided_by, proposal.decided_at = status, by_id, now
    session.add(proposal)
    session.flush()


def _same_field(session: Session, proposal: Proposal) -> list[Proposal]:
    query = select(Proposal).where(
        Proposal.status == "open",
        Proposal.source == "provider",
        Proposal.service_id == proposal.service_id,
        Proposal.table_name == proposal.table_name,
        Proposal.row_id == proposal.row_id,
        Proposal.field == proposal.field,
    )
    return list(session.exec(query))


__all__ = ["ChangedMeanwhile", "RowGone", "accept", "open_proposals", "propose", "reject", "take_back"]
