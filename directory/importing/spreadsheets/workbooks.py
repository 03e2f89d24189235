"""Reads a sheet of an Excel workbook, as its cells show."""

import io
import zipfile
from datetime import date, datetime, time

from directory.importing.spreadsheets.delimited import Rows, table
from directory.importing.spreadsheets.files import MOST_BYTES, size_unpacked
from directory.importing.spreadsheets.nesting import as_text
from directory.importing.spreadsheets.sheet import SheetUnreadable
from directory.wording import N_

_MOST_COLUMNS = 500


def read(name: str, data: bytes, sheet: str | None) -> Rows:
    """The named sheet, or the first that has anything in it. Raises SheetUnreadable."""
    # Imported here: it takes a moment, and most imports need no workbook.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        if size_unpacked(data) > MOST_BYTES:
            raise SheetUnreadable(N_("{file} is too big to be read"), file=name)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        chosen = [page for page in book.worksheets if sheet is None or page.title == sheet]
        if not chosen:
            raise SheetUnreadable(
                N_("{file} has no sheet {sheet}, only: {sheets}"),
                file=name,
                sheet=sheet,
                sheets=tuple(book.sheetnames),
            )
        for page in chosen:
            lines = [
                (number, [_text(value) for value in row], False)
                for number, row in enumerate(page.iter_rows(values_only=True, max_col=_MOST_COLUMNS), start=1)
            ]
            if any(any(cells) for _, cells, _ in lines):
                return table(name, [(n, _without_tail(cells), mixed) for n, cells, mixed in lines])
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        if isinstance(error, SheetUnreadable):
            raise
        raise SheetUnreadable(
            N_("{file} is no workbook that can be read: open it and save it as .xlsx"),
            file=name,
        ) from error
    raise SheetUnreadable(N_("{file} is empty"), file=name)


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    text = as_text(value)
    return "" if text.startswith("#") and text.rstrip("!?/A").isupper() and len(text) <= 8 else text


def _without_tail(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells
