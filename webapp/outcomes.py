"""Keeps how referrals ended at hand for searches: counted anew every few minutes for each agency."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel import Session

from casework import outcomes
from casework.outcomes import Kind
from matcher.outcomes import Outcome

_KEPT = timedelta(minutes=5)


class OutcomeBook:
    """The outcomes of each agency as of at most five minutes ago."""

    def __init__(self) -> None:
        self._counted: dict[str, tuple[datetime, Mapping[Kind, Mapping[str, Outcome]]]] = {}

    def by_service(
        self, session: Session, agency_id: str, kind: Kind, *, now: datetime
    ) -> Mapping[str, Outcome]:
        """How the agency's referrals of one kind of person ended; `session` works for that agency."""
        kept = self._counted.get(agency_id)
        if kept is None or now - kept[0] > _KEPT:
            kept = self._counted[agency_id] = (now, outcomes.counted(session, now=now))
        return kept[1].get(kind, {})
