"""Referrals: made with consent checked here, and moved from state to state through one door."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from casework import check_ins, releases
from casework.referral_states import ENDED, allowed
from casework.tables import Client, ClientNeed, Disclosure, Objective, Plan, Referral, ReferralEvent, Release
from directory.wording import N_

CHANNELS = {
    "provider_told": N_("We tell the provider"),
    "client_contacts": N_("The client contacts them; nothing leaves the agency"),
}


class ConsentMissing(PermissionError):
    """Information was about to leave the agency without a live release for its recipient."""


class NotAllowed(ValueError):
    """A referral cannot move from its state to the one asked for."""


@dataclass(frozen=True)
class Linkage:
    """The service that a referral goes to, as the listing stood at that moment."""

    service_id: str
    location_id: str | None
    organization_id: str
    service_name: str
    organization_name: str
    category: str


def make(
    session: Session,
    client: Client,
    to: Linkage,
    *,
    channel: str,
    need: ClientNeed | None,
    objective: Objective | None,
    release: Release | None,
    plan: Plan | None,
    note: str | None,
    staff_id: str | None,
    now: datetime,
    today: date,
) -> Referral:
    """Makes a referral in state `requested` and schedules its first check-in.

    With channel `provider_told` the provider learns who the client is, so a release to that organization
    that is live on `today` is needed, and the disclosure is written down (42 CFR 2.24, 2.31). Raises
    ConsentMissing without one. `client_contacts` tells nobody anything and needs none.
    """
    if channel not in CHANNELS:
        raise ValueError(f"unknown channel {channel!r}")
    if channel == "provider_told":
        _check_release(release, client, to, today)
    else:
        release = None
    referral = Referral(
        agency_id=client.agency_id,
        client_id=client.id,
        need_id=need.id if need else None,
        objective_id=objective.id if objective else None,
        service_id=to.service_id,
        location_id=to.location_id,
        organization_id=to.organization_id,
        service_name=to.service_name,
        organization_name=to.organization_name,
        category=to.category,
        channel=channel,
        release_id=release.id if release else None,
        state="draft",
        note=note or None,
        made_by_id=staff_id,
        made_at=now,
        changed_at=now,
    )
    session.add(referral)
    session.flush()
    if release is not None:
        session.add(
            Disclosure(
                agency_id=client.agency_id,
                client_id=client.id,
                referral_id=referral.id,
                release_id=release.id,
                at=now,
                recipient=to.organization_name,
                what=release.information,
                how="referral",
            )
        )
    change(session, referral, "requested", by="staff", staff_id=staff_id, now=now)
    check_ins.schedule(
        session, referral, client=client, intensity=plan.intensity if plan else "medium", now=now
    )
    return referral


def _check_release(release: Release | None, client: Client, to: Linkage, today: date) -> None:
    if release is None or release.client_id != client.id or release.organization_id != to.organization_id:
        raise ConsentMissing(N_("There is no release of information for this organization."))
    if not releases.is_live(release, today):
        raise ConsentMissing(N_("The release of information for this organization has ended."))


def change(
    session: Session,
    referral: Referral,
    to: str,
    *,
    by: str,
    now: datetime,
    staff_id: str | None = None,
    outcome: str | None = None,
    note: str | None = None,
) -> None:
    """Moves a referral to another state and writes its history: the only place that sets `state`.

    `by` is `staff`, `client`, `provider` or `linkage`. A state that ends the referral cancels its open
    check-ins. Raises NotAllowed for a step that casework.referral_states does not have.
    """
    if to not in allowed(referral.state):
        raise NotAllowed(f"a referral cannot go from {referral.state} to {to}")
    before, referral.state = referral.state, to
    referral.outcome = outcome or referral.outcome
    _write(session, referral, before, by=by, staff_id=staff_id, now=now, outcome=outcome, note=note)
    if to in ENDED:
        check_ins.cancel(session, referral, reason=to, now=now)


def note_outcome(
    session: Session,
    referral: Referral,
    *,
    outcome: str | None,
    by: str,
    now: datetime,
    barriers: Iterable[str] = (),
    note: str | None = None,
    staff_id: str | None = None,
) -> None:
    """Writes down what became known of a referral whose state stays as it is."""
    referral.outcome = outcome or referral.outcome
    referral.barriers = sorted({*referral.barriers, *barriers})
    _write(session, referral, referral.state, by=by, staff_id=staff_id, now=now, outcome=outcome, note=note)


def _write(
    session: Session,
    referral: Referral,
    before: str,
    *,
    by: str,
    staff_id: str | None,
    now: datetime,
    outcome: str | None,
    note: str | None,
) -> None:
    referral.changed_at = now
    session.add(referral)
    session.add(
        ReferralEvent(
            agency_id=referral.agency_id,
            client_id=referral.client_id,
            referral_id=referral.id,
            at=now,
            by=by,
            staff_id=staff_id,
            from_state=before,
            to_state=referral.state,
            outcome=outcome,
            note=note or None,
        )
    )
    session.flush()
