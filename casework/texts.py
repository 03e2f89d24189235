"""Composes the texts to a client: which words, in whose name, in which language; queued, not sent."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from casework import follow_up
from casework.check_ins import QUESTIONS
from casework.tables import Agency, CheckIn, Client, Message, Referral, Staff
from chat import messages

# A question in the answer to a reply: what comes next is read as its answer.
_ASKING = QUESTIONS | {"problem", "opted_out"}
_QUESTION_STANDS = timedelta(days=14)
# These answer at any hour and even to somebody who has stopped the texts: the stop itself and its undoing,
# what the carriers ask for, and words for somebody in danger (emergency purposes, 47 CFR 64.1200(a)(1)).
ALWAYS = frozenset({"safety", "opted_out", "opted_in", "help", "wrong_person"})
# These answer what the client has just written, so they need no agreement and no waiting for the morning.
ANSWERS = ALWAYS | {
    "got_service",
    "scheduled",
    "waitlisted",
    "not_yet",
    "no_contact",
    "full",
    "ineligible",
    "missed",
    "declined",
    "needs_help",
    "problem",
    "unclear",
    "relapse",
    "media",
    "unknown_number",
    "room_noted",
    "room_unclear",
}


def check_in_words(session: Session, check_in: CheckIn) -> str:
    """The key of the text that asks this question."""
    if check_in.kind == "appointment":
        return "appointment_day_after"
    if check_in.kind == "nudge":
        return "check_in_nudge"
    if check_in.kind == "again":
        return "still_waiting" if check_in.reason == "waitlisted" else "check_in_again"
    before = select(Message.id).where(
        Message.client_id == check_in.client_id,
        Message.direction == "out",
        col(Message.status).in_(("sending", "sent", "delivered")),
    )
    return "check_in" if session.exec(before).first() else "check_in_first"


def compose(
    session: Session,
    key: str,
    *,
    agency: Agency,
    client: Client | None,
    referral: Referral | None,
    language: str,
    now: datetime,
) -> str:
    """The words of a text. A service is named only where the client wishes it (`texts_may_name_service`)."""
    return messages.wording(
        key,
        language,
        worker=worker_called(session, client) or messages.team(language),
        agency=agency.short_name,
        phone=_phone(agency.phone),
        hours=messages.office_hours(language, agency.open_days, agency.opens_at, agency.closes_at),
        per_week=follow_up.texts_per_week(),
        place=_place(client, referral, agency, language, now),
    )


def queue(
    session: Session,
    body: str,
    *,
    kind: str,
    agency: Agency,
    client: Client | None,
    phone: str,
    now: datetime,
    referral: Referral | None = None,
    check_in: CheckIn | None = None,
    language: str = "en",
    staff_id: str | None = None,
) -> Message:
    """Writes an outgoing text that the sending then takes up; nothing goes out before the caller commits."""
    message = Message(
        agency_id=agency.id,
        client_id=client.id if client else None,
        referral_id=referral.id if referral else None,
        check_in_id=check_in.id if check_in else None,
        direction="out",
        kind=kind,
        body=body,
        phone=phone,
        language=language,
        status="queued",
        due_at=now,
        created_at=now,
        written_by_id=staff_id,
    )
    session.add(message)
    session.flush()
    return message


def write_to(session: Session, client: Client, words: str, *, staff_id: str, now: datetime) -> Message:
    """Queues a worker's own words; raises ValueError for an empty text or a client without a number.

    Consent, safety and hours are looked at when it is sent, as for every other text.
    """
    if not words.strip():
        raise ValueError("an empty text")
    if not client.phone:
        raise ValueError("the client has no phone number")
    return queue(
        session,
        messages.for_wire(words.strip()),
        kind="written",
        agency=session.get_one(Agency, client.agency_id),
        client=client,
        phone=client.phone,
        language=client.language,
        staff_id=staff_id,
        now=now,
    )


def asked_of(session: Session, client: Client, *, now: datetime) -> str | None:
    """The last question that stands on the client's phone, as it was sent."""
    query = (
        select(Message.body)
        .where(
            Message.client_id == client.id,
            Message.direction == "out",
            col(Message.kind).in_(_ASKING),
            col(Message.status).in_(("sending", "sent", "delivered")),
            col(Message.created_at) > now - _QUESTION_STANDS,
        )
        .order_by(col(Message.created_at).desc())
    )
    return session.exec(query).first()


def worker_called(session: Session, client: Client | None) -> str | None:
    """The first name of the client's worker, None where there is none at work."""
    worker = session.get(Staff, client.primary_worker_id) if client and client.primary_worker_id else None
    if worker is None or not worker.active:
        return None
    names = [name for name in worker.name.split() if not name.endswith(".")]
    return names[0] if names else None


def _place(
    client: Client | None, referral: Referral | None, agency: Agency, language: str, now: datetime
) -> str:
    if referral is None:
        return messages.place_talked_about(language, date.min, date.min)
    if client is not None and client.texts_may_name_service:
        return referral.organization_name
    zone = ZoneInfo(agency.time_zone)
    return messages.place_talked_about(
        language, referral.made_at.astimezone(zone).date(), now.astimezone(zone).date()
    )


def _phone(number: str) -> str:
    digits = number.removeprefix("+1")
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" if len(digits) == 10 and digits.isdigit() else number
