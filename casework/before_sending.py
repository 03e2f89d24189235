"""The last look before a text goes out: may it still, does it still make sense, whose turn is it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from casework import check_ins, quiet_hours, tasks, texts
from casework.quiet_hours import Held
from casework.referral_states import ENDED
from casework.tables import Agency, CheckIn, Client, Message, Referral

# "Thanks for telling us" a day late only confuses.
_ANSWER_STALE = timedelta(hours=24)
_IN_CONVERSATION = timedelta(hours=2)
# Nobody in danger should get a questionnaire.
_PAUSING = ("crisis", "relapse")
_PAUSE = timedelta(days=1)


@dataclass(frozen=True)
class Ready:
    """A text that stands as `sending` and may be handed over once the transaction is committed."""

    message_id: str
    to: str
    body: str
    from_number: str


def prepare_check_in(
    session: Session, check_in: CheckIn, *, now: datetime, at_any_hour: bool
) -> tuple[Ready | None, str]:
    """Decides about a question that was just moved from `due` to `sending`.

    Either its text is written, as `sending`, and comes back; or the question is held, cancelled or due
    later, and the reason comes back. The client's row is locked meanwhile, so that two workers cannot ask
    two questions at once.
    """
    client = session.exec(select(Client).where(Client.id == check_in.client_id).with_for_update()).one()
    referral = session.get_one(Referral, check_in.referral_id)
    agency = session.get_one(Agency, check_in.agency_id)
    ended = _settle_without_text(session, check_in, client, referral, now)
    if ended:
        return None, ended
    later, reason = _not_before(session, check_in, client, agency, now, at_any_hour)
    if later is not None:
        check_in.status, check_in.due_at = "due", later
        session.add(check_in)
        session.flush()
        return None, reason
    assert client.phone is not None
    key = texts.check_in_words(session, check_in)
    body = texts.compose(
        session, key, agency=agency, client=client, referral=referral, language=client.language, now=now
    )
    message = texts.queue(
        session,
        body,
        kind=key,
        agency=agency,
        client=client,
        phone=client.phone,
        referral=referral,
        check_in=check_in,
        language=client.language,
        now=now,
    )
    message.status, message.claimed_at, message.attempts = "sending", now, 1
    session.add(message)
    session.flush()
    return Ready(message.id, message.phone, message.body, agency.sms_number), ""


def _settle_without_text(
    session: Session, check_in: CheckIn, client: Client, referral: Referral, now: datetime
) -> str:
    """Ends a question that no text will ask; the reason, or empty where it is to be asked."""
    if referral.state in ENDED or client.closed_on is not None:
        check_in.status, check_in.reason = "cancelled", "ended"
    elif check_in.kind == "silence":
        check_in.status, check_in.reason = "held", "silence"
        check_ins.give_up(session, referral, now=now)
        tasks.open_task(session, "no_answer", client=client, referral=referral, message=None, now=now)
    else:
        forbidden = quiet_hours.may_write_to(client)
        if forbidden is None:
            return ""
        check_in.status, check_in.reason = "held", forbidden.reason
        tasks.open_task(
            session,
            "ask_in_person",
            client=client,
            referral=referral,
            message=None,
            now=now,
            details={"reason": forbidden.reason},
        )
    session.add(check_in)
    session.flush()
    return check_in.reason or ""


def _not_before(
    session: Session, check_in: CheckIn, client: Client, agency: Agency, now: datetime, at_any_hour: bool
) -> tuple[datetime | None, str]:
    """When to look again, and why not now; None where the question may go."""
    if tasks.open_of(session, client, *_PAUSING):
        return now + _PAUSE, "crisis"
    allowed = quiet_hours.may_text(client, agency, now, holidays=quiet_hours.holidays(session, agency))
    if isinstance(allowed, Held) and not (at_any_hour and allowed.until is not None):
        # Without a moment the clock never allows it: the client's hours and the law's do not meet.
        return allowed.until or now + _PAUSE, allowed.reason
    if check_ins.other_open(session, check_in):
        check_ins.wait_for_turn(session, check_in, now=now)
        return check_in.due_at, "waiting"
    cap_ends = None if at_any_hour else check_ins.weekly_cap_ends(session, client.id, now=now)
    return (cap_ends, "weekly_limit") if cap_ends is not None else (None, "")


def prepare_queued(session: Session, message: Message, *, now: datetime) -> Ready | None:
    """Decides about a queued text that was just moved to `sending`; None where it does not go now."""
    agency = session.get_one(Agency, message.agency_id)
    client = None
    if message.client_id:
        client = session.exec(select(Client).where(Client.id == message.client_id).with_for_update()).one()
    why_not, later = _objection(session, message, client, agency, now)
    if later is not None:
        message.status, message.due_at = "queued", later
    elif why_not:
        message.status, message.error_code = "cancelled", why_not
        _tell(session, message, client, why_not, now)
    session.add(message)
    session.flush()
    if message.status != "sending":
        return None
    return Ready(message.id, message.phone, message.body, agency.sms_number)


def _objection(
    session: Session, message: Message, client: Client | None, agency: Agency, now: datetime
) -> tuple[str, datetime | None]:
    """Why a queued text does not go, and until when; empty where it goes."""
    if message.kind in texts.ANSWERS:
        if message.created_at < now - _ANSWER_STALE:
            return "stale", None
        if message.kind in texts.ALWAYS or client is None:
            return "", None
        if client.phone != message.phone:
            return "number_changed", None
        if client.sms_stopped_at is not None:
            return "stopped", None
        return "", None
    assert client is not None
    if client.phone != message.phone:
        return "number_changed", None
    if message.check_in_id and session.get_one(CheckIn, message.check_in_id).status != "sending":
        return "answered", None
    allowed = quiet_hours.may_text(client, agency, now, holidays=quiet_hours.holidays(session, agency))
    if not isinstance(allowed, Held):
        return "", None
    if allowed.until is not None and message.kind == "written" and _in_conversation(session, client, now):
        return "", None
    return allowed.reason, allowed.until


def _tell(session: Session, message: Message, client: Client | None, why_not: str, now: datetime) -> None:
    """A text that will never go leaves a trace with a person, unless there is nothing left to ask."""
    if message.check_in_id:
        check_in = session.get_one(CheckIn, message.check_in_id)
        if check_in.status == "sending":
            check_in.status, check_in.reason = "held", why_not
            session.add(check_in)
    if why_not == "answered" or message.kind in texts.ANSWERS:
        return
    tasks.open_task(
        session,
        "text_failed",
        client=client,
        referral=session.get(Referral, message.referral_id) if message.referral_id else None,
        message=message,
        now=now,
        note=message.body,
        details={"reason": why_not},
    )


def _in_conversation(session: Session, client: Client, now: datetime) -> bool:
    """Whether the client has just written, so that the worker's words are an answer."""
    query = select(Message.id).where(
        Message.client_id == client.id,
        Message.direction == "in",
        col(Message.created_at) > now - _IN_CONVERSATION,
    )
    return session.exec(query).first() is not None
