"""What an import did, row by row and table by table, so that nothing is ever dropped in silence."""

from collections import Counter
from dataclasses import dataclass, field

from directory.wording import Wording

# A package with a systematic fault has one problem per row: all are counted, so many are kept to read.
_KEPT_PROBLEMS = 1_000


@dataclass(frozen=True)
class Problem:
    """One fault: where it stands, what it is, and whether it cost the whole row or only the field.

    `row` counts as a spreadsheet does: the header of a CSV is row 1. In JSON it is the position in the
    list, from 1.
    """

    file: str
    row: int
    id: str
    field: str
    message: Wording
    row_refused: bool

    def __str__(self) -> str:
        cost = "row refused" if self.row_refused else "field left out"
        place = " ".join(part for part in (self.file, f"row {self.row}", self.id, self.field) if part)
        return f"{place}: {self.message.text()} ({cost})"


@dataclass
class TableCounts:
    """What became of the rows of one table."""

    read: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0


@dataclass
class ImportReport:
    """Counts by table, the problems (the first thousand of them) and notes said once."""

    tables: dict[str, TableCounts] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    notes: list[Wording] = field(default_factory=list)

    def counts(self, table: str) -> TableCounts:
        """The counts of a table, begun at zero when it is first asked for."""
        return self.tables.setdefault(table, TableCounts())

    def add(self, problem: Problem) -> None:
        """Counts a problem, and keeps it while there is room."""
        self.problem_count += 1
        self.kinds[problem.file, problem.field] += 1
        if len(self.problems) < _KEPT_PROBLEMS:
            self.problems.append(problem)

    def note(self, template: str, **values: object) -> None:
        """Says something about a file once, however often it occurs."""
        wording = Wording(template, values)
        if wording not in self.notes:
            self.notes.append(wording)

    @property
    def changed(self) -> int:
        """How many rows were inserted or updated, in all tables together."""
        return sum(counts.inserted + counts.updated for counts in self.tables.values())

    @property
    def refused(self) -> int:
        """How many rows were refused, in all tables together."""
        return sum(counts.refused for counts in self.tables.values())

    def as_text(self, problems: int = 20) -> str:
        """A table of counts, the notes, and the first `problems` problems."""
        heads = ("table", "read", "inserted", "updated", "unchanged", "refused")
        rows = [
            (name, *map(str, (c.read, c.inserted, c.updated, c.unchanged, c.refused)))
            for name, c in self.tables.items()
        ]
        widths = [max(len(row[i]) for row in (heads, *rows)) for i in range(len(heads))]
        lines = [
            "  ".join(
                cell.ljust(width) if i == 0 else cell.rjust(width)
                for i, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            for row in (heads, *rows)
        ]
        lines += [f"Note: {note.text()}" for note in self.notes]
        if self.problem_count:
            lines.append(f"Problems: {self.problem_count}")
            lines += [f"  {problem}" for problem in self.problems[:problems]]
            if self.problem_count > problems:
                lines += [
                    f"  {count} in {file}, {name or 'whole row'}"
                    for (file, name), count in self.kinds.most_common(problems)
                ]
        return "\n".join(lines)
