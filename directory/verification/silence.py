"""Providers who do not answer: a listing whose mails or calls went unanswered in a row is shown as silent."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from directory.tables import Verification, VerificationRequest
from directory.verification.rules import rules


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
    query = select(Verification.service_id, Verification.at).where(
        col(Verification.service_id).in_(list(service_ids)),
        Verification.outcome != "no_answer",
        col(Verification.undone_at).is_(None),
    )
    answered: dict[str, datetime] = {}
    for service_id, at in session.exec(query.order_by(col(Verification.at))):
        answered[service_id] = at
    proposed = select(VerificationRequest.service_id, VerificationRequest.answered_at).where(
        col(VerificationRequest.service_id).in_(list(service_ids)),
        col(VerificationRequest.answered_at).is_not(None),
    )
    for service_id, answered_at in session.exec(proposed):
        if answered_at is not None:
            answered[service_id] = max(answered_at, answered.get(service_id, answered_at))
    return answered
