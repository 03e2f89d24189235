"""The tables against the standard, the engine, and the change sequence."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import Session, SQLModel, col, select

from directory import changes
from directory.database import make_engine
from directory.tables import HSDS_TABLES, DirectoryChange, Organization, Service, Unit

NOW = datetime(2026, 11, 10, 15, 0, tzinfo=UTC)
STANDARDS = Path(os.environ.get("LINKAGE_STANDARDS", Path(__file__).parents[3] / "shared" / "standards"))


def test_tables_and_columns_are_those_of_the_standard() -> None:
    path = STANDARDS / "hsds-3.2.3" / "datapackage.json"
    if not path.is_file():
        pytest.skip("the standard is not on this machine (LINKAGE_STANDARDS)")
    resources = json.loads(path.read_text(encoding="utf-8"))["resources"]
    assert len(resources) == len(HSDS_TABLES) == 24
    for resource in resources:
        table = SQLModel.metadata.tables[resource["name"]]
        fields = {f["name"]: not f["constraints"]["required"] for f in resource["schema"]["fields"]}
        assert {c.name: c.nullable for c in table.columns} == fields
        links = {(k["fields"], k["reference"]["resource"]) for k in resource["schema"].get("foreignKeys", [])}
        assert {(c.name, k.column.table.name) for c in table.columns for k in c.foreign_keys} == links


def test_every_foreign_key_is_indexed() -> None:
    for cls in HSDS_TABLES:
        table = SQLModel.metadata.tables[str(cls.__tablename__)]
        indexed = {column.name for index in table.indexes for column in index.columns}
        assert {c.name for c in table.columns if c.foreign_keys} <= indexed


def test_a_moment_reads_back_in_utc_and_one_without_a_zone_is_refused(session: Session) -> None:
    organization = Organization(name="Stone Bridge", description="Sober homes.")
    session.add(organization)
    session.flush()
    east = datetime(2026, 11, 10, 10, 0, tzinfo=timezone(timedelta(hours=-5)))
    session.add(Service(organization_id=organization.id, name="House", status="active", last_modified=east))
    session.commit()
    session.expire_all()
    assert session.exec(select(Service.last_modified)).one() == NOW
    session.add(
        Service(
            organization_id=organization.id, name="B", status="active", last_modified=datetime(2026, 1, 1)
        )
    )
    with pytest.raises(StatementError, match="needs a time zone"):
        session.flush()


def test_both_databases_hold_foreign_keys(session: Session) -> None:
    session.add(Service(organization_id="nobody", name="House", status="active"))
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_released_savepoint_is_still_undone_by_a_rollback(session: Session) -> None:
    with session.begin_nested():
        session.add(Unit(name="beds"))
    session.rollback()
    assert session.exec(select(Unit)).all() == []


def test_followers_learn_which_services_changed(session: Session) -> None:
    assert changes.latest(session) == 0
    changes.record(session, service_id="a", kind="edit", now=NOW)
    changes.record(session, service_id="b", kind="edit", now=NOW)
    first = changes.since(session, 0)
    assert (first.latest, first.everything, first.service_ids) == (changes.latest(session), False, {"a", "b"})
    changes.record(session, service_id=None, kind="import", now=NOW)
    second = changes.since(session, first.latest)
    assert (second.everything, second.service_ids) == (True, frozenset())
    assert changes.since(session, second.latest) == changes.Changes(second.latest, False, frozenset())


def test_a_change_is_numbered_only_when_those_before_it_can_be_seen(engine: Engine) -> None:
    with Session(engine) as slow, ThreadPoolExecutor(1) as another:
        changes.record(slow, service_id="first", kind="import", now=NOW)

        def hurry() -> None:
            with Session(engine) as quick:
                changes.record(quick, service_id="second", kind="edit", now=NOW)
                quick.commit()

        hurried = another.submit(hurry)
        with pytest.raises(TimeoutError):
            hurried.result(timeout=0.5)
        slow.commit()
        hurried.result(timeout=10)
    with Session(engine) as reader:
        ordered = reader.exec(select(DirectoryChange.service_id).order_by(col(DirectoryChange.seq))).all()
    assert ordered == ["first", "second"]


def test_an_unknown_kind_of_database_is_named() -> None:
    with pytest.raises(ValueError, match="mysql"):
        make_engine("mysql://somewhere/else")
    with pytest.raises(ValueError, match="cannot be read"):
        make_engine("not an address")


@pytest.mark.parametrize("address", ["postgres://user@host/name", "postgresql://user@host/name"])
def test_postgresql_is_reached_through_psycopg(address: str) -> None:
    assert make_engine(address).url.drivername == "postgresql+psycopg"
