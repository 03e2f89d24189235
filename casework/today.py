"""What a worker's day holds: tasks by harm, then what is due, and what the last days brought."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, true
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from casework import tasks
from casework.referral_states import ENDED
from casework.tables import Client, Objective, Referral, ReferralEvent, Release, Task

_SOON = timedelta(days=14)
_RECENT = timedelta(days=7)
_QUIET = timedelta(days=10)


@dataclass(frozen=True)
class Item:
    """A task with the person and the referral that it is about."""

    task: Task
    client: Client | None
    referral: Referral | None


@dataclass(frozen=True)
class News:
    """Something that became known of a referral."""

    event: ReferralEvent
    referral: Referral
    client: Client


@dataclass(frozen=True)
class Day:
    """A worker's day. `items` come most harmful first; `quiet` are referrals nobody has heard of lately."""

    items: tuple[Item, ...]
    news: tuple[News, ...]
    objectives: tuple[tuple[Objective, Client], ...]
    releases: tuple[tuple[Release, Client], ...]
    quiet: tuple[tuple[Referral, Client], ...]
    open_referrals: int
    connected: int


def of(session: Session, *, worker_id: str | None, now: datetime, today: date) -> Day:
    """The day of one worker, or with None of the whole agency."""
    clients = {client.id: client for client in session.exec(_clients(worker_id))}
    ids = list(clients)
    referrals = {
        row.id: row for row in session.exec(select(Referral).where(col(Referral.client_id).in_(ids)))
    }
    open_ones = [row for row in referrals.values() if row.state not in ENDED]
    return Day(
        items=_items(session, clients, referrals, worker_id, now),
        news=_news(session, clients, referrals, now),
        objectives=_objectives(session, clients, today),
        releases=_releases(session, clients, today),
        quiet=tuple(
            (row, clients[row.client_id])
            for row in sorted(open_ones, key=lambda row: row.changed_at)
            if row.changed_at < now - _QUIET
        ),
        open_referrals=len(open_ones),
        connected=sum(row.state == "completed" for row in referrals.values()),
    )


def _clients(worker_id: str | None) -> SelectOfScalar[Client]:
    query = select(Client).where(col(Client.closed_on).is_(None))
    return query if worker_id is None else query.where(Client.primary_worker_id == worker_id)


def _for_whom(worker_id: str | None) -> ColumnElement[bool]:
    return true() if worker_id is None else or_(col(Task.for_id).is_(None), Task.for_id == worker_id)


def _items(
    session: Session,
    clients: dict[str, Client],
    referrals: dict[str, Referral],
    worker_id: str | None,
    now: datetime,
) -> tuple[Item, ...]:
    # A text from a number that nobody has belongs to no caseload, so everybody sees it.
    nobodys = and_(col(Task.client_id).is_(None), _for_whom(worker_id))
    mine = or_(col(Task.client_id).in_(list(clients)), nobodys)
    rows = session.exec(select(Task).where(col(Task.done_at).is_(None), col(Task.due_at) <= now, mine))
    return tuple(
        Item(task, clients.get(task.client_id or ""), referrals.get(task.referral_id or ""))
        for task in sorted(rows, key=lambda task: (tasks.rank(task.kind), task.due_at))
    )


def _news(
    session: Session, clients: dict[str, Client], referrals: dict[str, Referral], now: datetime
) -> tuple[News, ...]:
    rows = session.exec(
        select(ReferralEvent)
        .where(
            col(ReferralEvent.referral_id).in_(list(referrals)),
            col(ReferralEvent.by).in_(["client", "provider"]),
            col(ReferralEvent.at) > now - _RECENT,
        )
        .order_by(col(ReferralEvent.at).desc())
        .limit(12)
    )
    return tuple(News(row, referrals[row.referral_id], clients[row.client_id]) for row in rows)


def _objectives(
    session: Session, clients: dict[str, Client], today: date
) -> tuple[tuple[Objective, Client], ...]:
    rows = session.exec(
        select(Objective)
        .where(
            col(Objective.client_id).in_(list(clients)),
            Objective.status == "open",
            col(Objective.due_on) <= today + _SOON,
        )
        .order_by(col(Objective.due_on))
    )
    return tuple((row, clients[row.client_id]) for row in rows)


def _releases(
    session: Session, clients: dict[str, Client], today: date
) -> tuple[tuple[Release, Client], ...]:
    rows = session.exec(
        select(Release)
        .where(
            col(Release.client_id).in_(list(clients)),
            col(Release.withdrawn_at).is_(None),
            col(Release.expires_on) >= today,
            col(Release.expires_on) <= today + _SOON,
        )
        .order_by(col(Release.expires_on))
    )
    return tuple((row, clients[row.client_id]) for row in rows)
