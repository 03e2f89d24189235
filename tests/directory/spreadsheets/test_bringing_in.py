"""From rows to listings: what a mapping makes of them, again and again, without losing anybody's work."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from directory import changes
from directory.change_log import Author, changing
from directory.importing.spreadsheets import MappingInvalid, import_sheet, read_mapping, shipped
from directory.importing.spreadsheets.repairs import Repair
from directory.listings import load_listings
from directory.tables import (
    Address,
    ChangeSet,
    Location,
    Organization,
    Phone,
    Proposal,
    Schedule,
    Service,
)
from directory.verification import proposals
from tests.conftest import NOW
from tests.directory.spreadsheets.making import PANTRIES, bring, csv_of, dump, edit, mapping


def named(session: Session, name: str) -> Service:
    return session.exec(select(Service).where(Service.name == name)).one()


def test_a_row_becomes_a_listing_with_all_that_it_says(session: Session) -> None:
    report, set_id = bring(session, *PANTRIES)
    assert (report.read, report.taken, report.listings, report.refused) == (2, 2, 2, 0)
    assert report.repairs == {Repair.ZIP_ZEROS: 1}
    assert set_id is not None
    service = named(session, "Harbor Pantry")
    listing = load_listings(session, [service.id])[service.id]
    place = listing.place(None)
    assert place is not None
    assert (place.lines, place.city, place.postal_code) == (("1 Pier Rd",), "New Britain", "06051")
    assert [number.number for number in listing.phones] == ["(860) 555-0101"]
    assert [(rule.byday, str(rule.opens_at)) for rule in listing.schedules] == [
        ("MO,TU,WE,TH,FR", "09:00:00")
    ]
    assert listing.categories == ("food",)
    assert changes.since(session, 0).service_ids >= {service.id}


def test_a_dry_run_counts_everything_and_leaves_nothing(session: Session) -> None:
    report, set_id = bring(session, *PANTRIES, dry_run=True)
    assert set_id is None
    assert report.tables.tables["service"].inserted == 2
    assert session.exec(select(Service)).all() == []
    assert session.exec(select(ChangeSet)).all() == []
    assert changes.latest(session) == 0


def test_a_file_read_again_changes_nothing(session: Session) -> None:
    bring(session, *PANTRIES)
    before = dump(session)
    report, set_id = bring(session, *PANTRIES)
    assert (report.tables.changed, set_id) == (0, None)
    assert dump(session) == before


def test_what_the_file_no_longer_says_goes_and_listings_that_it_no_longer_has_stay(session: Session) -> None:
    bring(session, {**PANTRIES[0], "phone": "860-555-0101 / 860-555-0109"}, PANTRIES[1])
    bring(session, {**PANTRIES[0], "phone": "860-555-0109", "hours": "Sunday 1-3 pm"})
    service = named(session, "Harbor Pantry")
    phones = session.exec(select(Phone.number).where(Phone.service_id == service.id)).all()
    assert phones == ["(860) 555-0109"]
    days = session.exec(select(Schedule.byday).where(Schedule.service_id == service.id)).all()
    assert days == ["SU"]
    assert named(session, "Mill Street Kitchen")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"id": "3", "name": "", "phone": "860-555-0103"}, "no name"),
        ({"id": "3", "name": "x" * 301}, "longer than 300"),
        ({**PANTRIES[0], "phone": "860-555-0103"}, "row 2 has the same key"),
        (dict(PANTRIES[0]), "row 2 is the same"),
    ],
)
def test_a_row_that_cannot_be_a_listing_is_refused_with_its_number(
    session: Session, row: dict[str, str], says: str
) -> None:
    report, _ = bring(session, *PANTRIES, row)
    assert (report.refused, report.taken) == (1, 2)
    problem = report.tables.problems[-1]
    assert (problem.row, problem.row_refused) == (4, True)
    assert says in problem.message.text()


def test_a_value_that_its_field_cannot_take_is_left_out_and_named(session: Session) -> None:
    report, _ = bring(session, {**PANTRIES[0], "phone": "ask inside", "lat": "0", "lon": "0", "zip": "99999"})
    assert {(p.row, p.field, p.row_refused) for p in report.tables.problems} == {
        (2, "phone", False),
        (2, "place.latitude", False),
        (2, "address.zip", False),
    }
    assert report.repaired_rows == 1


def test_coordinates_far_from_the_town_are_left_out(session: Session) -> None:
    report, _ = bring(session, {**PANTRIES[0], "lat": "34.05", "lon": "-118.24"})
    assert report.repairs[Repair.POINT_FAR] == 1
    assert session.exec(select(Location.latitude)).all() == [None]


def test_rows_that_the_mapping_leaves_out_are_counted_with_its_reason(session: Session) -> None:
    plan = mapping(skip=[{"when": {"column": "name", "matches": "kitchen"}, "why": "no kitchens"}])
    report, _ = bring(session, *PANTRIES, plan=plan)
    assert report.skipped == {"no kitchens": 1}
    assert report.taken == 1


def test_shifted_columns_are_put_back(session: Session) -> None:
    columns = {"name": {"from": "phone", "match": "^(.+?) —"}, "phone": {"from": "hours"}, "hours": {}}
    move = {"when": {"column": "name", "equals": "Norwich"}, "why": "shifted", "columns": columns}
    row = {"id": "3", "name": "Norwich", "phone": "Dock Pantry — 4 Dock St", "hours": "860-555-0103"}
    report, _ = bring(session, row, plan=mapping(move=[move]))
    assert report.repairs[Repair.MOVED] == 1
    assert named(session, "Dock Pantry")
    assert session.exec(select(Phone.number)).all() == ["(860) 555-0103"]


@pytest.mark.parametrize("mark", [{"hidden": "yes"}, {"street": "Confidential"}])
def test_a_confidential_address_is_not_stored_at_all(session: Session, mark: dict[str, str]) -> None:
    row = {**PANTRIES[0], "lat": "41.6612", "lon": "-72.7795", **mark}
    report, _ = bring(session, row)
    assert report.repairs[Repair.CONFIDENTIAL] == 1
    assert session.exec(select(Address)).all() == []
    location = session.exec(select(Location)).one()
    assert (location.name, location.latitude) == (None, None)
    stored = repr(dump(session))
    assert "Pier" not in stored
    assert "41.66" not in stored
    service = named(session, "Harbor Pantry")
    place = load_listings(session, [service.id])[service.id].place(None)
    assert place is not None
    assert place.confidential
    assert load_listings(session, [service.id])[service.id].areas == ("New Britain",)


def test_an_address_that_became_confidential_goes_and_never_comes_back(session: Session) -> None:
    bring(session, {**PANTRIES[0], "lat": "41.6612", "lon": "-72.7795"})
    bring(session, {**PANTRIES[0], "lat": "41.6612", "lon": "-72.7795", "hidden": "yes"})
    assert session.exec(select(Address)).all() == []
    assert session.exec(select(Location.latitude)).all() == [None]
    # The file forgets the mark; the directory does not.
    bring(session, {**PANTRIES[0], "lat": "41.6612", "lon": "-72.7795"})
    assert session.exec(select(Address)).all() == []
    assert session.exec(select(Location.latitude)).all() == [None]


def test_a_feed_never_overwrites_a_correction_and_raises_a_proposal(session: Session) -> None:
    bring(session, {**PANTRIES[0], "about": "Bags of food"}, feed="Pantry list")
    service = named(session, "Harbor Pantry")
    phone = session.exec(select(Phone)).one()
    edit(session, service, description="Food, and a warm meal")
    edit(session, phone, number="(860) 555-0177")
    later = NOW + timedelta(hours=3)
    changed = {**PANTRIES[0], "about": "Boxes of food", "phone": "860-555-0188", "hours": "Sunday 1-3 pm"}
    report, _ = bring(session, changed, feed="Pantry list", now=later)
    session.expire_all()
    assert named(session, "Harbor Pantry").description == "Food, and a warm meal"
    assert session.exec(select(Phone.number)).all() == ["(860) 555-0177"]
    assert session.exec(select(Schedule.byday)).all() == ["SU"]
    assert (report.kept, report.proposals) == (2, 2)
    raised = {row.field: row for row in session.exec(select(Proposal))}
    assert raised["description"].proposed == "Boxes of food"
    assert raised["number"].proposed == "(860) 555-0188"
    assert {row.source for row in raised.values()} == {"feed"}
    assert {row.service_id for row in raised.values()} == {service.id}
    assert {row.by_name for row in raised.values()} == {"Pantry list"}


def test_the_same_proposal_is_raised_once_and_a_rejected_one_not_again(session: Session) -> None:
    bring(session, {**PANTRIES[0], "about": "Bags of food"})
    edit(session, named(session, "Harbor Pantry"), description="Food, and a warm meal")
    for about in ("Boxes", "Boxes", "Crates"):
        bring(session, {**PANTRIES[0], "about": about})
    assert sorted((p.proposed, p.status) for p in session.exec(select(Proposal))) == [
        ("Boxes", "superseded"),
        ("Crates", "open"),
    ]
    proposal = session.exec(select(Proposal).where(Proposal.status == "open")).one()
    proposal.status = "rejected"
    session.commit()
    bring(session, {**PANTRIES[0], "about": "Crates"})
    assert session.exec(select(Proposal).where(Proposal.status == "open")).all() == []


def test_a_field_whose_proposal_was_accepted_follows_the_feed_again(session: Session) -> None:
    bring(session, {**PANTRIES[0], "about": "Bags of food"}, feed="Pantry list")
    edit(session, named(session, "Harbor Pantry"), description="Food, and a warm meal")
    bring(session, {**PANTRIES[0], "about": "Boxes of food"}, feed="Pantry list")
    proposal = session.exec(select(Proposal)).one()
    proposals.accept(session, proposal, by_id="cora", now=NOW + timedelta(hours=2))
    session.commit()
    bring(session, {**PANTRIES[0], "about": "Crates of food"}, feed="Pantry list")
    session.expire_all()
    assert named(session, "Harbor Pantry").description == "Crates of food"
    assert session.exec(select(Proposal).where(Proposal.status == "open")).all() == []


def test_a_correction_that_was_taken_back_binds_nobody(session: Session) -> None:
    from directory.change_log import undo

    bring(session, {**PANTRIES[0], "about": "Bags of food"})
    edit(session, named(session, "Harbor Pantry"), description="Wrong")
    edited = session.exec(select(ChangeSet.id).where(ChangeSet.kind == "edit")).one()
    undo(session, edited, by=Author.staff("cora"), now=NOW + timedelta(hours=2))
    session.commit()
    bring(session, {**PANTRIES[0], "about": "Boxes of food"})
    session.expire_all()
    assert named(session, "Harbor Pantry").description == "Boxes of food"


def test_a_listing_that_a_coordinator_took_out_stays_out(session: Session) -> None:
    bring(session, *PANTRIES)
    service = named(session, "Harbor Pantry")
    with changing(session, kind="merge", by=Author.staff("cora"), now=NOW):
        for row in load_rows(session, service):
            session.delete(row)
            session.flush()
    session.commit()
    report, _ = bring(session, {**PANTRIES[0], "phone": "860-555-0199"}, PANTRIES[1])
    assert session.exec(select(Service.name)).all() == ["Mill Street Kitchen"]
    assert "1 listings that were taken out by hand stay out" in [n.text() for n in report.notes()]


def load_rows(session: Session, service: Service) -> list[object]:
    """The service with all that hangs on it, children first."""
    from directory.tables import Attribute, ServiceAtLocation

    rows: list[object] = []
    for table, column in (
        (Phone, Phone.service_id),
        (Schedule, Schedule.service_id),
        (Attribute, Attribute.link_id),
        (ServiceAtLocation, ServiceAtLocation.service_id),
    ):
        rows += session.exec(select(table).where(column == service.id)).all()
    return [*rows, service]


def test_a_verification_is_never_set_back_by_an_older_one(session: Session) -> None:
    plan = mapping({"to": "service.verified_on", "from": "checked"})
    bring(session, {**PANTRIES[0], "checked": "2026-01-05"}, plan=plan)
    edit(session, named(session, "Harbor Pantry"), assured_date=NOW.date())
    bring(session, {**PANTRIES[0], "checked": "2026-02-05"}, plan=plan)
    session.expire_all()
    assert named(session, "Harbor Pantry").assured_date == NOW.date()
    assert session.exec(select(Proposal)).all() == []


def test_two_rows_of_one_organization_share_it(session: Session) -> None:
    plan = mapping({"to": "organization.name", "from": "agency"})
    bring(
        session,
        {**PANTRIES[0], "agency": "Bay Aid, Inc."},
        {**PANTRIES[1], "agency": "BAY AID INC"},
        plan=plan,
    )
    assert session.exec(select(Organization.name)).all() == ["Bay Aid, Inc."]


MEETINGS = [
    {"name": "Dawn Group", "slug": "dawn", "day": day, "time": "07:00", "end_time": end, "types": types,
     "location": "Grace Hall", "location_id": 5, "formatted_address": "62 Elm St, Eugene, OR 97401, USA",
     "notes": "Ask for Bob Quill, 541-555-0100. Upstairs.", "contact_1_name": "Bob Quill",
     "contact_1_phone": "541-555-0100", "contact_1_email": "bob.quill@mail.example"}
    for day, end, types in ((1, "08:00", ["O", "W", "X"]), ([3, 5], None, ["C", "W", "S"]))
]  # fmt: skip


def test_weekly_meetings_of_a_group_become_schedules_and_last_names_are_never_stored(
    session: Session,
) -> None:
    import json

    plan = read_mapping(shipped()["meeting_guide"])
    online = {"name": "Night Line", "day": 0, "time": "21:00", "end_time": "22:00", "types": ["ONL", "O"],
              "conference_url": "https://meet.example/night"}  # fmt: skip
    files = {"meetings.json": json.dumps([*MEETINGS, online, {"name": "By Call"}]).encode()}
    report, _ = import_sheet(session, files, plan, by=Author("import"), now=NOW)
    session.commit()
    assert (report.read, report.listings, report.repairs[Repair.JOINED]) == (4, 3, 1)
    service = named(session, "Dawn Group")
    listing = load_listings(session, [service.id])[service.id]
    rules = {(rule.byday, str(rule.opens_at), str(rule.closes_at or "")) for rule in listing.schedules}
    assert rules == {("MO", "07:00:00", "08:00:00"), ("WE,FR", "07:00:00", "")}
    assert listing.categories == ("recovery_support",)
    assert service.eligibility_description == "Women."
    assert "es" in listing.languages
    assert "Ask for Bob. Upstairs" in (listing.schedules[0].description or "")
    virtual = load_listings(session, [named(session, "Night Line").id]).popitem()[1]
    assert [(place.kind, place.lines) for place in virtual.places] == [("virtual", ())]
    stored = repr(dump(session)) + repr([row.before for row in session.exec(select(Proposal))])
    for personal in ("Quill", "555-0100", "mail.example"):
        assert personal not in stored


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("name = ", "not TOML"),
        ('name = "A"\nsource = "a"\n[[field]]\nto = "service.nam"\nfrom = "x"', "service.nam"),
        ('name = "A"\nsource = "A b"\n[[field]]\nto = "service.name"\nfrom = "x"', "source"),
        ('name = "A"\nsource = "a"\n[[field]]\nto = "phone"\nfrom = "x"', "name of the service"),
        ('name = "A"\nsource = "a"\n[[field]]\nto = "service.name"\nfrom = "x"\nmatch = "("', "no pattern"),
        (
            'name="A"\nsource="a"\n[always]\ncategory="fod"\n[[field]]\nto="service.name"\nfrom="x"',
            "fod",
        ),
        ('name = "A"\nsource = "a"\nkeys = "x"\n[[field]]\nto = "service.name"\nfrom = "x"', "keys"),
    ],
)  # fmt: skip
def test_a_mapping_with_a_mistake_says_where(toml: str, says: str) -> None:
    with pytest.raises(MappingInvalid, match=says):
        read_mapping(toml)


def test_every_shipped_mapping_is_valid_and_asks_for_no_contact_of_a_person() -> None:
    for name, toml in shipped().items():
        plan = read_mapping(toml)
        columns = [column for rule in plan.field for column in rule.from_]
        assert not [c for c in columns if "contact" in c.lower()], name


def test_a_file_without_its_columns_is_refused_row_by_row(session: Session) -> None:
    report, set_id = import_sheet(
        session, csv_of({"title": "One", "tel": "1"}), mapping(), by=Author("import"), now=NOW
    )
    assert (report.refused, set_id) == (1, None)
