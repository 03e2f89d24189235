"""Whoever reported a problem hears what became of it; the listing hears nothing of who they are."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from casework import listing_news, provider_links, scope, service_use, today
from casework.tables import Task
from directory import problems
from directory.tables import ListingReport, Service
from directory.verification.queue import Use
from tests import factories
from tests.casework.texting import line
from tests.conftest import NOW


def settled(session: Session, service: Service) -> None:
    for gathered in problems.open_problems(session, [service.id])[service.id]:
        problems.resolve(
            session, gathered.problem, resolution="corrected", answer="New number is in.", by_id="j", now=NOW
        )


def tell(engine: Engine, *, minutes: int) -> int:
    return listing_news.tell_reporters(lambda: Session(engine), now=NOW + timedelta(minutes=minutes))


def test_each_reporter_is_told_once_in_their_own_agency(engine: Engine) -> None:
    with Session(engine, expire_on_commit=False) as session:
        factories.agency(session)
        rosa = factories.worker(session)
        session.commit()
        factories.agency(session)
        omar, gone = factories.worker(session), factories.worker(session, active=False)
        service = factories.service(session)
        for reporter in (rosa, rosa, omar, gone):
            problems.report(
                session,
                service_id=service.id,
                kinds=["phone_wrong"],
                source="caseworker",
                reporter_id=reporter.id,
                now=NOW,
            )
        settled(session, service)
        session.commit()
    assert tell(engine, minutes=1) == 0
    assert tell(engine, minutes=3) == 2
    assert tell(engine, minutes=4) == 0
    for worker in (rosa, omar):
        with Session(engine) as session:
            scope.enter(session, worker.agency_id)
            [item] = today.of(
                session, worker_id=worker.id, now=NOW + timedelta(minutes=5), today=NOW.date()
            ).items
            assert (item.task.kind, item.task.for_id) == ("listing_problem_resolved", worker.id)
            assert item.task.note == "New number is in."
            assert item.task.details["service"] == "Sober home"
            others = today.of(session, worker_id="another", now=NOW + timedelta(minutes=5), today=NOW.date())
            assert others.items == ()


def test_what_a_client_replies_is_answered_to_their_worker(engine: Engine) -> None:
    at = line(engine)
    at.ask()
    at.text("the number is disconnected, nobody there")
    with at.open() as session:
        row = session.exec(select(ListingReport)).one()
        assert (row.kind, row.source, row.note) == ("phone_wrong", "client", "")
        assert row.reporter_id == at.client().primary_worker_id


def test_a_resolution_taken_back_at_once_is_no_news(engine: Engine) -> None:
    with Session(engine, expire_on_commit=False) as session:
        factories.agency(session)
        rosa = factories.worker(session)
        service = factories.service(session)
        problems.report(
            session,
            service_id=service.id,
            kinds=["phone_wrong"],
            source="caseworker",
            reporter_id=rosa.id,
            now=NOW,
        )
        [gathered] = problems.open_problems(session)[service.id]
        settled(session, service)
        problems.reopen(session, gathered.problem, now=NOW)
        session.commit()
    assert tell(engine, minutes=5) == 0


@pytest.mark.parametrize(
    ("choice", "wrong", "kinds"),
    [
        ("no_longer", [], {"closed_permanently"}),
        ("full", ["phone_wrong"], {"no_capacity", "phone_wrong"}),
        ("ineligible", [], set()),
    ],
)
def test_a_providers_decline_says_what_it_says_of_the_listing(
    session: Session, choice: str, wrong: list[str], kinds: set[str]
) -> None:
    factories.agency(session)
    rosa = factories.worker(session)
    person, service = factories.client(session), factories.service(session)
    release = factories.release(session, person, service)
    referral = factories.referral(
        session, person, service=service, channel="provider_told", release=release, staff_id=rosa.id
    )
    token = provider_links.make(session, referral, now=NOW)
    link, referral = provider_links.find(session, token, now=NOW)
    provider_links.answer(
        session, link, referral, choice=choice, note="Ana is too loud", wrong=wrong, now=NOW
    )
    assert referral.state == "rejected"
    reports = session.exec(select(ListingReport)).all()
    assert {row.kind for row in reports} == kinds
    assert {row.reporter_id for row in reports} <= {rosa.id}
    assert {row.note for row in reports} <= {""}
    assert session.exec(select(Task.kind)).all() == ["provider_answered"]


def test_use_is_counted_in_numbers_alone(session: Session) -> None:
    factories.agency(session)
    person, service = factories.client(session), factories.service(session)
    ended = {"accepted": None, "completed": None, "failed": None, "cancelled": None}
    for state in ended:
        referral = factories.referral(session, person, service=service)
        referral.state = state
        session.add(referral)
    old = factories.referral(session, person, service=service, now=NOW - timedelta(days=400))
    old.state = "failed"
    session.add(old)
    session.flush()
    assert service_use.counted(session, now=NOW) == {service.id: Use(referrals=4, ended=2, bad=1)}
