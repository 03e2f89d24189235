"""Referrals as pages read them: of one client, with their history and check-ins."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from casework.referral_states import ENDED
from casework.tables import CheckIn, Client, ClientNeed, Goal, Objective, Referral, ReferralEvent
from directory.merges import absorbed


@dataclass(frozen=True)
class ReferralView:
    """A referral with what it serves in the plan, its history (oldest first) and its check-ins."""

    referral: Referral
    goal: Goal | None
    need: ClientNeed | None
    objective: Objective | None
    events: tuple[ReferralEvent, ...]
    check_ins: tuple[CheckIn, ...]


def of_client(session: Session, client: Client) -> list[Referral]:
    """A client's referrals, open ones first, each group by the latest change."""
    query = select(Referral).where(Referral.client_id == client.id).order_by(col(Referral.changed_at).desc())
    return sorted(session.exec(query), key=lambda row: row.state in ENDED)


def open_counts(session: Session, client_ids: Sequence[str]) -> dict[str, int]:
    """How many open referrals each of these clients has."""
    query = (
        select(Referral.client_id, func.count())
        .where(col(Referral.client_id).in_(client_ids), col(Referral.state).not_in(ENDED))
        .group_by(Referral.client_id)
    )
    return dict(session.exec(query).all())


def view(session: Session, referral: Referral) -> ReferralView:
    """One referral with all that belongs to it."""
    need = session.get(ClientNeed, referral.need_id) if referral.need_id else None
    events = session.exec(
        select(ReferralEvent).where(ReferralEvent.referral_id == referral.id).order_by(col(ReferralEvent.at))
    )
    asked = session.exec(
        select(CheckIn).where(CheckIn.referral_id == referral.id).order_by(col(CheckIn.due_at))
    )
    return ReferralView(
        referral,
        session.get(Goal, need.goal_id) if need else None,
        need,
        session.get(Objective, referral.objective_id) if referral.objective_id else None,
        tuple(events),
        tuple(asked),
    )


def same_service(session: Session, client: Client, service_id: str) -> Referral | None:
    """An open referral of this client to the same service: arranged twice, perhaps (by another worker).

    A referral to a listing that was merged into this one is one to the same service.
    """
    named = [service_id, *absorbed(session, service_id)]
    query = select(Referral).where(
        Referral.client_id == client.id,
        col(Referral.service_id).in_(named),
        col(Referral.state).not_in(ENDED),
    )
    return session.exec(query).first()
