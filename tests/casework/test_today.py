"""Today puts first what harms most if it is left."""

from datetime import timedelta

from sqlmodel import Session

from casework import referrals, tasks, today
from tests import factories
from tests.conftest import NOW


def day(session: Session, worker_id: str | None = None) -> today.Day:
    return today.of(session, worker_id=worker_id, now=NOW, today=factories.TODAY)


def test_danger_stands_before_everything_else_however_new(session: Session) -> None:
    factories.agency(session)
    person = factories.client(session)
    for kind, hours in (("find_other", 30), ("crisis", 1), ("provider_answered", 50)):
        at = NOW - timedelta(hours=hours)
        tasks.open_task(session, kind, client=person, referral=None, message=None, now=at, due_at=at)
    assert [item.task.kind for item in day(session).items] == ["crisis", "find_other", "provider_answered"]


def test_what_is_settled_or_not_yet_due_is_not_shown(session: Session) -> None:
    factories.agency(session)
    person = factories.client(session)
    later = tasks.open_task(
        session,
        "no_answer",
        client=person,
        referral=None,
        message=None,
        now=NOW,
        due_at=NOW + timedelta(days=1),
    )
    done = tasks.open_task(
        session, "problem", client=person, referral=None, message=None, now=NOW, due_at=NOW
    )
    tasks.settle(session, done, staff_id=None, now=NOW)
    assert day(session).items == ()
    later.due_at = NOW
    assert len(day(session).items) == 1


def test_what_a_client_or_provider_said_is_news_and_what_staff_did_is_not(session: Session) -> None:
    factories.agency(session)
    referral = factories.referral(session, factories.client(session))
    referrals.change(session, referral, "accepted", by="staff", now=NOW)
    assert day(session).news == ()
    referrals.change(session, referral, "completed", by="client", now=NOW, outcome="got_service")
    assert [news.event.outcome for news in day(session).news] == ["got_service"]
    assert day(session).connected == 1


def test_a_referral_without_news_for_long_is_pointed_out(session: Session) -> None:
    factories.agency(session)
    person = factories.client(session)
    quiet = factories.referral(session, person, now=NOW - timedelta(days=11))
    factories.referral(session, person, now=NOW - timedelta(days=2))
    assert [referral.id for referral, _client in day(session).quiet] == [quiet.id]


def test_releases_and_steps_that_end_soon_are_shown_to_the_persons_worker(session: Session) -> None:
    factories.agency(session)
    worker = factories.worker(session)
    person = factories.client(session, primary_worker_id=worker.id)
    offered = factories.service(session)
    soon = factories.release(session, person, offered, expires_on=factories.TODAY + timedelta(days=5))
    factories.release(session, person, offered, expires_on=factories.TODAY + timedelta(days=50))
    assert [release.id for release, _client in day(session, worker.id).releases] == [soon.id]
    assert day(session, factories.worker(session).id).releases == ()
