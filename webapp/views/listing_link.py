"""The provider's page for one listing: reached by a secret link, no account, on any phone."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import to_user_timezone
from sqlmodel import col, select
from werkzeug.datastructures import MultiDict

from directory import availability
from directory.availability import RoomRefused
from directory.listings import load_listings
from directory.tables import Phone, Service, VerificationLink, VerificationRequest
from directory.verification import requests
from directory.verification.fields import all_fields, questions
from directory.verification.recording import WhoMissing
from directory.verification.requests import LinkGone
from directory.verification.telling import questions_told
from directory.verification.typed import STATUSES, read, shown
from directory.withheld import Withheld
from matcher.facts import Facts
from webapp import room_form
from webapp.access import open_to
from webapp.database import now, session
from webapp.finding.details import details
from webapp.finding.room import room as room_words
from webapp.finding.who_for import who_for
from webapp.room_form import RoomTyped

blueprint = Blueprint("listing_link", __name__, url_prefix="/v")

_WHO = "the provider who holds the secret in the address"
_LONGEST_NOTE = 2_000


@blueprint.errorhandler(LinkGone)
def _gone(_error: LinkGone) -> ResponseReturnValue:
    return render_template("listing_link/gone.html"), 410


@blueprint.get("/<token>")
@open_to(_WHO)
def page(token: str) -> ResponseReturnValue:
    """The listing as the public sees it, with one tap to say that it is true."""
    link, asked, service = requests.find(session(), token, now=now())
    return _page(token, link, asked, service)


@blueprint.post("/<token>")
@open_to(_WHO)
def confirm(token: str) -> ResponseReturnValue:
    """All of it is still true."""
    link, asked, service = requests.find(session(), token, now=now())
    try:
        room = room_form.read(request.form)
        requests.answer(session(), asked, (), **_who(), now=now(), on=to_user_timezone(now()).date())
        _keep_room(service.id, room, asked)
    except (WhoMissing, RoomRefused) as refusal:
        session().rollback()
        _link, asked, service = requests.find(session(), token, now=now())
        return _page(token, link, asked, service, problem=_(str(refusal))), 422
    return redirect(url_for("listing_link.page", token=token))


@blueprint.get("/<token>/change")
@open_to(_WHO)
def change(token: str) -> ResponseReturnValue:
    """Every field with an input of its own."""
    _link, asked, service = requests.find(session(), token, now=now())
    return _change(token, asked, service)


@blueprint.post("/<token>/change")
@open_to(_WHO)
def propose(token: str) -> ResponseReturnValue:
    """Keeps what the provider would change until a coordinator has looked at it."""
    _link, asked, service = requests.find(session(), token, now=now())
    fields = all_fields(questions_told(questions(session(), service), Withheld.of(session())))
    typed = {key: list(values) for key, values in request.form.lists()}
    wishes, wrong = read(fields, typed)
    problems = {key: _(words) for key, words in wrong.items()}
    who = _who()
    if not (who["provider_name"] and who["provider_title"]):
        problems["who"] = _("Write your name and your title, so that we know who told us.")
    if not wishes and not wrong and not who["note"]:
        problems["nothing"] = _("Nothing is changed yet. Change a field, or write below what is different.")
    if problems:
        return _change(token, asked, service, problems, request.form), 422
    if wishes:
        requests.answer(session(), asked, wishes, **who, now=now(), on=to_user_timezone(now()).date())
    else:
        requests.leave_note(session(), asked, **who, now=now())
    return redirect(url_for("listing_link.page", token=token))


@blueprint.post("/<token>/room")
@open_to(_WHO)
def room(token: str) -> ResponseReturnValue:
    """How much room there is now, as often as it changes while the link works."""
    link, asked, service = requests.find(session(), token, now=now())
    try:
        typed = room_form.read(request.form)
        if typed is None:
            raise RoomRefused(_("Choose how much room there is."))
        _keep_room(service.id, typed, asked)
    except RoomRefused as refusal:
        return _page(token, link, asked, service, problem=_(str(refusal))), 422
    flash(_("Thank you. Caseworkers see it at once."), "success")
    return redirect(url_for("listing_link.page", token=token))


def _who() -> dict[str, str]:
    form = request.form
    return {
        "provider_name": form.get("provider_name", "").strip()[:200],
        "provider_title": form.get("provider_title", "").strip()[:200],
        "note": form.get("note", "").strip()[:_LONGEST_NOTE],
    }


def _keep_room(service_id: str, typed: RoomTyped | None, asked: VerificationRequest) -> None:
    if typed is None:
        return
    who = ", ".join(part for part in (asked.provider_name, asked.provider_title) if part)
    availability.report(
        session(),
        service_id,
        status=typed.status,
        places=typed.places,
        unit=typed.unit,
        wait=typed.wait,
        via="link",
        by_name=who,
        now=now(),
    )


def _page(
    token: str, link: VerificationLink, asked: VerificationRequest, service: Service, *, problem: str = ""
) -> str:
    listing = load_listings(session(), [service.id])[service.id]
    withheld = Withheld.of(session())
    numbers = select(Phone.number).where(col(Phone.id).in_(withheld.left_out))
    unsaid = set(session().exec(numbers))
    return render_template(
        "listing_link/page.html",
        token=token,
        link=link,
        asked=asked,
        listing=listing,
        told=withheld.told("service", service.model_dump()) or {},
        phones=[phone for phone in listing.phones if phone.number not in unsaid],
        hidden=any(place.confidential for place in listing.places),
        details=details(listing, who_for(session(), listing), facts=Facts(), now=now()),
        room=room_words(listing, now()),
        statuses=STATUSES,
        form=request.form,
        problem=problem,
    )


def _change(
    token: str,
    asked: VerificationRequest,
    service: Service,
    problems: dict[str, str] | None = None,
    form: MultiDict[str, str] | None = None,
) -> str:
    listing = load_listings(session(), [service.id])[service.id]
    withheld = Withheld.of(session())
    told = withheld.told("service", service.model_dump()) or {}
    return render_template(
        "listing_link/change.html",
        token=token,
        asked=asked,
        listing=listing,
        questions=questions_told(questions(session(), service), withheld),
        name=told["name"],
        statuses=STATUSES,
        shown=shown,
        form=form or MultiDict(),
        problems=problems or {},
        hidden=any(place.confidential for place in listing.places),
    )
