"""Agencies in one database never see each other."""

import pytest
from sqlalchemy import func
from sqlmodel import Session, col, select, update

from casework import scope
from casework.tables import Agency, Client
from tests import factories


@pytest.fixture
def two_agencies(session: Session) -> tuple[Agency, Agency]:
    """Two agencies with a client each; the session works for the second."""
    first = factories.agency(session, name="First")
    factories.client(session, name="Of First")
    session.commit()
    second = factories.agency(session, name="Second")
    factories.client(session, name="Of Second")
    session.commit()
    return first, second


def test_a_session_without_an_agency_cannot_touch_casework(engine, session: Session) -> None:
    with Session(engine) as fresh, pytest.raises(scope.ScopeMissing):
        fresh.exec(select(Client)).all()


def test_queries_see_only_the_rows_of_the_agency(
    session: Session, two_agencies: tuple[Agency, Agency]
) -> None:
    assert [row.name for row in session.exec(select(Client))] == ["Of Second"]
    assert session.exec(select(func.count()).select_from(Client)).one() == 1
    scope.enter(session, two_agencies[0].id)
    assert session.exec(select(Client.name)).all() == ["Of First"]


def test_a_subquery_sees_only_the_rows_of_the_agency(
    session: Session, two_agencies: tuple[Agency, Agency]
) -> None:
    found = session.exec(select(Agency.name).where(col(Agency.id).in_(select(Client.agency_id)))).all()
    assert found == ["Second"]


def test_a_key_of_another_agency_finds_nothing(engine, session: Session, two_agencies) -> None:
    scope.enter(session, two_agencies[0].id)
    theirs = session.exec(select(Client.id)).one()
    with Session(engine) as fresh:
        scope.enter(fresh, two_agencies[1].id)
        assert fresh.get(Client, theirs) is None


def test_a_bulk_change_touches_only_the_rows_of_the_agency(session: Session, two_agencies) -> None:
    assert session.execute(update(Client).values(language="es")).rowcount == 1
    session.commit()
    scope.enter(session, two_agencies[0].id)
    assert session.exec(select(Client.language)).all() == ["en"]


def test_a_row_of_another_agency_cannot_be_written(session: Session, two_agencies) -> None:
    session.add(Client(agency_id=two_agencies[0].id, name="X", opened_on=factories.TODAY))
    with pytest.raises(scope.ScopeBroken):
        session.flush()


def test_a_new_row_belongs_to_the_agency_of_the_session(session: Session, two_agencies) -> None:
    assert factories.client(session).agency_id == two_agencies[1].id


def test_a_session_for_all_agencies_must_say_whose_a_new_row_is(session: Session, two_agencies) -> None:
    scope.enter_all(session)
    assert len(session.exec(select(Client)).all()) == 2
    session.add(Client(name="X", opened_on=factories.TODAY))
    with pytest.raises(scope.ScopeBroken):
        session.flush()
