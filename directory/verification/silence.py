"""Providers who do not answer: a listing whose mails or calls went unanswered in a row is shown as silent."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from directory.tables import Verification, VerificationRequest
from directory.verification.rules import rules

# SQLite takes 32,766 values in one statement at the most.
_AT_A_TIME = 5_000


@dataclass(frozen=True)
class Silence:
    """How many mails and calls in a row nobody answered, and since when."""

    mails: int
    calls: int
    since: datetime

    @property
    def times(self) -> int:
        """All attempts together."""
        return self.mails + self.calls

    @property
    def flagged(self) -> bool:
        """Whether it has lasted so long that a caseworker should know."""
        return self.mails >= rules().silent_mails or self.calls >= rules().silent_calls


def silences(
    session: Session, *, now: datetime, service_ids: Iterable[str] | None = None
) -> dict[str, Silence]:
    """The silences that are to be shown, by service: of all of them, or of those named.

    A mail counts once its time to answer has passed, and so does its reminder.
    """
    ids = None if service_ids is None else list(service_ids)
    patience = timedelta(days=rules().reminder_days)
    requests = select(VerificationRequest).where(
        col(VerificationRequest.answered_at).is_(None),
        VerificationRequest.to_address != "",
        col(VerificationRequest.asked_at) <= now - patience,
    )
    calls = select(Verification.service_id, Verification.at).where(
        Verification.outcome == "no_answer", col(Verification.undone_at).is_(None)
    )
    if ids is not None:
        requests = requests.where(col(VerificationRequest.service_id).in_(ids))
        calls = calls.where(col(Verification.service_id).in_(ids))
    mailed: dict[str, list[datetime]] = defaultdict(list)
    for request in session.exec(requests):
        mailed[request.service_id].append(request.asked_at)
        if request.reminded_at is not None and request.reminded_at <= now - patience:
            mailed[request.service_id].append(request.reminded_at)
    called: dict[str, list[datetime]] = defaultdict(list)
    for service_id, at in session.exec(calls):
        called[service_id].append(at)
    answered = _answered(session, mailed.keys() | called.keys())
    found = {}
    for service_id in mailed.keys() | called.keys():
        heard = answered.get(service_id)
        mails = [at for at in mailed[service_id] if heard is None or at > heard]
        # Two calls on one day are one attempt.
        days = {at.date(): at for at in called[service_id] if heard is None or at > heard}
        if not mails and not days:
            continue
        silence = Silence(len(mails), len(days), min([*mails, *days.values()]))
        if silence.flagged:
            found[service_id] = silence
    return found


def _answered(session: Session, service_ids: Iterable[str]) -> dict[str, datetime]:
    """When each provider was last heard of."""
    answered: dict[str, datetime] = {}
    ids = sorted(service_ids)
    for start in range(0, len(ids), _AT_A_TIME):
        some = ids[start : start + _AT_A_TIME]
        verified = (
            select(Verification.service_id, func.max(Verification.at))
            .where(
                col(Verification.service_id).in_(some),
                Verification.outcome != "no_answer",
                col(Verification.undone_at).is_(None),
            )
            .group_by(col(Verification.service_id))
        )
        by_link = (
            select(VerificationRequest.service_id, func.max(VerificationRequest.answered_at))
            .where(
                col(VerificationRequest.service_id).in_(some),
                col(VerificationRequest.answered_at).is_not(None),
            )
            .group_by(col(VerificationRequest.service_id))
        )
        for service_id, at in [*session.exec(verified), *session.exec(by_link)]:
            answered[service_id] = max(at, answered.get(service_id, at))
    return answered
