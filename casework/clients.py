"""A client's record: opened through one function that notes the look, and what is known of the person."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import phonenumbers
from sqlmodel import Session, col, select

from casework import audit
from casework.tables import Client, ClientFact
from directory.wording import N_
from matcher.facts import Facts


class ClientNotFound(LookupError):
    """No such client, or none that this agency may see: the two are not told apart."""


class ClientRefused(ValueError):
    """What was entered about a client cannot be kept as it is; `field` names the place."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Contact:
    """How a client may be reached, as entered on a form; `phone` as people write it."""

    phone: str
    language: str
    safe_to_text: bool
    safe_to_voicemail: bool
    agrees_to_texts: bool
    may_name_service: bool
    note: str


def open_client(session: Session, client_id: str, *, now: datetime, thing: str = "record") -> Client:
    """The client's record, with the look written to the audit; raises ClientNotFound."""
    client = session.get(Client, client_id)
    if client is None:
        raise ClientNotFound(client_id)
    audit.looked(session, client, thing=thing, now=now)
    return client


def caseload(session: Session, *, worker_id: str | None, closed: bool = False) -> list[Client]:
    """The agency's open (or closed) clients, of one worker or all, by the name they are called."""
    query = select(Client).where(
        col(Client.closed_on).is_not(None) if closed else col(Client.closed_on).is_(None)
    )
    if worker_id is not None:
        query = query.where(Client.primary_worker_id == worker_id)
    # Names are Personal, so they are sorted here and not by the database.
    return sorted(session.exec(query), key=lambda client: client.called.casefold())


def by_phone(session: Session, number: str) -> list[Client]:
    """Clients with this number (E.164), open ones first."""
    found = session.exec(select(Client).where(Client.phone == number)).all()
    return sorted(found, key=lambda client: client.closed_on is not None)


def add(
    session: Session,
    *,
    name: str,
    preferred_name: str,
    contact: Contact,
    program_id: str | None,
    worker_id: str | None,
    time_zone: str,
    now: datetime,
    today: date,
) -> Client:
    """Opens a record; raises ClientRefused naming the field that cannot be kept."""
    if not name.strip():
        raise ClientRefused("name", N_("Write the name of the person."))
    client = Client(
        program_id=program_id,
        primary_worker_id=worker_id,
        name=name.strip(),
        preferred_name=preferred_name.strip() or None,
        time_zone=time_zone,
        opened_on=today,
    )
    set_contact(client, contact, now=now)
    session.add(client)
    session.flush()
    return client


def set_contact(client: Client, contact: Contact, *, now: datetime) -> None:
    """Writes how the client may be reached. Agreeing to texts again ends an earlier stop."""
    phone = e164(contact.phone)
    if contact.agrees_to_texts and phone is None:
        raise ClientRefused("phone", N_("Texts need a phone number."))
    client.phone = phone
    client.language = contact.language
    client.safe_to_text = contact.safe_to_text
    client.safe_to_voicemail = contact.safe_to_voicemail
    client.texts_may_name_service = contact.may_name_service
    client.contact_note = contact.note.strip() or None
    if contact.agrees_to_texts and (client.sms_agreed_at is None or client.sms_stopped_at is not None):
        client.sms_agreed_at, client.sms_stopped_at, client.sms_stopped_how = now, None, None
    elif not contact.agrees_to_texts and client.sms_agreed_at is not None and client.sms_stopped_at is None:
        # Said by phone or at a visit: revocation counts by any reasonable means (47 CFR 64.1200(a)(10)).
        client.sms_stopped_at, client.sms_stopped_how = now, "told the worker"


def e164(number: str) -> str | None:
    """A telephone number as E.164, None for an empty one; raises ClientRefused for what is none."""
    if not number.strip():
        return None
    try:
        parsed = phonenumbers.parse(number, "US")
    except phonenumbers.NumberParseException as error:
        raise ClientRefused("phone", N_("This is not a telephone number.")) from error
    if not phonenumbers.is_possible_number(parsed):
        raise ClientRefused("phone", N_("This telephone number has too few or too many digits."))
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def facts(session: Session, client: Client) -> dict[str, Any]:
    """What is known of the client, by the vocabulary's words; the newest word on each counts."""
    known = {row.fact: json.loads(row.value) for row in _rows(session, client)}
    return {fact: value for fact, value in known.items() if value is not None}


def _rows(session: Session, client: Client) -> list[ClientFact]:
    """All that was ever recorded of the client, oldest first."""
    query = select(ClientFact).where(ClientFact.client_id == client.id).order_by(col(ClientFact.recorded_at))
    return list(session.exec(query))


def record_facts(
    session: Session,
    client: Client,
    values: Mapping[str, Any],
    *,
    source: str,
    staff_id: str | None,
    now: datetime,
) -> None:
    """Writes what changed among `values`; a value of None says that the fact is no longer known.

    Raises pydantic's ValidationError for values that the vocabulary does not have, before anything is
    written.
    """
    Facts.model_validate({fact: value for fact, value in values.items() if value is not None})
    rows = _rows(session, client)
    before = {row.fact: json.loads(row.value) for row in rows}
    # The newest row counts, so a row is never as old as one before it, whatever the clock says.
    at = max([now, *(row.recorded_at + timedelta(microseconds=1) for row in rows)])
    for fact, value in values.items():
        if fact not in Facts.model_fields:
            raise ClientRefused(fact, N_("This is not a fact that is kept."))
        if before.get(fact) != value:
            session.add(
                ClientFact(
                    agency_id=client.agency_id,
                    client_id=client.id,
                    fact=fact,
                    value=json.dumps(value),
                    source=source,
                    recorded_at=at,
                    recorded_by_id=staff_id,
                )
            )
    session.flush()
