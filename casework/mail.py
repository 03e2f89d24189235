"""Sends an agency's mail to providers that is due; see directory.mailing for how once is kept to once."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from casework import scope
from casework.tables import Mail
from directory import mailing
from directory.mailing import Mailer, MailRefused

__all__ = ["MailRefused", "Mailer", "deliver_due"]


def deliver_due(
    make_session: Callable[[], Session], mailer: Mailer, *, now: datetime, limit: int = 50
) -> int:
    """Sends what is due for all agencies and returns how many went out."""

    def for_all_agencies() -> Session:
        session = make_session()
        scope.enter_all(session)
        return session

    return mailing.deliver_due(for_all_agencies, Mail, mailer, now=now, limit=limit)
