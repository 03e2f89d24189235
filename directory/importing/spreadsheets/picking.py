"""Applies a mapping to one row: shifted columns back in place, and for each field its values."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from directory.importing.spreadsheets.capitals import usual_capitals
from directory.importing.spreadsheets.mapping import FieldRule, Move, Taken
from directory.importing.spreadsheets.mapping import Mapping as SheetMapping
from directory.importing.spreadsheets.names import without_last_names
from directory.importing.spreadsheets.repairs import Repair
from directory.importing.spreadsheets.sheet import Record
from directory.importing.spreadsheets.targets import TARGETS

_CONVERSIONS: Mapping[str, tuple[Callable[[str], str], Repair]] = {
    "usual_capitals": (usual_capitals, Repair.CAPITALS),
    "without_names": (without_last_names, Repair.NAMES),
}
# In the texts of these a name of a person may stand; names of places and streets are left alone.
_ANONYMOUS = ("organization.name", "service.name", "service.description", "meeting.notes", "hours")


@dataclass(frozen=True)
class Value:
    """One text for a field, and for a telephone number what it is for."""

    text: str
    kind: str = ""
    note: str = ""
    extension: str = ""


@dataclass
class Picked:
    """What a row says, by field of a listing."""

    number: int
    values: dict[str, list[Value]] = field(default_factory=dict)
    repairs: list[Repair] = field(default_factory=list)
    key: str = ""

    def first(self, code: str) -> str:
        """The first text for a field; empty if there is none."""
        found = self.values.get(code)
        return found[0].text if found else ""

    def all(self, code: str) -> list[str]:
        """All texts for a field, each once."""
        return list(dict.fromkeys(value.text for value in self.values.get(code, ())))


class Picker:
    """Picks the fields out of the rows of one file."""

    def __init__(self, mapping: SheetMapping) -> None:
        self._mapping = mapping
        self._rules = mapping.field

    def skipped(self, cells: Mapping[str, str]) -> str | None:
        """Why the mapping leaves this row out; None if it does not."""
        return next((skip.why for skip in self._mapping.skip if skip.when.holds(cells)), None)

    def pick(self, record: Record) -> Picked:
        """The row's values. The record must not be one that the mapping leaves out."""
        picked = Picked(record.number, repairs=list(record.repairs))
        cells = self._in_place(dict(record.cells), picked)
        for rule in self._rules:
            if rule.when is not None and not rule.when.holds(cells):
                continue
            for value in self._values(rule, cells, picked):
                self._add(rule.to, value, picked)
        for code, texts in self._mapping.always.items():
            if code not in picked.values:
                for text in texts:
                    self._add(code, Value(text), picked)
        picked.key = "|".join(cells.get(column, "").strip() for column in self._mapping.key)
        if not picked.key.strip("| "):
            picked.key = ""
        return picked

    def _in_place(self, cells: dict[str, str], picked: Picked) -> dict[str, str]:
        for move in self._mapping.move:
            if move.when.holds(cells) and (move.and_when is None or move.and_when.holds(cells)):
                moved = _moved(cells, move)
                if moved != cells:
                    picked.repairs.append(Repair.MOVED)
                cells = moved
        return cells

    def _values(self, rule: FieldRule, cells: Mapping[str, str], picked: Picked) -> Iterator[Value]:
        for number in _numbers(rule.from_, cells):
            text = self._text(rule, cells, number)
            if not text:
                continue
            for piece in _pieces(text, rule.split):
                for plain in self._known(rule, piece):
                    converted = self._converted(rule, plain, picked)
                    if converted:
                        yield Value(
                            f"{rule.before}{converted}",
                            rule.kind or _cell(rule.kind_from, cells, number),
                            rule.note or _cell(rule.note_from, cells, number),
                            _cell(rule.extension_from, cells, number),
                        )

    def _text(self, rule: FieldRule, cells: Mapping[str, str], number: str) -> str:
        texts = (_cell(column, cells, number) for column in rule.from_)
        if rule.join is not None:
            return rule.join.join(dict.fromkeys(filter(None, (_matched(rule.match, t) for t in texts))))
        return next((found for text in texts if text and (found := _matched(rule.match, text))), "")

    @staticmethod
    def _known(rule: FieldRule, text: str) -> Sequence[str]:
        if rule.values is None:
            return (text,)
        for known, meanings in rule.values.items():
            if known.lower() == text.lower():
                return [meaning for meaning in meanings if meaning]
        return (text,) if rule.other == "keep" else ()

    def _converted(self, rule: FieldRule, text: str, picked: Picked) -> str:
        names = rule.as_
        if self._mapping.meetings and rule.to in _ANONYMOUS:
            names = (*names, "without_names")
        for name in names:
            convert, repair = _CONVERSIONS[name]
            converted = convert(text)
            if converted != text:
                picked.repairs.append(repair)
            text = converted
        limit = self._mapping.cut_at
        if limit is not None and len(text) >= limit - 1 and text[-1:].isalnum():
            picked.repairs.append(Repair.CUT_OFF)
            text = f"{text}…"
        return text.strip()

    @staticmethod
    def _add(code: str, value: Value, picked: Picked) -> None:
        found = picked.values.setdefault(code, [])
        if not found or (TARGETS[code].many and value not in found):
            found.append(value)


def _moved(cells: Mapping[str, str], move: Move) -> dict[str, str]:
    found = {**cells, **{column: _taken(cells, taken) for column, taken in move.columns.items()}}
    return {column: text for column, text in found.items() if text}


def _taken(cells: Mapping[str, str], taken: Taken) -> str:
    return _matched(taken.match, cells.get(taken.from_, "")) if taken.from_ is not None else ""


def _numbers(columns: Sequence[str], cells: Mapping[str, str]) -> list[str]:
    """The numbers that a `*` in the columns stands for in this row; one empty one where there is none."""
    patterned = [column for column in columns if "*" in column]
    if not patterned:
        return [""]
    found: dict[int, None] = {}
    for column in patterned:
        pattern = re.compile(re.escape(column).replace(r"\*", r"(\d+)", 1))
        for name in cells:
            if match := pattern.fullmatch(name):
                found[int(match[1])] = None
    return [str(number) for number in sorted(found)]


def _cell(column: str | None, cells: Mapping[str, str], number: str) -> str:
    return cells.get(column.replace("*", number, 1), "").strip() if column else ""


def _matched(pattern: str | None, text: str) -> str:
    """The part of the text that a pattern finds: its first group, or all that it matches."""
    if pattern is None or not text:
        return text
    match = re.search(pattern, text, re.IGNORECASE | re.DOTALL)
    if match is None:
        return ""
    return next((group for group in match.groups() if group), "" if match.groups() else match[0]).strip()


def _pieces(text: str, separator: str | None) -> list[str]:
    if separator is None:
        return [text]
    return [piece for part in re.split(separator, text) if (piece := part.strip(" \t\n,;."))]
