"""A spreadsheet as it was read: its columns, its rows as texts, and what was odd about the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from directory.importing.spreadsheets.repairs import Repair
from directory.wording import Wording


class SheetUnreadable(ValueError):
    """The file holds no table that can be read; `wording` says why and what to do, for people."""

    def __init__(self, template: str, **values: object) -> None:
        self.wording = Wording(template, values)
        super().__init__(self.wording.text())


@dataclass(frozen=True)
class Record:
    """One row: its number as the file counts, its texts by column, and what reading it repaired.

    `refusal` says why the row cannot be trusted at all, such as one with more cells than the header.
    """

    number: int
    cells: Mapping[str, str]
    repairs: tuple[Repair, ...] = ()
    refusal: Wording | None = None


@dataclass(frozen=True)
class Sheet:
    """All rows of a file. Nested records have columns with dots, lists numbers: `phones.1.number`."""

    file: str
    columns: tuple[str, ...]
    records: tuple[Record, ...]
    notes: tuple[Wording, ...] = field(default=())

    def examples(self, column: str, most: int = 3) -> tuple[str, ...]:
        """The first different values of a column that are not empty, shortened."""
        found: dict[str, None] = {}
        for record in self.records:
            value = " ".join(record.cells.get(column, "").split())
            if value:
                found[value if len(value) <= 60 else f"{value[:57]}…"] = None
            if len(found) == most:
                break
        return tuple(found)
