"""Corrections of whom a service is for: made, withdrawn and looked up; the change log tells of each."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from directory.change_log import Author, changing
from directory.tables import EligibilityCorrection

# SQLite takes 32,766 values in one statement at the most.
_AT_A_TIME = 5_000
_KIND = "eligibility"


class CorrectedMeanwhile(Exception):
    """Somebody else corrected the service since, or took a correction back; nothing is changed."""


def version(row: EligibilityCorrection | None) -> str:
    """Stands for a correction as it is, or for none: a form carries it, to tell whether another came."""
    return f"{row.id} {row.corrected_at.isoformat()}" if row else "none"


def correct(
    session: Session,
    service_id: str,
    criteria: Iterable[str],
    *,
    text_key: str,
    note: str,
    by: str,
    now: datetime,
    seen: str = "",
) -> EligibilityCorrection:
    """Puts `criteria` in the place of what is read from the service's words, and of an earlier correction.

    The criteria are written as `fact:op:value` and are not checked here: the directory does not know their
    vocabulary. `by` is the id of who says so. With `seen`, the `version` that they saw, it raises
    CorrectedMeanwhile where another is in force by now. The caller commits.
    """
    with changing(session, kind=_KIND, by=Author.staff(by), now=now, why=note):
        # Looked for only now that nobody else can add one: two people at once make no second row.
        found = _find(session, service_id)
        if seen and version(found) != seen:
            raise CorrectedMeanwhile
        row = found or EligibilityCorrection(
            service_id=service_id, text_key=text_key, corrected_at=now, corrected_by=by
        )
        row.criteria = list(criteria)
        row.text_key, row.note = text_key, note
        row.corrected_at, row.corrected_by = now, by
        session.add(row)
    return row


def withdraw(session: Session, service_id: str, *, by: str, now: datetime) -> bool:
    """Lets the service's own words count again; False, and no change, where nothing was corrected."""
    with changing(session, kind=_KIND, by=Author.staff(by), now=now):
        row = _find(session, service_id)
        if row is not None:
            session.delete(row)
    return row is not None


def corrections(session: Session, service_ids: Iterable[str]) -> dict[str, EligibilityCorrection]:
    """The corrections of these services, by service; those without one are left out."""
    ids = list(dict.fromkeys(service_ids))
    found: dict[str, EligibilityCorrection] = {}
    for start in range(0, len(ids), _AT_A_TIME):
        asked = col(EligibilityCorrection.service_id).in_(ids[start : start + _AT_A_TIME])
        found |= {row.service_id: row for row in session.exec(select(EligibilityCorrection).where(asked))}
    return found


def _find(session: Session, service_id: str) -> EligibilityCorrection | None:
    which = select(EligibilityCorrection).where(EligibilityCorrection.service_id == service_id)
    return session.exec(which.execution_options(populate_existing=True)).first()
