"""Merging two listings: nothing said is lost, old names lead on, and all of it can be taken back."""

import csv
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from directory import corrections, merges, problems
from directory.change_log import Author, ChangedSince, history
from directory.changes import since
from directory.duplicates import merging
from directory.importing import import_hsds
from directory.listings import load_listings
from directory.tables import (
    CostOption,
    DuplicatePair,
    Language,
    MergedListing,
    Phone,
    RequiredDocument,
    Schedule,
    Service,
    ServiceAtLocation,
    ServiceCapacity,
    Unit,
)
from directory.verification import recording, requests
from tests.conftest import NOW
from tests.directory.duplicates import listing, place

BY = "coordinator"


def merged(session: Session, kept: Service, other: Service, **sides: str) -> str:
    return merging.merge(session, kept.id, other.id, sides=sides, by=BY, now=NOW).id


def row_counts(session: Session) -> dict[str, int]:
    tables = (Service, Phone, Language, CostOption, RequiredDocument, Schedule, ServiceAtLocation)
    return {table.__name__: len(session.exec(select(table)).all()) for table in tables}


def test_what_only_one_of_the_two_has_stays(session: Session) -> None:
    kept, other = listing(session, "Agnes House"), listing(session, "Agnes House Inc", phone="860-555-0142")
    session.add_all(
        [
            Phone(service_id=other.id, number="(860) 555-0100", type="voice"),
            Language(service_id=other.id, code="es"),
            CostOption(service_id=other.id, option="Visit", amount=5, currency="USD"),
            RequiredDocument(service_id=kept.id, document="Photo ID"),
            RequiredDocument(service_id=other.id, document="photo  id"),
        ]
    )
    merged(session, kept, other)
    shown = load_listings(session, [kept.id])[kept.id]
    assert {number.number for number in shown.phones} == {"860-555-0100", "860-555-0142"}
    assert len(shown.phones) == 2
    assert shown.languages == ("es",)
    assert len(shown.costs) == 1
    assert shown.documents == ("Photo ID",)
    assert len(shown.places) == 1, "12 Elm Street is one door"


def test_a_place_that_only_the_other_has_is_offered_too(session: Session) -> None:
    kept = listing(session, "Agnes House")
    other = listing(session, "Agnes House Inc", street="40 Oak Road")
    merged(session, kept, other)
    lines = {one.lines[0] for one in load_listings(session, [kept.id])[kept.id].places}
    assert lines == {"12 Elm Street", "40 Oak Road"}


def test_the_more_recently_verified_value_stays_and_then_the_fuller(session: Session) -> None:
    kept = listing(
        session, "Agnes House", description="Beds", fees_description="None", verified=date(2025, 1, 1)
    )
    other = listing(
        session,
        "Agnes House Inc",
        description="Ten beds for women",
        verified=date(2026, 1, 1),
        wait_time="A week",
    )
    merged(session, kept, other)
    assert (kept.description, kept.fees_description, kept.wait_time) == (
        "Ten beds for women",
        "None",
        "A week",
    )
    assert kept.assured_date == date(2026, 1, 1)


def test_a_person_chooses_against_what_would_stay_by_itself(session: Session) -> None:
    kept = listing(session, "Agnes House", description="Beds", minimum_age=18)
    other = listing(session, "Agnes House Inc", description="Ten beds for women", maximum_age=24)
    merged(session, kept, other, description="kept", name="other", ages="other")
    assert (kept.name, kept.description) == ("Agnes House Inc", "Beds")
    assert (kept.minimum_age, kept.maximum_age) == (None, 24)
    with pytest.raises(ValueError, match="no choice"):
        merged(session, kept, other, colour="kept")


def test_hours_and_room_come_from_one_side_as_a_whole(session: Session) -> None:
    kept, other = listing(session, "Agnes House"), listing(session, "Agnes House Inc")
    unit = Unit(name="beds")
    session.add(unit)
    session.flush()
    for service, days in ((kept, "MO"), (other, "TU")):
        session.add(Schedule(service_id=service.id, byday=days))
        session.add(ServiceCapacity(service_id=service.id, unit_id=unit.id, available=2, updated=NOW))
    merged(session, kept, other, hours="other", room="kept")
    mine = session.exec(select(Schedule).where(Schedule.service_id == kept.id)).all()
    assert [row.byday for row in mine] == ["TU"]
    assert len(session.exec(select(ServiceCapacity).where(ServiceCapacity.service_id == kept.id)).all()) == 1


def test_the_old_id_stands_for_the_listing_that_stayed(session: Session) -> None:
    kept, other, last = (listing(session, f"Agnes House {n}") for n in ("A", "B", "C"))
    merged(session, kept, other)
    merged(session, last, kept)
    assert merges.survivors(session, [other.id, kept.id, last.id]) == {other.id: last.id, kept.id: last.id}
    assert set(merges.absorbed(session, last.id)) == {other.id, kept.id}
    assert session.get_one(Service, other.id).status == "defunct"


def test_indexes_hear_of_both_listings(session: Session) -> None:
    kept, other = listing(session, "Agnes House"), listing(session, "Agnes House Inc", wait_time="A week")
    merged(session, kept, other)
    assert since(session, 0).service_ids == {kept.id, other.id}


def test_problem_reports_and_history_of_the_old_listing_follow(session: Session) -> None:
    kept, other = listing(session, "Agnes House"), listing(session, "Agnes House Inc")
    problems.report(session, service_id=other.id, kinds=["hours_wrong"], source="client", now=NOW)
    merged(session, kept, other)
    problems.report(session, service_id=other.id, kinds=["phone_wrong"], source="client", now=NOW)
    for asked in ([kept.id], None):
        (found,) = problems.open_problems(session, asked).items()
        assert found[0] == kept.id
        assert {one.problem.kind for one in found[1]} == {"hours_wrong", "phone_wrong"}
    (change,) = history(session, kept.id)
    assert change.change_set.kind == "merge"
    assert {difference.row_id for difference in change.differences} >= {other.id}


def test_verifications_follow_and_a_provider_asked_about_the_old_listing_answers_for_the_new(
    session: Session,
) -> None:
    kept, other = listing(session, "Agnes House"), listing(session, "Agnes House Inc")
    answer = {
        "method": "phone",
        "now": NOW,
        "on": NOW.date(),
        "provider_name": "Ann",
        "provider_title": "Clerk",
    }
    recording.verify(session, other.id, outcome="confirmed", by=Author.staff(BY), **answer)
    request, token = requests.ask(session, other.id, now=NOW)
    merged(session, kept, other)
    assert len(recording.of_listing(session, kept.id)) == 1
    assert requests.find(session, token, now=NOW)[2].id == kept.id
    requests.answer(
        session, request, [], provider_name="Ann", provider_title="Clerk", note="", now=NOW, on=NOW.date()
    )
    assert len(recording.of_listing(session, kept.id)) == 2
    assert session.get_one(Service, kept.id, populate_existing=True).assured_date == NOW.date()


def test_a_correction_of_whom_it_is_for_follows(session: Session) -> None:
    kept = listing(session, "Agnes House")
    other = listing(session, "Agnes House Inc", eligibility_description="Women")
    corrections.correct(session, other.id, ["gender:in:woman"], text_key="k", note="", by=BY, now=NOW)
    merged(session, kept, other)
    assert corrections.corrections(session, [kept.id])[kept.id].criteria == ["gender:in:woman"]


def test_a_merge_is_taken_back_whole(session: Session) -> None:
    kept = listing(session, "Agnes House", description="Beds")
    other = listing(session, "Agnes House Inc", street="40 Oak Road", phone="860-555-0142", fees="None")
    session.add(Language(service_id=other.id, code="es"))
    session.flush()
    before = row_counts(session)
    change_set_id = merged(session, kept, other, name="other")
    merging.unmerge(session, change_set_id, by=BY, now=NOW)
    assert row_counts(session) == before
    assert (kept.name, kept.fees, other.status) == ("Agnes House", None, "active")
    assert merges.survivors(session, [other.id]) == {}
    assert session.exec(select(DuplicatePair)).one().status == "open"
    with pytest.raises(ValueError, match="already"):
        merging.unmerge(session, change_set_id, by=BY, now=NOW)


def test_a_merge_is_not_taken_back_over_a_later_change(session: Session) -> None:
    kept = listing(session, "Agnes House", description="Beds")
    other = listing(session, "Agnes House Inc", description="Ten beds for women")
    change_set_id = merged(session, kept, other)
    kept.description = "Twelve beds"
    session.add(kept)
    session.commit()
    with pytest.raises(ChangedSince):
        merging.unmerge(session, change_set_id, by=BY, now=NOW)
    session.rollback()
    assert session.get_one(Service, kept.id).description == "Twelve beds"
    assert merges.survivor(session, other.id) == kept.id


def test_a_listing_that_is_gone_cannot_be_merged(session: Session) -> None:
    kept, other = listing(session, "Agnes House"), listing(session, "Agnes House Inc")
    merged(session, kept, other)
    session.commit()
    for first, second in ((kept.id, other.id), (kept.id, kept.id), (kept.id, "unknown")):
        with pytest.raises(merging.CannotMerge):
            merging.merge(session, first, second, sides={}, by=BY, now=NOW)
        session.rollback()
    assert len(session.exec(select(MergedListing)).all()) == 1


def test_beside_a_confidential_place_an_open_address_does_not_stay(session: Session) -> None:
    kept = listing(session, "Agnes House", street="7 Quiet Lane")
    other = listing(session, "Agnes House Inc", street="7 Quiet Lane", confidential=True)
    plan = merging.plan(session, kept, other)
    assert (plan.confidential, plan.places) == (True, "confidential")
    merged(session, kept, other)
    (shown,) = load_listings(session, [kept.id])[kept.id].places
    assert shown.confidential
    assert (shown.lines, shown.postal_code, shown.latitude) == ((), "", None)


def test_the_coordinator_may_keep_the_open_place_beside_the_confidential_one(session: Session) -> None:
    kept = listing(session, "Agnes House", street="7 Quiet Lane", confidential=True)
    other = listing(session, "Agnes House Inc", street="40 Oak Road")
    merged(session, kept, other, places="both")
    assert [one.confidential for one in load_listings(session, [kept.id])[kept.id].places].count(True) == 1
    assert len(load_listings(session, [kept.id])[kept.id].places) == 2


def test_an_import_does_not_bring_a_merged_listing_back(session: Session, tmp_path: Path) -> None:
    kept, other = listing(session, "Agnes House"), listing(session, "Agnes House Inc")
    place(session, other, "40 Oak Road")
    merged(session, kept, other)
    session.commit()
    write(
        tmp_path / "services.csv",
        [
            {"id": kept.id, "organization_id": kept.organization_id, "name": "Agnes", "status": "active"},
            {"id": other.id, "organization_id": other.organization_id, "name": "Back", "status": "active"},
        ],
    )
    write(
        tmp_path / "phones.csv",
        [{"id": "0f0e9fd4-51a7-4c4b-8f0e-3f4a5f6f7a8b", "service_id": other.id, "number": "860-555-0177"}],
    )
    report = import_hsds(session, tmp_path, now=NOW)
    session.commit()
    session.expire_all()
    assert session.get_one(Service, other.id).status == "defunct"
    assert session.get_one(Service, kept.id).name == "Agnes"
    assert not session.exec(select(Phone).where(col(Phone.number) == "860-555-0177")).all()
    assert "merged into others" in report.as_text()


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
