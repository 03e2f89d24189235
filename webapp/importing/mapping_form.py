"""The form that maps columns: offered with a guess, read back into a mapping's TOML."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from directory import place_names
from directory.categories import categories
from directory.importing.spreadsheets import MappingInvalid, Sheet, read_mapping
from directory.importing.spreadsheets.guess import guess
from directory.importing.spreadsheets.targets import TARGETS, Target
from directory.importing.spreadsheets.writing_toml import CONVERSIONS, mapping_toml
from webapp.words import say

LONGEST_NAME = 80


@dataclass(frozen=True)
class Column:
    """One column on the form: its name, examples, and what it is thought or said to be."""

    name: str
    examples: tuple[str, ...]
    target: str
    conversion: str


@dataclass(frozen=True)
class Answers:
    """The form as it stands."""

    name: str
    key: str
    category: str
    state: str
    columns: tuple[Column, ...]
    problems: Mapping[str, str] = field(default_factory=dict)


class FormRefused(ValueError):
    """Answers that make no mapping; `problems` says by field what to write instead."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = dict(problems)


def offered(sheet: Sheet, file_name: str) -> Answers:
    """The form with a guess for each column."""
    guessed = guess(sheet)
    columns = tuple(
        Column(name, sheet.examples(name), guessed[name], _conversion(sheet, name, guessed[name]))
        for name in sheet.columns
    )
    return Answers(file_name.rpartition(".")[0] or file_name, _key(sheet), "", "", columns)


def typed(sheet: Sheet, form: MultiDict[str, str], problems: Mapping[str, str] | None = None) -> Answers:
    """The form as somebody sent it."""
    columns = tuple(
        Column(
            name,
            sheet.examples(name),
            form.get(f"to-{place}", "") if form.get(f"to-{place}", "") in TARGETS else "",
            form.get(f"as-{place}", "") if form.get(f"as-{place}", "") in CONVERSIONS else "",
        )
        for place, name in enumerate(sheet.columns)
    )
    fields = (form.get(name, "").strip() for name in ("name", "key", "category", "state"))
    return Answers(*fields, columns, problems or {})


def read(answers: Answers, known_columns: Iterable[str]) -> str:
    """The TOML that the form says. Raises FormRefused."""
    problems: dict[str, str] = {}
    if not answers.name or len(answers.name) > LONGEST_NAME:
        problems["name"] = _("Give the mapping a name of %(most)s letters at the most.", most=LONGEST_NAME)
    if answers.key and answers.key not in set(known_columns):
        problems["key"] = _("Choose one of the columns.")
    always = {}
    if answers.category:
        if answers.category in categories():
            always["category"] = answers.category
        else:
            problems["category"] = _("Choose one of the categories.")
    if answers.state:
        state = place_names.state_code(answers.state)
        if state is None:
            problems["state"] = _("Write the state with two letters, such as CT.")
        else:
            always["address.state"] = state
    targets = [column.target for column in answers.columns if column.target]
    if not {"service.name", "organization.name"} & set(targets):
        problems["columns"] = _("Say which column is the name of the service or of the organization.")
    if problems:
        raise FormRefused(problems)
    toml = mapping_toml(
        name=answers.name,
        key=answers.key,
        columns=[(c.name, c.target, c.conversion) for c in answers.columns if c.target],
        always=always,
    )
    try:
        read_mapping(toml)
    except MappingInvalid as error:
        raise FormRefused({"columns": say(error.problems[0])}) from error
    return toml


def target_groups() -> dict[str, list[Target]]:
    """The fields of a listing as the form offers them, by group."""
    groups: dict[str, list[Target]] = {}
    for target in TARGETS.values():
        groups.setdefault(target.group, []).append(target)
    return groups


def conversions() -> list[tuple[str, str]]:
    """What can be done to the texts of a column, with its words on the form."""
    words = {
        "usual_capitals": _("All capitals as usual"),
        "split_commas": _("Several, split at commas"),
        "split_semicolons": _("Several, split at semicolons"),
        "split_lines": _("Several, a line each"),
    }
    return [(code, words[code]) for code in CONVERSIONS]


def _conversion(sheet: Sheet, column: str, target: str) -> str:
    """What the values of a column seem to need."""
    values = [v for record in sheet.records[:200] if (v := record.cells.get(column, ""))]
    if not values or not target:
        return ""
    if target in ("terms", "languages", "documents", "area", "category"):
        for conversion, mark in (("split_lines", "\n"), ("split_semicolons", ";"), ("split_commas", ",")):
            if sum(mark in value for value in values) * 5 >= len(values):
                return conversion
    named = target in ("service.name", "organization.name", "address.street", "address.city")
    shouted = sum(value.isupper() and len(value) > 3 for value in values)
    return "usual_capitals" if named and shouted * 2 > len(values) else ""


def _key(sheet: Sheet) -> str:
    """The column that numbers the rows: filled in each, and never twice the same."""
    for column in sheet.columns:
        if re.search(r"(?i:(?:^|[^a-z])(?:id|key|num|number|no|code|slug))$|I[dD]$|Num$", column):
            values = [record.cells.get(column, "") for record in sheet.records]
            if all(values) and len(set(values)) == len(values):
                return column
    return ""
