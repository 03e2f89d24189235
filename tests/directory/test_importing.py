"""What an import takes in, refuses and says about it."""

import gzip
import json
import os
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from sqlmodel import Session, func, select

from directory import changes
from directory.importing import ImportReport, PackageUnreadable, import_hsds
from directory.tables import HSDS_TABLES, Location, Organization, Phone, Program, Schedule, Service, Url
from tests.directory.packages import (
    LINK,
    LOCATION,
    ORGANIZATION,
    SERVICE,
    link,
    location,
    organization,
    service,
    write_package,
)

NOW = datetime(2026, 11, 10, 15, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("LINKAGE_SHARED", ROOT.parent / "shared"))
STANDARDS = Path(os.environ.get("LINKAGE_STANDARDS", ROOT.parent / "shared" / "standards"))
ID = "55555555-5555-4555-8555-55555555555{}"


def said(report: ImportReport) -> list[tuple[str, int, str, str, bool]]:
    return [(p.file, p.row, p.field, p.message.text(), p.row_refused) for p in report.problems]


def small_package(folder: Path) -> Path:
    return write_package(
        folder,
        organizations=[organization()],
        services=[service()],
        locations=[location()],
        service_at_location=[link()],
    )


def test_a_package_read_twice_changes_nothing_the_second_time(session: Session, tmp_path: Path) -> None:
    small_package(tmp_path)
    first = import_hsds(session, tmp_path, now=NOW)
    assert {name: c.inserted for name, c in first.tables.items()} == {
        "organization": 1,
        "service": 1,
        "location": 1,
        "service_at_location": 1,
    }
    seq = changes.latest(session)
    second = import_hsds(session, tmp_path, now=NOW)
    assert second.changed == 0
    assert {c.unchanged for c in second.tables.values()} == {1}
    assert changes.latest(session) == seq


def test_a_changed_row_is_written_and_its_services_are_named_in_the_change_sequence(
    session: Session, tmp_path: Path
) -> None:
    import_hsds(session, small_package(tmp_path), now=NOW)
    seq = changes.latest(session)
    write_package(tmp_path, locations=[location(name="Elm Street")])
    report = import_hsds(session, tmp_path, now=NOW)
    assert report.counts("location").updated == 1
    assert changes.since(session, seq).service_ids == {SERVICE}
    assert not changes.since(session, seq).everything


def test_a_column_that_the_file_lacks_keeps_its_old_value(session: Session, tmp_path: Path) -> None:
    write_package(tmp_path, organizations=[organization()], services=[service(alert="Closed for repairs")])
    import_hsds(session, tmp_path, now=NOW)
    write_package(tmp_path, services=[service(name="Women's home")])
    import_hsds(session, tmp_path, now=NOW)
    found = session.exec(select(Service)).one()
    assert (found.name, found.alert) == ("Women's home", "Closed for repairs")


def test_an_empty_cell_clears_the_old_value(session: Session, tmp_path: Path) -> None:
    write_package(tmp_path, organizations=[organization()], services=[service(alert="Closed for repairs")])
    import_hsds(session, tmp_path, now=NOW)
    write_package(tmp_path, services=[service(alert="")])
    import_hsds(session, tmp_path, now=NOW)
    assert session.exec(select(Service.alert)).one() is None


BAD_FIELDS = [
    ({"minimum_age": "adult"}, "minimum_age", "“adult” is not a number"),
    ({"minimum_age": "-3"}, "minimum_age", "“-3” is not between 0 and 150"),
    ({"minimum_age": "NaN"}, "minimum_age", "“NaN” is not a number"),
    ({"assured_date": "10/11/2026"}, "assured_date", "“10/11/2026” is not a date like 2026-11-30"),
    (
        {"last_modified": "yesterday"},
        "last_modified",
        "“yesterday” is not a moment like 2026-11-30T14:05:00Z",
    ),
    ({"url": "javascript:alert(1)"}, "url", "“javascript:alert(1)” is not a web address"),
    ({"email": "call us"}, "email", "“call us” is not one e-mail address"),
    ({"program_id": ID.format(9)}, "program_id", f"there is no program {ID.format(9)}"),
]


@pytest.mark.parametrize(("cells", "field", "message"), BAD_FIELDS)
def test_a_bad_optional_field_is_left_out_and_the_row_stays(
    session: Session, tmp_path: Path, cells: dict[str, str], field: str, message: str
) -> None:
    write_package(tmp_path, organizations=[organization()], services=[service(**cells)])
    report = import_hsds(session, tmp_path, now=NOW)
    assert said(report) == [("services.csv", 2, field, message, False)]
    assert getattr(session.exec(select(Service)).one(), field) is None


def test_a_bad_field_does_not_wipe_the_good_value_that_is_there(session: Session, tmp_path: Path) -> None:
    write_package(tmp_path, organizations=[organization()], services=[service(minimum_age="18")])
    import_hsds(session, tmp_path, now=NOW)
    write_package(tmp_path, services=[service(minimum_age="adult")])
    import_hsds(session, tmp_path, now=NOW)
    assert session.exec(select(Service.minimum_age)).one() == 18


BAD_ROWS = [
    ({"name": ""}, "name", "this required field is empty"),
    ({"id": " "}, "id", "the id is missing"),
    ({"status": "open"}, "status", "“open” is none of active, inactive, defunct, temporarily closed"),
    ({"organization_id": ID.format(8)}, "organization_id", f"there is no organization {ID.format(8)}"),
]


@pytest.mark.parametrize(("cells", "field", "message"), BAD_ROWS)
def test_a_row_without_what_it_needs_is_refused_and_the_rest_goes_on(
    session: Session, tmp_path: Path, cells: dict[str, str], field: str, message: str
) -> None:
    rows = [service(**cells), service(id=ID.format(1), name="Second")]
    report = import_hsds(
        session, write_package(tmp_path, organizations=[organization()], services=rows), now=NOW
    )
    assert said(report) == [("services.csv", 2, field, message, True)]
    assert report.counts("service").refused == 1
    assert session.exec(select(Service.name)).all() == ["Second"]


def test_an_id_that_comes_twice_keeps_the_first_row(session: Session, tmp_path: Path) -> None:
    rows = [service(), service(name="Again")]
    report = import_hsds(
        session, write_package(tmp_path, organizations=[organization()], services=rows), now=NOW
    )
    assert said(report) == [
        ("services.csv", 3, "id", "a row with this id came before; that one is kept", True)
    ]
    assert session.exec(select(Service.name)).one() == "Women's house"


BAD_COORDINATES = [("91", "0"), ("41.7", ""), ("", "-72.8"), ("0", "0"), ("41.7", "west")]


@pytest.mark.parametrize(("latitude", "longitude"), BAD_COORDINATES)
def test_a_place_is_never_half_known_or_in_the_sea(
    session: Session, tmp_path: Path, latitude: str, longitude: str
) -> None:
    rows = [location(latitude=latitude, longitude=longitude)]
    report = import_hsds(session, write_package(tmp_path, locations=rows), now=NOW)
    found = session.exec(select(Location)).one()
    assert (found.latitude, found.longitude) == (None, None)
    assert report.problem_count >= 1


def test_a_phone_that_belongs_to_nothing_is_refused_and_one_with_a_link_left_is_kept(
    session: Session, tmp_path: Path
) -> None:
    small_package(tmp_path)
    lost, kept = ID.format(1), ID.format(2)
    write_package(
        tmp_path,
        phones=[
            {"id": lost, "number": "860-555-0100", "service_id": ID.format(9)},
            {"id": kept, "number": "860-555-0101", "service_id": SERVICE, "location_id": ID.format(9)},
        ],
    )
    report = import_hsds(session, tmp_path, now=NOW)
    assert [(p.id, p.field, p.row_refused) for p in report.problems] == [
        (lost, "service_id", True),
        (kept, "location_id", False),
    ]
    assert session.exec(select(Phone.id)).all() == [kept]


def test_an_attribute_of_a_row_that_is_not_there_is_refused(session: Session, tmp_path: Path) -> None:
    term = {"id": ID.format(3), "name": "Housing", "description": "Housing"}
    rows = [
        {"id": ID.format(4), "link_id": SERVICE, "link_entity": "services", "taxonomy_term_id": term["id"]},
        {"id": ID.format(5), "link_id": LOCATION, "link_entity": "location", "taxonomy_term_id": term["id"]},
    ]
    write_package(
        tmp_path, organizations=[organization()], services=[service()], taxonomy_terms=[term], attributes=rows
    )
    report = import_hsds(session, tmp_path, now=NOW)
    assert [(p.id, p.field) for p in report.problems] == [(ID.format(5), "link_id")]


def test_hours_are_wall_clock_times_whatever_offset_the_file_adds(session: Session, tmp_path: Path) -> None:
    rows = [
        {
            "id": ID.format(1),
            "service_id": SERVICE,
            "opens_at": "9:30-05:00",
            "closes_at": "24:00",
            "freq": "weekly",
        }
    ]
    write_package(tmp_path, organizations=[organization()], services=[service()], schedules=rows)
    assert import_hsds(session, tmp_path, now=NOW).problem_count == 0
    found = session.exec(select(Schedule)).one()
    assert (found.opens_at, found.closes_at, found.freq) == (time(9, 30), time(0, 0), "WEEKLY")


def test_ids_that_are_no_uuids_are_given_lasting_ones_and_still_link(
    session: Session, tmp_path: Path
) -> None:
    write_package(
        tmp_path, organizations=[organization(id="17")], services=[service(id="17", organization_id="17")]
    )
    report = import_hsds(session, tmp_path, now=NOW)
    found = session.exec(select(Service)).one()
    assert found.organization_id == session.exec(select(Organization.id)).one() != found.id
    assert any("no UUIDs" in note.text() for note in report.notes)
    assert import_hsds(session, tmp_path, now=NOW).changed == 0


def test_a_dry_run_reports_the_same_and_leaves_nothing(session: Session, tmp_path: Path) -> None:
    small_package(tmp_path)
    trial = import_hsds(session, tmp_path, now=NOW, dry_run=True)
    assert session.exec(select(func.count()).select_from(Service)).one() == 0
    assert changes.latest(session) == 0
    assert import_hsds(session, tmp_path, now=NOW).tables == trial.tables


def _as_zip(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "package.zip", "w") as archive:
        for file in folder.glob("*.csv"):
            archive.write(file, f"inner/{file.name}")
    return folder / "package.zip"


def _as_gz(folder: Path) -> Path:
    for file in list(folder.glob("*.csv")):
        (folder / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
        file.unlink()
    return folder


def _singular_with_mark(folder: Path) -> Path:
    for plural, singular in (
        ("organizations", "organization"),
        ("services", "service"),
        ("locations", "location"),
    ):
        text = (folder / f"{plural}.csv").read_text(encoding="utf-8")
        (folder / f"{plural}.csv").unlink()
        (folder / f"{singular}.csv").write_text(text, encoding="utf-8-sig")
    return folder


@pytest.mark.parametrize("repack", [_as_zip, _as_gz, _singular_with_mark])
def test_a_package_may_be_zipped_packed_singular_or_marked(
    session: Session, tmp_path: Path, repack: Callable[[Path], Path]
) -> None:
    report = import_hsds(session, repack(small_package(tmp_path)), now=NOW)
    assert report.changed == 4
    assert report.problem_count == 0


def test_what_is_no_table_and_no_column_is_named_once(session: Session, tmp_path: Path) -> None:
    folder = tmp_path / "package"
    write_package(folder, organizations=[organization(colour="red"), organization(id=ID.format(1))])
    (folder / "readme.txt").write_text("hello", encoding="utf-8")
    report = import_hsds(session, folder, now=NOW)
    assert [note.text() for note in report.notes] == [
        "organizations.csv: unknown columns left aside: colour",
        "readme.txt is no table of the standard and was left aside",
    ]


def test_a_path_without_any_table_is_said_to_be_no_package(session: Session, tmp_path: Path) -> None:
    with pytest.raises(PackageUnreadable, match="no table of HSDS"):
        import_hsds(session, write_package(tmp_path / "empty"), now=NOW)
    with pytest.raises(PackageUnreadable, match="nothing there"):
        import_hsds(session, tmp_path / "absent", now=NOW)


NESTED = {
    "id": SERVICE,
    "name": "Women's house",
    "status": "active",
    "assured_date": "2026-10-01",
    "organization": {"id": ORGANIZATION, "name": "Stone Bridge", "description": "Sober homes."},
    "program": {"id": ID.format(1), "name": "Homes", "description": "All homes"},
    "phones": [{"id": ID.format(2), "number": "860-555-0100", "extension": 12}],
    "additional_urls": [{"id": ID.format(3), "url": "stonebridge.example"}],
    "service_at_locations": [
        {
            "id": LINK,
            "location": {"id": LOCATION, "location_type": "physical", "latitude": 41.66, "longitude": -72.78},
            "schedules": [{"id": ID.format(4), "freq": "WEEKLY", "byday": ["MO", "TU"], "opens_at": "09:00"}],
        }
    ],
}


@pytest.mark.parametrize("shape", ["one", "list", "page", "lines"])
def test_nested_services_are_taken_apart_into_linked_rows(
    session: Session, tmp_path: Path, shape: str
) -> None:
    text = {
        "one": json.dumps(NESTED),
        "list": json.dumps([NESTED]),
        "page": json.dumps({"total_items": 1, "contents": [NESTED]}),
        "lines": f"{json.dumps(NESTED)}\n\n{{broken\n",
    }[shape]
    path = tmp_path / ("export.jsonl" if shape == "lines" else "export.json")
    path.write_text(text, encoding="utf-8")
    report = import_hsds(session, path, now=NOW)
    found = session.exec(select(Service)).one()
    assert (found.organization_id, found.program_id, found.assured_date) == (
        ORGANIZATION,
        ID.format(1),
        date(2026, 10, 1),
    )
    assert session.exec(select(Program.organization_id)).one() == ORGANIZATION
    assert session.exec(select(Phone.service_id, Phone.extension)).one() == (SERVICE, 12)
    assert session.exec(select(Url.url)).one() == "https://stonebridge.example"
    schedule = session.exec(select(Schedule)).one()
    assert (schedule.service_at_location_id, schedule.byday) == (LINK, "MO,TU")
    assert [(p.file, p.row) for p in report.problems] == ([("export.jsonl", 3)] if shape == "lines" else [])


def test_the_standards_own_example_fills_all_24_tables(session: Session) -> None:
    if not STANDARDS.is_dir():
        pytest.skip("the standard's examples are not on this machine (LINKAGE_STANDARDS)")
    report = import_hsds(session, STANDARDS / "hsds-3.2.3" / "examples" / "csv", now=NOW)
    assert {name: c.inserted for name, c in report.tables.items()} == {
        cls.__tablename__: 1 for cls in HSDS_TABLES
    }
    # Its latitude is 100, and four of its links lead nowhere.
    assert {p.field for p in report.problems} == {
        "latitude",
        "longitude",
        "organization_id",
        "service_at_location_id",
        "taxonomy_id",
    }


@pytest.mark.parametrize("region", ["eugene-or", "san-francisco-ca", "washington-dc", "legal-il-fl"])
def test_published_packages_come_in_whole(session: Session, region: str) -> None:
    report = import_hsds(session, _shared_package(region), now=NOW)
    assert report.problem_count == 0
    assert report.counts("service").inserted > 300


def test_a_national_package_comes_in_whole_and_tells_how_far_it_is(tmp_path: Path) -> None:
    from directory.database import make_engine
    from directory.tables import HsdsTable

    package = _shared_package("us-federal")
    engine = make_engine(f"sqlite:///{tmp_path / 'national.db'}")
    HsdsTable.metadata.create_all(engine)
    seen: list[tuple[str, int, int]] = []
    with Session(engine) as session:
        report = import_hsds(
            session, package, now=NOW, commit=session.commit, progress=lambda *step: seen.append(step)
        )
    engine.dispose()
    assert (report.problem_count, report.counts("service").inserted) == (0, 65_372)
    assert ("service", 65_372, 65_372) in seen


def _shared_package(region: str) -> Path:
    path = SHARED / "data" / "hsds" / region
    if not path.is_dir():
        pytest.skip("the published packages are not on this machine (LINKAGE_SHARED)")
    return path
