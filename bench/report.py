"""Figures as tables: for the terminal, for a page of Markdown, and for a program."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table as RichTable

Value = str | int | float | None
Row = dict[str, Value]


@dataclass(frozen=True)
class Table:
    """Rows that have the same columns in the same order; None is a figure that there is not. `note` says how
    it was measured."""

    title: str
    rows: Sequence[Row]
    note: str

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return list(self.rows[0]) if self.rows else []


def show(table: Table, console: Console) -> None:
    """Prints a table."""
    made = RichTable(title=table.title, caption=table.note, title_justify="left", caption_justify="left")
    for column in table.columns:
        made.add_column(column, justify="right" if _is_number(table, column) else "left")
    for row in table.rows:
        made.add_row(*(_shown(value) for value in row.values()))
    console.print(made)


def write_markdown(path: Path, machine: Row, tables: Sequence[Table]) -> None:
    """Writes all tables as one page."""
    lines = ["# Figures", "", *(f"- {name}: {_shown(value)}" for name, value in machine.items()), ""]
    for table in tables:
        lines += [f"## {table.title}", "", table.note, "", *lines_of(table), ""]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), "utf-8")


def lines_of(table: Table) -> list[str]:
    """A table in Markdown."""
    marks = ["---:" if _is_number(table, column) else "---" for column in table.columns]
    rows = [_line([_shown(value) for value in row.values()]) for row in table.rows]
    return [_line(table.columns), _line(marks), *rows]


def write_json(path: Path, machine: Row, tables: Sequence[Table]) -> None:
    """Writes all tables with their figures unrounded."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = {"machine": machine, "tables": [asdict(table) for table in tables]}
    path.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _is_number(table: Table, column: str) -> bool:
    return not any(isinstance(row[column], str) for row in table.rows)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _shown(value: Value) -> str:
    if value is None:
        return "–"
    if not isinstance(value, float):
        return f"{value:,}" if isinstance(value, int) else value
    places = 3 if abs(value) < 1 else 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    return f"{value:,.{places}f}"
