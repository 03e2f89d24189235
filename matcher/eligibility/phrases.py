"""The tables of words under data/eligibility, compiled once: text to atoms."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from matcher.eligibility.atoms import Atom, Kind
from matcher.eligibility.meaning import Meaning

_PLAIN_RUN = re.compile(r"[a-z]{3,}")


@dataclass(frozen=True)
class _Row:
    """One row of a table: `anchors` are pieces of which one must occur, so that most rows are never tried."""

    pattern: re.Pattern[str]
    anchors: tuple[str, ...]
    criteria: tuple[str, ...]
    kind: Kind
    plain: bool
    plight: bool


def table(name: str) -> dict[str, Any]:
    """A table of data/eligibility by its file name without ending."""
    return tomllib.loads(files("data").joinpath(f"eligibility/{name}.toml").read_text("utf-8"))


def whole_words(alternatives: list[str]) -> re.Pattern[str]:
    """One pattern for alternatives written with spaces for white space, matching whole words only."""
    body = "|".join(sorted(alternatives, key=len, reverse=True))
    # Possessive: a long blank inside a repeated group would otherwise be split in every possible way.
    body = re.sub(r" (?=\?)", r"\\s*+", body).replace(r"\s*+?", r"\s*+").replace(" ", r"\s++")
    return re.compile(rf"(?<![\w-])(?:{body})(?![\w-])")


def _anchor(pattern: str) -> str:
    """The longest run of letters that every match of the pattern must contain; empty if there is none."""
    flat = re.sub(r"\[[^\]]*\][*+?]?|\\.[*+?]?|\{[^}]*\}", "|", pattern)
    while True:
        without = re.sub(r"\([^()]*\)[*+?]?", "|", flat)
        if without == flat:
            break
        flat = without
    flat = re.sub(r".[?*]", "|", flat)
    return max(_PLAIN_RUN.findall(flat), key=len, default="")


def _row(entry: dict[str, Any], kind: Kind) -> _Row:
    # Each word is compiled and tried by itself as part of one alternation; `re` takes the first that fits,
    # so longer ones stand first.
    words: list[str] = entry["words"]
    anchors = tuple(dict.fromkeys(_anchor(word) for word in words))
    return _Row(
        whole_words(words),
        () if "" in anchors else anchors,
        tuple(entry["criteria"]),
        "anyone" if entry.get("generic") else kind,
        entry.get("plain", False),
        entry.get("plight", False),
    )


@cache
def _rows() -> tuple[_Row, ...]:
    people = [_row(entry, "people") for entry in table("people")["people"]]
    return (*people, *(_row(entry, "condition") for entry in table("conditions")["condition"]))


def phrase_atoms(text: str) -> Iterator[Atom]:
    """Every phrase of the tables in a lower-case text, overlaps included."""
    for row in _rows():
        if row.anchors and not any(anchor in text for anchor in row.anchors):
            continue
        for found in row.pattern.finditer(text):
            meaning = Meaning.of(row.criteria, found.span())
            yield Atom(found.start(), found.end(), row.kind, meaning, row.plain, row.plight)
