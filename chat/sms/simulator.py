"""A carrier that keeps every text in the database, so that Linkage can be tried without an account."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Text
from sqlmodel import Field, Session, SQLModel, col, or_, select

from chat.sms.sender import Sent
from directory.instants import UtcDateTime


class SimulatedText(SQLModel, table=True):
    """One text as a phone of the simulator shows it; numbers in E.164, `provider_id` like a carrier's."""

    __tablename__ = "simulated_text"

    provider_id: str = Field(primary_key=True)
    from_number: str = Field(sa_type=Text, index=True)
    to_number: str = Field(sa_type=Text, index=True)
    body: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=UtcDateTime)


def fresh_id() -> str:
    """A message id in the form of Twilio's."""
    return f"SM{uuid4().hex}"


class SimulatorSender:
    """Delivers at once, into the table `simulated_text`."""

    def __init__(self, make_session: Callable[[], Session], clock: Callable[[], datetime]) -> None:
        self._make_session = make_session
        self._clock = clock

    def send(self, to: str, body: str, *, from_number: str, reference: str) -> Sent:
        """Keeps one text; see chat.sms.sender.Sender."""
        text = SimulatedText(
            provider_id=fresh_id(), from_number=from_number, to_number=to, body=body, at=self._clock()
        )
        with self._make_session() as session:
            session.add(text)
            session.commit()
        return Sent(text.provider_id, "delivered")


def keep_from_phone(
    session: Session, *, from_number: str, to_number: str, body: str, now: datetime
) -> SimulatedText:
    """Keeps what somebody typed on a phone of the simulator; the caller commits and brings it in."""
    text = SimulatedText(
        provider_id=fresh_id(), from_number=from_number, to_number=to_number, body=body, at=now
    )
    session.add(text)
    session.flush()
    return text


def on_phone(session: Session, number: str) -> list[SimulatedText]:
    """Everything on this phone, oldest first."""
    query = (
        select(SimulatedText)
        .where(or_(SimulatedText.from_number == number, SimulatedText.to_number == number))
        .order_by(col(SimulatedText.at), col(SimulatedText.provider_id))
    )
    return list(session.exec(query))
