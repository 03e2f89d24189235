"""Sends mail that is due, once: it is marked before the server is asked, so a crash sends no second one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from sqlmodel import Session, col, select, update

from casework import scope
from casework.tables import Mail

_TRIES = 5


class MailRefused(RuntimeError):
    """The mail server did not take a mail; `retry` says whether it may later."""

    def __init__(self, reason: str, *, retry: bool) -> None:
        super().__init__(reason)
        self.retry = retry


class Mailer(Protocol):
    """Whatever carries a mail; raises MailRefused."""

    def send(self, to: str, subject: str, body: str) -> None: ...


def deliver_due(
    make_session: Callable[[], Session], mailer: Mailer, *, now: datetime, limit: int = 50
) -> int:
    """Sends what is due and returns how many went out. Owns its transactions; none is open while sending."""
    sent = 0
    for mail_id in _due(make_session, now, limit):
        mail = _claim(make_session, mail_id)
        if mail is None:
            continue
        try:
            mailer.send(mail.to_address, mail.subject, mail.body)
        except MailRefused as refusal:
            again = refusal.retry and mail.attempts < _TRIES
            _record(
                make_session,
                mail_id,
                status="due" if again else "failed",
                due_at=now + timedelta(minutes=2**mail.attempts),
                problem=str(refusal),
            )
        else:
            _record(make_session, mail_id, status="sent", sent_at=now, problem=None)
            sent += 1
    return sent


def _due(make_session: Callable[[], Session], now: datetime, limit: int) -> list[str]:
    with make_session() as session:
        scope.enter_all(session)
        query = select(Mail.id).where(Mail.status == "due", col(Mail.due_at) <= now).limit(limit)
        return list(session.exec(query))


def _claim(make_session: Callable[[], Session], mail_id: str) -> Mail | None:
    with make_session() as session:
        scope.enter_all(session)
        claimed = session.exec(
            update(Mail)
            .where(col(Mail.id) == mail_id, col(Mail.status) == "due")
            .values(status="sending", attempts=Mail.attempts + 1)
        )
        session.commit()
        return session.get(Mail, mail_id) if claimed.rowcount else None


def _record(make_session: Callable[[], Session], mail_id: str, **values: object) -> None:
    with make_session() as session:
        scope.enter_all(session)
        session.exec(update(Mail).where(col(Mail.id) == mail_id).values(**values))
        session.commit()
