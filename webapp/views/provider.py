"""The provider's page for one referral: reached by a secret link, no account."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from casework import audit, clients, provider_links, releases, scope
from casework.provider_links import LinkGone
from casework.referral_states import ENDED
from casework.tables import Agency, ProviderLink, Referral, Release
from directory.problems import KINDS
from webapp.access import open_to
from webapp.database import now, session
from webapp.dates import local_day

blueprint = Blueprint("provider", __name__, url_prefix="/r")

# What a provider can know to be wrong about their own listing.
WRONG = ("phone_wrong", "address_wrong", "hours_wrong", "eligibility_wrong")


@blueprint.get("/<token>")
@open_to("the provider who holds the secret in the address")
def page(token: str) -> ResponseReturnValue:
    """Who is referred and what is asked; nothing once the release has ended."""
    try:
        link, referral = _find(token)
    except LinkGone:
        return render_template("provider/gone.html"), 410
    client = clients.open_client(session(), referral.client_id, now=now(), thing="provider's page")
    return render_template(
        "provider/page.html",
        token=token,
        link=link,
        referral=referral,
        client=client,
        release=session().get(Release, referral.release_id),
        agency=session().get(Agency, referral.agency_id),
        answers=provider_links.ANSWERS,
        wrong=[(kind, KINDS[kind]) for kind in WRONG],
        ended=referral.state in ENDED,
    )


@blueprint.post("/<token>")
@open_to("the provider who holds the secret in the address")
def answer(token: str) -> ResponseReturnValue:
    """Takes the provider's answer."""
    try:
        link, referral = _find(token)
        provider_links.answer(
            session(),
            link,
            referral,
            choice=request.form.get("choice", ""),
            note=request.form.get("note", "").strip(),
            wrong=[kind for kind in request.form.getlist("wrong") if kind in WRONG],
            now=now(),
        )
    except LinkGone:
        return render_template("provider/gone.html"), 410
    except ValueError:
        flash(_("Choose one of the answers."), "warning")
        return redirect(url_for("provider.page", token=token))
    flash(_("Thank you. The caseworker sees your answer at once."), "success")
    return redirect(url_for("provider.page", token=token))


def _find(token: str) -> tuple[ProviderLink, Referral]:
    """The referral behind the link while the client's permission lasts; otherwise LinkGone."""
    opened: Session = session()
    scope.enter_all(opened)
    audit.working(opened, staff_id=None, now=now())
    link, referral = provider_links.find(opened, token, now=now())
    release = opened.get(Release, referral.release_id) if referral.release_id else None
    agency = opened.get(Agency, referral.agency_id)
    if release is None or agency is None or not releases.is_live(release, local_day(agency.time_zone)):
        raise LinkGone
    return link, referral
