"""The upkeep of one listing: how its provider is asked, how much room there is, and what happened so far."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import col, select

from casework import service_use, staff
from casework.clients import ClientRefused, e164
from directory import availability
from directory.availability import RoomRefused
from directory.listings import load_listings
from directory.problems import RESOLUTIONS, open_problems
from directory.tables import ProviderContact, Service
from directory.verification import letters, proposals, recording, requests
from directory.verification.due import listing_due_on
from directory.verification.queue import reasons_of
from directory.verification.silence import silences
from directory.verification.telling import is_secret
from directory.verification.typed import Unreadable
from directory.withheld import Withheld
from webapp import room_form, verification_mail
from webapp.access import LISTING_EDITORS, actor, for_roles
from webapp.database import now, session
from webapp.finding.room import room as room_words
from webapp.room_form import GOOD_FOR_DAYS
from webapp.state import linkage
from webapp.views.upkeep.blueprint import blueprint, listing_address, service_or_404, today


@blueprint.get("/listing/<service_id>")
@for_roles(LISTING_EDITORS)
def listing(service_id: str) -> ResponseReturnValue:
    """All of it on one page."""
    return _page(service_or_404(service_id))


@blueprint.post("/listing/<service_id>/room")
@for_roles(LISTING_EDITORS)
def room(service_id: str) -> ResponseReturnValue:
    """Keeps how much room there is."""
    service = service_or_404(service_id)
    try:
        typed = room_form.read(request.form)
        if typed is None:
            raise RoomRefused(_("Choose how much room there is."))
        availability.report(
            session(),
            service_id,
            status=typed.status,
            places=typed.places,
            unit=typed.unit,
            wait=typed.wait,
            good_for=typed.good_for,
            via="staff",
            by_id=actor().staff_id,
            now=now(),
        )
    except RoomRefused as refusal:
        return _page(service, problems={"room": _(str(refusal))}), 422
    flash(_("Noted. Searches use it from now on."), "success")
    return redirect(url_for("upkeep.listing", service_id=service_id))


@blueprint.post("/listing/<service_id>/contact")
@for_roles(LISTING_EDITORS)
def contact(service_id: str) -> ResponseReturnValue:
    """Keeps how the provider is asked."""
    service = service_or_404(service_id)
    try:
        _keep_contact(service)
    except Unreadable as unreadable:
        return _page(service, problems={"contact": _(str(unreadable))}), 422
    except ClientRefused as refusal:
        return _page(service, problems={"sms_number": _(refusal.args[-1])}), 422
    flash(_("Saved."), "success")
    return redirect(url_for("upkeep.listing", service_id=service_id))


@blueprint.post("/listing/<service_id>/ask")
@for_roles(LISTING_EDITORS)
def ask(service_id: str) -> ResponseReturnValue:
    """Asks the provider now: by mail, or with a link to hand over that is shown this once."""
    service = service_or_404(service_id)
    if request.form.get("how") == "link":
        _request, token = requests.ask(session(), service_id, now=now(), by_id=actor().staff_id)
        return _page(service, link=verification_mail.address(token))
    to_address = letters.address_for(session(), service)
    if not to_address:
        flash(_("No e-mail address is known: make a link to hand over, or call."), "warning")
        return redirect(url_for("upkeep.listing", service_id=service_id))
    letters.send_one(
        session(),
        service,
        to_address,
        by_id=actor().staff_id,
        now=now(),
        address_of=verification_mail.address,
        language=linkage().settings.language,
    )
    flash(_("A mail with a link goes to %(address)s.", address=to_address), "success")
    return redirect(url_for("upkeep.listing", service_id=service_id))


def _keep_contact(service: Service) -> None:
    form = request.form
    row = _contact(service.id) or ProviderContact(service_id=service.id)
    email = form.get("email", "").strip()
    if email and ("@" not in email or " " in email):
        raise Unreadable(_("Write an e-mail address, such as intake@example.org."))
    number = e164(form.get("sms_number", ""))
    if number and "sms_agreed" not in form:
        raise ClientRefused("sms_number", _("Ask them first: a number is used only if its owner agreed."))
    taken = select(ProviderContact).where(
        ProviderContact.sms_number == number, ProviderContact.service_id != service.id
    )
    if number and (other := session().exec(taken).first()):
        holder = session().get(Service, other.service_id)
        name = holder.name if holder else ""
        raise ClientRefused("sms_number", _("This number texts for another listing: %(name)s", name=name))
    if number != row.sms_number:
        row.sms_agreed_at = now() if number else None
    row.sms_number, row.email, row.mail_on = number, email, "mail_on" in form
    session().add(row)
    session().flush()
    if "all_of_them" in form:
        _switch_others(service, row.mail_on)


def _switch_others(service: Service, mail_on: bool) -> None:
    """The same switch for every listing of the organization; their addresses and numbers stay as they are."""
    others = select(Service.id).where(
        Service.organization_id == service.organization_id, Service.id != service.id
    )
    ids = session().exec(others).all()
    known = {
        row.service_id: row
        for row in session().exec(select(ProviderContact).where(col(ProviderContact.service_id).in_(ids)))
    }
    for service_id in ids:
        row = known.get(service_id) or ProviderContact(service_id=service_id)
        row.mail_on = mail_on
        session().add(row)
    session().flush()


def _contact(service_id: str) -> ProviderContact | None:
    return session().exec(select(ProviderContact).where(ProviderContact.service_id == service_id)).first()


def _page(service: Service, *, problems: dict[str, str] | None = None, link: str = "") -> str:
    shown = load_listings(session(), [service.id])[service.id]
    use = service_use.counted(session(), now=now())
    waiting = proposals.open_proposals(session(), service.id)
    withheld = Withheld.of(session())
    return render_template(
        "upkeep/listing.html",
        listing=shown,
        due_on=listing_due_on(shown),
        today=today(),
        reasons=reasons_of(session(), service.id, use=use, now=now(), today=today()),
        last=recording.last_verified(session(), [service.id]).get(service.id),
        history=recording.of_listing(session(), service.id, limit=20),
        problems_open=open_problems(session(), [service.id]).get(service.id, ()),
        proposals_open=waiting,
        secret={row.id for row in waiting if is_secret(row, withheld)},
        resolutions=RESOLUTIONS,
        silence=silences(session(), now=now(), service_ids=[service.id]).get(service.id),
        waiting=requests.waiting(session(), service.id, now=now()),
        room=room_words(shown, now()),
        good_for=GOOD_FOR_DAYS,
        contact=_contact(service.id),
        to_address=letters.address_for(session(), service),
        workers=staff.names(session()),
        form=request.form,
        problems=problems or {},
        link=link,
        local=not linkage().settings.smtp_host,
        listing_address=listing_address(service.id),
        back=url_for("upkeep.listing", service_id=service.id),
    )
