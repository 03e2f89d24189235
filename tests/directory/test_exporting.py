"""What an export writes, keeps back and refuses to overwrite."""

import csv
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, func, select

from directory.database import make_engine, snapshot
from directory.exporting import FolderTaken, export_hsds
from directory.importing import import_hsds
from directory.tables import HSDS_TABLES, Address, CostOption, HsdsTable, Location, Organization
from directory.withheld import ADDRESS_WITHHELD
from tests.conftest import NOW, SHARED
from tests.directory.listing_of import listing_of

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample_community" / "hsds"


@pytest.fixture
def another(tmp_path: Path) -> Iterator[Session]:
    """A second, empty database."""
    engine = make_engine(f"sqlite:///{tmp_path / 'another.db'}")
    HsdsTable.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def prints(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def left_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if not path.name.startswith("linkage.db")]


def rows(folder: Path, file: str) -> list[dict[str, str]]:
    with (folder / file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_package_has_every_table_and_fits_its_own_description(session: Session, tmp_path: Path) -> None:
    listing_of(session, "Food", term="food", area="New Britain")
    listing_of(session, "Safe harbor", term="housing", confidential=True)
    counts = export_hsds(session, tmp_path / "out")
    assert list(counts) == [cls.__tablename__ for cls in HSDS_TABLES]
    report = Package(str(tmp_path / "out" / "datapackage.json")).validate()
    assert [task.name for task in report.tasks if not task.valid] == []
    assert len(report.tasks) == 24


def test_the_package_fits_the_standards_own_description(session: Session, tmp_path: Path) -> None:
    described = SHARED / "standards" / "hsds-3.2.3" / "datapackage.json"
    if not described.is_file():
        pytest.skip("the standard is not on this machine (LINKAGE_SHARED)")
    import_hsds(session, SAMPLE, now=NOW)
    export_hsds(session, tmp_path / "out")
    (tmp_path / "out" / "datapackage.json").write_bytes(described.read_bytes())
    report = Package(str(tmp_path / "out" / "datapackage.json")).validate()
    assert [task.name for task in report.tasks if not task.valid] == []
    assert len(report.tasks) == 24


AWKWARD = [
    'a, b; "c"',
    "two\nlines",
    "a lone\rreturn",
    "the end\r\n",
    "  spaces  ",
    "=1+1",
    "naïve “quotes” 🙂",
    "\ufefftext",
]


def test_every_text_and_number_comes_back_as_it_went(
    session: Session, another: Session, tmp_path: Path
) -> None:
    for text in AWKWARD:
        session.add(Organization(name=text, description=text, year_incorporated=1999))
    session.add(Location(location_type="physical", latitude=0.1 + 0.2, longitude=-1e-7))
    listing_of(session, "Food", term="food")
    session.flush()
    export_hsds(session, tmp_path / "one")
    report = import_hsds(another, tmp_path / "one", now=NOW)
    assert report.problem_count == 0
    export_hsds(another, tmp_path / "two")
    assert prints(tmp_path / "one") == prints(tmp_path / "two")
    for cls in HSDS_TABLES:
        table = SQLModel.metadata.tables[str(cls.__tablename__)]
        found = [
            [tuple(row) for row in side.execute(table.select().order_by(table.c.id))]
            for side in (session, another)
        ]
        assert found[0] == found[1], table.name


@pytest.mark.parametrize("package", ["sample", "eugene-or"])
def test_out_in_and_out_again_is_the_same_to_the_byte(
    session: Session, another: Session, tmp_path: Path, package: str
) -> None:
    source = SAMPLE if package == "sample" else SHARED / "data" / "hsds" / package
    if not source.is_dir():
        pytest.skip("the published packages are not on this machine (LINKAGE_SHARED)")
    import_hsds(session, source, now=NOW)
    export_hsds(session, tmp_path / "one")
    before = prints(tmp_path / "one")
    assert import_hsds(session, tmp_path / "one", now=NOW).changed == 0
    export_hsds(session, tmp_path / "one")
    assert prints(tmp_path / "one") == before
    import_hsds(another, tmp_path / "one", now=NOW)
    export_hsds(another, tmp_path / "two")
    assert prints(tmp_path / "two") == before


def test_a_confidential_place_leaves_without_what_points_at_it(session: Session, tmp_path: Path) -> None:
    made = listing_of(session, "Safe harbor", term="housing", confidential=True)
    export_hsds(session, tmp_path / "out")
    everything = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "out").glob("*.csv"))
    for secret in made.secrets:
        assert secret not in everything, secret
    (place,) = rows(tmp_path / "out", "locations.csv")
    assert (place["id"], place["location_type"], place["name"]) == (made.place.id, "physical", "")
    (address,) = rows(tmp_path / "out", "addresses.csv")
    assert (address["address_1"], address["city"]) == (ADDRESS_WITHHELD, "New Britain")
    numbers = {row["number"] for row in rows(tmp_path / "out", "phones.csv")}
    assert numbers == {"860-555-0101", "860-555-0102", "860-555-0106"}


def test_an_export_with_a_confidential_place_is_the_same_after_a_round(
    session: Session, another: Session, tmp_path: Path
) -> None:
    listing_of(session, "Safe harbor", term="housing", confidential=True)
    export_hsds(session, tmp_path / "one")
    assert import_hsds(another, tmp_path / "one", now=NOW).problem_count == 0
    export_hsds(another, tmp_path / "two")
    assert prints(tmp_path / "one") == prints(tmp_path / "two")


def test_reading_ones_own_export_does_not_wipe_a_confidential_address(
    session: Session, tmp_path: Path
) -> None:
    made = listing_of(session, "Safe harbor", term="housing", confidential=True)
    export_hsds(session, tmp_path / "one")
    report = import_hsds(session, tmp_path / "one", now=NOW)
    assert (report.changed, report.problem_count) == (0, 0)
    session.expire_all()
    assert session.exec(select(Address.address_1)).one() == made.street
    place = session.exec(select(Location)).one()
    assert (place.name, place.latitude) == ("Safe harbor hall", 41.6611)


def test_a_street_in_the_words_of_a_confidential_service_does_not_leave_either(
    session: Session, another: Session, tmp_path: Path
) -> None:
    made = listing_of(session, "Safe harbor", confidential=True)
    other = listing_of(session, "Library")
    words = "Come to 12  ELM street, ring twice."
    made.service.description = other.service.description = words
    session.add(CostOption(service_id=made.service.id, option="Pay at 12 Elm Street"))
    session.flush()
    export_hsds(session, tmp_path / "one")
    told = {row["name"]: row["description"] for row in rows(tmp_path / "one", "services.csv")}
    assert told == {"Safe harbor": "Come to Address withheld, ring twice.", "Library": words}
    assert [row["option"] for row in rows(tmp_path / "one", "cost_options.csv")] == [
        "Pay at Address withheld"
    ]
    assert import_hsds(session, tmp_path / "one", now=NOW).changed == 0
    import_hsds(another, tmp_path / "one", now=NOW)
    export_hsds(another, tmp_path / "two")
    assert prints(tmp_path / "one") == prints(tmp_path / "two")


def test_an_earlier_export_is_replaced_and_nothing_else_is_left(session: Session, tmp_path: Path) -> None:
    export_hsds(session, tmp_path / "out")
    listing_of(session, "Food")
    export_hsds(session, tmp_path / "out")
    assert len(rows(tmp_path / "out", "services.csv")) == 1
    assert left_in(tmp_path) == ["out"]


def test_an_empty_folder_is_taken(session: Session, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    export_hsds(session, tmp_path / "out")
    assert (tmp_path / "out" / "datapackage.json").is_file()


def _with_a_letter(folder: Path) -> None:
    (folder / "letter.txt").write_text("Dear", encoding="utf-8")


def _with_an_export_and_a_letter(folder: Path) -> None:
    (folder / "datapackage.json").write_text('{"name": "linkage-directory"}', encoding="utf-8")
    _with_a_letter(folder)


def _with_somebody_elses_package(folder: Path) -> None:
    (folder / "datapackage.json").write_text('{"name": "theirs"}', encoding="utf-8")


def _with_tables_alone(folder: Path) -> None:
    (folder / "services.csv").write_text("id\n", encoding="utf-8")


@pytest.mark.parametrize(
    "fill",
    [_with_a_letter, _with_an_export_and_a_letter, _with_somebody_elses_package, _with_tables_alone],
)
def test_a_folder_with_other_things_is_left_as_it_is(session: Session, tmp_path: Path, fill: Any) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    fill(folder)
    before = prints(folder)
    with pytest.raises(FolderTaken, match="out holds"):
        export_hsds(session, folder)
    assert prints(folder) == before
    with pytest.raises(FolderTaken, match="is a file"):
        export_hsds(session, next(folder.iterdir()))


def test_an_export_that_fails_leaves_the_earlier_one(session: Session, tmp_path: Path) -> None:
    export_hsds(session, tmp_path / "out")
    before = prints(tmp_path / "out")
    listing_of(session, "Food")

    def fail(table: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_hsds(session, tmp_path / "out", progress=fail)
    assert prints(tmp_path / "out") == before
    assert left_in(tmp_path) == ["out"]


def test_progress_ends_at_the_number_of_rows(session: Session, tmp_path: Path) -> None:
    import_hsds(session, SAMPLE, now=NOW)
    seen: dict[str, tuple[int, int]] = {}
    counts = export_hsds(
        session, tmp_path / "out", progress=lambda table, done, total: seen.update({table: (done, total)})
    )
    assert seen["service"] == (counts["service"], counts["service"])


def test_a_snapshot_sees_one_state_whatever_others_write(engine: Engine) -> None:
    with snapshot(engine) as reading, Session(engine) as writing:
        count = select(func.count()).select_from(Organization)
        assert reading.exec(count).one() == 0
        writing.add(Organization(name="Late", description="Late"))
        writing.commit()
        assert reading.exec(count).one() == 0
    with snapshot(engine) as reading:
        assert reading.exec(count).one() == 1


def test_the_description_says_the_same_as_the_tables(session: Session, tmp_path: Path) -> None:
    export_hsds(session, tmp_path / "out")
    described = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in described["resources"]:
        with (tmp_path / "out" / resource["path"]).open(encoding="utf-8", newline="") as stream:
            header = next(csv.reader(stream))
        assert header == [field["name"] for field in resource["schema"]["fields"]]
