"""Reads JSON: a list of records, an object around such a list, or a record on each line."""

import json
from collections.abc import Mapping

from directory.importing.spreadsheets.delimited import RawRow, Rows
from directory.importing.spreadsheets.letters import decoded
from directory.importing.spreadsheets.sheet import SheetUnreadable
from directory.wording import N_, Wording


def read(name: str, data: bytes, *, lines: bool) -> Rows:
    """The records of a file; what follows the end is named and left. Raises SheetUnreadable."""
    text, other = decoded(data)
    found = _lines(text) if lines else _document(name, text)
    if other:
        found.notes.append(
            Wording(N_("{file}: {count} lines are not UTF-8"), {"file": name, "count": len(other)})
        )
    names = dict.fromkeys(str(key) for row in found.rows for key in row.record)
    return Rows(tuple(names), found.rows, found.notes, nested=True)


def _lines(text: str) -> Rows:
    found = Rows((), [])
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            found.rows.append(_row(number, json.loads(line)))
        except (json.JSONDecodeError, RecursionError) as error:
            refusal = Wording(N_("this line is not JSON: {error}"), {"error": str(error)})
            found.rows.append(RawRow(number, {}, refusal=refusal))
    return found


def _document(name: str, text: str) -> Rows:
    start = len(text) - len(text.lstrip())
    try:
        document, end = json.JSONDecoder().raw_decode(text, start)
    except (json.JSONDecodeError, RecursionError) as error:
        raise SheetUnreadable(N_("{file} is not JSON: {error}"), file=name, error=str(error)) from error
    rest = text[end:].strip()
    if rest and isinstance(document, Mapping) and rest.startswith("{"):
        return _lines(text)
    records = _records(document)
    if records is None:
        raise SheetUnreadable(N_("{file} has no list of records in it: expected [{{…}}, {{…}}]"), file=name)
    found = Rows((), [_row(number, record) for number, record in enumerate(records, start=1)])
    if rest:
        shown = rest if len(rest) <= 30 else f"{rest[:29]}…"
        found.notes.append(
            Wording(N_("{file}: what follows the end of the list (“{rest}”) left aside"),
                    {"file": name, "rest": " ".join(shown.split())})
        )  # fmt: skip
    return found


def _records(document: object) -> list[object] | None:
    """The list of records, also inside an object; of several the longest. What has a name is a record."""
    if isinstance(document, list):
        return document
    if not isinstance(document, Mapping):
        return None
    lists = [value for value in document.values() if isinstance(value, list) and value]
    lists = [
        value
        for value in lists
        if "name" not in document and all(isinstance(item, Mapping) for item in value)
    ]
    return max(lists, key=len) if lists else [document]


def _row(number: int, record: object) -> RawRow:
    if not isinstance(record, dict):
        return RawRow(number, {}, refusal=Wording(N_("expected an object with fields")))
    return RawRow(number, record)
