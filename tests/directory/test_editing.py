"""Editing a listing: what is kept, what two people at once do to each other, and how it is undone."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from directory import changes
from directory.change_log import Author, about, history, undo
from directory.editing import PARTS, EditConflict, State, read_part, save
from directory.editing.subject import load
from directory.listings import load_listings
from directory.tables import (
    Address,
    Attribute,
    ChangeSet,
    Language,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
    ServiceCapacity,
)
from tests import factories

NOW = datetime(2026, 11, 10, 15, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
JO, KIM = Author.staff("jo"), Author.staff("kim")


def read(session: Session, part: str, service_id: str, at: str | None = None) -> dict[str, dict[str, Any]]:
    found = read_part(session, PARTS[part], load(session, service_id, at))
    return {key: dict(row) for key, row in found.items()}


def keep(
    session: Session, part: str, service_id: str, base: State, mine: State, *, by: Author = JO, **more: Any
) -> ChangeSet | None:
    made = save(session, PARTS[part], service_id, base, mine, by=by, why="told", now=NOW, **more)
    session.commit()
    return made


def edited(state: State, key: str, **values: Any) -> dict[str, dict[str, Any]]:
    return {name: {**row, **values} if name == key else dict(row) for name, row in state.items()}


@pytest.fixture
def house(session: Session) -> Service:
    """A service at one place with a telephone number."""
    row = factories.service(session, description="A house.", wait_time="2 weeks")
    place = Location(location_type="physical", name="Arch Street", latitude=41.66, longitude=-72.78)
    session.add(place)
    session.flush()
    session.add(ServiceAtLocation(service_id=row.id, location_id=place.id))
    session.add(
        Address(
            location_id=place.id,
            address_1="214 Arch Street",
            city="New Britain",
            state_province="CT",
            postal_code="06051",
            country="US",
            address_type="physical",
        )
    )
    session.add(Phone(service_id=row.id, number="860-555-0100", type="voice"))
    session.commit()
    return row


def place_of(session: Session, service: Service) -> str:
    return session.exec(
        select(ServiceAtLocation.location_id).where(ServiceAtLocation.service_id == service.id)
    ).one()


def test_a_saved_field_has_its_history_and_is_undone(session: Session, house: Service) -> None:
    base = read(session, "service", house.id)
    seen = changes.latest(session)
    made = keep(session, "service", house.id, base, edited(base, f"service:{house.id}", wait_time="none"))
    assert made is not None
    (change,) = history(session, house.id)
    assert [(d.field, d.before, d.after) for d in change.differences] == [("wait_time", "2 weeks", "none")]
    assert change.change_set.why == "told"
    assert changes.since(session, seen).service_ids == {house.id}
    undo(session, made.id, by=KIM, now=LATER)
    assert read(session, "service", house.id) == base


def test_saving_what_was_not_changed_leaves_nothing_behind(session: Session, house: Service) -> None:
    for part in PARTS:
        at = place_of(session, house) if part == "place" else None
        base = read(session, part, house.id, at)
        assert keep(session, part, house.id, base, base, location_id=at) is None, part
    assert session.exec(select(ChangeSet)).all() == []


def test_two_people_at_different_fields_both_count(session: Session, house: Service) -> None:
    base = read(session, "service", house.id)
    key = f"service:{house.id}"
    keep(session, "service", house.id, base, edited(base, key, wait_time="none"), by=KIM)
    keep(session, "service", house.id, base, edited(base, key, alternate_name="The House"))
    now_is = read(session, "service", house.id)[key]
    assert (now_is["wait_time"], now_is["alternate_name"]) == ("none", "The House")


def test_two_people_at_one_field_are_told_and_nothing_is_overwritten(
    session: Session, house: Service
) -> None:
    base = read(session, "service", house.id)
    key = f"service:{house.id}"
    keep(session, "service", house.id, base, edited(base, key, wait_time="none"), by=KIM)
    mine = edited(base, key, wait_time="a month", alternate_name="The House")
    with pytest.raises(EditConflict) as met:
        keep(session, "service", house.id, base, mine)
    session.rollback()
    (conflict,) = met.value.conflicts
    assert (conflict.field, conflict.before, conflict.theirs, conflict.mine) == (
        "wait_time", "2 weeks", "none", "a month",
    )  # fmt: skip
    assert met.value.together[key]["alternate_name"] == "The House"
    now_is = read(session, "service", house.id)[key]
    assert (now_is["wait_time"], now_is["alternate_name"]) == ("none", None)
    assert len(session.exec(select(ChangeSet)).all()) == 1
    keep(session, "service", house.id, met.value.theirs, mine)
    assert read(session, "service", house.id)[key]["wait_time"] == "a month"


def test_two_people_who_write_the_same_agree(session: Session, house: Service) -> None:
    base = read(session, "service", house.id)
    mine = edited(base, f"service:{house.id}", wait_time="none")
    keep(session, "service", house.id, base, mine, by=KIM)
    assert keep(session, "service", house.id, base, mine) is None


def test_a_session_that_read_before_the_other_saved_is_told_too(engine: Engine, house: Service) -> None:
    with Session(engine) as slow, Session(engine) as quick:
        base = read(slow, "service", house.id)
        mine = edited(base, f"service:{house.id}", wait_time="a month")
        keep(quick, "service", house.id, base, edited(base, f"service:{house.id}", wait_time="none"))
        with pytest.raises(EditConflict):
            save(slow, PARTS["service"], house.id, base, mine, by=JO, why="", now=LATER)


def test_rows_come_change_and_go_and_come_back(session: Session, house: Service) -> None:
    base = read(session, "phones", house.id)
    (old,) = base
    mine = {
        "phone:new-1": {
            "owner": f"location:{place_of(session, house)}",
            "number": "860-555-0101",
            "type": "fax",
        },
        "phone:new-2": {"owner": f"organization:{house.organization_id}", "number": "211", "type": None},
    }
    made = keep(session, "phones", house.id, base, mine)
    assert made is not None
    numbers = {phone.number: phone.kind for phone in load_listings(session, [house.id])[house.id].phones}
    assert numbers == {"860-555-0101": "fax", "211": ""}
    undo(session, made.id, by=JO, now=LATER)
    assert read(session, "phones", house.id) == base
    assert session.get(Phone, old.partition(":")[2]) is not None


def test_a_row_moves_to_another_owner(session: Session, house: Service) -> None:
    base = read(session, "phones", house.id)
    (key,) = base
    owner = f"organization:{house.organization_id}"
    keep(session, "phones", house.id, base, edited(base, key, owner=owner))
    row = session.exec(select(Phone)).one()
    assert (row.service_id, row.organization_id) == (None, house.organization_id)


def test_a_row_cannot_be_given_to_somebody_else(session: Session, house: Service) -> None:
    other = factories.service(session)
    session.commit()
    base = read(session, "phones", house.id)
    with pytest.raises(LookupError):
        keep(session, "phones", house.id, base, edited(base, next(iter(base)), owner=f"service:{other.id}"))


def test_a_row_that_the_other_took_away_is_a_conflict_only_where_it_was_changed(
    session: Session, house: Service
) -> None:
    base = read(session, "phones", house.id)
    (key,) = base
    keep(session, "phones", house.id, base, {}, by=KIM)
    assert keep(session, "phones", house.id, base, base) is None
    with pytest.raises(EditConflict) as met:
        keep(session, "phones", house.id, base, edited(base, key, number="860-555-0199"))
    assert [(c.key, c.field, c.theirs) for c in met.value.conflicts] == [(key, "", None)]


def test_a_row_that_the_other_changed_is_not_taken_away_unseen(session: Session, house: Service) -> None:
    base = read(session, "phones", house.id)
    (key,) = base
    keep(session, "phones", house.id, base, edited(base, key, number="860-555-0199"), by=KIM)
    with pytest.raises(EditConflict) as met:
        keep(session, "phones", house.id, base, {})
    assert met.value.conflicts[0].mine is None
    session.rollback()
    assert session.exec(select(Phone.number)).one() == "860-555-0199"


def test_a_number_taken_away_takes_its_languages_along_and_undo_brings_both_back(
    session: Session, house: Service
) -> None:
    number = session.exec(select(Phone)).one()
    session.add(Language(phone_id=number.id, name="Spanish", code="es"))
    session.commit()
    base = read(session, "phones", house.id)
    made = keep(session, "phones", house.id, base, {})
    assert session.exec(select(Language)).all() == []
    assert made is not None
    undo(session, made.id, by=JO, now=LATER)
    assert session.exec(select(Language.code)).one() == "es"


def test_room_is_as_of_now_and_its_unit_is_found_by_name(session: Session, house: Service) -> None:
    row = {"unit": "beds", "available": 3.0, "maximum": 14.0, "description": None}
    keep(session, "capacity", house.id, {}, {"service_capacity:new-1": row})
    base = read(session, "capacity", house.id)
    (key,) = base
    assert base[key] == row
    again = edited(base, key, available=0.0)
    save(session, PARTS["capacity"], house.id, base, again, by=JO, why="", now=LATER)
    session.commit()
    kept = session.exec(select(ServiceCapacity)).one()
    assert (kept.available, kept.updated) == (0.0, LATER)
    keep(session, "capacity", house.id, {}, {"service_capacity:new-1": {**row, "unit": "Beds"}})
    assert len(set(session.exec(select(ServiceCapacity.unit_id)))) == 1


def test_categories_keep_their_order_and_are_undone_without_their_vocabulary(
    session: Session, house: Service
) -> None:
    base = read(session, "categories", house.id)
    key = f"category:{house.id}"
    made = keep(session, "categories", house.id, base, {key: {"codes": ["sober_living", "housing"]}})
    assert load_listings(session, [house.id])[house.id].categories == ("sober_living", "housing")
    base = read(session, "categories", house.id)
    second = keep(
        session, "categories", house.id, base, {key: {"codes": ["housing", "sober_living", "legal"]}}
    )
    assert load_listings(session, [house.id])[house.id].categories == ("housing", "sober_living", "legal")
    for one in (second, made):
        assert one is not None
        undo(session, one.id, by=JO, now=LATER)
    assert read(session, "categories", house.id) == {key: {"codes": None}}
    with pytest.raises(ValueError, match="no category"):
        keep(session, "categories", house.id, {key: {"codes": None}}, {key: {"codes": []}})


def weekly(session: Session, service: Service) -> dict[str, Any]:
    return read(session, "hours", service.id)[f"week:service:{service.id}"]


def test_the_week_changes_only_the_days_that_changed(session: Session, house: Service) -> None:
    session.add(
        Schedule(
            service_id=house.id, freq="WEEKLY", byday="MO,TU,WE", opens_at=time(9), closes_at=time(17),
            description="Office",
        )
    )  # fmt: skip
    session.commit()
    base = read(session, "hours", house.id)
    key = f"week:service:{house.id}"
    assert base[key]["MO"] == "09:00-17:00"
    mine = edited(base, key, TU=None, TH="09:00-17:00", WE="09:00-12:00,13:00-17:00")
    made = keep(session, "hours", house.id, base, mine)
    rows = session.exec(select(Schedule).order_by(col(Schedule.opens_at), col(Schedule.closes_at))).all()
    assert [(row.byday, row.opens_at, row.closes_at, row.description) for row in rows] == [
        ("WE", time(9), time(12), None),
        ("MO,TH", time(9), time(17), "Office"),
        ("WE", time(13), time(17), None),
    ]
    assert weekly(session, house) == mine[key]
    assert made is not None
    undo(session, made.id, by=JO, now=LATER)
    assert read(session, "hours", house.id) == base


def test_two_people_at_two_days_of_the_week_both_count(session: Session, house: Service) -> None:
    base = read(session, "hours", house.id)
    key = f"week:service:{house.id}"
    keep(session, "hours", house.id, base, edited(base, key, MO="09:00-17:00"), by=KIM)
    keep(session, "hours", house.id, base, edited(base, key, SA="00:00-23:59"))
    assert {day for day, spans in weekly(session, house).items() if spans} == {"MO", "SA"}


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        (
            {"pattern": "closed", "valid_from": "2026-11-26", "description": "Thanksgiving"},
            {"valid_to": "2026-11-26", "description": "Closed: Thanksgiving", "opens_at": None},
        ),
        (
            {"pattern": "dates", "valid_from": "2026-12-24", "valid_to": "2026-12-26", "opens_at": "09:00:00",
             "closes_at": "12:00:00"},
            {"freq": "WEEKLY", "byday": "TH,FR,SA"},
        ),
        (
            {"pattern": "2", "days": ["TU", "TH"], "opens_at": "10:00:00", "closes_at": "12:00:00"},
            {"freq": "MONTHLY", "byday": "2TU,2TH"},
        ),
        (
            {"pattern": "fortnight", "days": ["MO"], "valid_from": "2026-11-02", "opens_at": "10:00:00",
             "closes_at": "12:00:00"},
            {"freq": "WEEKLY", "interval": 2, "byday": "MO"},
        ),
        ({"pattern": "words", "description": "By appointment"}, {"freq": None}),
    ],
)  # fmt: skip
def test_other_hours_are_kept_in_the_standards_fields_and_read_back(
    session: Session, house: Service, row: dict[str, Any], columns: dict[str, Any]
) -> None:
    base = read(session, "hours", house.id)
    keep(
        session, "hours", house.id, base, {**base, "schedule:new-1": {"owner": f"service:{house.id}", **row}}
    )
    kept = session.exec(select(Schedule)).one()
    for name, value in columns.items():
        found = getattr(kept, name)
        assert (found.isoformat() if hasattr(found, "isoformat") else found) == value, name
    told = read(session, "hours", house.id)[f"schedule:{kept.id}"]
    assert {name: told[name] for name in row} == row
    assert (
        keep(session, "hours", house.id, read(session, "hours", house.id), read(session, "hours", house.id))
        is None
    )


def test_hours_that_no_form_can_say_stay_as_they_came(session: Session, house: Service) -> None:
    session.add(
        Schedule(service_id=house.id, freq="MONTHLY", bymonthday="1,15", opens_at=time(9), closes_at=time(10))
    )
    session.commit()
    base = read(session, "hours", house.id)
    key = next(key for key in base if key.startswith("schedule:"))
    assert base[key]["pattern"] == "as_is"
    keep(session, "hours", house.id, base, edited(base, key, description="Twice a month"))
    row = session.exec(select(Schedule)).one()
    assert (row.freq, row.bymonthday, row.description) == ("MONTHLY", "1,15", "Twice a month")


def confidential(session: Session, service: Service, wanted: bool = True) -> str:
    at = place_of(session, service)
    base = read(session, "place", service.id, at)
    keep(
        session,
        "place",
        service.id,
        base,
        edited(base, f"location:{at}", confidential=wanted),
        location_id=at,
    )
    return at


def test_a_confidential_place_is_replaced_but_never_read(session: Session, house: Service) -> None:
    at = confidential(session, house)
    assert load_listings(session, [house.id])[house.id].places[0].confidential
    base = read(session, "place", house.id, at)
    assert "Arch" not in str(base)
    assert "06051" not in str(base)
    assert "41.66" not in str(base)
    assert "New Britain" in str(base)
    key = next(key for key in base if key.startswith("address:"))
    keep(session, "place", house.id, base, edited(base, key, address_1="9 Elm Street"), location_id=at)
    assert session.exec(select(Address.address_1)).one() == "9 Elm Street"
    told = [d for change in history(session, house.id) for d in change.differences]
    assert "Elm" not in str(told)
    assert any(d.confidential and d.field == "address_1" for d in told)


def test_two_people_who_replace_one_confidential_address_meet(session: Session, house: Service) -> None:
    at = confidential(session, house)
    base = read(session, "place", house.id, at)
    key = next(key for key in base if key.startswith("address:"))
    keep(session, "place", house.id, base, edited(base, key, address_1="9 Elm Street"), location_id=at)
    with pytest.raises(EditConflict):
        keep(session, "place", house.id, base, edited(base, key, address_1="1 Oak Street"), location_id=at)


def test_a_place_that_was_confidential_stays_so_in_the_log(session: Session, house: Service) -> None:
    at = confidential(session, house)
    base = read(session, "place", house.id, at)
    key = next(key for key in base if key.startswith("address:"))
    made = keep(session, "place", house.id, base, edited(base, key, address_1="9 Elm Street"), location_id=at)
    confidential(session, house, wanted=False)
    assert made is not None
    told = about(session, made.id)
    assert told is not None
    assert "Elm" not in str(told.differences)


def test_a_new_place_comes_with_its_address_and_goes_whole(session: Session, house: Service) -> None:
    mine = {
        "location:new": {"location_type": "physical", "name": "Annex", "confidential": True},
        "address:new-1": {
            "address_type": "physical", "address_1": "9 Elm Street", "city": "Hartford",
            "state_province": "CT",
        },
    }  # fmt: skip
    made = keep(session, "place", house.id, {}, mine)
    places = load_listings(session, [house.id])[house.id].places
    assert {(place.city, place.confidential) for place in places} == {
        ("New Britain", False),
        ("Hartford", True),
    }
    assert made is not None
    undo(session, made.id, by=JO, now=LATER)
    assert len(session.exec(select(Location)).all()) == 1
    assert session.exec(select(Attribute)).all() == []


def test_a_listing_that_is_gone_is_said_to_be_so(session: Session) -> None:
    with pytest.raises(LookupError):
        keep(session, "service", "nowhere", {}, {})
