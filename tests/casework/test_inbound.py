"""A text that comes in is kept first, seen once, and belongs to the right person and question."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from casework import inbound, sending
from casework.tables import Client, Message, ReferralEvent, Task
from tests import factories
from tests.casework.texting import Line, line


def keep(at: Line, body: str, provider_id: str = "", phone: str | None = None) -> Message | None:
    with at.make_session() as session:
        kept = inbound.store(
            session,
            provider_id=provider_id or f"SM{uuid4().hex}",
            from_number=phone or at.client().phone or "",
            to_number=at.agency().sms_number,
            body=body,
            media_count=0,
            now=at.now,
        )
        session.commit()
        return kept


def test_the_same_delivery_is_seen_once(engine: Engine) -> None:
    at = line(engine)
    at.ask()
    assert keep(at, "1", provider_id="SM1") is not None
    assert keep(at, "1", provider_id="SM1") is None
    assert len(at.messages("in")) == 1


def test_the_same_delivery_at_the_same_moment_is_seen_once(engine: Engine) -> None:
    at = line(engine)
    together = threading.Barrier(3)
    kept: list[Message | None] = []

    def come() -> None:
        together.wait()
        kept.append(keep(at, "1", provider_id="SM1"))

    threads = [threading.Thread(target=come) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(message is not None for message in kept) == 1
    assert len(at.messages("in")) == 1


def test_two_processes_act_on_a_text_once(engine: Engine) -> None:
    at = line(engine)
    at.ask()
    kept = keep(at, "1")
    assert kept is not None
    together = threading.Barrier(2)

    def act() -> None:
        together.wait()
        inbound.handle(at.make_session, kept.id, now=at.now)

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with at.open() as session:
        events = session.exec(select(ReferralEvent).where(ReferralEvent.by == "client")).all()
    assert sorted(event.to_state for event in events) == ["accepted", "completed"]
    assert sum(message.kind == "got_service" for message in at.messages()) == 1


def test_a_text_to_a_number_of_no_agency_is_refused(engine: Engine) -> None:
    line(engine)
    with Session(engine) as session, pytest.raises(inbound.UnknownLine):
        inbound.store(
            session,
            provider_id="SM1",
            from_number="+12035550111",
            to_number="+12035550112",
            body="hi",
            media_count=0,
            now=factories.NOW,
        )


def test_the_number_written_to_tells_the_agency(engine: Engine) -> None:
    at = line(engine)
    with Session(engine, expire_on_commit=False) as session:
        factories.agency(session)
        factories.client(session, phone=at.client().phone)
        session.commit()
    kept = keep(at, "hi")
    assert kept is not None
    assert (kept.agency_id, kept.client_id) == (at.agency_id, at.client_id)


def test_a_number_that_nobody_has_is_put_before_a_person_and_answered_once_a_day(engine: Engine) -> None:
    at = line(engine)
    stranger = "+12035550177"
    at.text("can you help me with the thing", phone=stranger)
    at.text("is anybody there", phone=stranger)
    assert [message.client_id for message in at.messages("in")] == [None, None]
    assert at.tasks() == ["unknown_number", "unknown_number"]
    assert [text.to for text in at.sender.handed] == [stranger]
    assert "do not know this number" in at.sender.handed[0].body


def test_somebody_in_danger_gets_help_even_if_nobody_knows_the_number(engine: Engine) -> None:
    at = line(engine)
    at.text("i am going to kill myself", phone="+12035550177")
    assert at.tasks() == ["crisis"]
    assert "988" in at.sender.handed[0].body


def test_a_reply_belongs_to_the_last_question_that_is_open(engine: Engine) -> None:
    at = line(engine)
    second = at.refer()
    at.ask()
    first = at.referral_id if at.check_ins()[0].status == "asked" else second
    other = second if first == at.referral_id else at.referral_id
    at.text("1")
    assert at.referral(first).state == "completed"
    assert at.referral(other).state == "requested"


def test_an_answer_that_comes_weeks_late_still_finds_its_question(engine: Engine) -> None:
    at = line(engine)
    at.refer()
    for _ in range(3):
        at.ask()
    asked = at.check_ins()[0].referral_id if at.check_ins()[0].asked_at else None
    at.now += timedelta(days=4)
    at.work()
    at.text("got in last week, going great")
    answered = [message.referral_id for message in at.messages("in")]
    assert answered[0] is not None
    assert at.referral(answered[0]).state == "completed"
    assert asked in (None, answered[0]) or at.referral(asked or "").state == "requested"


def test_news_out_of_the_blue_belongs_to_the_only_referral(engine: Engine) -> None:
    at = line(engine)
    at.text("they were full")
    assert at.referral().state == "rejected"


def test_news_out_of_the_blue_with_several_referrals_is_for_a_person(engine: Engine) -> None:
    at = line(engine)
    second = at.refer()
    at.text("they were full")
    assert {at.referral().state, at.referral(second).state} == {"requested"}
    assert at.tasks() == ["reply_needs_person"]


def test_of_two_clients_with_one_phone_the_one_texted_last_is_meant(engine: Engine) -> None:
    at = line(engine)
    phone = at.client().phone

    def add(session: Session) -> str:
        partner = factories.client(session, phone=phone, name="Ben Sample")
        return partner.id

    partner_id = at.change(add)
    at.ask()
    kept = keep(at, "1")
    assert kept is not None and kept.client_id == at.client_id
    at.change(
        lambda session: session.add(
            Message(
                agency_id=at.agency_id,
                client_id=partner_id,
                direction="out",
                body="Hi",
                phone=phone,
                status="sent",
                created_at=at.now + timedelta(minutes=1),
            )
        )
    )
    kept = keep(at, "1")
    assert kept is not None and kept.client_id == partner_id


def test_a_text_left_behind_by_a_process_that_died_is_taken_up(engine: Engine) -> None:
    at = line(engine)
    at.ask()
    keep(at, "they are full")
    assert inbound.catch_up(at.make_session, now=at.now) == 0
    at.now += timedelta(minutes=2)
    assert inbound.catch_up(at.make_session, now=at.now) == 1
    assert at.referral().state == "rejected"
    assert inbound.catch_up(at.make_session, now=at.now) == 0
    at.work()
    assert "another place" in at.sender.handed[-1].body


def test_an_answer_that_was_written_but_not_sent_is_sent_by_the_worker_once(engine: Engine) -> None:
    at = line(engine)
    at.ask()
    kept = keep(at, "1")
    assert kept is not None
    answers = inbound.handle(at.make_session, kept.id, now=at.now)
    at.work()
    assert len(at.sender.handed) == 2
    assert sending.send_messages(at.make_session, at.sender, answers, now=at.now) == 0


def test_a_text_that_cannot_be_handled_is_put_before_a_person(engine: Engine) -> None:
    at = line(engine, client={"time_zone": "Mars/Olympus"})
    keep(at, "they scheduled me for tomorrow")
    at.now += timedelta(minutes=2)
    inbound.catch_up(at.make_session, now=at.now)
    assert at.tasks() == ["reply_needs_person"]
    assert inbound.catch_up(at.make_session, now=at.now) == 0


def test_a_picture_without_words_is_answered_and_put_before_a_person(engine: Engine) -> None:
    at = line(engine)
    at.text("", media_count=1)
    assert at.tasks() == ["reply_needs_person"]
    assert "pictures" in at.sender.handed[0].body
    with at.open() as session:
        assert session.exec(select(Task)).one().message_id == at.messages("in")[0].id


def test_a_closed_clients_text_is_kept_with_them(engine: Engine) -> None:
    at = line(engine, client={"closed_on": factories.TODAY})
    kept = keep(at, "hello")
    assert kept is not None and kept.client_id == at.client_id


def test_an_open_case_comes_before_a_closed_one_with_the_same_phone(engine: Engine) -> None:
    at = line(engine, client={"closed_on": factories.TODAY})
    phone = at.client().phone
    other = at.change(lambda session: factories.client(session, phone=phone, name="Cy Sample").id)
    with at.open() as session:
        found = inbound.whose(session, phone or "")
        assert isinstance(found, Client) and found.id == other


def test_when_the_carrier_answered_itself_no_second_answer_goes_out(engine: Engine) -> None:
    at = line(engine)
    at.text("STOP", answered_by_carrier=True)
    assert at.client().sms_stopped_at is not None
    assert at.sender.handed == []
    at.now += timedelta(minutes=5)
    at.work()
    assert at.sender.handed == []
