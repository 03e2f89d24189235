"""Corrections of whom a service is for: made, withdrawn and looked up; every index follows each of them."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from directory import changes
from directory.tables import EligibilityCorrection

# SQLite takes 32,766 values in one statement at the most.
_AT_A_TIME = 5_000
_KIND = "eligibility"


def correct(
    session: Session,
    service_id: str,
    criteria: Iterable[str],
    *,
    text_key: str,
    note: str,
    by: str,
    now: datetime,
) -> EligibilityCorrection:
    """Puts `criteria` in the place of what is read from the service's words, and of an earlier correction.

    The criteria are written as `fact:op:value` and are not checked here: the directory does not know their
    vocabulary. `by` is the id of who says so. The caller commits.
    """
    # Noted first: it makes two people who correct one listing wait for each other, so none adds a second row.
    changes.record(session, service_id=service_id, kind=_KIND, now=now)
    row = _find(session, service_id) or EligibilityCorrection(
        service_id=service_id, text_key=text_key, corrected_at=now, corrected_by=by
    )
    row.criteria = list(criteria)
    row.text_key, row.note = text_key, note
    row.corrected_at, row.corrected_by = now, by
    session.add(row)
    session.flush()
    return row


def withdraw(session: Session, service_id: str, *, now: datetime) -> bool:
    """Lets the service's own words count again; False, and no change, where nothing was corrected."""
    row = _find(session, service_id)
    if row is None:
        return False
    # Noted first here too: everybody takes the two locks in one order, so none waits for the other for ever.
    changes.record(session, service_id=service_id, kind=_KIND, now=now)
    session.delete(row)
    session.flush()
    return True


def corrections(session: Session, service_ids: Iterable[str]) -> dict[str, EligibilityCorrection]:
    """The corrections of these services, by service; those without one are left out."""
    ids = list(dict.fromkeys(service_ids))
    found: dict[str, EligibilityCorrection] = {}
    for start in range(0, len(ids), _AT_A_TIME):
        asked = col(EligibilityCorrection.service_id).in_(ids[start : start + _AT_A_TIME])
        found |= {row.service_id: row for row in session.exec(select(EligibilityCorrection).where(asked))}
    return found


def _find(session: Session, service_id: str) -> EligibilityCorrection | None:
    return corrections(session, [service_id]).get(service_id)
