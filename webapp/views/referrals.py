"""Referrals: making one with consent, and following it."""

from datetime import date, timedelta
from typing import TypeVar

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clients, plans, provider_links, referrals, referrals_read, releases, staff, thread
from casework.referral_states import allowed
from casework.referrals import ConsentMissing, Linkage
from casework.releases import ReleaseRefused
from casework.tables import Agency, Client, ClientNeed, Objective, Referral, Release
from directory import merges
from directory.tables import Organization, Service
from webapp import provider_mail
from webapp.access import CASEWORKERS, actor, for_roles
from webapp.database import now, session
from webapp.dates import local_day

Row = TypeVar("Row", ClientNeed, Objective)

blueprint = Blueprint("referrals", __name__, url_prefix="/referrals")

RELEASE_LASTS = timedelta(days=180)


@blueprint.get("/new")
@for_roles(CASEWORKERS)
def new() -> ResponseReturnValue:
    """The form for one service; without a client it asks for whom first."""
    client_id = request.args.get("client", "")
    if not client_id:
        mine = clients.caseload(session(), worker_id=None)
        return render_template("referrals/for_whom.html", clients=mine, service=_service(), args=request.args)
    return _form(clients.open_client(session(), client_id, now=now(), thing="referral form"))


@blueprint.post("/")
@for_roles(CASEWORKERS)
def make() -> ResponseReturnValue:
    """Makes the referral, records the release signed with it, and tells the provider if that was chosen."""
    form = request.form
    client = clients.open_client(session(), form.get("client", ""), now=now(), thing="referral form")
    service, organization = _service()
    today = local_day(client.time_zone)
    need = _of_client(ClientNeed, form.get("need", ""), client)
    objective = _of_client(Objective, form.get("objective", ""), client)
    channel = form.get("channel", "")
    if channel not in referrals.CHANNELS:
        return _form(client, problem={"channel": _("Choose how they will hear of this.")}), 422
    try:
        release = _release(client, organization, today) if channel == "provider_told" else None
        referral = referrals.make(
            session(),
            client,
            Linkage(
                service_id=service.id,
                location_id=form.get("location") or None,
                organization_id=organization.id,
                service_name=service.name,
                organization_name=organization.name,
                category=need.category if need else form.get("category", ""),
            ),
            channel=channel,
            need=need,
            objective=objective,
            release=release,
            plan=plans.current(session(), client),
            note=form.get("note"),
            staff_id=actor().staff_id,
            now=now(),
            today=today,
        )
    except (ReleaseRefused, ConsentMissing) as refusal:
        session().rollback()
        return _form(
            clients.open_client(session(), client.id, now=now()), problem={"release": _(str(refusal))}
        ), 422
    flash(_("The referral is made. You will see here and on Today what comes of it."), "success")
    if channel == "provider_told":
        told = provider_mail.tell(session(), referral, client, service, organization, now=now())
        flash(
            _("%(name)s gets a mail with a link to answer.", name=organization.name)
            if told
            else _("The listing has no e-mail address: call them, or make a link to answer on this page."),
            "success" if told else "warning",
        )
    return redirect(url_for("referrals.page", referral_id=referral.id))


@blueprint.get("/<referral_id>")
@for_roles(CASEWORKERS)
def page(referral_id: str) -> ResponseReturnValue:
    """One referral: where it stands, its history, messages and check-ins."""
    return _page(*_open(referral_id))


@blueprint.post("/<referral_id>/state")
@for_roles(CASEWORKERS)
def state(referral_id: str) -> ResponseReturnValue:
    """Moves the referral on; the worker says what they learned."""
    _client, referral = _open(referral_id)
    referrals.change(
        session(),
        referral,
        request.form.get("to", ""),
        by="staff",
        staff_id=actor().staff_id,
        now=now(),
        outcome=request.form.get("outcome") or None,
        note=request.form.get("note"),
    )
    flash(_("Noted."), "success")
    return redirect(url_for("referrals.page", referral_id=referral_id))


@blueprint.post("/<referral_id>/note")
@for_roles(CASEWORKERS)
def note(referral_id: str) -> ResponseReturnValue:
    """Writes an attempt or a piece of news into the history; the state stays."""
    _client, referral = _open(referral_id)
    words = request.form.get("note", "").strip()
    if words:
        referrals.note_outcome(
            session(), referral, outcome=None, by="staff", now=now(), note=words, staff_id=actor().staff_id
        )
        flash(_("Noted."), "success")
    return redirect(url_for("referrals.page", referral_id=referral_id))


@blueprint.post("/<referral_id>/link")
@for_roles(CASEWORKERS)
def link(referral_id: str) -> ResponseReturnValue:
    """Makes a link for the provider, to be read out or sent by hand; it is shown this once."""
    client, referral = _open(referral_id)
    release = session().get(Release, referral.release_id) if referral.release_id else None
    if release is None or not releases.is_live(release, local_day(client.time_zone)):
        raise ConsentMissing(_("There is no live release of information for this organization."))
    token = provider_links.make(session(), referral, now=now())
    return _page(client, referral, address=provider_mail.address(token))


def _open(referral_id: str) -> tuple[Client, Referral]:
    referral = session().get(Referral, referral_id)
    if referral is None:
        abort(404)
    return clients.open_client(session(), referral.client_id, now=now(), thing="referral"), referral


def _page(client: Client, referral: Referral, address: str = "") -> str:
    view = referrals_read.view(session(), referral)
    return render_template(
        "referrals/page.html",
        client=client,
        view=view,
        referral=referral,
        release=session().get(Release, referral.release_id) if referral.release_id else None,
        next_states=sorted(allowed(referral.state) - {"entered-in-error"}, key=_ORDER.index),
        messages=thread.of_referral(session(), referral),
        links=provider_links.open_links(session(), referral, now=now()),
        workers=staff.names(session()),
        address=address,
        now_listed_as=_now_listed_as(referral),
    )


def _now_listed_as(referral: Referral) -> Service | None:
    """The listing that stands for the one referred to, where they were merged since."""
    stands = merges.survivor(session(), referral.service_id)
    return session().get(Service, stands) if stands != referral.service_id else None


_ORDER = ["requested", "accepted", "in-progress", "on-hold", "completed", "failed", "rejected", "cancelled"]


def _service() -> tuple[Service, Organization]:
    service = session().get(Service, merges.survivor(session(), request.values.get("service", "")))
    if service is None:
        abort(404)
    organization = session().get(Organization, service.organization_id)
    assert organization is not None
    return service, organization


def _of_client(table: type[Row], row_id: str, client: Client) -> Row | None:
    row = session().get(table, row_id) if row_id else None
    if row is not None and row.client_id != client.id:
        abort(404)
    return row


def _release(client: Client, organization: Organization, today: date) -> Release | None:
    """The live release to this organization, or the one signed on this form."""
    live = releases.live_for(session(), client, organization.id, today)
    if live is not None or "signed" not in request.form:
        return live
    agency = session().get(Agency, client.agency_id)
    assert agency is not None
    try:
        expires_on = date.fromisoformat(request.form.get("expires_on", ""))
    except ValueError as error:
        raise ReleaseRefused(_("Write the day on which the release ends.")) from error
    return releases.give(
        session(),
        client,
        organization_id=organization.id,
        organization_name=organization.name,
        discloser=agency.name,
        information=request.form.get("information", ""),
        purpose=request.form.get("purpose", ""),
        signed_by=request.form.get("signed_by", ""),
        signed_on=today,
        expires_on=expires_on,
        staff_id=actor().staff_id,
    )


def _form(client: Client, problem: dict[str, str] | None = None) -> str:
    service, organization = _service()
    plan = plans.current(session(), client)
    today = local_day(client.time_zone)
    return render_template(
        "referrals/new.html",
        client=client,
        service=service,
        organization=organization,
        plan=plans.view(session(), plan) if plan else None,
        live=releases.live_for(session(), client, organization.id, today),
        twice=referrals_read.same_service(session(), client, service.id),
        information=releases.INFORMATION,
        purposes=releases.PURPOSES,
        expires_on=today + RELEASE_LASTS,
        form=request.values,
        problem=problem or {},
    )
