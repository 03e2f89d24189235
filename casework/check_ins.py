"""The questions about a referral: when they are due, what cancels them, whose turn it is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from casework import follow_up
from casework.referral_states import ENDED
from casework.tables import CheckIn, Client, Message, Plan, Referral

# A question in one of these is still open: the client may yet answer it, or it may yet be asked.
OPEN = ("due", "sending", "asked")
_WAITING = "waiting"
_LATE_ANSWER = timedelta(days=30)
_MORNING = time(10)
QUESTIONS = frozenset(
    {
        "check_in_first",
        "check_in",
        "check_in_nudge",
        "check_in_again",
        "still_waiting",
        "appointment_day_after",
    }
)


def schedule(
    session: Session, referral: Referral, *, client: Client, intensity: str, now: datetime
) -> CheckIn:
    """Makes the first question about a referral, due as data/follow_up/schedule.toml says.

    A client who gets no texts is scheduled all the same: when the moment comes, a person is asked to ask.
    """
    due_at = now + follow_up.first_after(referral, intensity)
    return _add(session, referral, client_id=client.id, kind="first", due_at=due_at)


def ask_again(
    session: Session, referral: Referral, *, label: str, now: datetime, day: date | None = None
) -> CheckIn:
    """Schedules the next question after an answer with this label, in place of those still to come.

    After `scheduled` it is due in the morning after the appointment: the referral's, or else the one on
    `day`, where it is known.
    """
    cancel_to_come(session, referral, reason="answered")
    if label == "scheduled":
        return schedule_after_appointment(session, referral, now=now, day=day)
    return _add(
        session,
        referral,
        client_id=referral.client_id,
        kind="again",
        due_at=now + follow_up.again_after(label),
        reason=label,
    )


def schedule_after_appointment(
    session: Session, referral: Referral, *, now: datetime, day: date | None = None
) -> CheckIn:
    """Asks on the morning after the referral's appointment, else after `day`, else after a while."""
    cancel_to_come(session, referral, reason="answered")
    zone = ZoneInfo(session.get_one(Client, referral.client_id).time_zone)
    if referral.appointment_at is not None and referral.appointment_at > now:
        day = referral.appointment_at.astimezone(zone).date()
    due_at = now + follow_up.again_after("scheduled")
    if day is not None:
        morning = datetime.combine(day + timedelta(days=1), _MORNING, zone)
        due_at = max(now + timedelta(hours=1), morning.astimezone(UTC))
    return _add(session, referral, client_id=referral.client_id, kind="appointment", due_at=due_at)


def follow_up_on_silence(session: Session, check_in: CheckIn, *, now: datetime) -> CheckIn | None:
    """After a question went out: the nudge, or after the last nudge the moment when a person takes over.

    None where the referral has ended meanwhile.
    """
    referral = session.get_one(Referral, check_in.referral_id)
    if referral.state in ENDED:
        return None
    silent = session.exec(
        select(func.count())
        .select_from(CheckIn)
        .where(CheckIn.referral_id == referral.id, CheckIn.status == "asked")
    ).one()
    kind = "nudge" if silent <= follow_up.nudges() else "silence"
    due_at = now + follow_up.nudge_after(referral, intensity(session, referral.client_id))
    return _add(session, referral, client_id=referral.client_id, kind=kind, due_at=due_at)


def cancel(session: Session, referral: Referral, *, reason: str, now: datetime) -> int:
    """Ends every open question about a referral; returns how many. Questions that waited may come then."""
    rows = _rows(session, referral, OPEN)
    for row in rows:
        row.status, row.reason = "cancelled", reason
        session.add(row)
    session.flush()
    let_waiting_come(session, referral.client_id, now=now)
    return len(rows)


def cancel_all(session: Session, client: Client, *, reason: str) -> int:
    """Ends every open question to a client; returns how many."""
    rows = session.exec(
        select(CheckIn).where(CheckIn.client_id == client.id, col(CheckIn.status).in_(OPEN))
    ).all()
    for row in rows:
        row.status, row.reason = "cancelled", reason
        session.add(row)
    session.flush()
    return len(rows)


def cancel_to_come(session: Session, referral: Referral, *, reason: str) -> None:
    """Ends the questions about a referral that have not been asked yet."""
    for row in _rows(session, referral, ("due",)):
        row.status, row.reason = "cancelled", reason
        session.add(row)
    session.flush()


def answered(session: Session, referral: Referral, *, now: datetime) -> None:
    """The client answered about this referral: what was asked is answered, its nudges are off."""
    for row in _rows(session, referral, ("asked", "sending", "unanswered")):
        row.status, row.answered_at = "answered", now
        session.add(row)
    cancel_to_come(session, referral, reason="answered")
    let_waiting_come(session, referral.client_id, now=now)


def give_up(session: Session, referral: Referral, *, now: datetime) -> None:
    """No answer came: what was asked counts as unanswered, so that other questions may be asked."""
    for row in _rows(session, referral, ("asked",)):
        row.status = "unanswered"
        session.add(row)
    session.flush()
    let_waiting_come(session, referral.client_id, now=now)


def wait_for_turn(session: Session, check_in: CheckIn, *, now: datetime) -> None:
    """Another question to this client is open: this one comes when that is answered, or a day later."""
    check_in.reason, check_in.due_at = _WAITING, now + timedelta(days=1)
    session.add(check_in)


def let_waiting_come(session: Session, client_id: str, *, now: datetime) -> None:
    """Brings the questions that waited for their turn forward."""
    rows = session.exec(
        select(CheckIn).where(
            CheckIn.client_id == client_id, CheckIn.status == "due", CheckIn.reason == _WAITING
        )
    )
    for row in rows:
        row.due_at, row.reason = min(row.due_at, now + follow_up.answer_waits()), None
        session.add(row)
    session.flush()


def other_open(session: Session, check_in: CheckIn) -> bool:
    """Whether the client has been asked about another referral and may still answer."""
    query = select(CheckIn.id).where(
        CheckIn.client_id == check_in.client_id,
        CheckIn.referral_id != check_in.referral_id,
        col(CheckIn.status).in_(("asked", "sending")),
    )
    return session.exec(query).first() is not None


def last_asked(session: Session, client: Client, *, now: datetime) -> CheckIn | None:
    """The question that a reply belongs to: the last one asked that is open, else of the last thirty days."""
    rows = session.exec(
        select(CheckIn)
        .where(
            CheckIn.client_id == client.id,
            col(CheckIn.status).in_(("asked", "sending", "answered", "unanswered", "cancelled")),
            col(CheckIn.asked_at).is_not(None) | (col(CheckIn.status) == "sending"),
        )
        .order_by(col(CheckIn.asked_at).desc())
    ).all()
    is_open = [row for row in rows if row.status in ("asked", "sending")]
    # One that is just being sent has no moment yet: nothing was asked later.
    is_open.sort(key=lambda row: row.asked_at or now, reverse=True)
    late = [row for row in rows if row.asked_at is not None and row.asked_at > now - _LATE_ANSWER]
    return next(iter(is_open), next(iter(late), None))


def weekly_cap_ends(session: Session, client_id: str, *, now: datetime) -> datetime | None:
    """When the client may get another check-in; None if they may now."""
    week_ago = now - timedelta(days=7)
    sent = session.exec(
        select(Message.created_at)
        .where(
            Message.client_id == client_id,
            Message.direction == "out",
            col(Message.kind).in_(QUESTIONS),
            col(Message.status).in_(("sending", "sent", "delivered")),
            col(Message.created_at) > week_ago,
        )
        .order_by(col(Message.created_at).desc())
        .limit(follow_up.texts_per_week())
    ).all()
    return sent[-1] + timedelta(days=7) if len(sent) >= follow_up.texts_per_week() else None


def intensity(session: Session, client_id: str) -> str:
    """The intensity of the client's newest plan, or `medium` without one."""
    query = select(Plan.intensity).where(Plan.client_id == client_id).order_by(col(Plan.started_on).desc())
    return session.exec(query).first() or "medium"


def of_referral(session: Session, referral: Referral) -> list[CheckIn]:
    """All questions about a referral, in the order in which they are or were due."""
    query = select(CheckIn).where(CheckIn.referral_id == referral.id).order_by(col(CheckIn.step))
    return list(session.exec(query))


def _rows(session: Session, referral: Referral, statuses: tuple[str, ...]) -> list[CheckIn]:
    query = select(CheckIn).where(CheckIn.referral_id == referral.id, col(CheckIn.status).in_(statuses))
    return list(session.exec(query))


def _add(
    session: Session,
    referral: Referral,
    *,
    client_id: str,
    kind: str,
    due_at: datetime,
    reason: str | None = None,
) -> CheckIn:
    steps = select(func.count()).select_from(CheckIn).where(CheckIn.referral_id == referral.id)
    check_in = CheckIn(
        agency_id=referral.agency_id,
        client_id=client_id,
        referral_id=referral.id,
        kind=kind,
        step=session.exec(steps).one(),
        due_at=due_at,
        reason=reason,
    )
    session.add(check_in)
    session.flush()
    return check_in
