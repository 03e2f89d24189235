"""Which sender carries the texts: Twilio where it is configured, the simulator otherwise."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from chat.sms.sender import Sender
from chat.sms.simulator import SimulatorSender
from chat.sms.twilio_sender import TwilioSender
from webapp.settings import Settings


def make_sender(
    settings: Settings, make_session: Callable[[], Session], clock: Callable[[], datetime]
) -> Sender:
    """The sender that the settings ask for."""
    if not settings.texts_by_twilio:
        return SimulatorSender(make_session, clock)
    return TwilioSender(
        account_sid=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_token.get_secret_value(),
        messaging_service_sid=settings.twilio_messaging_service_sid or None,
        from_number=settings.twilio_from_number or None,
        status_callback=f"{settings.public_url.rstrip('/')}/sms/status" if settings.public_url else None,
    )
