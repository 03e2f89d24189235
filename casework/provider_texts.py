"""A provider's text about their room, from a number that a coordinator registered for one listing."""

from datetime import datetime

from sqlmodel import Session, select

from casework import answers, tasks
from casework.tables import Message
from chat.availability import read_availability
from chat.phrasing.tables import Message as Words
from chat.replies import Heard
from chat.safety import danger_written
from directory import availability
from directory.tables import ProviderContact, Service

LABEL = "availability"
# What belongs to everybody who texts, and comes first.
_FOR_EVERYBODY = ("crisis", "opt_out", "opt_in", "help_keyword")


def take(session: Session, message: Message, heard: Heard, *, now: datetime) -> list[Message] | None:
    """Keeps the room that a provider texted, and returns the answer that was queued.

    None where the number is no provider's, or the text is one that everybody may send: danger, STOP, HELP. A
    stop takes the number off the listing. What is not plain is put before a person.
    """
    contact = session.exec(select(ProviderContact).where(ProviderContact.sms_number == message.phone)).first()
    service = session.get(Service, contact.service_id) if contact else None
    if contact is None or service is None:
        return None
    if _is_for_everybody(message.body, heard):
        if heard.label == "opt_out":
            contact.sms_number = contact.sms_agreed_at = None
            session.add(contact)
        return None
    message.label, message.confidence = LABEL, 1.0
    session.add(message)
    said = read_availability(message.body)
    if said is None:
        note = f"{service.name}: {message.body}"
        tasks.open_task(
            session, "provider_wrote", client=None, referral=None, message=message, now=now, note=note
        )
        return answers.queue(session, "room_unclear", message=message, client=None, referral=None, now=now)
    availability.report(
        session,
        service.id,
        status=said.status,
        places=said.places,
        unit=said.unit,
        wait=said.wait,
        via="text",
        now=now,
    )
    message.handled_at = now
    session.flush()
    return answers.queue(session, "room_noted", message=message, client=None, referral=None, now=now)


def _is_for_everybody(body: str, heard: Heard) -> bool:
    """Whether words that everybody may send are meant, though the reading was made for clients' replies.

    An unsure reading does not count here: what is no plain word of room is put before a person in any case.
    """
    if heard.label == "crisis":
        return danger_written(Words(body)) is not None
    return heard.label in _FOR_EVERYBODY and heard.to_be_acted_on
