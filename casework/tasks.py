"""What waits for a person: kinds of tasks ordered by harm, opened once each, settled by somebody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from casework.tables import Client, Message, Referral, Staff, Task
from directory.wording import N_


@dataclass(frozen=True)
class Kind:
    """A kind of task: title, tone and icon on the page, how soon it is due, and whether a search helps."""

    title: str
    tone: str
    icon: str
    within: timedelta = timedelta(0)
    offers_search: bool = False


_TODAY, _SOON = timedelta(hours=4), timedelta(days=1)

# The order is the rank: what harms most if it is left comes first.
KINDS: dict[str, Kind] = {
    "crisis": Kind(N_("May be in danger: call now"), "bad", "exclamation-octagon"),
    "relapse": Kind(N_("Says they used or may use: call today"), "bad", "heart"),
    "wrong_person": Kind(N_("Somebody else has this number"), "bad", "person-x"),
    "unknown_number": Kind(N_("A text from a number nobody has"), "wait", "question-circle"),
    "provider_wrote": Kind(N_("A provider texted about their room: read it"), "wait", "door-open"),
    "sending_unknown": Kind(
        N_("Nobody knows if this text went out: look before sending again"), "bad", "hourglass-split"
    ),
    "reply_needs_person": Kind(N_("A reply needs a person"), "wait", "chat-left-text"),
    "find_other": Kind(N_("Turned away: offer another place"), "wait", "signpost-split", offers_search=True),
    "could_not_reach": Kind(
        N_("The client could not reach the place"), "wait", "telephone-x", offers_search=True
    ),
    "missed_appointment": Kind(N_("Missed the appointment: help to make a new one"), "wait", "calendar-x"),
    "problem": Kind(N_("Ran into a problem"), "wait", "exclamation-triangle", _TODAY),
    "text_failed": Kind(N_("A text did not reach the client: use another way"), "wait", "phone-vibrate"),
    "provider_answered": Kind(N_("A provider answered"), "news", "building"),
    "ask_in_person": Kind(N_("Gets no texts: ask in another way how it went"), "wait", "telephone"),
    "no_answer": Kind(N_("No answer to our texts: call, or ask at the next visit"), "wait", "telephone"),
    "declined": Kind(N_("Does not want this service"), "news", "hand-thumbs-down", _SOON, offers_search=True),
    "not_yet_again": Kind(N_("Has not contacted them yet: offer to call together"), "news", "people", _SOON),
    "listing_problem_resolved": Kind(
        N_("A problem with a listing was taken care of"), "news", "clipboard-check", _SOON
    ),
    "texts_stopped": Kind(N_("Stopped the texts: agree on another way"), "news", "bell-slash", _SOON),
}

_ORDER = {kind: rank for rank, kind in enumerate(KINDS)}


def rank(kind: str) -> int:
    """Where this kind stands by harm; 0 is the most harmful. An unknown kind comes last."""
    return _ORDER.get(kind, len(_ORDER))


def open_task(
    session: Session,
    kind: str,
    *,
    client: Client | None,
    referral: Referral | None,
    message: Message | None,
    now: datetime,
    due_at: datetime | None = None,
    note: str | None = None,
    details: dict[str, str] | None = None,
    for_staff: Staff | None = None,
) -> Task:
    """Puts something before a person, due at `due_at` or as soon as its kind says.

    The same message is never put before them twice as the same kind; without a message, one open task of a
    kind for the same client and referral is enough. Then the task that is there is returned unchanged. One
    `for_staff` alone is news to that person, and every piece of news is a task of its own.
    Raises KeyError for an unknown kind, ValueError when nothing says whose task it is.
    """
    within = KINDS[kind].within
    agency_id = next(
        (row.agency_id for row in (client, referral, message, for_staff) if row is not None), None
    )
    if not agency_id:
        raise ValueError("a task needs a client, a referral, a message or a member of staff")
    found = None if for_staff is not None else _same(session, kind, client, referral, message)
    if found is not None:
        return found
    task = Task(
        agency_id=agency_id,
        client_id=client.id if client else None,
        referral_id=referral.id if referral else None,
        message_id=message.id if message else None,
        for_id=for_staff.id if for_staff else None,
        kind=kind,
        note=note or None,
        details=details or {},
        due_at=due_at or now + within,
        created_at=now,
    )
    session.add(task)
    session.flush()
    return task


def _same(
    session: Session, kind: str, client: Client | None, referral: Referral | None, message: Message | None
) -> Task | None:
    if message is not None:
        same = select(Task).where(Task.kind == kind, Task.message_id == message.id)
    else:
        same = select(Task).where(
            Task.kind == kind,
            Task.client_id == (client.id if client else None),
            Task.referral_id == (referral.id if referral else None),
            col(Task.for_id).is_(None),
            col(Task.done_at).is_(None),
        )
    return session.exec(same).first()


def settle(session: Session, task: Task, *, staff_id: str | None, now: datetime) -> None:
    """Marks a task as done, with None for the program itself; doing it twice keeps the first.

    A reply that it put before a person counts as handled from then on.
    """
    if task.done_at is not None:
        return
    task.done_at, task.done_by_id = now, staff_id
    session.add(task)
    message = session.get(Message, task.message_id) if task.message_id else None
    if message is not None and message.direction == "in" and message.handled_at is None:
        message.handled_at = now
        session.add(message)
    session.flush()


def open_of(session: Session, client: Client, *kinds: str) -> list[Task]:
    """The client's open tasks of these kinds."""
    query = select(Task).where(
        Task.client_id == client.id, col(Task.kind).in_(kinds), col(Task.done_at).is_(None)
    )
    return list(session.exec(query))
