"""The text messages between the agency and a client, as one thread."""

from sqlmodel import Session, col, select

from casework.tables import Client, Message, Referral


def of_client(session: Session, client: Client) -> list[Message]:
    """All messages with a client, oldest first."""
    query = (
        select(Message).where(Message.client_id == client.id).order_by(col(Message.created_at), Message.id)
    )
    return list(session.exec(query))


def of_referral(session: Session, referral: Referral) -> list[Message]:
    """The messages that were about one referral, oldest first."""
    query = (
        select(Message)
        .where(Message.referral_id == referral.id)
        .order_by(col(Message.created_at), Message.id)
    )
    return list(session.exec(query))
