"""A referral needs consent where something is told, and moves only as its states allow."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from casework import referrals, referrals_read, releases
from casework.referral_states import ENDED, TITLES, TRANSITIONS, allowed
from casework.tables import CheckIn, Disclosure, ReferralEvent
from directory.duplicates import merging
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def person(session: Session):
    factories.agency(session)
    return factories.client(session)


def test_telling_a_provider_without_a_release_is_refused(session: Session, person) -> None:
    with pytest.raises(referrals.ConsentMissing):
        factories.referral(session, person, channel="provider_told")
    assert session.exec(select(Disclosure)).all() == []


@pytest.mark.parametrize(
    "values",
    [
        {"expires_on": factories.TODAY - timedelta(days=1)},
        {"withdrawn_at": NOW - timedelta(days=1)},
        {"signed_on": factories.TODAY + timedelta(days=1)},
        {"organization_id": "another"},
    ],
    ids=["expired", "withdrawn", "not signed yet", "to somebody else"],
)
def test_a_release_that_is_not_live_for_the_provider_does_not_count(session: Session, person, values) -> None:
    offered = factories.service(session)
    release = factories.release(session, person, offered, **values)
    with pytest.raises(referrals.ConsentMissing):
        factories.referral(session, person, service=offered, channel="provider_told", release=release)


def test_a_release_of_another_client_does_not_count(session: Session, person) -> None:
    offered = factories.service(session)
    release = factories.release(session, factories.client(session), offered)
    with pytest.raises(referrals.ConsentMissing):
        factories.referral(session, person, service=offered, channel="provider_told", release=release)


def test_telling_a_provider_is_listed_as_a_disclosure(session: Session, person) -> None:
    offered = factories.service(session)
    release = factories.release(session, person, offered)
    referral = factories.referral(session, person, service=offered, channel="provider_told", release=release)
    told = session.exec(select(Disclosure)).one()
    assert (told.referral_id, told.release_id, told.what) == (referral.id, release.id, release.information)


def test_a_client_who_calls_by_themself_discloses_nothing(session: Session, person) -> None:
    referral = factories.referral(session, person)
    assert referral.state == "requested"
    assert session.exec(select(Disclosure)).all() == []


def test_a_release_is_good_through_its_last_day(session: Session, person) -> None:
    release = factories.release(session, person, factories.service(session), expires_on=factories.TODAY)
    assert releases.is_live(release, factories.TODAY)
    assert not releases.is_live(release, factories.TODAY + timedelta(days=1))


def test_the_history_holds_every_step_and_who_made_it(session: Session, person) -> None:
    referral = factories.referral(session, person)
    referrals.change(
        session, referral, "accepted", by="provider", now=NOW + timedelta(days=1), note="Come Monday"
    )
    steps = session.exec(
        select(ReferralEvent).where(ReferralEvent.referral_id == referral.id).order_by(ReferralEvent.at)
    ).all()
    assert [(step.from_state, step.to_state, step.by) for step in steps] == [
        ("draft", "requested", "staff"),
        ("requested", "accepted", "provider"),
    ]
    assert steps[1].note == "Come Monday"


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ([], "completed"),
        (["accepted", "completed"], "in-progress"),
        (["rejected"], "accepted"),
        ([], "nonsense"),
    ],
)
def test_a_step_that_the_states_do_not_have_is_refused(session: Session, person, path, to) -> None:
    referral = factories.referral(session, person)
    for state in path:
        referrals.change(session, referral, state, by="staff", now=NOW)
    before = referral.state
    with pytest.raises(referrals.NotAllowed):
        referrals.change(session, referral, to, by="staff", now=NOW)
    assert referral.state == before


def test_ending_a_referral_cancels_the_check_ins_that_wait(session: Session, person) -> None:
    referral = factories.referral(session, person)
    assert [row.status for row in session.exec(select(CheckIn))] == ["due"]
    referrals.change(session, referral, "cancelled", by="staff", now=NOW)
    assert [row.status for row in session.exec(select(CheckIn))] == ["cancelled"]


def test_barriers_gather_over_time(session: Session, person) -> None:
    referral = factories.referral(session, person)
    referrals.note_outcome(session, referral, outcome="not_yet", by="client", now=NOW, barriers=["transport"])
    referrals.note_outcome(session, referral, outcome="no_contact", by="client", now=NOW, barriers=["phone"])
    assert referral.barriers == ["phone", "transport"]
    assert (referral.state, referral.outcome) == ("requested", "no_contact")


@given(st.sampled_from(sorted(TRANSITIONS)))
def test_what_has_ended_can_only_be_marked_as_a_mistake(state: str) -> None:
    assert allowed(state) <= set(TITLES)
    if state in ENDED:
        assert allowed(state) <= {"entered-in-error"}


def test_a_referral_to_a_merged_listing_is_one_to_the_same_service(session: Session) -> None:
    factories.agency(session)
    old, kept = factories.service(session), factories.service(session)
    person = factories.client(session)
    made = factories.referral(session, person, service=old)
    merging.merge(session, kept.id, old.id, sides={}, by="coordinator", now=NOW)
    assert referrals_read.same_service(session, person, kept.id) == made
    assert made.service_id == old.id, "what was referred to stays on record"
