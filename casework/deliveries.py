"""What became of a text: taken, delivered, failed or unknown; its status only ever moves forward."""

from datetime import datetime

from sqlmodel import Session, select

from casework import check_ins, stops, tasks
from casework.tables import CheckIn, Client, Message, Referral, Task
from chat.sms.refusals import read_code

# What the carrier calls it, in our words; what is not here changes nothing.
_CARRIER = {
    "accepted": "sent",
    "scheduled": "sent",
    "queued": "sent",
    "sending": "sent",
    "sent": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}
_ORDER = {"queued": 0, "sending": 1, "sent": 2, "delivered": 3, "failed": 3, "cancelled": 3}
UNKNOWN = "unknown"
# The client has just stopped or is being told so: a failed answer to that needs nobody.
_NEEDS_NOBODY = frozenset({"opted_out", "opted_in", "wrong_person", "help"})


def went(session: Session, message: Message, *, provider_id: str, status: str, now: datetime) -> None:
    """The carrier took the text. A question counts as asked from now on, and its nudge is scheduled."""
    message.provider_id = message.provider_id or provider_id
    if not _forward(message, status):
        session.add(message)
        return
    message.sent_at = message.sent_at or now
    session.add(message)
    check_in = session.get(CheckIn, message.check_in_id) if message.check_in_id else None
    # It may have been answered or cancelled in the moment of sending.
    if check_in is not None and (check_in.status == "sending" or check_in.reason == UNKNOWN):
        check_in.status, check_in.reason, check_in.asked_at = "asked", None, now
        session.add(check_in)
        session.flush()
        check_ins.follow_up_on_silence(session, check_in, now=now)
    for task in session.exec(
        select(Task).where(Task.message_id == message.id, Task.kind == "sending_unknown")
    ):
        tasks.settle(session, task, staff_id=None, now=now)
    session.flush()


def failed(session: Session, message: Message, *, code: str, reason: str, now: datetime) -> None:
    """The text did not reach the phone, and no further try would help: a person finds another way.

    A number that was stopped with the carrier is stopped here too.
    """
    if not _forward(message, "failed"):
        return
    message.error_code = code
    session.add(message)
    client = session.get(Client, message.client_id) if message.client_id else None
    referral = session.get(Referral, message.referral_id) if message.referral_id else None
    if reason == "opted_out":
        news = client is not None and client.sms_stopped_at is None
        stops.stop_number(session, message.phone, how=stops.BY_CARRIER, now=now)
        if news:
            tasks.open_task(session, "texts_stopped", client=client, referral=None, message=message, now=now)
        return
    check_in = session.get(CheckIn, message.check_in_id) if message.check_in_id else None
    if check_in is not None and referral is not None and check_in.status in ("sending", "asked"):
        check_in.status, check_in.reason = "held", reason
        session.add(check_in)
        check_ins.cancel_to_come(session, referral, reason=reason)
        check_ins.let_waiting_come(session, check_in.client_id, now=now)
    if message.kind not in _NEEDS_NOBODY:
        tasks.open_task(
            session,
            "text_failed",
            client=client,
            referral=referral,
            message=message,
            now=now,
            note=message.body,
            details={"reason": reason, "code": code},
        )
    session.flush()


def lost(session: Session, message: Message, *, now: datetime) -> None:
    """Nobody wrote down whether the carrier took the text: a person looks, nothing is sent again."""
    check_in = session.get(CheckIn, message.check_in_id) if message.check_in_id else None
    if check_in is not None and check_in.status == "sending":
        check_in.status, check_in.reason = "held", UNKNOWN
        session.add(check_in)
        check_ins.let_waiting_come(session, check_in.client_id, now=now)
    tasks.open_task(
        session,
        "sending_unknown",
        client=session.get(Client, message.client_id) if message.client_id else None,
        referral=session.get(Referral, message.referral_id) if message.referral_id else None,
        message=message,
        now=now,
        note=message.body,
    )


def reported(
    session: Session, *, provider_id: str, reference: str | None, status: str, code: str | None, now: datetime
) -> Message | None:
    """The carrier's report on a text, early, late or twice; None for a text that nobody here knows.

    `reference` is our id of the message, with which a report finds a text whose sending was never written
    down: that settles the task about it. A report never moves a status backwards.
    """
    message = session.exec(select(Message).where(Message.provider_id == provider_id)).first()
    if message is None and reference:
        message = session.get(Message, reference)
    if message is None or message.direction != "out" or message.provider_id not in (None, provider_id):
        return None
    to = _CARRIER.get(status.lower())
    if to is None:
        return message
    if to == "failed":
        message.provider_id = provider_id
        failed(session, message, code=code or status, reason=read_code(code).reason, now=now)
    else:
        went(session, message, provider_id=provider_id, status=to, now=now)
    return message


def _forward(message: Message, status: str) -> bool:
    if _ORDER[status] <= _ORDER[message.status]:
        return False
    message.status = status
    return True
