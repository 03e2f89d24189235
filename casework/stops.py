"""Ends texts to a number at once and in full, and begins them again when the client says so."""

from datetime import datetime

from sqlmodel import Session, col, select

from casework import check_ins
from casework.referral_states import ENDED
from casework.tables import Client, Message, Referral

# How a stop was said, as Client.sms_stopped_how keeps it.
BY_TEXT, BY_CARRIER, WRONG_PERSON = "by text", "told the carrier", "wrong person"


def stop_number(session: Session, phone: str, *, how: str, now: datetime) -> list[Client]:
    """Stops every kind of text to this number, whoever of the agency's clients it stands for.

    What was scheduled or queued for them is cancelled. The federal rule allows ten business days
    (47 CFR 64.1200(a)(10)); this takes effect with the commit. Returns the clients; those who had stopped
    before keep their first moment.
    """
    clients = list(session.exec(select(Client).where(Client.phone == phone)))
    for client in clients:
        if client.sms_stopped_at is None:
            client.sms_stopped_at, client.sms_stopped_how = now, how
            session.add(client)
        check_ins.cancel_all(session, client, reason="stopped")
        queued = select(Message).where(Message.client_id == client.id, Message.status == "queued")
        for message in session.exec(queued):
            message.status, message.error_code = "cancelled", "stopped"
            session.add(message)
    session.flush()
    return clients


def start_again(session: Session, client: Client, *, now: datetime) -> None:
    """The client asked for texts again: that is a fresh agreement, and open referrals are asked about."""
    client.sms_agreed_at, client.sms_stopped_at, client.sms_stopped_how = now, None, None
    session.add(client)
    session.flush()
    query = select(Referral).where(
        Referral.client_id == client.id, col(Referral.state).not_in([*ENDED, "draft"])
    )
    for referral in session.exec(query).all():
        if not any(row.status in check_ins.OPEN for row in check_ins.of_referral(session, referral)):
            check_ins.ask_again(session, referral, label="opt_in", now=now)
