"""The change log: what it records by itself, what it refuses to take back, and that undo restores all."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from sqlmodel import Session, col, select

from directory import changes, corrections
from directory.change_log import Author, ChangedSince, changing, history, recent, record_rows, undo
from directory.change_log.rows import tables
from directory.tables import (
    ChangeEntry,
    ChangeSet,
    Location,
    Organization,
    Phone,
    Service,
    ServiceAtLocation,
)
from tests import factories
from tests.conftest import NOW

JO = Author.staff("jo")
LATER = NOW + timedelta(hours=1)


def _dump(session: Session) -> dict[str, list[dict[str, Any]]]:
    """Every tracked row, but for the moment of the last change, which an undo moves too."""
    found = {}
    for name, table in tables().items():
        rows = session.execute(table.select().order_by(table.c.id)).mappings()
        found[name] = [{key: value for key, value in row.items() if key != "last_modified"} for row in rows]
    return found


def _edit(session: Session, service: Service, **values: Any) -> ChangeSet:
    with changing(session, kind="edit", by=JO, now=NOW, why="told by telephone") as made:
        for name, value in values.items():
            setattr(service, name, value)
        session.add(service)
    session.commit()
    return made


def test_a_changed_field_is_kept_with_who_when_before_after_and_why(session: Session) -> None:
    service = factories.service(session, assured_date=date(2026, 1, 5))
    session.commit()
    _edit(session, service, name="Sober house", assured_date=date(2026, 11, 1))

    (change,) = history(session, service.id)

    assert (change.change_set.by_id, change.change_set.at, change.change_set.why) == (
        "jo",
        NOW,
        "told by telephone",
    )
    assert [(d.field, d.before, d.after) for d in change.differences] == [
        ("assured_date", "2026-01-05", "2026-11-01"),
        ("name", "Sober home", "Sober house"),
    ]


def test_a_change_tells_the_indexes_and_dates_the_service(session: Session) -> None:
    service = factories.service(session)
    session.commit()
    before = changes.latest(session)
    _edit(session, service, name="Sober house")

    assert changes.since(session, before).service_ids == {service.id}
    assert session.get_one(Service, service.id, populate_existing=True).last_modified == NOW


def test_a_block_that_changes_nothing_leaves_no_set(session: Session) -> None:
    service = factories.service(session)
    session.commit()
    before = changes.latest(session)
    _edit(session, service, name=service.name)

    assert session.exec(select(ChangeSet)).all() == []
    assert changes.latest(session) == before


def test_rows_outside_a_block_are_not_recorded(session: Session) -> None:
    factories.service(session)
    session.commit()
    assert session.exec(select(ChangeEntry)).all() == []


def test_a_second_set_cannot_be_opened_inside_the_first(session: Session) -> None:
    with (
        changing(session, kind="edit", by=JO, now=NOW),
        pytest.raises(RuntimeError),
        changing(session, kind="edit", by=JO, now=NOW),
    ):
        pass


def test_the_history_of_a_listing_tells_of_its_places_and_its_organization_too(session: Session) -> None:
    service, other = factories.service(session), factories.service(session)
    place = Location(location_type="physical", name="Old hall")
    session.add(place)
    session.flush()
    offered = ServiceAtLocation(service_id=service.id, location_id=place.id)
    session.add(offered)
    session.commit()
    with changing(session, kind="edit", by=JO, now=NOW):
        place.name = "New hall"
        session.get_one(Organization, service.organization_id).name = "Hope"
        session.add(Phone(service_at_location_id=offered.id, number="860-555-0101"))
    session.commit()

    (change,) = history(session, service.id)

    assert {(d.table, d.field) for d in change.differences} >= {
        ("location", "name"),
        ("organization", "name"),
        ("phone", "number"),
    }
    assert history(session, other.id) == []


def test_undo_restores_changed_added_and_removed_rows(session: Session) -> None:
    service = factories.service(session)
    phone = Phone(service_id=service.id, number="860-555-0101")
    session.add(phone)
    session.commit()
    as_it_was = _dump(session)
    with changing(session, kind="edit", by=JO, now=NOW) as made:
        place = Location(location_type="physical", name="Hall")
        session.add(place)
        session.flush()
        session.add(ServiceAtLocation(service_id=service.id, location_id=place.id))
        session.delete(phone)
        service.name = "Sober house"
        session.flush()
        service.name = "Sober villa"
    session.commit()
    assert _dump(session) != as_it_was

    undone = undo(session, made.id, by=JO, now=LATER, why="a mistake")
    session.commit()

    assert _dump(session) == as_it_was
    assert undone.kept == ()
    newest, first = history(session, service.id)
    assert (newest.change_set.undoes, first.undone_by) == (made.id, undone.change_set.id)


def test_an_undo_can_be_undone_and_then_the_change_again(session: Session) -> None:
    service = factories.service(session)
    session.commit()
    made = _edit(session, service, name="Sober house")
    first = undo(session, made.id, by=JO, now=LATER)
    session.commit()
    with pytest.raises(ValueError, match="taken back already"):
        undo(session, made.id, by=JO, now=LATER)
    session.rollback()

    undo(session, first.change_set.id, by=JO, now=LATER)
    session.commit()
    assert session.get_one(Service, service.id, populate_existing=True).name == "Sober house"
    undo(session, made.id, by=JO, now=LATER)
    session.commit()
    assert session.get_one(Service, service.id, populate_existing=True).name == "Sober home"


def test_undo_refuses_where_somebody_changed_the_same_field_since_and_names_it(session: Session) -> None:
    service = factories.service(session)
    session.commit()
    made = _edit(session, service, name="Sober house", status="inactive")
    _edit(session, service, name="Sober villa")

    with pytest.raises(ChangedSince) as refused:
        undo(session, made.id, by=JO, now=LATER)
    session.rollback()

    (clash,) = refused.value.clashes
    assert (clash.table, clash.field, clash.expected, clash.found) == (
        "service",
        "name",
        "Sober house",
        "Sober villa",
    )
    assert session.get_one(Service, service.id, populate_existing=True).status == "inactive"


def test_undo_that_keeps_later_changes_takes_back_the_rest(session: Session) -> None:
    service = factories.service(session)
    session.commit()
    made = _edit(session, service, name="Sober house", status="inactive")
    _edit(session, service, name="Sober villa")

    undone = undo(session, made.id, by=JO, now=LATER, keep_later_changes=True)
    session.commit()

    row = session.get_one(Service, service.id, populate_existing=True)
    assert (row.name, row.status) == ("Sober villa", "active")
    assert [clash.field for clash in undone.kept] == ["name"]


def test_undo_keeps_a_row_that_something_rests_on_now(session: Session) -> None:
    with changing(session, kind="import", by=Author("import", name="list"), now=NOW) as made:
        organization = Organization(name="Hope", description="x")
        session.add(organization)
    session.commit()
    session.add(Service(organization_id=organization.id, name="Beds", status="active"))
    session.commit()

    undone = undo(session, made.id, by=JO, now=LATER, keep_later_changes=True)
    session.commit()

    assert [(clash.table, clash.row_id) for clash in undone.kept] == [("organization", organization.id)]
    assert session.get(Organization, organization.id) is not None


def test_undo_of_a_set_that_is_not_there_says_so(session: Session) -> None:
    with pytest.raises(LookupError):
        undo(session, "nothing", by=JO, now=NOW)


def test_rows_written_by_core_statements_are_recorded_when_told_of(session: Session) -> None:
    as_it_was = _dump(session)
    rows = [{"id": f"o{n}", "name": f"Org {n}", "description": "x"} for n in range(3)]
    with changing(session, kind="import", by=Author("import", name="list"), now=NOW) as made:
        session.connection().execute(insert(Organization), rows)
        record_rows(session, "organization", added=rows)
    session.commit()
    assert len(session.exec(select(ChangeEntry).where(ChangeEntry.change_set_id == made.id)).all()) == 3

    undo(session, made.id, by=JO, now=LATER)
    session.commit()
    assert _dump(session) == as_it_was


def test_a_corrected_eligibility_is_part_of_the_log(session: Session) -> None:
    service = factories.service(session)
    session.commit()
    as_it_was = _dump(session)
    corrections.correct(session, service.id, ["age:min:18"], text_key="k", note="", by="jo", now=NOW)
    session.commit()
    (change,) = history(session, service.id)
    assert {d.field for d in change.differences} >= {"criteria", "corrected_by"}

    undo(session, change.change_set.id, by=JO, now=LATER)
    session.commit()
    assert _dump(session) == as_it_was


def test_the_newest_changes_come_first(session: Session) -> None:
    service = factories.service(session)
    session.commit()
    _edit(session, service, name="Sober house")
    with changing(session, kind="edit", by=JO, now=LATER):
        service.name = "Sober villa"
    session.commit()
    assert [change.differences[0].after for change in recent(session)] == ["Sober villa", "Sober house"]


def test_what_a_set_did_outlives_the_listing(session: Session) -> None:
    service = factories.service(session)
    session.commit()
    with changing(session, kind="edit", by=JO, now=NOW):
        session.delete(service)
    session.commit()
    (entry,) = session.exec(select(ChangeEntry).where(col(ChangeEntry.service_id) == service.id)).all()
    assert entry.action == "remove"
    assert entry.before is not None
    assert entry.before["name"] == "Sober home"
