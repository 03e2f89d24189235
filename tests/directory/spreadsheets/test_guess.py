"""The guess that the mapping page offers, and the TOML that comes of it."""

import csv
import io

from directory.importing.spreadsheets import read_mapping, read_sheet, shipped
from directory.importing.spreadsheets.guess import fitting, guess
from directory.importing.spreadsheets.sheet import Sheet
from directory.importing.spreadsheets.writing_toml import mapping_toml, source_of


def sheet(**columns: list[str]) -> Sheet:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return read_sheet({"list.csv": out.getvalue().encode()})


def test_columns_are_guessed_by_their_names_also_misspelt_ones() -> None:
    columns = {
        "Agency Name": (["Bay Aid", "Hope"], "organization.name"),
        "Progam Name": (["Pantry", "Kitchen"], "service.name"),
        "Adress": (["1 Elm St", "2 Oak St"], "address.street"),
        "ZipCode": (["06051", "6103"], "address.zip"),
        "Telephone #": (["860-555-0101", "860-555-0102"], "phone"),
        "Hours of Operation": (["9-5", "daily"], "hours"),
        "Colour": (["red", "blue"], ""),
    }
    found = guess(sheet(**{name: values for name, (values, _) in columns.items()}))
    assert found == {name: target for name, (_, target) in columns.items()}


def test_what_stands_in_a_column_counts_before_its_name() -> None:
    found = guess(
        sheet(name=["One", "Two"], phone=["see website", "none"], x=["info@a.example", "b@b.example"])
    )
    assert found == {"name": "service.name", "phone": "", "x": "service.email"}


def test_of_two_columns_for_one_field_the_likelier_has_it_and_telephones_are_many() -> None:
    found = guess(sheet(name=["One"], nme=["Two"], phone=["860-555-0101"], fax=["860-555-0102"]))
    assert found == {"name": "service.name", "nme": "", "phone": "phone", "fax": "phone"}


def test_columns_of_persons_are_left_out() -> None:
    found = guess(sheet(name=["One"], contact_name=["Bob Quill"], **{"Executive Director": ["Ann Fenn"]}))
    assert (found["contact_name"], found["Executive Director"]) == ("", "")


def test_a_known_source_is_recognised_by_its_columns() -> None:
    known = {name: read_mapping(toml) for name, toml in shipped().items()}
    meetings = {name: ["x", "y"] for name in ("name", "day", "time", "types", "location", "address")}
    assert fitting(sheet(**meetings), known) == "meeting_guide"
    assert fitting(sheet(name=["One"], phone=["860-555-0101"], city=["Norwich"]), known) is None


def test_a_mapping_made_on_the_page_reads_back_as_it_was_meant() -> None:
    toml = mapping_toml(
        name='Pantries "of the valley"',
        key="No.",
        columns=[
            ("Name", "service.name", "usual_capitals"),
            ("Fax", "phone", ""),
            ("Tags", "terms", "split_commas"),
        ],
        always={"category": "food", "address.state": "CT"},
    )
    mapping = read_mapping(toml)
    assert (mapping.name, mapping.source) == ('Pantries "of the valley"', "pantries-of-the-valley")
    assert mapping.key == ("No.",)
    assert [(rule.to, rule.from_, rule.as_, rule.split, rule.kind) for rule in mapping.field] == [
        ("service.name", ("Name",), ("usual_capitals",), None, None),
        ("phone", ("Fax",), (), None, "fax"),
        ("terms", ("Tags",), (), ",", None),
    ]
    assert mapping.always == {"category": ("food",), "address.state": ("CT",)}
    assert source_of("¿?") == "spreadsheet"
