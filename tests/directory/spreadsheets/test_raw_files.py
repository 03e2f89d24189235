"""The real raw files, each by its shipped mapping, with the counts that docs/imports.md tells."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from directory.change_log import Author
from directory.database import make_engine
from directory.importing.spreadsheets import files_at, import_sheet, read_mapping, shipped
from directory.importing.spreadsheets.repairs import Repair
from directory.tables import Address, Attribute, Location, Schedule
from tests.conftest import NOW, SHARED

RAW = SHARED / "data" / "raw"

pytestmark = pytest.mark.skipif(
    not RAW.is_dir(), reason="the raw files are not on this machine (LINKAGE_SHARED)"
)


@pytest.fixture
def session(sqlite_template: Path, tmp_path: Path) -> Iterator[Session]:
    """A session on SQLite: what files hold does not depend on the database."""
    engine = make_engine(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'linkage.db')}")
    with Session(engine, expire_on_commit=False) as opened:
        yield opened
    engine.dispose()


@dataclass(frozen=True)
class Expected:
    """Rows read, repaired, refused, left out by the mapping, and the listings that came of them."""

    file: str
    mapping: str
    read: int
    repaired: int
    refused: int
    skipped: int
    listings: int
    repairs: dict[Repair, int]


FILES = (
    Expected(
        "dc211_sample.csv",
        "dc_211",
        230,
        115,
        0,
        37,
        193,
        {
            Repair.HTML: 56,
            Repair.CUT_OFF: 46,
            Repair.HOURS_IN_WORDS: 45,
            Repair.VALUE_LEFT_OUT: 19,
            Repair.ADDRESS_IN_WORDS: 3,
            Repair.PHONE_LEFT_OUT: 3,
            Repair.WEB_LEFT_OUT: 3,
            Repair.CONFIDENTIAL: 2,
            Repair.ZIP_LEFT_OUT: 1,
            Repair.TOWN_LOOKED_UP: 1,
        },
    ),
    Expected(
        "delaware_child_care_centers.csv",
        "delaware_child_care",
        457,
        457,
        0,
        0,
        457,
        {
            Repair.CAPITALS: 457,
            Repair.HOURS_IN_WORDS: 456,
            Repair.PHONE_LEFT_OUT: 2,
        },
    ),
    Expected(
        "aa_minneapolis_meetings.json",
        "aa_minneapolis",
        1048,
        1,
        0,
        0,
        937,
        {
            Repair.ADDRESS_SPLIT: 1048,
            Repair.JOINED: 111,
            Repair.POINT_LEFT_OUT: 1,
        },
    ),
    Expected(
        "haarrrvest_500.jsonl",
        "haarrrvest",
        500,
        393,
        1,
        1,
        498,
        {
            Repair.MOVED: 168,
            Repair.WEB_MERCATOR: 140,
            Repair.HOURS_IN_WORDS: 78,
            Repair.POINT_LEFT_OUT: 63,
            Repair.HTML: 42,
            Repair.CAPITALS: 41,
            Repair.ADDRESS_IN_WORDS: 25,
            Repair.ZIP_LOOKED_UP: 25,
            Repair.ZIP_LEFT_OUT: 14,
            Repair.ADDRESS_SPLIT: 9,
            Repair.TOWN_LOOKED_UP: 8,
        },
    ),
    Expected(
        "little_help_book_places.json",
        "little_help_book",
        333,
        91,
        0,
        0,
        333,
        {
            Repair.ADDRESS_SPLIT: 254,
            Repair.HOURS_IN_WORDS: 86,
            Repair.POINT_LEFT_OUT: 69,
            Repair.PHONE_LEFT_OUT: 15,
            Repair.EMAIL_LEFT_OUT: 9,
            Repair.ADDRESS_IN_WORDS: 8,
            Repair.POINT_FAR: 1,
            Repair.WEB_LEFT_OUT: 1,
        },
    ),
    Expected(
        "apd_open_ref.json",
        "sf_reentry_guide",
        229,
        107,
        2,
        0,
        227,
        {
            Repair.HOURS_IN_WORDS: 66,
            Repair.ADDRESS_IN_WORDS: 41,
            Repair.TOWN_LOOKED_UP: 40,
            Repair.VALUE_LEFT_OUT: 39,
            Repair.ZIP_LEFT_OUT: 1,
        },
    ),
    Expected(
        "ohana-sample-csv",
        "ohana",
        23,
        0,
        0,
        0,
        23,
        {
            Repair.HOURS_IN_WORDS: 1,
        },
    ),
)


@pytest.mark.parametrize("expected", FILES, ids=lambda expected: expected.mapping)
def test_each_raw_file_is_imported_by_its_mapping(session: Session, expected: Expected) -> None:
    plan = read_mapping(shipped()[expected.mapping])
    report, _ = import_sheet(session, files_at(RAW / expected.file), plan, by=Author("import"), now=NOW)
    assert (report.read, report.repaired_rows, report.refused) == (
        expected.read,
        expected.repaired,
        expected.refused,
    )
    assert (sum(report.skipped.values()), report.listings) == (expected.skipped, expected.listings)
    assert {kind: report.repairs[kind] for kind in expected.repairs} == expected.repairs
    assert report.tables.refused == 0


def test_no_confidential_address_of_the_dc_export_is_stored(session: Session) -> None:
    plan = read_mapping(shipped()["dc_211"])
    import_sheet(session, files_at(RAW / "dc211_sample.csv"), plan, by=Author("import"), now=NOW)
    hidden = set(session.exec(select(Attribute.link_id).where(Attribute.link_entity == "location")))
    assert len(hidden) == 2
    assert not session.exec(select(Address).where(col(Address.location_id).in_(hidden))).all()
    streets = session.exec(select(Address.address_1)).all()
    assert not [street for street in streets if "confidential" in street.lower()]


def test_every_point_of_the_pantries_lies_in_the_united_states(session: Session) -> None:
    plan = read_mapping(shipped()["haarrrvest"])
    import_sheet(session, files_at(RAW / "haarrrvest_500.jsonl"), plan, by=Author("import"), now=NOW)
    points = session.exec(select(Location.latitude, Location.longitude)).all()
    told = [(north, east) for north, east in points if north is not None and east is not None]
    assert len(told) > 300
    assert all(18 < north < 72 and -180 < east < -65 for north, east in told)


def test_the_meetings_of_minneapolis_are_weekly_and_without_an_end_where_none_is_given(
    session: Session,
) -> None:
    plan = read_mapping(shipped()["aa_minneapolis"])
    import_sheet(session, files_at(RAW / "aa_minneapolis_meetings.json"), plan, by=Author("import"), now=NOW)
    rules = session.exec(select(Schedule.freq, Schedule.opens_at, Schedule.closes_at)).all()
    assert len(rules) == 1048
    assert {freq for freq, _, _ in rules} == {"WEEKLY"}
    assert sum(closes is None for _, _, closes in rules) == 979
