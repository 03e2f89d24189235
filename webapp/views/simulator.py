"""Phones of the clients, to try texting without a real one; answers come in by the carrier's own door."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_time
from flask_babel import gettext as _
from sqlmodel import col, select
from werkzeug.test import Client as Caller

from casework import clients, quiet_hours, sending, thread
from casework.tables import Agency, CheckIn, Client, Message
from chat.sms import simulator
from chat.sms.signature import public_address, sign
from directory.wording import N_
from webapp.access import CASEWORKERS, actor, for_roles
from webapp.database import now, session
from webapp.state import linkage

blueprint = Blueprint("simulator", __name__, url_prefix="/simulator")

_LONGEST = 1600
_QUICK = ("1", "2", "3")
# What the sending says when a check-in does not go; quiet_hours has words for the rest.
_WHY_NOT = {
    "waiting": N_("This question waits until the one before it is answered."),
    "crisis": N_("No questions while somebody should call this client: see Today."),
    "ended": N_("That referral has ended, so nothing is asked about it."),
    "silence": N_("No answer came, so no more texts: it is a task for the worker now."),
    "taken": N_("The worker has just taken this one up."),
    "refused": N_("The carrier refused the text."),
}


@dataclass(frozen=True)
class Bubble:
    """One text on the screen; `mine` is what the person with the phone wrote."""

    body: str
    at: datetime
    mine: bool


@dataclass(frozen=True)
class Phone:
    """A client's phone: whose it is and what stands last on it."""

    client: Client
    bubbles: tuple[Bubble, ...]

    @property
    def last(self) -> Bubble | None:
        return self.bubbles[-1] if self.bubbles else None


@blueprint.get("")
@for_roles(CASEWORKERS)
def page() -> ResponseReturnValue:
    """All phones, with the one texted last in hand."""
    phones = _phones()
    return _show(phones, phones[0] if phones else None)


@blueprint.get("/<client_id>")
@for_roles(CASEWORKERS)
def phone(client_id: str) -> ResponseReturnValue:
    """One client's phone in hand."""
    opened = clients.open_client(session(), client_id, now=now(), thing="phone")
    phones = _phones()
    return _show(phones, next((each for each in phones if each.client.id == opened.id), None))


@blueprint.get("/<client_id>/screen")
@for_roles(CASEWORKERS)
def screen(client_id: str) -> ResponseReturnValue:
    """The texts on one phone, for the page to refresh itself with."""
    # Asked every two seconds: the look was written down when the page was opened.
    client = session().get(Client, client_id)
    if client is None:
        raise clients.ClientNotFound(client_id)
    return render_template("simulator/_screen.html", phone=_phone(client, _agency()))


@blueprint.post("/<client_id>/answer")
@for_roles(CASEWORKERS)
def answer(client_id: str) -> ResponseReturnValue:
    """What was typed on the phone, brought in as the carrier would: a signed request to the webhook."""
    client = clients.open_client(session(), client_id, now=now(), thing="phone")
    body = (request.form.get("body") or request.form.get("quick") or "").strip()[:_LONGEST]
    to_number = _agency().sms_number
    if body and client.phone:
        # The look is on record; no transaction of this request stays open beside the webhook's own.
        session().commit()
        _knock(client.phone, to_number, body)
    return redirect(url_for("simulator.phone", client_id=client_id))


@blueprint.post("/<client_id>/next")
@for_roles(CASEWORKERS)
def send_next(client_id: str) -> ResponseReturnValue:
    """Sends the client's next check-in now. Consent, stops and one open question at a time hold as always."""
    client = clients.open_client(session(), client_id, now=now(), thing="phone")
    agency = _agency()
    check_in_id = (
        session()
        .exec(
            select(CheckIn.id)
            .where(CheckIn.client_id == client.id, CheckIn.status == "due")
            .order_by(col(CheckIn.due_at))
        )
        .first()
    )
    if check_in_id is None:
        flash(_("No check-in is planned for this client."), "warning")
        return redirect(url_for("simulator.phone", client_id=client_id))
    hours = quiet_hours.may_text(client, agency, now(), holidays=quiet_hours.holidays(session(), agency))
    # What was read so far is kept, and no transaction of this request stays open beside the sending's own.
    session().commit()
    outcome = sending.send_check_in(
        linkage().make_session, linkage().sender, check_in_id, now=linkage().clock(), at_any_hour=True
    )
    if outcome == "sent":
        flash(_("The check-in is on the phone."), "success")
        if isinstance(hours, quiet_hours.Held) and hours.until is not None:
            local = hours.until.astimezone(ZoneInfo(client.time_zone))
            flash(
                _(
                    "A real one would have waited until %(time)s there. In the simulator nobody is woken.",
                    time=format_time(local, "short", rebase=False),
                ),
                "warning",
            )
    else:
        words = _WHY_NOT.get(outcome) or quiet_hours.REASONS.get(outcome, "")
        flash(_("Not sent. %(why)s", why=_(words) if words else ""), "warning")
    return redirect(url_for("simulator.phone", client_id=client_id))


def _show(phones: list[Phone], held: Phone | None) -> ResponseReturnValue:
    planned = None
    if held is not None:
        planned = (
            session()
            .exec(
                select(CheckIn)
                .where(CheckIn.client_id == held.client.id, CheckIn.status == "due")
                .order_by(col(CheckIn.due_at))
            )
            .first()
        )
    return render_template(
        "simulator/page.html",
        phones=phones,
        phone=held,
        planned=planned,
        is_due=planned is not None and planned.due_at <= now(),
        quick=_QUICK,
        agency=_agency(),
    )


def _agency() -> Agency:
    return session().get_one(Agency, actor().agency_id)


def _phones() -> list[Phone]:
    agency = _agency()
    held = [_phone(client, agency) for client in clients.caseload(session(), worker_id=None) if client.phone]
    texted = [each for each in held if each.last is not None]
    texted.sort(key=lambda each: cast(Bubble, each.last).at, reverse=True)
    return texted + [each for each in held if each.last is None]


def _phone(client: Client, agency: Agency) -> Phone:
    """Everything on this phone: what the simulator carried, and what the record holds from before."""
    carried = simulator.on_phone(session(), client.phone or "")
    known = {text.provider_id for text in carried}
    bubbles = [
        Bubble(text.body, text.at, text.from_number == client.phone)
        for text in carried
        if agency.sms_number in (text.from_number, text.to_number)
    ]
    bubbles += [
        Bubble(message.body, message.created_at, message.direction == "in")
        for message in thread.of_client(session(), client)
        if message.provider_id not in known and _arrived(message)
    ]
    return Phone(client, tuple(sorted(bubbles, key=lambda bubble: bubble.at)))


def _arrived(message: Message) -> bool:
    return message.direction == "in" or message.status == "delivered"


def _knock(from_number: str, to_number: str, body: str) -> None:
    state = linkage()
    with state.make_session() as typed:
        text = simulator.keep_from_phone(
            typed, from_number=from_number, to_number=to_number, body=body, now=state.clock()
        )
        typed.commit()
    form = {
        "MessageSid": text.provider_id,
        "From": from_number,
        "To": to_number,
        "Body": body,
        "NumMedia": "0",
    }
    path = url_for("sms.come_in")
    address = public_address(state.settings.public_url, f"{request.host_url.rstrip('/')}{path}")
    signature = sign(state.settings.twilio_auth_token.get_secret_value(), address, form)
    app = cast(Any, current_app)._get_current_object()
    assert isinstance(app, Flask)
    Caller(app).post(path, base_url=request.host_url, data=form, headers={"X-Twilio-Signature": signature})
