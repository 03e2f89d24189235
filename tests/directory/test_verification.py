"""Listings are verified with name and title, due by their kind, queued by harm, silent if nobody answers."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlmodel import Session, select

from directory import availability, problems
from directory.change_log import Author, ChangedSince, changing, history
from directory.tables import (
    Address,
    Attribute,
    Language,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
    TaxonomyTerm,
    Verification,
    VerificationRequest,
)
from directory.taxonomies.meaning import NEED_TAXONOMY
from directory.verification import recording
from directory.verification.due import count_due, period_days
from directory.verification.fields import Field, all_fields, questions
from directory.verification.queue import Use, queue, reasons_of
from directory.verification.recording import WhoMissing
from directory.verification.silence import silences
from directory.verification.typed import Wish, read, shown
from tests import factories
from tests.conftest import NOW

TODAY = date(2026, 11, 10)
STAFF = Author.staff("josette")


def verify(session: Session, service: Service, **values: object) -> Verification:
    return recording.verify(
        session,
        service.id,
        **{
            "outcome": "confirmed",
            "method": "phone",
            "by": STAFF,
            "now": NOW,
            "on": TODAY,
            "provider_name": "Ann Lee",
            "provider_title": "director",
            **values,
        },  # type: ignore[arg-type]
    )


def put_under(session: Session, service: Service, code: str) -> None:
    term = TaxonomyTerm(code=code, name=code, description=code, taxonomy=NEED_TAXONOMY)
    session.add(term)
    session.flush()
    session.add(Attribute(link_id=service.id, link_entity="service", taxonomy_term_id=term.id))
    session.flush()


def test_a_confirmed_listing_has_its_day_and_who_said_so(session: Session) -> None:
    service = factories.service(session)
    verify(session, service, provider_name=" Ann Lee ")
    assert session.get_one(Service, service.id).assured_date == TODAY
    found = recording.last_verified(session, [service.id])[service.id]
    assert (found.provider_name, found.provider_title, found.by_id) == ("Ann Lee", "director", "josette")
    assert history(session, service.id)[0].change_set.kind == "verification"
    assert recording.who_answers(session, service.organization_id) == ("Ann Lee", "director")


@pytest.mark.parametrize("missing", ["provider_name", "provider_title"])
def test_a_verification_needs_the_name_and_the_title_of_who_answered(session: Session, missing: str) -> None:
    service = factories.service(session)
    with pytest.raises(WhoMissing):
        verify(session, service, **{missing: " "})
    assert session.get_one(Service, service.id).assured_date is None


def test_nobody_answering_verifies_nothing(session: Session) -> None:
    service = factories.service(session)
    verify(session, service, outcome="no_answer", provider_name="", provider_title="")
    assert session.get_one(Service, service.id).assured_date is None
    assert recording.tried_on(session, TODAY) == {service.id}
    assert recording.count_of(session, "josette", TODAY) == 0


def test_what_changed_in_a_call_is_undone_with_it(session: Session) -> None:
    service = factories.service(session, fees_description="$20", assured_date=date(2025, 1, 1))
    phone = Phone(service_id=service.id, number="860-555-0100")
    session.add(phone)
    session.flush()
    asked = all_fields(questions(session, service))
    wishes, wrong = read(
        asked,
        {
            f"service.{service.id}.fees_description": ["Free"],
            f"phone.{phone.id}.number": ["860-555-0111"],
            "phone.new.number": ["860-555-0122"],
        },
    )
    assert (len(wishes), wrong) == (3, {})
    made = verify(session, service, outcome="changed", wishes=wishes)
    session.commit()
    numbers = select(Phone.number).where(Phone.service_id == service.id)
    assert set(session.exec(numbers)) == {"860-555-0111", "860-555-0122"}
    recording.undo(session, made, by=STAFF, now=NOW)
    session.commit()
    again = session.get_one(Service, service.id)
    assert (again.fees_description, again.assured_date) == ("$20", date(2025, 1, 1))
    assert set(session.exec(numbers)) == {"860-555-0100"}
    assert recording.last_verified(session, [service.id]) == {}


def test_undoing_never_loses_what_was_changed_since(session: Session) -> None:
    service = factories.service(session, fees_description="$20")
    field = Field("service", service.id, "fees_description", "", "long", "$20")
    made = verify(session, service, outcome="changed", wishes=[Wish(field, "Free")])
    session.commit()
    with changing(session, kind="edit", by=STAFF, now=NOW):
        session.get_one(Service, service.id).fees_description = "$5"
    session.commit()
    with pytest.raises(ChangedSince):
        recording.undo(session, made, by=STAFF, now=NOW)
    session.rollback()
    assert session.get_one(Service, service.id).fees_description == "$5"


def test_a_number_that_is_emptied_is_taken_out_with_its_languages(session: Session) -> None:
    service = factories.service(session)
    phone = Phone(service_id=service.id, number="860-555-0100")
    session.add(phone)
    session.flush()
    session.add(Language(phone_id=phone.id, code="es"))
    session.flush()
    wishes, _ = read(all_fields(questions(session, service)), {f"phone.{phone.id}.number": [""]})
    verify(session, service, outcome="changed", wishes=wishes)
    assert session.exec(select(Phone)).all() == []


def test_the_address_of_a_confidential_place_is_no_question(session: Session) -> None:
    service = factories.service(session)
    for confidential in (False, True):
        place = Location(location_type="physical")
        session.add(place)
        session.flush()
        street = "1 Hidden Lane" if confidential else "2 Open Street"
        session.add(
            Address(
                location_id=place.id, address_1=street, city="Norwich", state_province="CT",
                postal_code="06360", country="US", address_type="physical",
            )
        )  # fmt: skip
        session.add(ServiceAtLocation(service_id=service.id, location_id=place.id))
        if confidential:
            term = TaxonomyTerm(code="address-confidential", name="c", description="c")
            session.add(term)
            session.flush()
            session.add(Attribute(link_id=place.id, link_entity="location", taxonomy_term_id=term.id))
    session.flush()
    values = [shown(field) for field in all_fields(questions(session, service))]
    assert "2 Open Street" in values
    assert "1 Hidden Lane" not in values


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("time", "09:30", time(9, 30)),
        ("age", "18", 18.0),
        ("money", "$1,250.50", 1250.5),
        ("web", "hope.example/house", "https://hope.example/house"),
        ("email", "a@b.example", "a@b.example"),
        ("long", "  two\r\nlines ", "two\nlines"),
        ("text", "", None),
    ],
)
def test_what_is_typed_becomes_the_columns_value(kind: str, typed: str, value: object) -> None:
    field = Field("service", "s", "x", "", kind, "before")
    assert [wish.value for wish in read([field], {field.key: [typed]})[0]] == [value]


@pytest.mark.parametrize(
    ("kind", "name", "typed"),
    [
        ("time", "opens_at", "half past nine"),
        ("age", "minimum_age", "grown-up"),
        ("money", "amount", "a lot"),
        ("web", "url", "javascript:alert(1)"),
        ("email", "email", "call us"),
        ("phone", "number", "none"),
        ("status", "status", "gone"),
        ("text", "name", ""),
        ("text", "x", "y" * 501),
    ],
)
def test_what_cannot_be_read_is_named_at_its_field(kind: str, name: str, typed: str) -> None:
    field = Field("service", "s", name, "", kind, "before")
    wishes, wrong = read([field], {field.key: [typed]})
    assert (wishes, list(wrong)) == ((), [field.key])


def test_days_of_opening_are_chosen_in_the_order_of_the_week(session: Session) -> None:
    service = factories.service(session)
    row = Schedule(service_id=service.id, freq="WEEKLY", byday="MO,TU", opens_at=time(9), closes_at=time(17))
    session.add(row)
    session.flush()
    key = f"schedule.{row.id}.byday"
    asked = all_fields(questions(session, service))
    assert read(asked, {key: ["MO", "TU"], f"{key}.sent": ["1"]})[0] == ()
    assert read(asked, {key: ["WE", "MO"], f"{key}.sent": ["1"]})[0][0].value == "MO,WE"
    assert key in read(asked, {f"{key}.sent": ["1"]})[1]


@pytest.mark.parametrize(
    ("name", "codes", "tells_room", "days"),
    [
        ("Job club", ["employment"], False, 365),
        ("Rent help", ["housing"], False, 180),
        ("Hope", ["emergency_shelter"], False, 90),
        ("Winter Shelter", [], False, 90),
        ("House", ["housing", "domestic_violence"], False, 90),
        ("House", ["housing"], True, 60),
    ],
)
def test_the_shortest_period_that_applies_counts(
    name: str, codes: list[str], tells_room: bool, days: int
) -> None:
    assert period_days(name, codes, tells_room=tells_room) == days


def test_the_database_and_the_rule_agree_on_what_is_due(session: Session) -> None:
    for name, code, ago in (
        ("Job club", "employment", 364),
        ("Old job club", "employment", 365),
        ("Rent help", "rent_help", 179),
        ("Old rent help", "housing", 180),
        ("Night shelter", "food", 89),
        ("Old night shelter", "food", 90),
    ):
        service = factories.service(session, name=name, assured_date=TODAY - timedelta(days=ago))
        put_under(session, service, code)
    factories.service(session, name="Never")
    factories.service(session, name="Gone", status="defunct")
    told = factories.service(session, name="With room", assured_date=TODAY - timedelta(days=60))
    availability.report(session, told.id, status="open", via="staff", now=NOW)
    found = queue(session, use={}, now=NOW, today=TODAY, limit=99)
    names = {item.name for item in found}
    assert names == {"Old job club", "Old rent help", "Old night shelter", "Never", "With room"}
    assert count_due(session, TODAY) == 5


def test_the_queue_begins_where_a_mistake_harms_most(session: Session) -> None:
    fresh = TODAY - timedelta(days=3)
    old = factories.service(session, name="Old and unused", assured_date=TODAY - timedelta(days=700))
    used = factories.service(session, name="Old and used", assured_date=TODAY - timedelta(days=700))
    dead = factories.service(session, name="Number is dead", assured_date=fresh)
    bad = factories.service(session, name="Helps nobody", assured_date=fresh)
    fine = factories.service(session, name="Fine and used", assured_date=fresh)
    for source in ("client", "client", "caseworker"):
        problems.report(session, service_id=dead.id, kinds=["phone_wrong"], source=source, now=NOW)
    use = {used.id: Use(9, 3, 0), bad.id: Use(4, 4, 3), fine.id: Use(20, 10, 0)}
    found = queue(session, use=use, now=NOW, today=TODAY, limit=99)
    assert [item.service_id for item in found] == [dead.id, used.id, bad.id, old.id]
    assert [reason.text() for reason in found[0].reasons] == ["telephone number is wrong: said 3 times"]
    assert "3 of 4 that ended brought no help" in [reason.text() for reason in found[2].reasons]
    assert reasons_of(session, fine.id, use=use, now=NOW, today=TODAY) == ()
    assert [
        one.service_id for one in queue(session, use=use, now=NOW, today=TODAY, limit=1, but={dead.id})
    ] == [used.id]


def test_a_listing_put_under_a_kind_where_vain_ways_harm_more_weighs_more(session: Session) -> None:
    ago = TODAY - timedelta(days=400)
    class_ = factories.service(session, name="Class", assured_date=ago)
    beds = factories.service(session, name="Refuge", assured_date=ago)
    put_under(session, beds, "domestic_violence")
    found = queue(session, use={}, now=NOW, today=TODAY, limit=9)
    assert [item.service_id for item in found] == [beds.id, class_.id]


def asked(session: Session, service: Service, days_ago: int, reminded: int | None = None) -> None:
    session.add(
        VerificationRequest(
            service_id=service.id,
            to_address="a@b.example",
            asked_at=NOW - timedelta(days=days_ago),
            reminded_at=None if reminded is None else NOW - timedelta(days=reminded),
        )
    )
    session.flush()


def test_a_provider_is_silent_once_a_mail_and_its_reminder_went_unanswered(session: Session) -> None:
    patient = factories.service(session)
    silent = factories.service(session)
    asked(session, patient, 30, reminded=9)
    asked(session, silent, 42, reminded=21)
    found = silences(session, now=NOW)
    assert set(found) == {silent.id}
    assert (found[silent.id].times, found[silent.id].since) == (2, NOW - timedelta(days=42))
    verify(session, silent)
    assert silences(session, now=NOW) == {}


def test_three_days_of_calls_that_nobody_takes_are_silence_and_two_on_one_day_are_one(
    session: Session,
) -> None:
    service = factories.service(session)
    nobody = {"outcome": "no_answer", "provider_name": "", "provider_title": ""}
    for at in (NOW - timedelta(days=9), NOW - timedelta(days=4), NOW - timedelta(hours=2), NOW):
        verify(session, service, now=at, **nobody)
        expected = 1 if at == NOW else 0
    assert expected and silences(session, now=NOW)[service.id].calls == 3
    assert silences(session, now=NOW, service_ids=["another"]) == {}


def test_a_moment_far_from_utc_counts_for_the_local_day(session: Session) -> None:
    service = factories.service(session)
    late = datetime(2026, 11, 11, 3, 0, tzinfo=UTC)
    verify(session, service, now=late, on=TODAY)
    assert session.get_one(Service, service.id).assured_date == TODAY
    assert recording.count_of(session, "josette", TODAY) == 1
