"""What Twilio may do, what nobody else may, and the simulator that knocks at the same door."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from casework import scope
from casework.tables import CheckIn, Client, Message, Referral, Task
from chat.sms import simulator
from chat.sms.signature import sign
from tests import factories
from tests.conftest import NOW
from tests.fakes import RecordingSender
from tests.webapp.conftest import Desk
from webapp import worker
from webapp.app import create_app
from webapp.settings import Settings
from webapp.state import Linkage

TOKEN = "t0ken"
PUBLIC = "https://linkage.example"


class Door:
    """The webhooks of a server behind a proxy, with a client of an agency."""

    def __init__(self, engine: Engine, home: Path) -> None:
        self.engine = engine
        self.sender = RecordingSender()
        settings = Settings(
            home=home, twilio_account_sid="AC1", twilio_auth_token=TOKEN, public_url=PUBLIC, smtp_host=""
        )
        self.state = Linkage(settings, engine=engine, sender=self.sender, clock=lambda: NOW)
        self.app = create_app(self.state)
        self.app.config["PROPAGATE_EXCEPTIONS"] = False
        self.browser: FlaskClient = self.app.test_client()
        with Session(engine, expire_on_commit=False) as session:
            self.agency = factories.agency(session)
            self.client = factories.client(session)
            self.referral = factories.referral(session, self.client)
            session.commit()

    def post(self, path: str, form: dict[str, str], *, signature: str | None = None) -> Any:
        signed = sign(TOKEN, PUBLIC + path, form) if signature is None else signature
        return self.browser.post(path, data=form, headers={"X-Twilio-Signature": signed})

    def text(self, body: str, **values: str) -> Any:
        form = {
            "MessageSid": "SM1",
            "From": self.client.phone or "",
            "To": self.agency.sms_number,
            "Body": body,
            "NumMedia": "0",
            **values,
        }
        return self.post("/sms/inbound", form)

    def rows(self, table: Any) -> list[Any]:
        with Session(self.engine) as session:
            scope.enter(session, self.agency.id)
            return list(session.exec(select(table)))


@pytest.fixture
def door(engine: Engine, tmp_path: Path) -> Door:
    return Door(engine, tmp_path)


def test_a_signed_text_is_kept_acted_on_and_answered_by_a_text_of_our_own(door: Door) -> None:
    answer = door.text("they were full")
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    assert b"<Message>" not in answer.data
    assert door.rows(Referral)[0].state == "rejected"
    assert [task.kind for task in door.rows(Task)] == ["find_other"]
    assert "another place" in door.sender.handed[0].body


@pytest.mark.parametrize("path", ["/sms/inbound", "/sms/status"])
@pytest.mark.parametrize("signature", ["", "wrong"])
def test_whoever_is_not_the_carrier_is_turned_away(door: Door, path: str, signature: str) -> None:
    form = {"MessageSid": "SM1", "From": "+12035550101", "To": door.agency.sms_number, "Body": "STOP"}
    assert door.post(path, form, signature=signature).status_code == 403
    assert door.rows(Message) == []


def test_a_signature_for_other_words_is_turned_away(door: Door) -> None:
    signed = sign(TOKEN, PUBLIC + "/sms/inbound", {"MessageSid": "SM1", "Body": "ok"})
    assert (
        door.post("/sms/inbound", {"MessageSid": "SM1", "Body": "STOP"}, signature=signed).status_code == 403
    )


def test_the_same_delivery_twice_is_answered_twice_and_acted_on_once(door: Door) -> None:
    assert door.text("they were full").status_code == 200
    assert door.text("they were full").status_code == 200
    assert len(door.sender.handed) == 1


@pytest.mark.parametrize("values", [{"From": "+12035550188"}, {"To": "+12035550189"}])
def test_numbers_nobody_knows_are_answered_all_the_same(door: Door, values: dict[str, str]) -> None:
    assert door.text("hello", **values).status_code == 200


def test_a_request_without_an_id_is_a_bad_one(door: Door) -> None:
    assert door.post("/sms/inbound", {"Body": "hi"}).status_code == 400


def test_a_text_is_kept_even_when_the_carrier_cannot_be_reached_for_the_answer(door: Door) -> None:
    door.sender.error = RuntimeError("no network")
    assert door.text("they were full").status_code == 200
    assert door.rows(Referral)[0].state == "rejected"


def test_a_report_with_our_reference_finds_its_text(door: Door) -> None:
    door.text("they were full")
    (sent,) = [message for message in door.rows(Message) if message.direction == "out"]
    path = f"/sms/status?message={sent.id}"
    form = {"MessageSid": sent.provider_id, "MessageStatus": "delivered"}
    assert door.post(path, form).status_code == 200
    assert [m.status for m in door.rows(Message) if m.direction == "out"] == ["delivered"]


def test_a_report_on_a_text_nobody_knows_is_answered_all_the_same(door: Door) -> None:
    assert door.post("/sms/status", {"MessageSid": "SM9", "MessageStatus": "sent"}).status_code == 200
    assert door.post("/sms/status", {}).status_code == 200


def test_the_worker_does_every_kind_of_work_even_when_one_fails(door: Door) -> None:
    with Session(door.engine) as session:
        scope.enter_all(session)
        for check_in in session.exec(select(CheckIn)):
            check_in.due_at = NOW
        session.commit()
    assert worker.step(door.state)
    assert len(door.sender.handed) == 1
    assert not worker.step(door.state)


# --- The simulator ----------------------------------------------------------


def phones(desk: Desk, **values: Any) -> Client:
    """A client with a referral, on the desk's caseload."""
    with desk.session() as session:
        client = factories.client(session, primary_worker_id=desk.worker.id, **values)
        factories.referral(session, client)
        session.commit()
        return client


def on_phone(desk: Desk, client: Client) -> list[str]:
    with desk.session() as session:
        return [text.body for text in simulator.on_phone(session, client.phone or "")]


def test_a_phone_of_the_simulator_gets_the_check_in_and_its_answer_comes_back(desk: Desk) -> None:
    client = phones(desk)
    sent = desk.browser.post(f"/simulator/{client.id}/next", follow_redirects=True)
    assert b"The check-in is on the phone" in sent.data
    assert len(on_phone(desk, client)) == 1
    answered = desk.browser.post(
        f"/simulator/{client.id}/answer", data={"body": "they were full"}, follow_redirects=True
    )
    assert b"they were full" in answered.data
    # The desk's clock stands still, so these have no order.
    assert sum(body in ("they were full",) or "Sorry to hear" in body for body in on_phone(desk, client)) == 2
    with desk.session() as session:
        assert session.exec(select(Referral)).one().state == "rejected"


def test_the_simulators_phone_refreshes_itself(desk: Desk) -> None:
    client = phones(desk)
    desk.browser.post(f"/simulator/{client.id}/answer", data={"quick": "HELP"})
    screen = desk.browser.get(f"/simulator/{client.id}/screen").get_data(as_text=True)
    assert "HELP" in screen and "This is Test" in screen and "<html" not in screen


def test_the_simulator_keeps_to_a_stop(desk: Desk) -> None:
    client = phones(desk)
    desk.browser.post(f"/simulator/{client.id}/answer", data={"quick": "STOP"})
    page = desk.browser.post(f"/simulator/{client.id}/next", follow_redirects=True).get_data(as_text=True)
    assert "No check-in is planned" in page
    assert "has stopped the texts" in page


def test_the_simulator_says_why_nothing_went_out(desk: Desk) -> None:
    client = phones(desk, sms_agreed_at=None)
    page = desk.browser.post(f"/simulator/{client.id}/next", follow_redirects=True).get_data(as_text=True)
    assert "has not agreed to texts" in page
    assert on_phone(desk, client) == []


def test_the_simulator_shows_the_phones_and_texts_from_before(desk: Desk) -> None:
    client = phones(desk, preferred_name="Dee")
    with desk.session() as session:
        session.add(
            Message(
                client_id=client.id,
                direction="in",
                body="from last week",
                phone=client.phone or "",
                status="received",
                label="acknowledged",
                created_at=NOW - timedelta(days=7),
            )
        )
        session.commit()
    page = desk.browser.get("/simulator").get_data(as_text=True)
    assert "Dee" in page and "from last week" in page


def test_a_phone_of_another_agency_is_not_there(desk: Desk) -> None:
    with Session(desk.engine, expire_on_commit=False) as session:
        factories.agency(session)
        stranger = factories.client(session)
        session.commit()
    for path in ("", "/screen"):
        assert desk.browser.get(f"/simulator/{stranger.id}{path}").status_code == 404


def test_there_is_no_simulator_where_texts_are_real(door: Door) -> None:
    assert door.browser.get("/simulator").status_code == 404
