"""An agency with one client, one referral and a recording carrier, for the rules about texts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine
from sqlmodel import Session, select

from casework import inbound, scope, sending
from casework.tables import Agency, CheckIn, Client, Message, Referral, Task
from chat.sms.sender import Sender
from tests import factories
from tests.conftest import NOW
from tests.fakes import RecordingSender


@dataclass
class Line:
    """A text line between an agency and a client, at a moment that the test moves."""

    engine: Engine
    agency_id: str
    client_id: str
    referral_id: str
    now: datetime = NOW
    sender: RecordingSender = field(default_factory=RecordingSender)

    def make_session(self) -> Session:
        return Session(self.engine, expire_on_commit=False)

    def open(self) -> Session:
        """A session for the agency."""
        session = self.make_session()
        scope.enter(session, self.agency_id)
        return session

    def work(self, sender: Sender | None = None) -> sending.Round:
        return sending.send_due(self.make_session, sender or self.sender, now=self.now)

    def ask(self) -> None:
        """Lets the next check-in come due and go out."""
        due = [row for row in self.check_ins() if row.status == "due"]
        self.now = max(self.now, min(row.due_at for row in due))
        self.work()

    def text(
        self, body: str, *, phone: str | None = None, answered_by_carrier: bool = False, **values: Any
    ) -> None:
        """The client texts, and the answer goes out."""
        with self.make_session() as session:
            kept = inbound.store(
                session,
                **{
                    "provider_id": f"SM{uuid4().hex}",
                    "from_number": phone or self.client().phone,
                    "to_number": self.agency().sms_number,
                    "body": body,
                    "media_count": 0,
                    "now": self.now,
                    **values,
                },
            )
            session.commit()
        if kept is not None:
            answers = inbound.handle(
                self.make_session, kept.id, now=self.now, answered_by_carrier=answered_by_carrier
            )
            sending.send_messages(self.make_session, self.sender, answers, now=self.now)

    def agency(self) -> Agency:
        with self.open() as session:
            return session.get_one(Agency, self.agency_id)

    def client(self) -> Client:
        with self.open() as session:
            return session.get_one(Client, self.client_id)

    def referral(self, referral_id: str | None = None) -> Referral:
        with self.open() as session:
            return session.get_one(Referral, referral_id or self.referral_id)

    def check_ins(self, referral_id: str | None = None) -> list[CheckIn]:
        with self.open() as session:
            rows = session.exec(
                select(CheckIn).where(CheckIn.referral_id == (referral_id or self.referral_id))
            )
            return sorted(rows, key=lambda row: row.step)

    def statuses(self, referral_id: str | None = None) -> list[tuple[str, str]]:
        """Kind and status of each question about the referral."""
        return [(row.kind, row.status) for row in self.check_ins(referral_id)]

    def messages(self, direction: str = "out") -> list[Message]:
        with self.open() as session:
            rows = session.exec(select(Message).where(Message.direction == direction))
            return sorted(rows, key=lambda row: row.created_at)

    def tasks(self) -> list[str]:
        """Kinds of the open tasks."""
        with self.open() as session:
            return sorted(task.kind for task in session.exec(select(Task)) if task.done_at is None)

    def change(self, make: Callable[[Session], Any]) -> Any:
        """Does something in a transaction of its own."""
        with self.open() as session:
            made = make(session)
            session.commit()
            return made

    def client_is(self, **values: Any) -> None:
        def write(session: Session) -> None:
            row = session.get_one(Client, self.client_id)
            for name, value in values.items():
                setattr(row, name, value)
            session.add(row)

        self.change(write)

    def refer(self, **values: Any) -> str:
        """Another referral of the client; its id."""
        return self.change(
            lambda session: (
                factories.referral(
                    session, session.get_one(Client, self.client_id), now=self.now, **values
                ).id
            )
        )


def line(
    engine: Engine, *, client: dict[str, Any] | None = None, agency: dict[str, Any] | None = None
) -> Line:
    """A client with a worker named Wanda Lee and one referral, made at NOW."""
    with Session(engine, expire_on_commit=False) as session:
        of = factories.agency(session, **(agency or {}))
        worker = factories.worker(session, name="Wanda Lee")
        person = factories.client(session, primary_worker_id=worker.id, **(client or {}))
        referral = factories.referral(session, person)
        session.commit()
        return Line(engine, of.id, person.id, referral.id)
