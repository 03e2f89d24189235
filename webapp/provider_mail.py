"""Tells a provider of a referral by mail, naming no one: who it is stands behind the link only."""

from datetime import datetime

from flask import render_template, url_for
from flask_babel import gettext as _
from sqlmodel import Session

from casework import provider_links
from casework.tables import Agency, Client, Mail, Referral
from directory.tables import Organization, Service
from webapp.state import linkage


def address(token: str) -> str:
    """The address under which a provider answers."""
    public = linkage().settings.public_url.rstrip("/")
    path = url_for("provider.page", token=token)
    return f"{public}{path}" if public else url_for("provider.page", token=token, _external=True)


def tell(
    session: Session,
    referral: Referral,
    client: Client,
    service: Service,
    organization: Organization,
    *,
    now: datetime,
) -> bool:
    """Puts a mail into the outbox; False when the listing has no address to send it to.

    Mail travels unprotected, so it carries no name and no need; the page behind the link shows them.
    """
    to = service.email or organization.email
    if not to:
        return False
    agency = session.get(Agency, referral.agency_id)
    assert agency is not None
    session.add(
        Mail(
            agency_id=referral.agency_id,
            client_id=client.id,
            referral_id=referral.id,
            to_address=to,
            subject=_("A referral from %(agency)s", agency=agency.name),
            body=render_template(
                "provider/mail.txt",
                agency=agency,
                organization=organization,
                address=address(provider_links.make(session, referral, now=now)),
                days=provider_links.LASTS.days,
            ),
            due_at=now,
            created_at=now,
        )
    )
    return True
