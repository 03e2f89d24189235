"""One table: what each thing that a client can say does to the referral, the worker's day and the listing."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from casework import answers, check_ins, referrals, stops, tasks
from casework.referral_states import ENDED
from casework.tables import Client, Message, Referral, ReferralEvent, Task
from chat.days_said import day_said
from chat.replies import Heard
from directory import problems


@dataclass(frozen=True)
class Consequence:
    """What one label does.

    `goal`: where the referral should come to (see _ROUTES); None leaves its state. `task`: put before the
    worker. `answer`: the key of the wording that goes back. `again`: ask again later, as the schedule says.
    `closes`: whether it answers the question. `problems`: what it says about the listing in any case.
    """

    goal: str | None = None
    task: str | None = None
    answer: str | None = None
    again: bool = False
    closes: bool = True
    problems: tuple[str, ...] = ()


TABLE: dict[str, Consequence] = {
    "got_service": Consequence(goal="completed", answer="got_service"),
    "scheduled": Consequence(goal="accepted", answer="scheduled", again=True),
    "waitlisted": Consequence(goal="on-hold", answer="waitlisted", again=True),
    "not_yet": Consequence(answer="not_yet", again=True),
    "no_contact": Consequence(task="could_not_reach", answer="no_contact"),
    "full": Consequence(goal="turned away", task="find_other", answer="full", problems=("no_capacity",)),
    "ineligible": Consequence(goal="turned away", task="find_other", answer="ineligible"),
    "missed": Consequence(task="missed_appointment", answer="missed"),
    "declined": Consequence(goal="cancelled", task="declined", answer="declined"),
    "needs_help": Consequence(task="reply_needs_person", answer="needs_help", closes=False),
    "problem": Consequence(task="problem", answer="problem", closes=False),
    "relapse": Consequence(task="relapse", answer="relapse", closes=False),
    "crisis": Consequence(task="crisis", answer="safety", closes=False),
    "acknowledged": Consequence(closes=False),
    "help_keyword": Consequence(answer="help", closes=False),
    "unclear": Consequence(task="reply_needs_person", answer="unclear", closes=False),
    "opt_out": Consequence(task="texts_stopped", answer="opted_out", closes=False),
    "opt_in": Consequence(answer="opted_in", closes=False),
    "wrong_person": Consequence(task="wrong_person", answer="wrong_person", closes=False),
}

# What a client says of the service: it needs a referral to be about, and a reading that is sure enough.
ABOUT_SERVICE = frozenset(
    {
        "got_service",
        "scheduled",
        "waitlisted",
        "not_yet",
        "no_contact",
        "full",
        "ineligible",
        "missed",
        "declined",
        "problem",
    }
)

# These do something, or nothing, for good: an unsure reading of them is looked at first.
_NOT_UNLESS_SURE = frozenset({"acknowledged", "opt_in"})

# The steps from where a referral is to where the client says it is. A client who got in was accepted first.
_ROUTES: dict[str, dict[str, tuple[str, ...]]] = {
    "completed": {
        "requested": ("accepted", "completed"),
        "accepted": ("completed",),
        "in-progress": ("completed",),
        "on-hold": ("completed",),
    },
    "accepted": {"requested": ("accepted",), "on-hold": ("in-progress",)},
    "on-hold": {"requested": ("accepted", "on-hold"), "accepted": ("on-hold",)},
    "turned away": {
        "requested": ("rejected",),
        "accepted": ("failed",),
        "in-progress": ("failed",),
        "on-hold": ("failed",),
    },
    "cancelled": {
        "requested": ("cancelled",),
        "accepted": ("cancelled",),
        "in-progress": ("cancelled",),
        "on-hold": ("cancelled",),
    },
}
_SAME_NEWS = {
    "completed": ("got_service",),
    "failed": ("full", "ineligible"),
    "rejected": ("full", "ineligible"),
    "cancelled": ("declined",),
}
_NOT_YET_TIMES = 2


def apply(session: Session, message: Message, heard: Heard, *, now: datetime) -> list[Message]:
    """Does what the client's words call for, and returns the answer that was queued, if any.

    Danger and stops are acted on however unsure the reading; what would change a referral only where the
    reading is sure enough (Heard.to_be_acted_on), else a person reads it. A referral that has ended is
    changed by a person only. The caller commits.
    """
    message.label, message.confidence = heard.label, heard.confidence
    message.barriers, message.listing_problems = list(heard.barriers), list(heard.listing_problems)
    session.add(message)
    client = session.get(Client, message.client_id) if message.client_id else None
    if client is None:
        return answers.to_nobody(session, message, heard.label, now=now)
    referral = session.get(Referral, message.referral_id) if message.referral_id else None
    label = heard.label
    if label in ABOUT_SERVICE and not (referral and heard.to_be_acted_on and _fits(referral, label)):
        label = "unclear"
    if label in _NOT_UNLESS_SURE and not heard.to_be_acted_on:
        label = "unclear"
    what = TABLE[label]
    if label == "opt_out":
        stops.stop_number(session, message.phone, how=stops.BY_TEXT, now=now)
    elif label == "wrong_person":
        stops.stop_number(session, message.phone, how=stops.WRONG_PERSON, now=now)
    elif label == "opt_in":
        stops.start_again(session, client, now=now)
    if referral is not None:
        _report(session, referral, what, heard, label, now)
        if label in ABOUT_SERVICE:
            _about_service(session, referral, what, message, heard, now)
    if what.task is not None:
        _put_before_worker(session, what.task, client, referral, message, heard, label, now)
    else:
        message.handled_at = now
    session.flush()
    return answers.queue(session, what.answer, message=message, client=client, referral=referral, now=now)


def confirm(session: Session, task: Task, label: str, *, staff_id: str | None, now: datetime) -> bool:
    """A person says which of the likely readings of a reply is right; it then does what it would have done.

    Only what a client can say of the service can be chosen here. False, and nothing is done, where the task
    is settled already or the referral has ended otherwise. The client has had an answer and gets no other.
    """
    message = session.get(Message, task.message_id) if task.message_id else None
    referral = session.get(Referral, task.referral_id) if task.referral_id else None
    if task.done_at is not None or message is None or referral is None or label not in ABOUT_SERVICE:
        return False
    if not _fits(referral, label):
        return False
    message.label, message.confidence = label, 1.0
    session.add(message)
    heard = Heard(label, tuple(message.barriers), tuple(message.listing_problems), 1.0, None)
    what = TABLE[label]
    _report(session, referral, what, heard, label, now)
    _about_service(session, referral, what, message, heard, now)
    tasks.settle(session, task, staff_id=staff_id, now=now)
    if what.task is not None:
        client = session.get_one(Client, referral.client_id)
        _put_before_worker(session, what.task, client, referral, message, heard, label, now)
    session.flush()
    return True


def _about_service(
    session: Session,
    referral: Referral,
    what: Consequence,
    message: Message,
    heard: Heard,
    now: datetime,
) -> None:
    label = heard.label
    if what.closes:
        check_ins.answered(session, referral, now=now)
    route = _ROUTES.get(what.goal or "", {}).get(referral.state, ())
    referral.barriers = sorted({*referral.barriers, *heard.barriers})
    for step, to in enumerate(route):
        last = step == len(route) - 1
        referrals.change(
            session,
            referral,
            to,
            by="client",
            now=now,
            outcome=label if last else None,
            note=message.body if last else None,
        )
    if not route:
        referrals.note_outcome(
            session,
            referral,
            outcome=label,
            by="client",
            now=now,
            barriers=heard.barriers,
            note=message.body,
        )
    if label != "problem":
        _problem_is_told(session, referral, now)
    if what.again and referral.state not in ENDED:
        zone = ZoneInfo(session.get_one(Client, referral.client_id).time_zone)
        day = day_said(message.body, now.astimezone(zone).date()) if label == "scheduled" else None
        check_ins.ask_again(session, referral, label=label, now=now, day=day)
    if label == "not_yet" and _times(session, referral, label) >= _NOT_YET_TIMES:
        client = session.get_one(Client, referral.client_id)
        tasks.open_task(session, "not_yet_again", client=client, referral=referral, message=None, now=now)


def _put_before_worker(
    session: Session,
    kind: str,
    client: Client,
    referral: Referral | None,
    message: Message,
    heard: Heard,
    label: str,
    now: datetime,
) -> None:
    details = {"heard": heard.label}
    if heard.danger is not None:
        details["danger"] = heard.danger.kind
    if label == "unclear" and referral is not None:
        details["likely"] = " ".join(
            name for name in heard.likely if name in ABOUT_SERVICE and _fits(referral, name)
        )
    if label == "opt_out" and any(
        task.message_id != message.id for task in tasks.open_of(session, client, kind)
    ):
        return
    tasks.open_task(
        session,
        kind,
        client=client,
        referral=referral,
        message=message,
        now=now,
        note=message.body,
        details=details,
    )


def _fits(referral: Referral, label: str) -> bool:
    """Whether the referral is under way, or has ended in the way that the client now says."""
    return referral.state not in ENDED or label in _SAME_NEWS.get(referral.state, ())


def _report(
    session: Session, referral: Referral, what: Consequence, heard: Heard, label: str, now: datetime
) -> None:
    if label == "unclear" or not heard.to_be_acted_on:
        return
    kinds = dict.fromkeys((*what.problems, *heard.listing_problems))
    client = session.get(Client, referral.client_id)
    problems.report(
        session,
        service_id=referral.service_id,
        kinds=kinds,
        source="client",
        # Who works with the client now hears what came of it; the listing learns no name.
        reporter_id=(client.primary_worker_id if client else None) or referral.made_by_id,
        now=now,
    )


def _problem_is_told(session: Session, referral: Referral, now: datetime) -> None:
    """The client has said what the problem was: what they said has its own consequences."""
    client = session.get_one(Client, referral.client_id)
    for task in tasks.open_of(session, client, "problem"):
        if task.referral_id == referral.id:
            tasks.settle(session, task, staff_id=None, now=now)


def _times(session: Session, referral: Referral, outcome: str) -> int:
    query = (
        select(func.count())
        .select_from(ReferralEvent)
        .where(ReferralEvent.referral_id == referral.id, col(ReferralEvent.outcome) == outcome)
    )
    return session.exec(query).one()
