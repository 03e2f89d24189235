"""How a provider answers one referral without an account: an address with a secret that expires."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from secrets import token_urlsafe

from sqlmodel import Session, col, select

from casework import referrals, scope, tasks
from casework.referral_states import ENDED
from casework.tables import Client, ProviderLink, Referral
from directory import problems
from directory.wording import N_

LASTS = timedelta(days=21)

ANSWERS = {
    "accepted": N_("Yes, we can take this person"),
    "full": N_("No, we have no room now"),
    "ineligible": N_("No, the person does not qualify"),
    "unreachable": N_("We cannot reach the person"),
    "no_longer": N_("We no longer offer this"),
}


_SAYS_OF_THE_LISTING = {"no_longer": ("closed_permanently",), "full": ("no_capacity",)}


class LinkGone(LookupError):
    """The address is unknown, has expired, or its referral has ended."""


def make(session: Session, referral: Referral, *, now: datetime) -> str:
    """A fresh secret for this referral; only its hash is kept, so it can be shown this once."""
    token = token_urlsafe(24)
    session.add(
        ProviderLink(
            agency_id=referral.agency_id,
            referral_id=referral.id,
            token_hash=_hash(token),
            made_at=now,
            expires_at=now + LASTS,
        )
    )
    session.flush()
    return token


def find(session: Session, token: str, *, now: datetime) -> tuple[ProviderLink, Referral]:
    """The link and its referral; raises LinkGone. The session must see all agencies until this returns.

    From here on the session works for the referral's agency alone.
    """
    link = session.exec(select(ProviderLink).where(ProviderLink.token_hash == _hash(token))).first()
    referral = session.get(Referral, link.referral_id) if link else None
    if link is None or referral is None or link.expires_at <= now:
        raise LinkGone
    scope.enter(session, referral.agency_id)
    return link, referral


def answer(
    session: Session,
    link: ProviderLink,
    referral: Referral,
    *,
    choice: str,
    note: str,
    now: datetime,
    wrong: Iterable[str] = (),
) -> None:
    """Writes the provider's answer into the referral and puts it before the worker.

    `wrong` are the listing problems that the provider names; a service no longer offered is one by itself.
    What the provider writes of a person stays in the referral: the listing learns the kind alone. Raises
    ValueError for a choice that is none, LinkGone when the referral has ended meanwhile.
    """
    if choice not in ANSWERS:
        raise ValueError(f"unknown answer {choice!r}")
    if referral.state in ENDED:
        raise LinkGone
    if choice == "accepted" and referral.state == "requested":
        referrals.change(session, referral, "accepted", by="provider", now=now, note=note)
    elif choice in ("full", "ineligible", "no_longer"):
        to = "rejected" if referral.state == "requested" else "failed"
        outcome = choice if choice != "no_longer" else None
        referrals.change(session, referral, to, by="provider", now=now, outcome=outcome, note=note)
    else:
        referrals.note_outcome(session, referral, outcome=None, by="provider", now=now, note=note)
    kinds = [*wrong, *_SAYS_OF_THE_LISTING.get(choice, ())]
    if kinds:
        problems.report(
            session,
            service_id=referral.service_id,
            kinds=kinds,
            source="provider",
            reporter_id=referral.made_by_id,
            now=now,
        )
    link.answered_at = now
    session.add(link)
    tasks.open_task(
        session,
        "provider_answered",
        client=session.get(Client, referral.client_id),
        referral=referral,
        message=None,
        now=now,
        due_at=now,
        note=note or None,
    )


def open_links(session: Session, referral: Referral, *, now: datetime) -> list[ProviderLink]:
    """Links of this referral that still work, newest first."""
    query = (
        select(ProviderLink)
        .where(ProviderLink.referral_id == referral.id, col(ProviderLink.expires_at) > now)
        .order_by(col(ProviderLink.made_at).desc())
    )
    return list(session.exec(query))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
