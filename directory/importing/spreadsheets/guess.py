"""Guesses what the columns of a sheet are, from their names and from what stands in them."""

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files

from rapidfuzz import fuzz

from directory import place_names
from directory.importing.spreadsheets.hours_text import read_hours
from directory.importing.spreadsheets.mapping import Mapping as SheetMapping
from directory.importing.spreadsheets.reach import day_in, email_in, telephones, web_address_in
from directory.importing.spreadsheets.sheet import Sheet
from directory.importing.spreadsheets.targets import TARGETS

_ALIKE = 84
_LOOKED_AT = 200
_MOST_OF_THEM = 0.6
_NOTHING = frozenset(("none", "n/a", "na", "-", "--", "unknown", "tbd"))


def _is_number(low: float, high: float) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        try:
            value = abs(float(text))
        except ValueError:
            return False
        # Whole numbers are counts and ids; metres of Web Mercator are in the millions.
        return (low <= value <= high and "." in text) or 1_000_000 < value < 21_000_000

    return check


# What most values of a column must be for it to be this; a name alone is not enough.
_EVIDENCE: Mapping[str, Callable[[str], bool]] = {
    "phone": lambda text: bool(telephones(text)),
    "service.email": lambda text: bool(email_in(text)),
    "organization.email": lambda text: bool(email_in(text)),
    "service.url": lambda text: bool(web_address_in(text)),
    "organization.website": lambda text: bool(web_address_in(text)),
    "address.zip": lambda text: re.fullmatch(r"\d{3,5}(?:\.0)?(?:-\d{4})?", text.strip()) is not None,
    "address.state": lambda text: place_names.state_code(text) is not None,
    "place.latitude": _is_number(13, 72),
    "place.longitude": _is_number(60, 180),
    "service.verified_on": lambda text: day_in(text) is not None,
    "hours": lambda text: re.search(r"\d|closed|daily|call", text, re.IGNORECASE) is not None,
}
# Found by their values alone, whatever the column is called.
_SURE: Mapping[str, Callable[[str], bool]] = {
    "service.email": _EVIDENCE["service.email"],
    "phone": lambda text: bool(telephones(text)) and len(text) < 30,
    "hours": lambda text: bool(read_hours(text)),
}


@cache
def _headers() -> Mapping[str, list[str]]:
    path = files("data") / "mappings" / "words" / "headers.toml"
    found: dict[str, list[str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return found


def guess(sheet: Sheet) -> dict[str, str]:
    """A field for each column, empty where nothing is likely. A field that takes one column has one.

    Columns that seem to name persons get none.
    """
    scored = []
    for place, column in enumerate(sheet.columns):
        target, score = _best(column, _values(sheet, column))
        if target:
            scored.append((-score, place, column, target))
    found = dict.fromkeys(sheet.columns, "")
    taken: set[str] = set()
    for _, _, column, target in sorted(scored):
        if TARGETS[target].many or target not in taken:
            found[column] = target
            taken.add(target)
    return found


def fitting(sheet: Sheet, mappings: Mapping[str, SheetMapping]) -> str | None:
    """The name of the mapping whose columns this sheet has, if one has most of them."""
    columns = set(sheet.columns)
    scores = {name: _fit(mapping, columns) for name, mapping in mappings.items()}
    best = max(scores, key=lambda name: scores[name], default=None)
    return best if best is not None and scores[best] >= 0.75 else None


def _fit(mapping: SheetMapping, columns: set[str]) -> float:
    rules = [rule for rule in mapping.field if not any("*" in name for name in rule.from_)]
    met = [rule for rule in rules if any(name in columns for name in rule.from_)]
    if mapping.meetings:
        # The format leaves most of its columns out where they say nothing; the mapping that asks for more
        # is the general one, and the others are for files with codes of their own.
        wanted = {"meeting.day", "meeting.time", "meeting.types"}
        return 0.8 + len(rules) / 1000 if wanted <= {rule.to for rule in met} else 0.0
    keyed = not mapping.key or any(name in columns for name in mapping.key)
    # Three columns in common are no sign of a source: every list has a name and a telephone.
    return len(met) / len(rules) if keyed and len(met) >= 5 else 0.0


def _values(sheet: Sheet, column: str) -> list[str]:
    values = (record.cells.get(column, "") for record in sheet.records[:_LOOKED_AT])
    return [value for value in values if value and value.strip().lower() not in _NOTHING]


def _best(column: str, values: list[str]) -> tuple[str, float]:
    plain = _plain(column)
    if not values or max(fuzz.ratio(plain, word) for word in _headers()["persons"]) >= _ALIKE + 6:
        return "", 0
    best, score = "", 0.0
    for target, words in _headers().items():
        if target == "persons":
            continue
        alike = max(fuzz.token_sort_ratio(plain, word) for word in words)
        if alike > score and _agrees(target, values):
            best, score = target, alike
    if score >= _ALIKE:
        return best, score
    sure = next((target for target, check in _SURE.items() if _share(check, values) > 0.8), "")
    return (sure, 50.0) if sure else ("", 0)


def _agrees(target: str, values: list[str]) -> bool:
    check = _EVIDENCE.get(target)
    return check is None or _share(check, values) >= _MOST_OF_THEM


def _share(check: Callable[[str], bool], values: list[str]) -> float:
    return sum(map(check, values)) / len(values)


def _plain(column: str) -> str:
    """ "raw.ZipCode" as "zip code": the last part of a nested name, in words."""
    last = re.sub(r"\.\d+", "", column).rpartition(".")[2]
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", last)
    return " ".join(re.findall(r"[a-z]+|\d+", words.lower()))
