"""Mail goes out once, through a real mail server; what is refused is tried again only where that helps."""

import socket
from collections.abc import Iterator
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import Engine
from sqlmodel import Session, select

from casework import mail, scope
from casework.tables import Mail
from directory import mailing
from directory.tables import UpkeepMail
from directory.verification import letters, requests
from tests import factories
from tests.conftest import NOW
from webapp.mailer import SmtpMailer
from webapp.settings import Settings


class Inbox:
    """Keeps what arrives; refuses addresses that begin with `no` for good, with `later` for now."""

    def __init__(self) -> None:
        self.arrived: list[tuple[list[str], str]] = []

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if address.startswith("no@"):
            return "550 unknown"
        if address.startswith("later@"):
            return "451 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        self.arrived.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 OK"


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, SmtpMailer]]:
    handler = Inbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    settings = Settings(
        smtp_host="127.0.0.1", smtp_port=port, smtp_starttls=False, mail_from="us@linkage.example"
    )
    yield handler, SmtpMailer(settings)
    server.stop()


def write(engine: Engine, to: str) -> str:
    with Session(engine) as session:
        factories.agency(session)
        row = Mail(to_address=to, subject="A referral", body="Please answer: ü", due_at=NOW, created_at=NOW)
        session.add(row)
        session.commit()
        return row.id


def read(engine: Engine, mail_id: str) -> Mail:
    with Session(engine) as session:
        scope.enter_all(session)
        return session.exec(select(Mail).where(Mail.id == mail_id)).one()


def test_mail_that_is_due_arrives_once(engine: Engine, inbox) -> None:
    handler, mailer = inbox
    mail_id = write(engine, "intake@hope.example")
    for _again in range(2):
        mail.deliver_due(lambda: Session(engine), mailer, now=NOW)
    assert [to for to, _content in handler.arrived] == [["intake@hope.example"]]
    assert read(engine, mail_id).status == "sent"


def test_an_address_that_is_refused_for_good_is_not_tried_again(engine: Engine, inbox) -> None:
    mail_id = write(engine, "no@hope.example")
    assert mail.deliver_due(lambda: Session(engine), inbox[1], now=NOW) == 0
    kept = read(engine, mail_id)
    assert (kept.status, kept.problem) == ("failed", "the mail server refused the address (550)")


def test_what_is_refused_for_now_is_tried_again_later(engine: Engine, inbox) -> None:
    mail_id = write(engine, "later@hope.example")
    mail.deliver_due(lambda: Session(engine), inbox[1], now=NOW)
    kept = read(engine, mail_id)
    assert (kept.status, kept.attempts) == ("due", 1)
    assert kept.due_at > NOW


def test_a_server_that_is_away_leaves_the_mail_due(engine: Engine) -> None:
    settings = Settings(smtp_host="127.0.0.1", smtp_port=9, smtp_starttls=False)
    mail_id = write(engine, "intake@hope.example")
    mail.deliver_due(lambda: Session(engine), SmtpMailer(settings), now=NOW)
    assert read(engine, mail_id).status == "due"


def test_mail_about_listings_takes_the_same_way(engine: Engine, inbox) -> None:
    handler, mailer = inbox
    with Session(engine) as session:
        service = factories.service(session, email="intake@hope.example")
        letters.send_one(
            session,
            service,
            "intake@hope.example",
            by_id="josette",
            now=NOW,
            address_of=lambda token: f"https://linkage.example/v/{token}",
            language="en",
        )
        service_id = service.id
        session.commit()
    for _again in range(2):
        mailing.deliver_due(lambda: Session(engine), UpkeepMail, mailer, now=NOW)
    [(to, content)] = handler.arrived
    assert to == ["intake@hope.example"]
    assert "Is your listing still right?" in content
    with Session(engine) as session:
        kept = session.exec(select(UpkeepMail)).one()
        token = kept.body.split("https://linkage.example/v/")[1].split()[0]
        assert (kept.status, requests.find(session, token, now=NOW)[2].id) == ("sent", service_id)


def test_a_mail_that_may_have_gone_out_is_never_sent_again(engine: Engine, inbox) -> None:
    mail_id = write(engine, "intake@hope.example")

    class Dies:
        def send(self, to: str, subject: str, body: str) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mail.deliver_due(lambda: Session(engine), Dies(), now=NOW)
    mail.deliver_due(lambda: Session(engine), inbox[1], now=NOW + timedelta(days=1))
    assert inbox[0].arrived == []
    assert read(engine, mail_id).status == "sending"
