"""Texts that come in: kept before anything else happens, seen once, then read and acted on."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select, update

from casework import audit, check_ins, consequences, provider_texts, scope, tasks, texts
from casework.referral_states import ENDED
from casework.tables import Agency, Client, Message, Referral
from chat.replies import Heard, read_reply

_log = logging.getLogger("linkage.inbound")

MakeSession = Callable[[], Session]

# Younger ones are still in the hands of the process that took them in.
_LEFT_BEHIND = timedelta(seconds=60)


class UnknownLine(LookupError):
    """A text came to a number that belongs to no agency here."""


def store(
    session: Session,
    *,
    provider_id: str,
    from_number: str,
    to_number: str,
    body: str,
    media_count: int,
    now: datetime,
) -> Message | None:
    """Keeps an incoming text; None if this one is here already. The caller commits at once.

    The number it was sent to tells the agency, for which the session works from here on; the number it
    came from tells the client there. A text from a number that nobody has is kept with no client. Raises
    UnknownLine.
    """
    agency = session.exec(select(Agency).where(Agency.sms_number == to_number)).first()
    if agency is None:
        raise UnknownLine(to_number)
    scope.enter(session, agency.id)
    audit.working(session, staff_id=None, now=now)
    if session.exec(select(Message.id).where(Message.provider_id == provider_id)).first():
        return None
    client = whose(session, from_number)
    referral_id, check_in_id = _about(session, client, now) if client else (None, None)
    kind = "reply"
    if media_count:
        kind = "reply_media" if body.strip() else "media"
    message = Message(
        agency_id=agency.id,
        client_id=client.id if client else None,
        referral_id=referral_id,
        check_in_id=check_in_id,
        direction="in",
        kind=kind,
        body=body,
        phone=from_number,
        language=client.language if client else "en",
        status="received",
        provider_id=provider_id,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(message)
            session.flush()
    except IntegrityError:
        # The same webhook, delivered twice at the same moment.
        return None
    return message


def whose(session: Session, number: str) -> Client | None:
    """The client with this number: an open case before a closed one, then the one texted last.

    Couples and families share phones; a reply is most likely the answer to the last text.
    """
    clients = session.exec(select(Client).where(Client.phone == number)).all()
    if len(clients) < 2:
        return next(iter(clients), None)
    written = session.exec(
        select(Message.client_id)
        .where(Message.phone == number, Message.direction == "out", col(Message.client_id).is_not(None))
        .order_by(col(Message.created_at).desc())
    ).first()
    return min(clients, key=lambda one: (one.closed_on is not None, one.id != written, one.id))


def handle(
    make_session: MakeSession, message_id: str, *, now: datetime, answered_by_carrier: bool = False
) -> list[str]:
    """Reads a kept text and does what it calls for; the ids of answers to send. Owns its transaction.

    A text that somebody else has handled, or is handling, gives nothing. `answered_by_carrier`: the
    carrier has answered the keyword itself, so no second answer goes out.
    """
    with make_session() as session:
        scope.enter_all(session)
        audit.working(session, staff_id=None, now=now)
        message = session.get_one(Message, message_id)
        if message.label is not None:
            return []
        heard = _heard(session, message, now)
        taken = session.exec(
            update(Message)
            .where(col(Message.id) == message_id, col(Message.label).is_(None))
            .values(label=heard.label)
        )
        if not taken.rowcount:
            return []
        if message.client_id:
            session.exec(select(Client).where(Client.id == message.client_id).with_for_update()).one()
        queued = provider_texts.take(session, message, heard, now=now) if message.client_id is None else None
        if queued is None:
            queued = consequences.apply(session, message, heard, now=now)
        if answered_by_carrier:
            for answer in queued:
                answer.status, answer.error_code = "cancelled", "carrier"
                session.add(answer)
            queued = []
        session.commit()
        return [answer.id for answer in queued]


def catch_up(make_session: MakeSession, *, now: datetime, limit: int = 50) -> int:
    """Handles texts that were kept but not handled, because a process died; returns how many.

    One that cannot be handled is put before a person as it is. Their answers stay queued for the sending.
    """
    with make_session() as session:
        scope.enter_all(session)
        query = (
            select(Message.id)
            .where(
                Message.direction == "in",
                Message.status == "received",
                col(Message.label).is_(None),
                col(Message.created_at) < now - _LEFT_BEHIND,
            )
            .order_by(col(Message.created_at))
            .limit(limit)
        )
        left = list(session.exec(query))
    for message_id in left:
        try:
            handle(make_session, message_id, now=now)
        except Exception:
            _log.exception("a reply could not be handled", extra={"message_id": message_id})
            _give_to_person(make_session, message_id, now)
    return len(left)


def _heard(session: Session, message: Message, now: datetime) -> Heard:
    client = session.get(Client, message.client_id) if message.client_id else None
    if not message.body.strip():
        return Heard("unclear", (), (), 1.0, None)
    asked = texts.asked_of(session, client, now=now) if client else None
    return read_reply(message.body, asked=asked, lang=message.language)


def _about(session: Session, client: Client, now: datetime) -> tuple[str | None, str | None]:
    """The referral and the question that a reply belongs to."""
    check_in = check_ins.last_asked(session, client, now=now)
    if check_in is not None:
        return check_in.referral_id, check_in.id
    under_way = session.exec(
        select(Referral.id).where(
            Referral.client_id == client.id, col(Referral.state).not_in([*ENDED, "draft"])
        )
    ).all()
    return (under_way[0], None) if len(under_way) == 1 else (None, None)


def _give_to_person(make_session: MakeSession, message_id: str, now: datetime) -> None:
    with make_session() as session:
        scope.enter_all(session)
        audit.working(session, staff_id=None, now=now)
        message = session.get_one(Message, message_id)
        message.label, message.confidence = "unclear", 0.0
        session.add(message)
        tasks.open_task(
            session,
            "reply_needs_person",
            client=session.get(Client, message.client_id) if message.client_id else None,
            referral=session.get(Referral, message.referral_id) if message.referral_id else None,
            message=message,
            now=now,
            note=message.body,
        )
        session.commit()
