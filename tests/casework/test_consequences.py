"""What each thing that a client says does: one test per rule, one row per label."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from casework import consequences, referrals, tasks
from casework.consequences import TABLE
from casework.tables import CheckIn, Message, Referral, ReferralEvent, Task
from chat import messages
from chat.replies import LABELS, Heard
from chat.safety import Danger
from directory.tables import ListingReport
from tests import factories
from tests.casework.texting import Line, line


def hear(
    at: Line, label: str, *, body: str = "words", confidence: float = 0.97, **values: object
) -> list[Message]:
    """The client says `label` about the referral."""

    def act(session: Session) -> list[Message]:
        client = at.client()
        message = Message(
            agency_id=at.agency_id,
            client_id=client.id,
            referral_id=at.referral_id,
            direction="in",
            kind="reply",
            body=body,
            phone=client.phone,
            language=client.language,
            status="received",
            created_at=at.now,
        )
        session.add(message)
        session.flush()
        heard = Heard(
            label,
            tuple(values.get("barriers", ())),  # type: ignore[arg-type]
            tuple(values.get("problems", ())),  # type: ignore[arg-type]
            confidence,
            values.get("danger"),  # type: ignore[arg-type]
            tuple(values.get("likely", (label,))),  # type: ignore[arg-type]
        )
        return consequences.apply(session, message, heard, now=at.now)

    return at.change(act)


def put(at: Line, *states: str) -> None:
    def move(session: Session) -> None:
        referral = session.get_one(Referral, at.referral_id)
        for state in states:
            referrals.change(session, referral, state, by="staff", now=at.now)

    at.change(move)


def reported(at: Line) -> list[str]:
    with at.open() as session:
        return sorted(report.kind for report in session.exec(select(ListingReport)))


def test_every_label_has_a_consequence_with_words_and_a_known_task() -> None:
    assert set(TABLE) == set(LABELS)
    for what in TABLE.values():
        assert what.answer is None or what.answer in messages.names()
        assert what.task is None or what.task in tasks.KINDS


@pytest.mark.parametrize(
    ("label", "before", "state", "task", "answer", "open_questions"),
    [
        ("got_service", (), "completed", [], "got_service", []),
        ("got_service", ("accepted",), "completed", [], "got_service", []),
        ("got_service", ("accepted", "on-hold"), "completed", [], "got_service", []),
        ("scheduled", (), "accepted", [], "scheduled", ["appointment"]),
        ("scheduled", ("accepted", "on-hold"), "in-progress", [], "scheduled", ["appointment"]),
        ("scheduled", ("accepted",), "accepted", [], "scheduled", ["appointment"]),
        ("waitlisted", (), "on-hold", [], "waitlisted", ["again"]),
        ("waitlisted", ("accepted",), "on-hold", [], "waitlisted", ["again"]),
        ("not_yet", (), "requested", [], "not_yet", ["again"]),
        ("no_contact", (), "requested", ["could_not_reach"], "no_contact", []),
        ("full", (), "rejected", ["find_other"], "full", []),
        ("full", ("accepted",), "failed", ["find_other"], "full", []),
        ("full", ("accepted", "on-hold"), "failed", ["find_other"], "full", []),
        ("ineligible", (), "rejected", ["find_other"], "ineligible", []),
        ("missed", ("accepted",), "accepted", ["missed_appointment"], "missed", []),
        ("declined", (), "cancelled", ["declined"], "declined", []),
        ("needs_help", (), "requested", ["reply_needs_person"], "needs_help", ["first"]),
        ("problem", (), "requested", ["problem"], "problem", []),
        ("relapse", (), "requested", ["relapse"], "relapse", ["first"]),
        ("crisis", (), "requested", ["crisis"], "safety", ["first"]),
        ("acknowledged", (), "requested", [], None, ["first"]),
        ("help_keyword", (), "requested", [], "help", ["first"]),
        ("unclear", (), "requested", ["reply_needs_person"], "unclear", ["first"]),
        ("opt_out", (), "requested", ["texts_stopped"], "opted_out", []),
        ("wrong_person", (), "requested", ["wrong_person"], "wrong_person", []),
    ],
)
def test_what_a_client_says_moves_the_referral_and_the_workers_day(
    engine: Engine,
    label: str,
    before: tuple[str, ...],
    state: str,
    task: list[str],
    answer: str | None,
    open_questions: list[str],
) -> None:
    at = line(engine)
    put(at, *before)
    answers = hear(at, label)
    assert at.referral().state == state
    due = [task.kind for task in _all_open(at)]
    assert sorted(due) == task
    assert [message.kind for message in answers] == ([answer] if answer else [])
    if label != "problem":
        assert [row.kind for row in at.check_ins() if row.status == "due"] == open_questions


def _all_open(at: Line) -> list[Task]:
    with at.open() as session:
        return [task for task in session.exec(select(Task)) if task.done_at is None]


def test_the_history_says_that_the_client_said_so(engine: Engine) -> None:
    at = line(engine)
    hear(at, "got_service", body="got in monday")
    with at.open() as session:
        events = session.exec(select(ReferralEvent).where(ReferralEvent.by == "client")).all()
    assert {(event.from_state, event.to_state) for event in events} == {
        ("requested", "accepted"),
        ("accepted", "completed"),
    }
    assert [event.note for event in events if event.outcome == "got_service"] == ["got in monday"]


def test_being_turned_away_tells_the_listing_that_there_is_no_room(engine: Engine) -> None:
    at = line(engine)
    hear(at, "full")
    assert reported(at) == ["no_capacity"]


def test_a_listing_problem_is_reported_without_the_client(engine: Engine) -> None:
    at = line(engine)
    hear(at, "no_contact", problems=["phone_wrong"], barriers=["phone"])
    assert reported(at) == ["phone_wrong"]
    assert at.referral().barriers == ["phone"]
    assert not {"client_id", "referral_id", "agency_id"} & set(ListingReport.model_fields)


@pytest.mark.parametrize("label", sorted(consequences.ABOUT_SERVICE))
def test_an_unsure_reading_changes_nothing_and_goes_to_a_person(engine: Engine, label: str) -> None:
    at = line(engine)
    answers = hear(at, label, confidence=0.4)
    assert at.referral().state == "requested"
    assert at.referral().outcome is None
    assert at.tasks() == ["reply_needs_person"]
    assert [answer.kind for answer in answers] == ["unclear"]
    assert reported(at) == []
    with at.open() as session:
        assert session.exec(select(Task)).one().details["heard"] == label


@pytest.mark.parametrize("label", ["acknowledged", "opt_in"])
def test_an_unsure_thank_you_or_start_is_looked_at_first(engine: Engine, label: str) -> None:
    at = line(engine)
    hear(at, label, confidence=0.4)
    assert at.tasks() == ["reply_needs_person"]


def test_a_person_chooses_among_the_likely_readings_and_it_takes_its_course(engine: Engine) -> None:
    at = line(engine)
    hear(at, "full", confidence=0.4, likely=("full", "unclear", "waitlisted"), barriers=("capacity",))

    def choose(session: Session) -> list[bool]:
        task = session.exec(select(Task)).one()
        assert task.details["likely"] == "full waitlisted"
        first = consequences.confirm(session, task, "waitlisted", staff_id=None, now=at.now)
        again = consequences.confirm(session, task, "full", staff_id=None, now=at.now)
        return [first, again]

    assert at.change(choose) == [True, False]
    assert at.referral().state == "on-hold"
    assert at.referral().outcome == "waitlisted"
    assert at.tasks() == []


def test_a_chosen_reading_that_calls_for_work_puts_it_before_the_worker(engine: Engine) -> None:
    at = line(engine)
    hear(at, "no_contact", confidence=0.4)
    at.change(
        lambda session: consequences.confirm(
            session, session.exec(select(Task)).one(), "full", staff_id=None, now=at.now
        )
    )
    assert at.referral().state == "rejected"
    assert at.tasks() == ["find_other"]


def test_what_says_nothing_of_the_service_cannot_be_chosen_for_a_referral(engine: Engine) -> None:
    at = line(engine)
    hear(at, "full", confidence=0.4)

    def choose(session: Session) -> bool:
        task = session.exec(select(Task)).one()
        return consequences.confirm(session, task, "opt_out", staff_id=None, now=at.now)

    assert at.change(choose) is False
    assert at.tasks() == ["reply_needs_person"]


@pytest.mark.parametrize("label", ["crisis", "opt_out", "wrong_person", "relapse"])
def test_danger_and_stops_are_acted_on_however_unsure(engine: Engine, label: str) -> None:
    at = line(engine)
    hear(at, label, confidence=0.1)
    assert len(at.tasks()) == 1
    assert (at.client().sms_stopped_at is not None) == (label in ("opt_out", "wrong_person"))


def test_a_referral_that_has_ended_is_changed_by_a_person_only(engine: Engine) -> None:
    at = line(engine)
    hear(at, "full")
    hear(at, "got_service", body="they called back, i am in!")
    assert at.referral().state == "rejected"
    assert at.tasks() == ["find_other", "reply_needs_person"]


def test_the_same_news_again_is_noted_and_bothers_nobody(engine: Engine) -> None:
    at = line(engine)
    hear(at, "got_service")
    hear(at, "got_service")
    assert at.referral().state == "completed"
    assert at.tasks() == []


def test_stop_ends_every_text_to_every_client_with_that_number(engine: Engine) -> None:
    at = line(engine)
    phone = at.client().phone

    def partner(session: Session) -> str:
        person = factories.client(session, phone=phone)
        return factories.referral(session, person).id

    other = at.change(partner)
    hear(at, "opt_out", body="please quit texting me")
    assert {row.status for row in at.check_ins() + at.check_ins(other)} == {"cancelled"}
    at.now += timedelta(days=60)
    at.work()
    assert [text.body.split(".")[0] for text in at.sender.handed] == []


def test_the_one_answer_to_a_stop_goes_out_although_texts_are_stopped(engine: Engine) -> None:
    at = line(engine)
    at.text("STOP")
    at.text("STOP")
    at.text("thanks")
    assert [text.body[:24] for text in at.sender.handed] == ["You will not get any mor"]
    assert at.tasks() == ["texts_stopped"]


def test_start_agrees_again_and_asks_about_what_is_open(engine: Engine) -> None:
    at = line(engine)
    at.text("STOP")
    at.text("START")
    client = at.client()
    assert client.sms_stopped_at is None and client.sms_agreed_at == at.now
    assert [row.kind for row in at.check_ins() if row.status == "due"] == ["again"]


def test_after_a_stop_words_are_still_heard_but_not_answered(engine: Engine) -> None:
    at = line(engine)
    at.text("STOP")
    at.text("they are full, no beds")
    assert at.referral().state == "rejected"
    assert len(at.sender.handed) == 1


def test_danger_is_answered_at_any_hour_and_even_after_a_stop(engine: Engine) -> None:
    at = line(engine, client={"sms_agreed_at": None, "safe_to_text": False})
    at.now = datetime(2026, 11, 11, 8, 0, tzinfo=UTC)
    at.text("stop")
    at.text("i dont want to live anymore")
    assert "988" in at.sender.handed[-1].body and "911" in at.sender.handed[-1].body
    assert at.tasks()[0] == "crisis"


def test_danger_comes_first_on_the_workers_day(engine: Engine) -> None:
    at = line(engine)
    hear(at, "no_contact")
    hear(at, "crisis", danger=Danger("suicide", "words"))
    first = min(_all_open(at), key=lambda task: tasks.rank(task.kind))
    assert (first.kind, first.details["danger"]) == ("crisis", "suicide")
    assert first.due_at == at.now


def test_every_word_of_danger_is_put_before_a_person_but_answered_once_in_ten_minutes(engine: Engine) -> None:
    at = line(engine)
    for _ in range(3):
        at.text("i want to die")
    assert at.tasks() == ["crisis", "crisis", "crisis"]
    assert len(at.sender.handed) == 1
    at.now += timedelta(minutes=11)
    at.text("i want to die")
    assert len(at.sender.handed) == 2


def test_an_unclear_text_is_answered_once_and_every_one_is_read(engine: Engine) -> None:
    at = line(engine)
    for _ in range(3):
        hear(at, "unclear")
    assert at.tasks() == ["reply_needs_person"] * 3
    assert sum(message.kind == "unclear" for message in at.messages()) == 1


def test_answers_to_one_phone_are_limited_in_a_day(engine: Engine) -> None:
    at = line(engine)
    for _ in range(20):
        hear(at, "not_yet")
    assert len(at.messages()) == 8


def test_no_answer_goes_to_a_phone_that_is_not_safe(engine: Engine) -> None:
    at = line(engine, client={"safe_to_text": False})
    assert hear(at, "full") == []
    assert at.tasks() == ["find_other"]


def test_after_an_appointment_the_client_is_asked_on_the_next_morning(engine: Engine) -> None:
    at = line(engine)
    hear(at, "scheduled", body="intake on friday at 2")
    (asking,) = [row for row in at.check_ins() if row.status == "due"]
    assert asking.due_at == datetime(2026, 11, 14, 15, 0, tzinfo=UTC)


def test_an_appointment_on_record_counts_before_the_words(engine: Engine) -> None:
    at = line(engine)

    def write(session: Session) -> None:
        referral = session.get_one(Referral, at.referral_id)
        referral.appointment_at = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
        session.add(referral)

    at.change(write)
    hear(at, "scheduled", body="intake on friday at 2")
    (asking,) = [row for row in at.check_ins() if row.status == "due"]
    assert asking.due_at == datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


def test_who_says_not_yet_twice_is_offered_a_hand(engine: Engine) -> None:
    at = line(engine)
    hear(at, "not_yet")
    assert at.tasks() == []
    hear(at, "not_yet")
    assert at.tasks() == ["not_yet_again"]


def test_saying_what_the_problem_was_settles_the_question(engine: Engine) -> None:
    at = line(engine)
    at.ask()
    at.text("3")
    assert "What kept you" in at.sender.handed[-1].body
    assert at.tasks() == ["problem"]
    at.text("they were full")
    assert at.tasks() == ["find_other"]
    assert at.referral().state == "rejected"


def test_a_wrong_person_is_never_texted_again_and_the_worker_knows(engine: Engine) -> None:
    at = line(engine)
    at.ask()
    at.text("wrong number, i dont know any ana")
    assert at.client().sms_stopped_how == "wrong person"
    assert at.tasks() == ["wrong_person"]
    at.now += timedelta(days=60)
    at.work()
    assert len(at.sender.handed) == 2


def test_an_answer_in_spanish_goes_to_somebody_who_reads_spanish(engine: Engine) -> None:
    at = line(engine, client={"language": "es"})
    at.ask()
    at.text("1")
    assert at.sender.handed[0].body.startswith("Hola, soy Wanda de Test")
    assert "buena noticia" in at.sender.handed[1].body


def test_a_reply_counts_as_handled_when_its_task_is_done(engine: Engine) -> None:
    at = line(engine)
    at.text("hmm what about the thing")
    assert at.messages("in")[0].handled_at is None

    def done(session: Session) -> None:
        tasks.settle(session, session.exec(select(Task)).one(), staff_id=None, now=at.now)

    at.change(done)
    assert at.messages("in")[0].handled_at == at.now


def test_an_answered_question_is_not_asked_again_by_its_nudge(engine: Engine) -> None:
    at = line(engine)
    at.ask()
    at.text("2")
    with at.open() as session:
        nudge = session.exec(select(CheckIn).where(CheckIn.kind == "nudge")).one()
    assert (nudge.status, nudge.reason) == ("cancelled", "answered")
    assert at.statuses() == [("first", "answered"), ("nudge", "cancelled"), ("again", "due")]
