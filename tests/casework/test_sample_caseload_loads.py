"""The sample caseload loads into a fresh database and fills the worker's day."""

import pytest
from sqlmodel import Session, select

from casework import sample, scope, service_use, staff, today
from casework.referral_states import ENDED, TITLES
from casework.tables import CheckIn, Client, Message, Referral, ReferralEvent, Staff
from data.sample_community.build import PACKAGE
from directory import problems
from directory import sample as upkeep
from directory.importing import import_hsds
from directory.verification import proposals, requests
from directory.verification.queue import queue
from directory.verification.silence import silences
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def loaded(session: Session) -> Session:
    """The sample community and its caseload."""
    assert import_hsds(session, PACKAGE, now=NOW).problem_count == 0
    session.commit()
    passwords = {person["username"]: "secret" for person in sample.people()}
    sample.load(session, passwords=passwords, now=NOW)
    session.commit()
    return session


def test_the_caseload_loads_whole_and_says_that_it_is_there(loaded: Session) -> None:
    assert sample.is_loaded(loaded)
    assert len(loaded.exec(select(Client)).all()) == 8
    assert {row.state for row in loaded.exec(select(Referral))} == set(TITLES)
    assert loaded.exec(select(Message)).first() is not None


def test_every_history_ends_in_the_state_of_its_referral(loaded: Session) -> None:
    for referral in loaded.exec(select(Referral)).all():
        steps = loaded.exec(select(ReferralEvent).where(ReferralEvent.referral_id == referral.id)).all()
        assert (
            max(steps, key=lambda step: (step.at, step.to_state == referral.state)).to_state == referral.state
        )


def test_every_open_referral_has_a_check_in_and_no_ended_one_has(loaded: Session) -> None:
    waiting = {row.referral_id for row in loaded.exec(select(CheckIn)) if row.status == "due"}
    for referral in loaded.exec(select(Referral)).all():
        if referral.state in ENDED or referral.state == "draft":
            assert referral.id not in waiting


def test_the_sample_staff_can_sign_in(loaded: Session) -> None:
    scope.enter_all(loaded)
    for person in sample.people():
        assert staff.sign_in(loaded, person["username"], "secret", now=NOW) is not None
        assert staff.sign_in(loaded, person["username"], "wrong", now=NOW) is None


def test_the_sample_communitys_upkeep_fills_the_coordinators_day(loaded: Session) -> None:
    staff_ids = {row.username: row.id for row in loaded.exec(select(Staff))}
    upkeep.load(loaded, now=NOW, zone="America/New_York", staff_ids=staff_ids)
    loaded.commit()
    found = problems.open_problems(loaded)
    assert max(len(one.reports) for each in found.values() for one in each) > 1
    assert len(silences(loaded, now=NOW)) > 1
    assert proposals.open_proposals(loaded)
    assert requests.with_notes(loaded)
    first = queue(loaded, use=service_use.counted(loaded, now=NOW), now=NOW, today=NOW.date(), limit=9)
    assert len(first) == 9
    assert first[0].service_id in found


def test_a_workers_day_holds_their_own_people_only(loaded: Session) -> None:
    worker = loaded.exec(select(Staff).where(Staff.username == "mreyes")).one()
    mine = today.of(loaded, worker_id=worker.id, now=NOW, today=factories.TODAY)
    everybody = today.of(loaded, worker_id=None, now=NOW, today=factories.TODAY)
    assert 0 < mine.open_referrals < everybody.open_referrals
    assert all(item.client is None or item.client.primary_worker_id == worker.id for item in mine.items)
