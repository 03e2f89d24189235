"""A text goes out once, when it may, and never twice: whatever dies in between."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from casework import check_ins, deliveries, scope, sending, texts
from casework.tables import CheckIn, Client, Holiday, Message, Task
from chat.sms.sender import SendRefused, SendUnclear
from tests import factories
from tests.casework.texting import line
from tests.fakes import Handed, RecordingSender


class Killed(BaseException):
    """The process dies: nothing after this runs, no handler catches it."""


def test_a_check_in_goes_out_when_it_is_due_and_not_before(engine: Engine) -> None:
    at = line(engine)
    assert at.work() == sending.Round(0, 0)
    at.ask()
    (text,) = at.sender.handed
    assert text.to == at.client().phone
    assert text.from_number == at.agency().sms_number
    assert "Wanda" in text.body and "Lee" not in text.body and "Test" in text.body
    assert "Hope House" not in text.body and "Sober" not in text.body
    assert at.statuses() == [("first", "asked"), ("nudge", "due")]
    (message,) = at.messages()
    assert (message.status, message.provider_id) == ("sent", f"SM-{message.id}")


def test_no_session_is_open_while_the_carrier_is_asked(engine: Engine) -> None:
    at = line(engine)
    seen: list[str] = []

    def look(text: Handed) -> None:
        # Another process sees it as `sending` and may write meanwhile.
        at.client_is(contact_note="written while sending")
        seen.extend(message.status for message in at.messages())

    at.sender.while_sending = look
    at.ask()
    assert seen == ["sending"]
    assert at.client().contact_note == "written while sending"


def test_the_name_of_a_place_is_said_only_where_the_client_wishes_it(engine: Engine) -> None:
    at = line(engine, client={"texts_may_name_service": True})
    at.ask()
    assert "Hope House" in at.sender.handed[0].body


def test_the_first_text_ever_says_how_to_stop_and_later_ones_are_short(engine: Engine) -> None:
    at = line(engine)
    at.ask()
    at.text("1")
    second = at.refer()
    at.now = at.check_ins(second)[0].due_at
    at.work()
    assert "STOP" in at.sender.handed[0].body
    assert "STOP" not in at.sender.handed[-1].body


def test_a_text_that_died_on_its_way_is_never_sent_again(engine: Engine) -> None:
    at = line(engine)

    def die(text: Handed) -> None:
        raise Killed

    with pytest.raises(Killed):
        at.now = at.check_ins()[0].due_at
        at.work(RecordingSender(while_sending=die))
    assert [message.status for message in at.messages()] == ["sending"]
    for minutes in (1, 9, 11, 60, 60 * 24 * 5):
        at.now += timedelta(minutes=minutes)
        at.work()
    assert at.sender.handed == []
    assert at.tasks() == ["sending_unknown"]
    assert at.statuses() == [("first", "held")]


def test_a_connection_that_broke_leaves_the_text_to_a_person(engine: Engine) -> None:
    at = line(engine)
    at.sender.error = SendUnclear("connection lost")
    at.ask()
    at.now += timedelta(minutes=11)
    at.work()
    assert len(at.sender.handed) == 1
    assert at.tasks() == ["sending_unknown"]


def test_a_report_of_the_carrier_settles_a_text_that_nobody_knew_of(engine: Engine) -> None:
    at = line(engine)
    at.sender.error = SendUnclear("connection lost")
    at.ask()
    at.now += timedelta(minutes=11)
    at.work()
    (message,) = at.messages()
    at.change(
        lambda session: deliveries.reported(
            session, provider_id="SM-late", reference=message.id, status="delivered", code=None, now=at.now
        )
    )
    assert at.messages()[0].status == "delivered"
    assert at.tasks() == []
    assert at.statuses() == [("first", "asked"), ("nudge", "due")]


def test_somebody_who_stopped_with_the_carrier_is_stopped_here(engine: Engine) -> None:
    at = line(engine)
    second = at.refer()
    at.sender.error = SendRefused("21610", "opted_out", retry=False)
    at.ask()
    assert at.client().sms_stopped_at is not None
    assert at.client().sms_stopped_how == "told the carrier"
    assert at.tasks() == ["texts_stopped"]
    assert {row.status for row in at.check_ins() + at.check_ins(second)} == {"cancelled"}


@pytest.mark.parametrize("reason", ["landline", "unreachable", "filtered", "invalid_number"])
def test_a_phone_that_no_text_reaches_is_put_before_the_worker(engine: Engine, reason: str) -> None:
    at = line(engine)
    at.sender.error = SendRefused("1", reason, retry=False)
    at.ask()
    assert at.tasks() == ["text_failed"]
    assert at.statuses() == [("first", "held")]
    with at.open() as session:
        assert session.exec(select(Task)).one().details["reason"] == reason


def test_a_busy_carrier_is_tried_again_later_and_later_and_not_for_ever(engine: Engine) -> None:
    at = line(engine)
    at.sender.error = SendRefused("20429", "too_many", retry=True)
    at.ask()
    waits = []
    for _ in range(10):
        (message,) = at.messages()
        if message.status != "queued" or message.due_at is None:
            break
        waits.append(message.due_at - at.now)
        at.work()
        assert len(at.sender.handed) == len(waits)
        at.now = message.due_at
        at.work()
    assert waits == sorted(waits) and len(set(waits)) == len(waits) == 4
    assert len(at.sender.handed) == 5
    assert at.tasks() == ["text_failed"]
    assert at.statuses() == [("first", "held")]


def test_a_text_that_is_tried_again_and_gets_through_counts_as_asked(engine: Engine) -> None:
    at = line(engine)
    at.sender.error = SendRefused("20429", "too_many", retry=True)
    at.ask()
    at.sender.error = None
    at.now += timedelta(minutes=5)
    at.work()
    assert at.statuses() == [("first", "asked"), ("nudge", "due")]
    assert len(at.messages()) == 1


def test_a_stop_while_a_text_waits_for_its_next_try_keeps_it_back(engine: Engine) -> None:
    at = line(engine)
    at.sender.error = SendRefused("20429", "too_many", retry=True)
    at.ask()
    at.sender.error = None
    at.text("STOP")
    at.now += timedelta(hours=1)
    at.work()
    assert [text.body[:20] for text in at.sender.handed[1:]] == ["You will not get any"]


def test_at_night_a_check_in_waits_for_the_morning(engine: Engine) -> None:
    at = line(engine)
    at.now = datetime(2026, 11, 18, 2, 30, tzinfo=UTC)
    at.work()
    assert at.sender.handed == []
    (check_in,) = at.check_ins()
    assert (check_in.status, check_in.due_at) == ("due", datetime(2026, 11, 18, 14, 0, tzinfo=UTC))
    at.ask()
    assert len(at.sender.handed) == 1


def test_on_a_holiday_nothing_is_asked(engine: Engine) -> None:
    at = line(engine)
    due = at.check_ins()[0].due_at
    at.change(lambda session: session.add(Holiday(day=due.date(), name="Closed")))
    at.now = due
    at.work()
    assert at.sender.handed == []
    assert at.check_ins()[0].due_at > due


@pytest.mark.parametrize(
    "values",
    [{"sms_agreed_at": None}, {"safe_to_text": False}, {"phone": None}],
)
def test_a_client_who_gets_no_texts_is_asked_by_a_person(engine: Engine, values: dict[str, object]) -> None:
    at = line(engine)
    at.client_is(**values)
    at.now += timedelta(days=30)
    at.work()
    assert at.sender.handed == []
    assert at.tasks() == ["ask_in_person"]
    assert at.statuses() == [("first", "held")]


def test_nothing_is_asked_after_a_case_is_closed(engine: Engine) -> None:
    at = line(engine)
    at.client_is(closed_on=at.now.date())
    at.now += timedelta(days=30)
    at.work()
    assert at.sender.handed == [] and at.tasks() == []
    assert at.statuses() == [("first", "cancelled")]


def test_one_question_at_a_time_is_open_to_a_client(engine: Engine) -> None:
    at = line(engine)
    second = at.refer()
    at.ask()
    assert len(at.sender.handed) == 1
    asked, waits = (at.referral_id, second)
    if at.check_ins(second)[0].status == "asked":
        asked, waits = waits, asked
    assert at.check_ins(waits)[0].reason == "waiting"
    at.text("1")
    assert at.referral(asked).state == "completed"
    assert at.check_ins(waits)[0].due_at == at.now + timedelta(hours=1)
    at.now += timedelta(hours=1)
    at.work()
    assert at.check_ins(waits)[0].status == "asked"


def test_no_more_than_three_check_ins_go_to_a_client_in_a_week(engine: Engine) -> None:
    at = line(engine)
    started = None
    for _ in range(6):
        at.ask()
        started = started or at.now
        at.text("ok")
        at.text("2")
    days = [message.created_at for message in at.messages() if message.check_in_id]
    assert len(days) >= 4
    for first, fourth in zip(days, days[3:], strict=False):
        assert fourth - first >= timedelta(days=7)


def test_after_two_nudges_a_person_takes_over(engine: Engine) -> None:
    at = line(engine)
    for _ in range(4):
        at.ask()
        at.now += timedelta(minutes=1)
    assert len(at.sender.handed) == 3
    assert at.tasks() == ["no_answer"]
    assert at.statuses() == [
        ("first", "unanswered"),
        ("nudge", "unanswered"),
        ("nudge", "unanswered"),
        ("silence", "held"),
    ]
    at.now += timedelta(days=60)
    at.work()
    assert len(at.sender.handed) == 3


def test_nobody_in_danger_gets_a_questionnaire(engine: Engine) -> None:
    at = line(engine)
    at.text("i want to kill myself")
    sent = len(at.sender.handed)
    at.now = at.check_ins()[0].due_at
    at.work()
    assert len(at.sender.handed) == sent
    assert at.check_ins()[0].status == "due"


def test_two_workers_never_send_the_same_check_in(engine: Engine) -> None:
    at = line(engine)
    for _ in range(4):
        with Session(engine, expire_on_commit=False) as session:
            scope.enter(session, at.agency_id)
            factories.referral(session, factories.client(session))
            session.commit()
    at.now = at.check_ins()[0].due_at
    together = threading.Barrier(2)

    def run() -> None:
        together.wait()
        at.work()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    references = [text.reference for text in at.sender.handed]
    assert len(references) == len(set(references)) == 5


def test_two_workers_ask_a_client_one_question_even_at_the_same_moment(engine: Engine) -> None:
    at = line(engine)
    at.refer()
    at.now = at.check_ins()[0].due_at
    together = threading.Barrier(2)

    def run() -> None:
        together.wait()
        at.work()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(at.sender.handed) == 1


def test_a_worker_passes_over_what_another_one_holds(engine: Engine) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer: there is nothing to pass over")
    at = line(engine)
    at.now = at.check_ins()[0].due_at
    with at.open() as holding:
        holding.exec(select(CheckIn).with_for_update()).all()
        assert at.work() == sending.Round(0, 0)
    assert at.work() == sending.Round(1, 1)


def test_one_check_in_that_cannot_be_prepared_does_not_hold_up_the_others(engine: Engine) -> None:
    at = line(engine, agency={"open_days": "SOMEDAY"})
    with Session(engine, expire_on_commit=False) as session:
        other = factories.agency(session)
        person = factories.client(session)
        factories.referral(session, person)
        session.commit()
    at.now = at.check_ins()[0].due_at
    at.work()
    assert [text.from_number for text in at.sender.handed] == [other.sms_number]
    assert at.check_ins()[0].status == "due" and at.check_ins()[0].due_at > at.now


@pytest.mark.parametrize(
    ("reports", "status"),
    [
        (["sent", "delivered"], "delivered"),
        (["delivered", "sent"], "delivered"),
        (["delivered", "queued", "sending"], "delivered"),
        (["delivered", "delivered"], "delivered"),
        (["undelivered", "delivered"], "failed"),
        (["delivered", "undelivered"], "delivered"),
        (["nonsense"], "sent"),
    ],
)
def test_a_report_never_moves_a_text_backwards(engine: Engine, reports: list[str], status: str) -> None:
    at = line(engine)
    at.ask()
    provider_id = at.messages()[0].provider_id
    assert provider_id is not None
    for report in reports:
        at.change(
            lambda session, report=report: deliveries.reported(
                session, provider_id=provider_id, reference=None, status=report, code=None, now=at.now
            )
        )
    assert at.messages()[0].status == status


def test_a_text_that_the_carrier_reports_as_undelivered_is_put_before_the_worker(engine: Engine) -> None:
    at = line(engine)
    at.ask()
    provider_id = at.messages()[0].provider_id or ""
    at.change(
        lambda session: deliveries.reported(
            session, provider_id=provider_id, reference=None, status="undelivered", code="30005", now=at.now
        )
    )
    assert at.tasks() == ["text_failed"]
    assert at.statuses() == [("first", "held"), ("nudge", "cancelled")]


def test_a_report_on_a_text_nobody_knows_changes_nothing(engine: Engine) -> None:
    at = line(engine)
    found = at.change(
        lambda session: deliveries.reported(
            session, provider_id="SM-other", reference="no such id", status="sent", code=None, now=at.now
        )
    )
    assert found is None


def test_a_workers_own_words_wait_for_the_morning_unless_the_client_just_wrote(engine: Engine) -> None:
    at = line(engine)
    worker_id = at.client().primary_worker_id or ""
    at.now = datetime(2026, 11, 11, 3, 0, tzinfo=UTC)

    def write(session: Session) -> Message:
        client = session.get_one(Client, at.client_id)
        return texts.write_to(session, client, "See you tomorrow", staff_id=worker_id, now=at.now)

    first = at.change(write)
    at.work()
    assert at.sender.handed == []
    at.text("ok")
    second = at.change(write)
    at.work()
    assert [text.reference for text in at.sender.handed] == [second.id]
    at.now = datetime(2026, 11, 11, 14, 0, tzinfo=UTC)
    at.work()
    assert [text.reference for text in at.sender.handed] == [second.id, first.id]


def test_a_workers_words_to_somebody_who_stopped_come_back_to_the_worker(engine: Engine) -> None:
    at = line(engine)
    at.client_is(sms_stopped_at=at.now)
    worker_id = at.client().primary_worker_id or ""
    at.change(
        lambda session: texts.write_to(
            session, session.get_one(Client, at.client_id), "Hello", staff_id=worker_id, now=at.now
        )
    )
    at.work()
    assert at.sender.handed == []
    assert at.messages()[0].status == "cancelled"
    assert at.tasks() == ["text_failed"]


def test_the_simulators_button_passes_over_the_clock_but_not_over_consent(engine: Engine) -> None:
    at = line(engine)
    at.now = datetime(2026, 11, 11, 3, 0, tzinfo=UTC)
    (check_in,) = at.check_ins()
    at.client_is(sms_agreed_at=None)
    assert (
        sending.send_check_in(at.make_session, at.sender, check_in.id, now=at.now, at_any_hour=True)
        == "not_agreed"
    )
    second = at.refer()
    at.client_is(sms_agreed_at=at.now)
    (check_in,) = at.check_ins(second)
    assert (
        sending.send_check_in(at.make_session, at.sender, check_in.id, now=at.now, at_any_hour=True) == "sent"
    )
    assert len(at.sender.handed) == 1


def test_an_ended_referral_cancels_its_questions(engine: Engine) -> None:
    at = line(engine)
    at.ask()
    at.change(
        lambda session: check_ins.cancel(
            session, session.get_one(type(at.referral()), at.referral_id), reason="cancelled", now=at.now
        )
    )
    assert {status for _, status in at.statuses()} == {"cancelled"}
