"""Writes down that a listing was verified, or that nobody could be reached, and takes it back."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import inspect
from sqlmodel import Session, col, func, select

from directory import change_log
from directory.change_log import Author, changing
from directory.change_log.undoing import stands
from directory.merges import absorbed
from directory.tables import Service, Verification
from directory.verification.applying import apply
from directory.verification.typed import Wish
from directory.wording import N_

METHODS = ("phone", "link", "mail", "visit")
ANSWERED = ("confirmed", "changed")
OUTCOMES = (*ANSWERED, "no_answer", "refused")


class WhoMissing(ValueError):
    """A verification counts only with the name and title of who answered; the message is for people."""


def verify(
    session: Session,
    service_id: str,
    *,
    outcome: str,
    method: str,
    by: Author,
    now: datetime,
    on: date,
    provider_name: str = "",
    provider_title: str = "",
    note: str = "",
    wishes: Sequence[Wish] = (),
) -> Verification:
    """Records an attempt to verify a listing; `on` is the day where the people are. The caller commits.

    A listing that was confirmed or changed gets `assured_date` (AIRS/Inform USA Standards 9.0: at least
    yearly, with the name and title of the verifier) and the wishes, as one change set. Raises WhoMissing
    without name and title, LookupError for a listing that is not there, ValueError for other words.
    """
    if outcome not in OUTCOMES or method not in METHODS:
        raise ValueError(f"unknown outcome {outcome!r} or method {method!r}")
    name, title = provider_name.strip(), provider_title.strip()
    if outcome in ANSWERED and not (name and title):
        raise WhoMissing(N_("Write the name and the title of the person who answered."))
    if session.get(Service, service_id) is None:
        raise LookupError(f"no service {service_id}")
    change_set_id = None
    if outcome in ANSWERED:
        why = f"{name}, {title}"
        with changing(session, kind="verification", by=by, now=now, why=why) as change_set:
            for wish in wishes:
                apply(session, service_id, wish)
            service = session.get_one(Service, service_id, populate_existing=True)
            service.assured_date = on
            session.add(service)
        change_set_id = change_set.id if inspect(change_set).persistent else None
    row = Verification(
        service_id=service_id,
        at=now,
        day=on,
        method=method,
        outcome=outcome,
        provider_name=name,
        provider_title=title,
        by_id=by.id,
        note=note.strip(),
        change_set_id=change_set_id,
    )
    session.add(row)
    session.flush()
    return row


def undo(session: Session, row: Verification, *, by: Author, now: datetime) -> None:
    """Takes a verification back with all that it changed; doing it twice does nothing more.

    Raises change_log.ChangedSince where the listing was changed since.
    """
    if row.undone_at is not None:
        return
    if row.change_set_id is not None and stands(session, row.change_set_id):
        change_log.undo(session, row.change_set_id, by=by, now=now)
    row = session.get_one(Verification, row.id)
    row.undone_at = now
    session.add(row)
    session.flush()


def last_verified(session: Session, service_ids: Iterable[str]) -> dict[str, Verification]:
    """The verification that each of these listings stands on; none for those verified elsewhere."""
    query = (
        select(Verification)
        .where(
            col(Verification.service_id).in_(list(service_ids)),
            col(Verification.outcome).in_(ANSWERED),
            col(Verification.undone_at).is_(None),
        )
        .order_by(col(Verification.at))
    )
    return {row.service_id: row for row in session.exec(query)}


def who_answers(session: Session, organization_id: str) -> tuple[str, str]:
    """Name and title of who answered last for any listing of an organization; empty where nobody has."""
    query = (
        select(Verification.provider_name, Verification.provider_title)
        .join(Service, col(Service.id) == col(Verification.service_id))
        .where(
            Service.organization_id == organization_id,
            col(Verification.outcome).in_(ANSWERED),
            col(Verification.undone_at).is_(None),
        )
        .order_by(col(Verification.at).desc())
    )
    return session.exec(query).first() or ("", "")


def count_of(session: Session, staff_id: str, on: date) -> int:
    """How many listings a member of staff has verified on a day."""
    query = select(func.count(func.distinct(Verification.service_id))).where(
        Verification.by_id == staff_id,
        Verification.day == on,
        col(Verification.outcome).in_(ANSWERED),
        col(Verification.undone_at).is_(None),
    )
    return session.exec(query).one()


def tried_on(session: Session, on: date) -> set[str]:
    """The listings that somebody has verified, or tried to, on a day."""
    query = select(Verification.service_id).where(
        Verification.day == on, col(Verification.undone_at).is_(None)
    )
    return set(session.exec(query))


def of_listing(session: Session, service_id: str, *, limit: int = 50) -> list[Verification]:
    """A listing's verifications and attempts, newest first, and those of listings merged into it."""
    named = [service_id, *absorbed(session, service_id)]
    query = select(Verification).where(col(Verification.service_id).in_(named))
    return list(session.exec(query.order_by(col(Verification.at).desc()).limit(limit)))
