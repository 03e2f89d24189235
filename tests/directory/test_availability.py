"""Room counts until it runs out; then it is unknown, neither full nor open."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from directory import availability, changes, problems
from directory.availability import RoomRefused
from directory.tables import Service, ServiceCapacity, Unit
from tests import factories
from tests.conftest import NOW


def tell(session: Session, service: Service, status: str = "open", **values: object) -> None:
    availability.report(session, service.id, status=status, **{"via": "staff", "now": NOW, **values})  # type: ignore[arg-type]


def test_the_newest_word_counts_and_runs_out(session: Session) -> None:
    service = factories.service(session)
    tell(session, service, "full", now=NOW - timedelta(hours=5))
    tell(session, service, places=3, unit="beds")
    room = availability.rooms(session, [service.id])[service.id]
    assert (room.status, room.places) == ("open", 3)
    assert room.known(NOW + timedelta(days=3) - timedelta(minutes=1))
    assert not room.known(NOW + timedelta(days=3))


def test_indexes_hear_of_it(session: Session) -> None:
    service = factories.service(session)
    before = changes.latest(session)
    tell(session, service)
    assert changes.since(session, before).service_ids == {service.id}


@pytest.mark.parametrize(("status", "days"), [("open", 3), ("limited", 2), ("waitlist", 14), ("full", 3)])
def test_each_kind_of_word_holds_for_its_own_time(session: Session, status: str, days: int) -> None:
    service = factories.service(session)
    tell(session, service, status)
    assert availability.latest(session, [service.id])[service.id].expires_at == NOW + timedelta(days=days)


def test_whoever_tells_may_say_how_long_it_holds(session: Session) -> None:
    service = factories.service(session)
    tell(session, service, good_for=timedelta(days=30))
    assert availability.latest(session, [service.id])[service.id].expires_at == NOW + timedelta(days=30)


def test_no_places_left_is_full_whatever_was_said(session: Session) -> None:
    service = factories.service(session)
    tell(session, service, "open", places=0)
    assert availability.rooms(session, [service.id])[service.id].status == "full"


def test_what_cannot_be_is_refused(session: Session) -> None:
    service = factories.service(session)
    for values in ({"status": "roomy"}, {"places": -1}, {"places": 1_000_000}):
        with pytest.raises(RoomRefused):
            tell(session, service, **values)


def test_a_word_taken_back_lets_the_one_before_it_count(session: Session) -> None:
    service = factories.service(session)
    tell(session, service, "full", now=NOW - timedelta(hours=5))
    tell(session, service)
    availability.withdraw(session, availability.latest(session, [service.id])[service.id], now=NOW)
    assert availability.rooms(session, [service.id])[service.id].status == "full"


def test_imported_room_runs_out_too_and_a_later_word_comes_before_it(session: Session) -> None:
    service = factories.service(session)
    unit = Unit(name="beds")
    session.add(unit)
    session.flush()
    session.add(
        ServiceCapacity(service_id=service.id, unit_id=unit.id, available=4, updated=NOW - timedelta(days=10))
    )
    session.flush()
    room = availability.rooms(session, [service.id])[service.id]
    assert (room.status, room.places, room.known(NOW)) == ("open", 4, True)
    assert not room.known(NOW + timedelta(days=4))
    tell(session, service, "full", now=NOW - timedelta(days=11))
    assert availability.rooms(session, [service.id])[service.id].status == "open"
    tell(session, service, "full")
    assert availability.rooms(session, [service.id])[service.id].status == "full"


def test_a_word_on_the_room_settles_reports_that_there_was_none(session: Session) -> None:
    service = factories.service(session)
    kinds = ["no_capacity", "hours_wrong"]
    problems.report(session, service_id=service.id, kinds=kinds, source="client", now=NOW)
    tell(session, service)
    [left] = problems.open_problems(session)[service.id]
    assert left.problem.kind == "hours_wrong"


def test_only_the_newest_word_on_a_service_runs_out(session: Session) -> None:
    service, other = factories.service(session), factories.service(session)
    tell(session, service, now=NOW - timedelta(days=9))
    tell(session, service)
    tell(session, other, now=NOW - timedelta(days=4))
    found = availability.running_out(session, now=NOW, within=timedelta(hours=24))
    assert [row.service_id for row in found] == [other.id]
