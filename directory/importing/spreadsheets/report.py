"""What became of the rows of a sheet: read, repaired and how, left out or refused and why."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from directory.importing.report import ImportReport, Problem
from directory.importing.spreadsheets.repairs import NOTED, TITLES, Repair
from directory.wording import N_, Wording

# Rows that need a second look are named by number; so many say enough.
_NAMED_ROWS = 20


def _as_it_is(text: str) -> str:
    return text


@dataclass
class SheetReport:
    """The report of one file, for the terminal, the page, and the batch that is kept."""

    file: str
    mapping: str
    read: int = 0
    repaired_rows: int = 0
    refused: int = 0
    listings: int = 0
    proposals: int = 0
    kept: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    repairs: Counter[Repair] = field(default_factory=Counter)
    tables: ImportReport = field(default_factory=ImportReport)
    look_at: list[int] = field(default_factory=list)
    service_ids: frozenset[str] = frozenset()
    gone: int = 0

    @property
    def taken(self) -> int:
        """How many rows became a listing, or a part of one."""
        return self.read - self.refused - sum(self.skipped.values())

    def repaired(self, repairs: frozenset[Repair]) -> None:
        """Counts what was done to one row."""
        self.repairs.update(repairs)
        self.repaired_rows += bool(repairs - NOTED)

    def refuse(self, row: int, field_name: str, why: Wording) -> None:
        """Counts a row that could not be taken, and says why."""
        self.refused += 1
        self.tables.add(Problem(self.file, row, "", field_name, why, True))

    def left_out(self, row: int, field_name: str, repair: Repair, text: str) -> None:
        """Names a value that had to be left out of a row that was taken."""
        shown = text if len(text) <= 80 else f"{text[:79]}…"
        message = Wording(N_("{what}: “{text}”"), {"what": Wording(TITLES[repair]), "text": shown})
        self.tables.add(Problem(self.file, row, "", field_name, message, False))

    def notes(self) -> list[Wording]:
        """What is to be said of the file as a whole."""
        found = list(self.tables.notes)
        if self.look_at:
            found.append(
                Wording(
                    N_("{count} rows are of shelter from violence with an address: may it be told? ({rows})"),
                    {"count": len(self.look_at), "rows": tuple(self.look_at[:_NAMED_ROWS])},
                )
            )  # fmt: skip
        if self.gone:
            found.append(
                Wording(
                    N_("{count} listings are no longer in the file: proposals to close them wait"),
                    {"count": self.gone},
                )
            )
        if self.kept:
            found.append(
                Wording(
                    N_("{kept} fields that were corrected by hand stayed as they are; {proposals} proposals "
                       "wait for a decision"),
                    {"kept": self.kept, "proposals": self.proposals},
                )
            )  # fmt: skip
        return found

    def as_json(self) -> dict[str, Any]:
        """The counts as the batch keeps them."""
        return {
            "read": self.read,
            "taken": self.taken,
            "listings": self.listings,
            "repaired_rows": self.repaired_rows,
            "refused": self.refused,
            "skipped": dict(self.skipped),
            "repairs": {str(kind): count for kind, count in self.repairs.most_common()},
            "proposals": self.proposals,
            "kept": self.kept,
            "problems": self.tables.problem_count,
            "tables": {name: vars(counts) for name, counts in self.tables.tables.items()},
            "notes": [note.packed() for note in self.notes()],
        }

    def as_text(self, problems: int = 20, translate: Callable[[str], str] = _as_it_is) -> str:
        """The report for the terminal."""
        lines = [
            f"{self.file} ({self.mapping}): {self.read} rows read, {self.repaired_rows} repaired, "
            f"{self.refused} refused, {sum(self.skipped.values())} left out; {self.listings} listings"
        ]
        lines += [f"  left out: {count} × {why}" for why, count in self.skipped.most_common()]
        lines += [
            f"  {'noted' if kind in NOTED else 'repaired'}: {count} × {translate(TITLES[kind])}"
            for kind, count in self.repairs.most_common()
        ]
        lines += [f"Note: {note.text(translate)}" for note in self.notes()]
        tables = ImportReport(
            self.tables.tables, self.tables.problems, self.tables.problem_count, self.tables.kinds
        )
        return "\n".join([*lines, tables.as_text(problems)])
