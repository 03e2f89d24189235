"""Reads a file into a sheet, whatever it is: CSV, a workbook, or JSON, with the junk that files carry."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from directory.importing.spreadsheets import delimited, documents, workbooks
from directory.importing.spreadsheets.files import only
from directory.importing.spreadsheets.letters import tidy, ungarbled, without_html
from directory.importing.spreadsheets.nesting import flattened
from directory.importing.spreadsheets.repairs import Repair
from directory.importing.spreadsheets.sheet import Record, Sheet, SheetUnreadable
from directory.wording import N_, Wording

FORMATS = ("csv", "xlsx", "json", "jsonl")
_BY_ENDING = {"tsv": "csv", "txt": "csv", "xlsm": "xlsx", "ndjson": "jsonl"}


@dataclass(frozen=True)
class Link:
    """Rows of another file that belong to each row: `key` there equals `on` here; `many` for a list."""

    file: str
    on: str
    key: str
    name: str
    many: bool = False
    columns: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """How a file is to be read; what is None is found out from the file."""

    file: str | None = None
    format: str | None = None
    sheet: str | None = None
    links: tuple[Link, ...] = field(default=())


AS_IT_IS = Layout()


def read_sheet(files: Mapping[str, bytes], layout: Layout = AS_IT_IS) -> Sheet:
    """The rows of a file, joined with those of the files beside it. Raises SheetUnreadable."""
    name, data = only(files, layout.file)
    raw = _rows(name, data, layout)
    notes = list(raw.notes)
    records = [row.record for row in raw.rows]
    for link in layout.links:
        linked = _rows(*only(files, link.file), AS_IT_IS)
        left = _join(records, link, [row.record for row in linked.rows])
        if left:
            notes.append(
                Wording(N_("{file}: {count} rows belong to no row here"), {"file": link.file, "count": left})
            )
    finished = [_finished(row, record) for row, record in zip(raw.rows, records, strict=True)]
    columns = dict.fromkeys(raw.columns)
    if any(len(record.cells) for record in finished) and (layout.links or raw.nested):
        columns = dict.fromkeys(name for record in finished for name in record.cells)
    if not finished:
        raise SheetUnreadable(N_("{file} has no rows"), file=name)
    return Sheet(name, tuple(columns), tuple(finished), tuple(notes))


def format_of(name: str, data: bytes) -> str:
    """What a file is, by its ending, or by what it begins with where the ending says nothing."""
    ending = name.lower().rpartition(".")[2]
    known = _BY_ENDING.get(ending, ending)
    if known in FORMATS:
        return known
    start = data.lstrip()[:1]
    if data[:4] == b"PK\x03\x04":
        return "xlsx"
    return "json" if start in (b"{", b"[") else "csv"


def _rows(name: str, data: bytes, layout: Layout) -> "delimited.Rows":
    kind = layout.format or format_of(name, data)
    if not data.strip():
        raise SheetUnreadable(N_("{file} is empty"), file=name)
    if kind == "xlsx":
        return workbooks.read(name, data, layout.sheet)
    if kind in ("json", "jsonl"):
        return documents.read(name, data, lines=kind == "jsonl")
    if data[:4] == b"PK\x03\x04" or (
        b"\x00" in data[:1000].replace(b"\x00\x00", b"", 1) and not _is_utf16(data)
    ):
        raise SheetUnreadable(
            N_("{file} is no text: save it as CSV or as an Excel workbook (.xlsx) first"), file=name
        )
    return delimited.read(name, data)


def _is_utf16(data: bytes) -> bool:
    return data[:2] in (b"\xff\xfe", b"\xfe\xff")


def _join(records: Sequence[dict[str, object]], link: Link, others: Iterable[dict[str, object]]) -> int:
    """Puts the other file's rows into the records that they belong to; how many belong to none."""
    by_key: dict[str, list[dict[str, object]]] = {}
    for other in others:
        key = str(_at(other, link.key) or "").strip()
        if key:
            kept = {c: v for c, v in other.items() if not link.columns or c in link.columns}
            by_key.setdefault(key, []).append(kept)
    used = set()
    for record in records:
        key = str(_at(record, link.on) or "").strip()
        found = by_key.get(key, [])
        if not found:
            continue
        used.add(key)
        if link.lines:
            record[link.name] = [[row.get(c, "") for c in link.lines] for row in found]
        else:
            record[link.name] = found if link.many else found[0]
    return sum(len(rows) for key, rows in by_key.items() if key not in used)


def _at(record: Mapping[str, object], column: str) -> object:
    """A value by its column's name, also inside what was joined before: `location.organization_id`."""
    here: object = record
    for part in column.split("."):
        here = here.get(part) if isinstance(here, Mapping) else None
    return here


def _finished(row: "delimited.RawRow", record: Mapping[str, object]) -> Record:
    repairs = list(row.repairs)
    cells: dict[str, str] = {}
    for name, text in flattened(record).items():
        letters = ungarbled(text)
        if letters != text:
            repairs.append(Repair.GARBLED)
        plain = without_html(letters)
        if plain != letters:
            repairs.append(Repair.HTML)
        clean = tidy(plain)
        if clean:
            cells[name] = clean
    return Record(row.number, cells, tuple(dict.fromkeys(repairs)), row.refusal)
