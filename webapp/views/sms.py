"""Where Twilio knocks: texts from clients, and reports on texts that went to them."""

import logging

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from casework import deliveries, inbound, scope, sending
from chat.sms.signature import is_signed, public_address
from webapp.access import open_to
from webapp.database import now
from webapp.state import linkage

blueprint = Blueprint("sms", __name__, url_prefix="/sms")

_log = logging.getLogger("linkage.sms")
_ID_LENGTH = 64


@blueprint.before_request
def _check_signature() -> None:
    settings = linkage().settings
    address = public_address(settings.public_url, request.url)
    token = settings.twilio_auth_token.get_secret_value()
    if not is_signed(token, address, request.form, request.headers.get("X-Twilio-Signature")):
        _log.warning("a webhook was not signed by the carrier", extra={"path": request.path})
        abort(403)


@blueprint.post("/inbound")
@open_to("the carrier: every request is signed")
def come_in() -> ResponseReturnValue:
    """A text from a phone: kept and committed first, then read, then answered by texts of our own."""
    form, state = request.form, linkage()
    provider_id = form.get("MessageSid") or form.get("SmsSid") or ""
    if not provider_id or len(provider_id) > _ID_LENGTH or not form.get("From"):
        abort(400)
    with state.make_session() as session:
        try:
            message = inbound.store(
                session,
                provider_id=provider_id,
                from_number=form["From"],
                to_number=form.get("To", ""),
                body=form.get("Body", ""),
                media_count=form.get("NumMedia", 0, type=int),
                now=now(),
            )
        except inbound.UnknownLine:
            _log.warning("a text came to a number of no agency", extra={"provider_id": provider_id})
            return _empty()
        session.commit()
    if message is None:
        return _empty()
    try:
        answers = inbound.handle(
            state.make_session,
            message.id,
            now=now(),
            answered_by_carrier=form.get("OptOutType") in ("STOP", "START", "HELP"),
        )
        sending.send_messages(state.make_session, state.sender, answers, now=now())
    except Exception:
        # It is kept: the worker takes it up. An error to the carrier would only bring it twice.
        _log.exception("a reply was left to the worker", extra={"message_id": message.id})
    return _empty()


@blueprint.post("/status")
@open_to("the carrier: every request is signed")
def report() -> ResponseReturnValue:
    """A report on a text that went out; one that nobody here knows is answered all the same."""
    form = request.form
    provider_id = form.get("MessageSid") or form.get("SmsSid") or ""
    status = form.get("MessageStatus") or form.get("SmsStatus") or ""
    if provider_id and status and len(provider_id) <= _ID_LENGTH:
        with linkage().make_session() as session:
            scope.enter_all(session)
            known = deliveries.reported(
                session,
                provider_id=provider_id,
                reference=request.args.get("message"),
                status=status,
                code=form.get("ErrorCode"),
                now=now(),
            )
            session.commit()
        if known is None:
            _log.info("a report on a text nobody knows", extra={"provider_id": provider_id})
    return _empty()


def _empty() -> Response:
    return Response('<?xml version="1.0" encoding="UTF-8"?><Response></Response>', mimetype="text/xml")
