"""Releases of information: given, live or not, withdrawn; no disclosure happens without a live one."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from casework.tables import Client, Disclosure, Release
from directory.wording import N_

# 42 CFR 2.31(a)(5) wants a specific purpose; these are offered, others may be written.
PURPOSES = (
    N_("To arrange the service and find out whether it was received"),
    N_("To coordinate care between agencies"),
)
INFORMATION = (
    N_("Name, telephone number and the kind of help needed"),
    N_("Name, telephone number, the kind of help needed, household and eligibility facts"),
)


class ReleaseRefused(ValueError):
    """A release cannot be recorded as asked; the message says what to change."""


def give(
    session: Session,
    client: Client,
    *,
    organization_id: str,
    organization_name: str,
    discloser: str,
    information: str,
    purpose: str,
    signed_by: str,
    signed_on: date,
    expires_on: date,
    staff_id: str | None,
) -> Release:
    """Records a signed release to one organization (42 CFR 2.31(a)).

    Raises ReleaseRefused when a part that the rule asks for is empty or the dates contradict each other.
    """
    for value, what in (
        (information.strip(), N_("Say what may be shared.")),
        (purpose.strip(), N_("Say what it is shared for.")),
        (signed_by.strip(), N_("Write the name of the person who signed.")),
    ):
        if not value:
            raise ReleaseRefused(what)
    if expires_on <= signed_on:
        raise ReleaseRefused(N_("The release must end after the day it was signed."))
    release = Release(
        agency_id=client.agency_id,
        client_id=client.id,
        organization_id=organization_id,
        organization_name=organization_name,
        discloser=discloser,
        information=information.strip(),
        purpose=purpose.strip(),
        signed_by=signed_by.strip(),
        signed_on=signed_on,
        expires_on=expires_on,
        recorded_by_id=staff_id,
    )
    session.add(release)
    session.flush()
    return release


def is_live(release: Release, today: date) -> bool:
    """Whether the release allows a disclosure on this day; it is good through its last day."""
    return release.withdrawn_at is None and release.signed_on <= today <= release.expires_on


def live_for(session: Session, client: Client, organization_id: str, today: date) -> Release | None:
    """The client's live release to this organization that lasts longest, or None."""
    rows = session.exec(
        select(Release)
        .where(Release.client_id == client.id, Release.organization_id == organization_id)
        .order_by(col(Release.expires_on).desc())
    ).all()
    return next((row for row in rows if is_live(row, today)), None)


def withdraw(session: Session, release: Release, *, how: str, now: datetime) -> None:
    """Ends a release at the client's wish, by whatever means they said so; doing it twice changes nothing."""
    if release.withdrawn_at is None:
        release.withdrawn_at = now
        release.withdrawn_how = how
        session.add(release)
        session.flush()


def of_client(session: Session, client: Client) -> list[Release]:
    """All releases of a client, the latest first."""
    query = select(Release).where(Release.client_id == client.id).order_by(col(Release.signed_on).desc())
    return list(session.exec(query))


def disclosures(session: Session, client: Client) -> list[Disclosure]:
    """What was told to whom about the client, the latest first (42 CFR 2.24)."""
    query = select(Disclosure).where(Disclosure.client_id == client.id).order_by(col(Disclosure.at).desc())
    return list(session.exec(query))
