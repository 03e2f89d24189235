"""What holds on a few dates says nothing of the other weeks, as far as the search goes by them."""

from datetime import date, time

from sqlmodel import Session

from directory.tables import Schedule
from matcher.index.texts import read_services
from tests import factories


def test_an_index_reads_the_week_and_no_holidays(session: Session) -> None:
    service = factories.service(session)
    times = {"freq": "WEEKLY", "opens_at": time(9), "closes_at": time(17), "service_id": service.id}
    holiday = {"valid_from": date(2026, 12, 26), "valid_to": date(2026, 12, 26)}
    season = {"valid_from": date(2026, 6, 1), "valid_to": date(2026, 9, 1)}
    session.add(Schedule(byday="MO", **times))
    session.add(Schedule(byday="SA", **times, **holiday))
    session.add(Schedule(byday="SU", **times, **season))
    session.flush()
    (read,) = read_services(session, [service.id])
    assert sorted(days for days, _opens, _closes in read.hours) == ["MO", "SU"]
