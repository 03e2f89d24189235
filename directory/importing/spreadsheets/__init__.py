"""Bringing spreadsheets in: any CSV, workbook or JSON, by a mapping that says which column is what."""

from directory.importing.spreadsheets.bringing import import_sheet
from directory.importing.spreadsheets.files import files_at, unpacked
from directory.importing.spreadsheets.mapping import Mapping, MappingInvalid, read_mapping, shipped
from directory.importing.spreadsheets.reading import read_sheet
from directory.importing.spreadsheets.report import SheetReport
from directory.importing.spreadsheets.sheet import Sheet, SheetUnreadable

__all__ = [
    "Mapping",
    "MappingInvalid",
    "Sheet",
    "SheetReport",
    "SheetUnreadable",
    "files_at",
    "import_sheet",
    "read_mapping",
    "read_sheet",
    "shipped",
    "unpacked",
]
