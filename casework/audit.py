"""The one place through which every look at and change of a client's record leaves a line.

Changes write theirs by themselves: any row with a `client_id` (and the client's own row) that is added,
changed or deleted through a session puts an AuditEntry beside it in the same transaction. Looks are
written by `looked`, which the functions that hand out a client's record call.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import UOWTransaction
from sqlmodel import Session

from casework.scope import AgencyRow
from casework.tables import AuditEntry, Client

_WHO = "linkage_staff"
_CLOCK = "linkage_now"


def working(session: Session, *, staff_id: str | None, now: datetime) -> None:
    """Says who works through this session (None: the program itself) and at what moment."""
    session.info[_WHO] = staff_id
    session.info[_CLOCK] = now


def looked(session: Session, client: Client, *, thing: str, now: datetime) -> None:
    """Notes that a client's record, or the part called `thing`, was read."""
    session.add(
        AuditEntry(
            agency_id=client.agency_id,
            at=now,
            staff_id=session.info.get(_WHO),
            client_id=client.id,
            action="looked",
            thing=thing,
        )
    )


def _client_of(row: AgencyRow) -> str | None:
    return row.id if isinstance(row, Client) else getattr(row, "client_id", None)


@event.listens_for(Session, "before_flush")
def _note_changes(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    # The clock of the request or the worker's step; a session that never said has no better one.
    at = session.info.get(_CLOCK) or datetime.now(UTC)
    for action, rows in (("added", session.new), ("changed", session.dirty), ("deleted", session.deleted)):
        for row in list(rows):
            if not isinstance(row, AgencyRow) or isinstance(row, AuditEntry):
                continue
            client_id = _client_of(row)
            if client_id is None or (action == "changed" and not inspect(row).modified):
                continue
            if action == "changed" and not session.is_modified(row):
                continue
            session.add(
                AuditEntry(
                    agency_id=row.agency_id or session.info.get("linkage_agency", ""),
                    at=at,
                    staff_id=session.info.get(_WHO),
                    client_id=client_id,
                    action=action,
                    thing=type(row).__name__,
                    thing_id=row.id,
                )
            )
