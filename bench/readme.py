"""Puts measured figures into the README: `python -m bench.readme FIGURES.json …`, made by `python -m bench
--json`."""

import json
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bench.published import ROOT
from bench.report import Table, lines_of

README = ROOT / "README.md"


def tables(files: Iterable[Path]) -> dict[str, Table]:
    """The tables of some runs by their title; a later run's counts."""
    found: dict[str, Table] = {}
    for path in files:
        whole: dict[str, Any] = json.loads(path.read_text("utf-8"))
        found |= {each["title"]: Table(**each) for each in whole["tables"]}
    return found


def figures(found: dict[str, Table]) -> str:
    """All tables as the README shows them."""
    parts = [[f"**{table.title}.** {table.note}", "", *lines_of(table)] for table in found.values()]
    return "\n\n".join("\n".join(part) for part in parts)


def renewed(text: str, made: str) -> str:
    """The README's text with other figures. Raises ValueError where it has no place for them."""
    text, times = re.subn(
        r"(<!-- figures -->\n).*?(<!-- end of figures -->)",
        lambda part: f"{part[1]}{made}\n{part[2]}",
        text,
        flags=re.DOTALL,
    )
    if times != 1:
        raise ValueError(f"{README.name} needs one place for the figures")
    return text


def main(arguments: Sequence[str]) -> None:
    """Writes the README."""
    made = figures(tables(Path(argument) for argument in arguments))
    README.write_text(renewed(README.read_text("utf-8"), made), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
