"""Reads text with a delimiter: finds it and the header, and leaves what stands around the table."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from directory.importing.spreadsheets.letters import decoded
from directory.importing.spreadsheets.repairs import Repair
from directory.importing.spreadsheets.sheet import SheetUnreadable
from directory.wording import N_, Wording

_DELIMITERS = ",;\t|"
_LOOK_FOR_HEADER = 20
_FOOTER = re.compile(
    r"(grand )?total|sum|source|generated|exported|printed|updated|as of|notes?\b|©|\(c\)|page ",
    re.IGNORECASE,
)


@dataclass
class RawRow:
    """A row before its texts are cleaned; `number` as a spreadsheet or a list counts it."""

    number: int
    record: dict[str, object]
    repairs: tuple[Repair, ...] = ()
    refusal: Wording | None = None


@dataclass
class Rows:
    """What one file holds, still as the file has it."""

    columns: tuple[str, ...]
    rows: list[RawRow]
    notes: list[Wording] = field(default_factory=list)
    nested: bool = False


def read(name: str, data: bytes) -> Rows:
    """The table of a text file. Raises SheetUnreadable."""
    text, other_lines = decoded(data)
    lines: list[tuple[int, list[str], bool]] = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        before = 0
        for cells in reader:
            mixed = any(line in other_lines for line in range(before + 1, reader.line_num + 1))
            before = reader.line_num
            lines.append((len(lines) + 1, cells, mixed))
    except csv.Error as error:
        raise SheetUnreadable(
            N_("{file} cannot be read as a table: {error}"), file=name, error=str(error)
        ) from error
    return table(name, lines)


def table(name: str, lines: Sequence[tuple[int, list[str], bool]]) -> Rows:
    """Finds the header among numbered lines of cells, and reads the rows below it. Raises SheetUnreadable."""
    place = _header_at(lines)
    if place is None:
        raise SheetUnreadable(N_("{file} has no header: its first row should name the columns"), file=name)
    names = _names([cell.strip() for cell in lines[place][1]])
    found = Rows(tuple(names), [])
    if place:
        found.notes.append(
            Wording(N_("{file}: {count} rows above the header left aside"), {"file": name, "count": place})
        )
    body = [line for line in lines[place + 1 :] if any(cell.strip() for cell in line[1])]
    footer = 0
    while body and len(names) > 2 and _is_footer(body[-1][1]):
        body.pop()
        footer += 1
    if footer:
        found.notes.append(
            Wording(N_("{file}: {count} rows below the table left aside"), {"file": name, "count": footer})
        )
    found.rows = [_row(number, cells, mixed, names) for number, cells, mixed in body]
    return found


def _row(number: int, cells: list[str], mixed: bool, names: Sequence[str]) -> RawRow:
    repairs = [Repair.ENCODING] if mixed else []
    refusal = None
    if any(cell.strip() for cell in cells[len(names) :]):
        refusal = Wording(
            N_("the row has {cells} cells, the header {header}: a delimiter inside a text without quotes?"),
            {"cells": len(cells), "header": len(names)},
        )
    if len(cells) < len(names):
        repairs.append(Repair.SHORT_ROW)
    record: dict[str, object] = dict(zip(names, cells, strict=False))
    return RawRow(number, record, tuple(repairs), refusal)


def _delimiter(text: str) -> str:
    """The one that most of the first lines have most often, outside quotation marks."""
    lines = [re.sub(r'"[^"]*"?', "", line) for line in text.splitlines()[:_LOOK_FOR_HEADER] if line.strip()]
    counts = Counter({mark: sum(line.count(mark) for line in lines) for mark in _DELIMITERS})
    head = Counter({mark: max((line.count(mark) for line in lines[:3]), default=0) for mark in _DELIMITERS})
    best, times = max(head.items(), key=lambda pair: (pair[1], counts[pair[0]]))
    return best if times else ","


def _header_at(lines: Sequence[tuple[int, list[str], bool]]) -> int | None:
    """The first line that names at least half of the columns that the lines have at most."""
    filled = [sum(bool(cell.strip()) for cell in cells) for _, cells, _ in lines[:_LOOK_FOR_HEADER]]
    if not filled or not max(filled):
        return None
    return next(place for place, count in enumerate(filled) if count * 2 >= max(filled))


def _names(header: Sequence[str]) -> list[str]:
    """A name for each column: one without is numbered, a second of the same name too."""
    while header and not header[-1]:
        header = header[:-1]
    names: list[str] = []
    for number, name in enumerate(header, start=1):
        plain = " ".join(name.split()) or f"Column {number}"
        same = sum(other == plain or other.rpartition(" ")[0] == plain for other in names)
        names.append(f"{plain} {same + 1}" if plain in names else plain)
    return names


def _is_footer(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) <= 2 and bool(_FOOTER.match(filled[0]))
