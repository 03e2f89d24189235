"""Files as they come: delimiters, encodings, workbooks, JSON, and what stands around the table."""

import gzip
import io
import json
import zipfile
from datetime import date, time

import pytest

from directory.importing.spreadsheets.files import unpacked
from directory.importing.spreadsheets.letters import decoded, tidy, ungarbled, without_html
from directory.importing.spreadsheets.reading import Layout, Link, read_sheet
from directory.importing.spreadsheets.repairs import Repair
from directory.importing.spreadsheets.sheet import SheetUnreadable


def rows(data: bytes, name: str = "list.csv") -> list[dict[str, str]]:
    return [dict(record.cells) for record in read_sheet({name: data}).records]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(mark: str) -> None:
    data = f'name{mark}city\n"Stone, Bridge; a|b"{mark}Norwich\n'.encode()
    assert rows(data) == [{"name": "Stone, Bridge; a|b", "city": "Norwich"}]


def test_each_line_that_is_no_utf_8_is_read_as_windows_1252_and_counted() -> None:
    data = "name\nCafé Uno\n".encode() + "Peña’s House\n".encode("cp1252")
    sheet = read_sheet({"list.csv": data})
    assert [record.cells["name"] for record in sheet.records] == ["Café Uno", "Peña’s House"]
    assert [record.repairs for record in sheet.records] == [(), (Repair.ENCODING,)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_says_the_encoding(encoding: str) -> None:
    assert rows("name,city\nPeña,Norwich\n".encode(encoding)) == [{"name": "Peña", "city": "Norwich"}]


def test_text_without_bytes_of_windows_1252_still_becomes_letters() -> None:
    assert decoded(b"a\x81b")[0] == "a\x81b"


@pytest.mark.parametrize(
    ("garbled", "right"),
    [
        ("CafÃ© Uno", "Café Uno"),
        ("Peterâ€™s", "Peter’s"),
        ("Â\u00a0Room", "\u00a0Room"),
        ("Ålesund", "Ålesund"),
    ],
)
def test_letters_garbled_by_a_wrong_encoding_are_put_right(garbled: str, right: str) -> None:
    assert ungarbled(garbled) == right


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("Food<br />pantry", "Food\npantry"),
        ("Loretta&#8217;s &amp; more", "Loretta’s & more"),
        ("ages <5 & >60, AT&T", "ages <5 & >60, AT&T"),
        ("<table><tr><td>Monday</td><td>Closed</td></tr></table>", "Monday Closed"),
    ],
)
def test_code_of_web_pages_is_taken_out_of_text(raw: str, plain: str) -> None:
    assert tidy(without_html(raw)) == plain


def test_titles_above_the_header_and_totals_below_the_table_are_left_aside_and_noted() -> None:
    sheet = read_sheet({"l.csv": b"Pantries of the valley\n\nname,city,zip\nOne,Norwich,06360\n\nTotal: 1\n"})
    assert [record.cells["name"] for record in sheet.records] == ["One"]
    assert len(sheet.notes) == 2


def test_a_row_with_more_cells_than_the_header_is_refused_and_a_shorter_one_kept() -> None:
    sheet = read_sheet({"l.csv": b"name,city,zip\nOne,a,b,Norwich\nTwo,Norwich\nThree,x,y,,\n"})
    assert [record.refusal is not None for record in sheet.records] == [True, False, False]
    assert sheet.records[1].repairs == (Repair.SHORT_ROW,)


def test_columns_without_a_name_or_with_the_same_name_are_told_apart() -> None:
    assert read_sheet({"l.csv": b"name,phone,phone,\na,1,2,3\n"}).columns == ("name", "phone", "phone 2")
    assert rows(b"name,,phone\na,1,2\n") == [{"name": "a", "Column 2": "1", "phone": "2"}]


def test_rows_are_numbered_as_the_spreadsheet_program_numbers_them() -> None:
    sheet = read_sheet({"l.csv": b'name,note\nOne,"two\nlines"\n\nTwo,x\n'})
    assert [(record.number, record.cells["name"]) for record in sheet.records] == [(2, "One"), (4, "Two")]


def test_a_workbook_gives_its_cells_as_they_show() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Empty"
    page = book.create_sheet("Pantries")
    page.append(["name", "zip", "opens", "checked", "broken", "open"])
    page.append(["One", 6051.0, time(9, 30), date(2026, 11, 10), "#REF!", True])
    out = io.BytesIO()
    book.save(out)
    assert rows(out.getvalue(), "list.xlsx") == [
        {"name": "One", "zip": "6051", "opens": "09:30", "checked": "2026-11-10", "open": "true"}
    ]
    with pytest.raises(SheetUnreadable, match="no sheet Other"):
        read_sheet({"list.xlsx": out.getvalue()}, Layout(sheet="Other"))


def test_json_may_be_a_list_an_object_around_it_or_a_line_for_each() -> None:
    records = [
        {"name": "One", "tags": ["a", "b"], "at": {"city": "Norwich"}, "phones": [{"n": "1"}, {"n": "2"}]}
    ]
    flat = {
        "name": "One",
        "tags": "a\nb",
        "at.city": "Norwich",
        "phones": "1\n2",
        "phones.1.n": "1",
        "phones.2.n": "2",
    }
    for text in (
        json.dumps(records),
        json.dumps({"meta": [], "data": records}),
        json.dumps(records[0]) + "\n",
    ):
        assert rows(text.encode(), "list.json") == [flat]


def test_what_follows_the_end_of_a_json_list_is_left_aside_and_noted() -> None:
    sheet = read_sheet({"l.json": b'[{"name": "One"}]\n]}'})
    assert len(sheet.records) == 1
    assert "]}" in sheet.notes[0].text()


def test_a_broken_line_of_json_lines_costs_that_line_only() -> None:
    sheet = read_sheet({"l.jsonl": b'{"name": "One"}\n{"name": \n[]\n{"name": "Two"}\n'})
    assert [record.refusal is None for record in sheet.records] == [True, False, False, True]
    assert sheet.records[3].number == 4


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("l.csv", b"", "empty"),
        ("l.csv", b"name,city\n", "no rows"),
        ("l.json", b"{", "not JSON"),
        ("l.json", b"3", "no list of records"),
        ("l.xlsx", b"PK\x03\x04 broken", "no workbook"),
        ("l.csv", b"PK\x03\x04", "no text"),
        ("l.csv", bytes(range(256)) * 8, "no text"),
        ("l.gz", b"no gzip", "packed"),
        ("l.zip", b"no zip", "packed"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(name: str, data: bytes, says: str) -> None:
    with pytest.raises(SheetUnreadable, match=says):
        read_sheet(unpacked(name, data))


def test_packed_files_are_unpacked_and_several_need_a_name() -> None:
    assert unpacked("l.csv.gz", gzip.compress(b"name\nOne\n")) == {"l.csv": b"name\nOne\n"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("folder/a.csv", "id,name\n1,One\n")
        archive.writestr("folder/b.csv", "id,a_id,number\n1,1,860-555-0101\n2,7,860-555-0107\n")
        archive.writestr("__MACOSX/._a.csv", "x")
    files = unpacked("l.zip", out.getvalue())
    assert sorted(files) == ["a.csv", "b.csv"]
    with pytest.raises(SheetUnreadable, match="several files"):
        read_sheet(files)
    link = Link("b.csv", on="id", key="a_id", name="phones", many=True)
    sheet = read_sheet(files, Layout(file="a.csv", links=(link,)))
    assert sheet.records[0].cells["phones.1.number"] == "860-555-0101"
    assert sheet.notes[0].text() == "b.csv: 1 rows belong to no row here"
    with pytest.raises(SheetUnreadable, match="no file c"):
        read_sheet(files, Layout(file="c.csv"))


def test_an_archive_that_unpacks_to_more_than_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("directory.importing.spreadsheets.files.MOST_BYTES", 100)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * 1000)
    for name, data in (("l.zip", out.getvalue()), ("l.csv.gz", gzip.compress(b"0" * 1000))):
        with pytest.raises(SheetUnreadable, match="too big"):
            unpacked(name, data)
