"""What goes back to somebody who has written: once, kindly, and not again for every further word."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from casework import tasks, texts
from casework.tables import Agency, Client, Message, Referral

# The same words are not repeated within these spans. A second word of danger is answered again soon.
_NOT_AGAIN_WITHIN = {
    "safety": timedelta(minutes=10),
    "unclear": timedelta(hours=12),
    "needs_help": timedelta(hours=2),
    "relapse": timedelta(hours=12),
    "media": timedelta(hours=12),
    "unknown_number": timedelta(hours=24),
    "room_unclear": timedelta(hours=2),
    "help": timedelta(minutes=1),
    "opted_out": timedelta(hours=1),
    "opted_in": timedelta(minutes=1),
    "wrong_person": timedelta(days=7),
}
# Two machines that answer each other would never end.
_A_DAY = 8
_ALIVE = ("queued", "sending", "sent", "delivered")


def queue(
    session: Session,
    key: str | None,
    *,
    message: Message,
    client: Client | None,
    referral: Referral | None,
    now: datetime,
) -> list[Message]:
    """Queues the answer `key` to a message; empty where none goes back.

    Nothing goes to a phone that is not safe to text or has stopped the texts, except the words that
    texts.ALWAYS names: whoever writes of danger gets the numbers to call, since their own words already
    stand on that phone.
    """
    if message.kind == "media":
        key = "media"
    if key is None or _said_lately(session, key, message, now):
        return []
    if key not in texts.ALWAYS and client is not None:
        if client.sms_stopped_at is not None or not client.safe_to_text:
            return []
        if _answers_today(session, message, now) >= _A_DAY:
            return []
    agency = session.get_one(Agency, message.agency_id)
    body = texts.compose(
        session,
        key,
        agency=agency,
        client=client,
        referral=referral,
        language=message.language,
        now=now,
    )
    return [
        texts.queue(
            session,
            body,
            kind=key,
            agency=agency,
            client=client,
            phone=message.phone,
            referral=referral,
            language=message.language,
            now=now,
        )
    ]


def to_nobody(session: Session, message: Message, label: str, *, now: datetime) -> list[Message]:
    """Somebody wrote whose number nobody has: a person sees it, danger first; it is answered once a day."""
    if label == "crisis":
        _task(session, "crisis", message, now)
        return queue(session, "safety", message=message, client=None, referral=None, now=now)
    if label == "help_keyword":
        message.handled_at = now
        return queue(session, "help", message=message, client=None, referral=None, now=now)
    if label == "opt_out":
        # There is nothing to stop, and an answer is the last thing they want.
        message.handled_at = now
        return []
    _task(session, "unknown_number", message, now)
    if label in ("wrong_person", "acknowledged"):
        return []
    return queue(session, "unknown_number", message=message, client=None, referral=None, now=now)


def _task(session: Session, kind: str, message: Message, now: datetime) -> None:
    tasks.open_task(session, kind, client=None, referral=None, message=message, now=now, note=message.body)


def _said_lately(session: Session, key: str, message: Message, now: datetime) -> bool:
    span = _NOT_AGAIN_WITHIN.get(key)
    if span is None:
        return False
    query = select(Message.id).where(
        Message.agency_id == message.agency_id,
        Message.phone == message.phone,
        Message.direction == "out",
        Message.kind == key,
        col(Message.status).in_(_ALIVE),
        col(Message.created_at) > now - span,
    )
    return session.exec(query).first() is not None


def _answers_today(session: Session, message: Message, now: datetime) -> int:
    query = (
        select(func.count())
        .select_from(Message)
        .where(
            Message.agency_id == message.agency_id,
            Message.phone == message.phone,
            Message.direction == "out",
            col(Message.kind).in_(texts.ANSWERS),
            col(Message.created_at) > now - timedelta(days=1),
        )
    )
    return session.exec(query).one()
