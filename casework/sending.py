"""Sends what is due, each text once: written down as `sending`, then handed over with no session open."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, exists, select, update

from casework import audit, deliveries, scope
from casework.before_sending import Ready, prepare_check_in, prepare_queued
from casework.tables import CheckIn, Message, Task
from chat.sms.sender import Sender, SendRefused, SendUnclear

_log = logging.getLogger("linkage.sending")

MakeSession = Callable[[], Session]

LOST_AFTER = timedelta(minutes=10)
_TRIES = 5
_SET_ASIDE = timedelta(hours=1)


@dataclass(frozen=True)
class Round:
    """What one look for due texts did: how many were taken up, and how many of them the carrier took."""

    looked_at: int
    sent: int


def send_due(make_session: MakeSession, sender: Sender, *, now: datetime, limit: int = 50) -> Round:
    """Sends what is due at `now`: queued texts first, then check-ins, `limit` of each at most.

    Owns its transactions; none is open while the carrier is asked. Any number of processes may do this at
    the same time. A text whose fate nobody knows after ten minutes is put before a person instead.
    """
    find_lost(make_session, now=now, limit=limit)
    looked_at = sent = 0
    for claim_next, set_aside in (
        (_next_queued, _set_message_aside),
        (_next_check_in, _set_check_in_aside),
    ):
        for _ in range(limit):
            row_id, ready, trouble = claim_next(make_session, now)
            if row_id is None:
                break
            looked_at += 1
            if trouble:
                set_aside(make_session, row_id, now)
            elif ready is not None:
                sent += _deliver_or_log(make_session, sender, ready, now)
    return Round(looked_at, sent)


def send_messages(make_session: MakeSession, sender: Sender, message_ids: list[str], *, now: datetime) -> int:
    """Sends these queued texts at once, unless somebody else has taken them up; returns how many went."""
    sent = 0
    for message_id in message_ids:
        ready = _claim_message(make_session, message_id, now)
        if ready is not None:
            sent += deliver(make_session, sender, ready, now=now)
    return sent


def send_check_in(
    make_session: MakeSession, sender: Sender, check_in_id: str, *, now: datetime, at_any_hour: bool = False
) -> str:
    """Sends one check-in before its time; `sent`, or why not (a key of quiet_hours.REASONS and others).

    Consent, stops and the one open question hold as always; `at_any_hour` (for the simulator, where nobody
    is woken) passes over the clock and the weekly limit.
    """
    with _open(make_session, now) as session:
        taken = _take(session, check_in_id)
        if not taken:
            return "taken"
        check_in = session.get_one(CheckIn, check_in_id)
        ready, reason = prepare_check_in(session, check_in, now=now, at_any_hour=at_any_hour)
        session.commit()
    if ready is None:
        return reason
    return "sent" if deliver(make_session, sender, ready, now=now) else "refused"


def deliver(make_session: MakeSession, sender: Sender, ready: Ready, *, now: datetime) -> bool:
    """Hands over one text that stands as `sending`, and writes down what the carrier said."""
    try:
        sent = sender.send(ready.to, ready.body, from_number=ready.from_number, reference=ready.message_id)
    except SendRefused as refusal:
        _log.warning("text refused", extra={"message_id": ready.message_id, "code": refusal.code})
        _record_refusal(make_session, ready.message_id, refusal, now)
        return False
    except SendUnclear:
        # It stays `sending`: a report of the carrier may tell, or after a while a person looks.
        _log.warning("nobody knows whether a text went", extra={"message_id": ready.message_id})
        return False
    with _open(make_session, now) as session:
        message = session.get_one(Message, ready.message_id, with_for_update=True)
        deliveries.went(session, message, provider_id=sent.provider_id, status=sent.status, now=now)
        session.commit()
    return True


def find_lost(make_session: MakeSession, *, now: datetime, limit: int = 50) -> int:
    """Puts texts that have been `sending` for ten minutes before a person; returns how many."""
    with _open(make_session, now) as session:
        told = exists().where(col(Task.message_id) == Message.id, col(Task.kind) == "sending_unknown")
        query = (
            select(Message)
            .where(
                Message.status == "sending",
                Message.direction == "out",
                col(Message.claimed_at) < now - LOST_AFTER,
                ~told,
            )
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        messages = session.exec(query).all()
        for message in messages:
            deliveries.lost(session, message, now=now)
        session.commit()
    return len(messages)


def _open(make_session: MakeSession, now: datetime) -> Session:
    session = make_session()
    scope.enter_all(session)
    audit.working(session, staff_id=None, now=now)
    return session


def _take(session: Session, check_in_id: str) -> bool:
    # Guarded, so that of two workers on SQLite, which has no SKIP LOCKED, one comes too late and sees it.
    taken = session.exec(
        update(CheckIn)
        .where(col(CheckIn.id) == check_in_id, col(CheckIn.status) == "due")
        .values(status="sending")
    )
    return bool(taken.rowcount)


def _next_check_in(make_session: MakeSession, now: datetime) -> tuple[str | None, Ready | None, bool]:
    with _open(make_session, now) as session:
        query = (
            select(CheckIn.id)
            .where(CheckIn.status == "due", col(CheckIn.due_at) <= now)
            .order_by(col(CheckIn.due_at))
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        check_in_id = session.exec(query).first()
        if check_in_id is None or not _take(session, check_in_id):
            return check_in_id, None, False
        try:
            ready, _reason = prepare_check_in(
                session, session.get_one(CheckIn, check_in_id), now=now, at_any_hour=False
            )
            session.commit()
        except Exception:
            # One row that cannot be read must not keep all others from going out.
            session.rollback()
            _log.exception("a check-in could not be prepared", extra={"check_in_id": check_in_id})
            return check_in_id, None, True
        return check_in_id, ready, False


def _next_queued(make_session: MakeSession, now: datetime) -> tuple[str | None, Ready | None, bool]:
    with _open(make_session, now) as session:
        query = (
            select(Message.id)
            .where(Message.status == "queued", col(Message.due_at) <= now)
            .order_by(col(Message.due_at))
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        message_id = session.exec(query).first()
        session.rollback()
    if message_id is None:
        return None, None, False
    try:
        return message_id, _claim_message(make_session, message_id, now), False
    except Exception:
        _log.exception("a text could not be prepared", extra={"message_id": message_id})
        return message_id, None, True


def _claim_message(make_session: MakeSession, message_id: str, now: datetime) -> Ready | None:
    with _open(make_session, now) as session:
        taken = session.exec(
            update(Message)
            .where(col(Message.id) == message_id, col(Message.status) == "queued")
            .values(status="sending", claimed_at=now, attempts=Message.attempts + 1)
        )
        if not taken.rowcount:
            return None
        ready = prepare_queued(session, session.get_one(Message, message_id), now=now)
        session.commit()
        return ready


def _deliver_or_log(make_session: MakeSession, sender: Sender, ready: Ready, now: datetime) -> bool:
    try:
        return deliver(make_session, sender, ready, now=now)
    except Exception:
        _log.exception("a text was left as sending", extra={"message_id": ready.message_id})
        return False


def _record_refusal(make_session: MakeSession, message_id: str, refusal: SendRefused, now: datetime) -> None:
    with _open(make_session, now) as session:
        message = session.get_one(Message, message_id, with_for_update=True)
        if message.status == "sending" and refusal.retry and message.attempts < _TRIES:
            message.status, message.error_code = "queued", refusal.code
            message.due_at = now + timedelta(minutes=2**message.attempts)
            session.add(message)
        else:
            deliveries.failed(session, message, code=refusal.code, reason=refusal.reason, now=now)
        session.commit()


def _set_check_in_aside(make_session: MakeSession, check_in_id: str, now: datetime) -> None:
    with _open(make_session, now) as session:
        session.exec(
            update(CheckIn)
            .where(col(CheckIn.id) == check_in_id, col(CheckIn.status) == "due")
            .values(due_at=now + _SET_ASIDE)
        )
        session.commit()


def _set_message_aside(make_session: MakeSession, message_id: str, now: datetime) -> None:
    with _open(make_session, now) as session:
        session.exec(
            update(Message)
            .where(col(Message.id) == message_id, col(Message.status) == "queued")
            .values(due_at=now + _SET_ASIDE)
        )
        session.commit()
