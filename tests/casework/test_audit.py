"""Every look at and change of a client's record leaves a line."""

from sqlmodel import Session, select

from casework import audit, clients
from casework.tables import AuditEntry
from tests import factories
from tests.conftest import NOW


def lines(session: Session) -> list[tuple[str, str, str | None]]:
    session.flush()
    rows = session.exec(select(AuditEntry)).all()
    return [(row.action, row.thing, row.staff_id) for row in rows]


def test_opening_a_record_is_written_down_with_who_looked(session: Session) -> None:
    factories.agency(session)
    person, worker = factories.client(session), factories.worker(session)
    session.commit()
    audit.working(session, staff_id=worker.id, now=NOW)
    clients.open_client(session, person.id, now=NOW)
    assert ("looked", "record", worker.id) in lines(session)


def test_a_change_is_written_down_without_being_asked_for(session: Session) -> None:
    factories.agency(session)
    person = factories.client(session)
    session.commit()
    before = len(lines(session))
    person.language = "es"
    session.add(person)
    session.commit()
    assert lines(session)[before:] == [("changed", "Client", None)]


def test_saving_a_record_unchanged_leaves_no_line(session: Session) -> None:
    factories.agency(session)
    person = factories.client(session)
    session.commit()
    before = len(lines(session))
    person.language = person.language
    session.add(person)
    session.commit()
    assert len(lines(session)) == before


def test_rows_about_a_client_are_written_down_under_the_client(session: Session) -> None:
    factories.agency(session)
    person = factories.client(session)
    need = factories.need(session, person)
    session.commit()
    row = session.exec(select(AuditEntry).where(AuditEntry.thing_id == need.id)).one()
    assert (row.client_id, row.action, row.thing) == (person.id, "added", "ClientNeed")
