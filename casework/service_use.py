"""How often services were used and how it went, in numbers alone: what the keeping of listings may know."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel import Session, case, col, func, select

from casework.referral_states import ENDED
from casework.tables import Referral
from directory.verification.queue import Use

_REMEMBERED = timedelta(days=365)
_WITHOUT_HELP = ("failed", "rejected")
_NOT_MEANT = ("draft", "entered-in-error")


def counted(session: Session, *, now: datetime) -> Mapping[str, Use]:
    """The agency's referrals of the last year by service: how many, how many ended, how many without help.

    One that was cancelled ended neither way. A place where a client met nobody counts as without help.
    """
    ended = case((col(Referral.state).in_(set(ENDED) - {"cancelled", "entered-in-error"}), 1), else_=0)
    bad = case(
        (col(Referral.state).in_(_WITHOUT_HELP), 1),
        (Referral.outcome == "no_contact", 1),
        else_=0,
    )
    query = (
        select(Referral.service_id, func.count(), func.sum(ended), func.sum(bad))
        .where(col(Referral.made_at) >= now - _REMEMBERED, col(Referral.state).not_in(_NOT_MEANT))
        .group_by(col(Referral.service_id))
    )
    return {
        service_id: Use(count, max(int(over), int(without)), int(without))
        for service_id, count, over, without in session.exec(query)
    }
