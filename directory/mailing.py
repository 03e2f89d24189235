"""Sends mail that is due, once: it is marked before the server is asked, so a crash sends no second one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlmodel import Session, col, select, update

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
    make_session: Callable[[], Session], table: Any, mailer: Mailer, *, now: datetime, limit: int = 50
) -> int:
    """Sends what is due in a table of mail and returns how many went out.

    The table has the columns of UpkeepMail: `status` is `due`, `sending`, `sent` or `failed`, and one that
    stays `sending` is a mail nobody knows of. Owns its transactions; none is open while sending.
    """
    sent = 0
    for mail_id in _due(make_session, table, now, limit):
        mail = _claim(make_session, table, mail_id)
        if mail is None:
            continue
        try:
            mailer.send(mail.to_address, mail.subject, mail.body)
        except MailRefused as refusal:
            again = refusal.retry and mail.attempts < _TRIES
            _record(
                make_session,
                table,
                mail_id,
                status="due" if again else "failed",
                due_at=now + timedelta(minutes=2**mail.attempts),
                problem=str(refusal),
            )
        else:
            _record(make_session, table, mail_id, status="sent", sent_at=now, problem=None)
            sent += 1
    return sent


def _due(make_session: Callable[[], Session], table: Any, now: datetime, limit: int) -> list[str]:
    with make_session() as session:
        query = select(table.id).where(table.status == "due", col(table.due_at) <= now).limit(limit)
        return list(session.exec(query))


def _claim(make_session: Callable[[], Session], table: Any, mail_id: str) -> Any:
    with make_session() as session:
        claimed = session.exec(
            update(table)
            .where(col(table.id) == mail_id, col(table.status) == "due")
            .values(status="sending", attempts=table.attempts + 1)
        )
        session.commit()
        return session.get(table, mail_id) if claimed.rowcount else None


def _record(make_session: Callable[[], Session], table: Any, mail_id: str, **values: object) -> None:
    with make_session() as session:
        session.exec(update(table).where(col(table.id) == mail_id).values(**values))
        session.commit()
