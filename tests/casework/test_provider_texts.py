"""A provider's text from a registered number tells the room; all other words go where they went before."""

from datetime import timedelta

from sqlalchemy import Engine
from sqlmodel import select

from casework.tables import Task
from directory import availability
from directory.tables import Availability, ProviderContact, Service
from tests import factories
from tests.casework.texting import Line, line
from tests.conftest import NOW

PHONE = "+18605550188"


def registered(at: Line, phone: str = PHONE) -> str:
    with at.open() as session:
        service = factories.service(session, name="Night shelter")
        session.add(ProviderContact(service_id=service.id, sms_number=phone, sms_agreed_at=NOW))
        session.commit()
        return service.id


def told(at: Line, service_id: str) -> Availability | None:
    with at.open() as session:
        return availability.latest(session, [service_id]).get(service_id)


def last_text(at: Line) -> str:
    return at.messages("out")[-1].body


def test_a_registered_number_tells_the_room(engine: Engine) -> None:
    at = line(engine)
    service_id = registered(at)
    at.text("3 beds", phone=PHONE)
    row = told(at, service_id)
    assert row is not None
    assert (row.status, row.places, row.unit, row.via) == ("open", 3, "beds", "text")
    assert "noted" in last_text(at)
    assert at.tasks() == []
    at.now += timedelta(hours=5)
    at.text("full", phone=PHONE)
    assert getattr(told(at, service_id), "status", "") == "full"


def test_what_is_not_plain_is_read_by_a_person(engine: Engine) -> None:
    at = line(engine)
    service_id = registered(at)
    at.text("2 for women but not tonight", phone=PHONE)
    assert told(at, service_id) is None
    assert at.tasks() == ["provider_wrote"]
    with at.open() as session:
        assert session.exec(select(Task.note)).one() == "Night shelter: 2 for women but not tonight"
    assert "3 beds" in last_text(at)


def test_a_number_that_is_not_registered_tells_no_room(engine: Engine) -> None:
    at = line(engine)
    service_id = registered(at)
    at.text("3 beds", phone="+18605550199")
    assert told(at, service_id) is None
    assert at.tasks() == ["unknown_number"]


def test_a_client_with_the_same_number_stays_a_client(engine: Engine) -> None:
    at = line(engine)
    service_id = registered(at, at.client().phone or "")
    at.ask()
    at.text("full")
    assert told(at, service_id) is None
    assert at.referral().state == "rejected"


def test_stop_takes_the_number_off_the_listing(engine: Engine) -> None:
    at = line(engine)
    service_id = registered(at)
    at.text("STOP", phone=PHONE)
    with at.open() as session:
        contact = session.exec(select(ProviderContact)).one()
        assert (contact.sms_number, contact.sms_agreed_at) == (None, None)
        assert session.get(Service, service_id) is not None
    at.text("3 beds", phone=PHONE)
    assert told(at, service_id) is None


def test_danger_comes_first(engine: Engine) -> None:
    at = line(engine)
    service_id = registered(at)
    at.text("3 beds but a man here wants to kill himself", phone=PHONE)
    assert told(at, service_id) is None
    assert "crisis" in at.tasks()
