"""The form of a part as it stands: filled in from the directory, typed by somebody, and read back."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from flask_babel import gettext as _
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from directory.editing import Part, State
from directory.hours import DAYS
from webapp.listings.forms import FORMS, RowForm

# Rows that come and go; all others are always there.
MANY = frozenset({
    "url", "phone", "contact", "language", "cost_option", "required_document", "service_area",
    "service_capacity", "address", "accessibility", "schedule",
})  # fmt: skip
_NEW = re.compile(r"[a-z_]+:new(-[0-9a-f]{1,12})?")
_ALL_DAY = "00:00-23:59"
_MOST_ROWS = 400

Problems = dict[tuple[str, str], str]


class BaseUnreadable(ValueError):
    """What a form says it was made from cannot be read: it was not made by this program."""


class Refused(ValueError):
    """Something typed cannot be kept; `problems` says by row and field what to write instead."""

    def __init__(self, problems: Problems) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = problems


@dataclass
class Sheet:
    """What stands in the fields, by row and field, and which rows are to be taken away."""

    rows: dict[str, dict[str, str]]
    removed: set[str] = field(default_factory=set)

    def add(self, table: str) -> str:
        """One more empty row; gives its key."""
        key = new_key(table)
        self.rows[key] = starting(table)
        return key


def new_key(table: str) -> str:
    """The key of a row that is not there yet."""
    return f"{table}:new-{token_hex(4)}"


def is_new(key: str) -> bool:
    """Whether a row is not there yet."""
    return bool(_NEW.fullmatch(key))


def starting(table: str) -> dict[str, str]:
    """What stands in a row that is new."""
    form = FORMS[table]
    return {name: form.starting.get(name, "") for name in form.widgets()}


def filled(state: State) -> Sheet:
    """The form that says what the directory says."""
    rows = {}
    for key, row in state.items():
        shown = FORMS[table_of(key)].shown(row)
        rows[key] = {name: words for name, words in shown.items() if name in row or table_of(key) in MANY}
    return Sheet(rows)


def typed(part: Part, base: State, form: MultiDict[str, str]) -> Sheet:
    """The form as somebody sent it, with their choices where two people differed."""
    rows: dict[str, dict[str, str]] = {}
    for key in [*base, *form.getlist("row")][:_MOST_ROWS]:
        table = table_of(key)
        if key in rows or part.section(table) is None or not (key in base or is_new(key)):
            continue
        names = base[key] if key in base and table not in MANY else FORMS[table].widgets()
        rows[key] = {name: _raw(table, key, name, form) for name in FORMS[table].widgets() if name in names}
    sheet = Sheet(rows, {key for key in form.getlist("remove") if key in rows and table_of(key) in MANY})
    _settle(sheet, base, form)
    return sheet


def _raw(table: str, key: str, name: str, form: MultiDict[str, str]) -> str:
    whole = f"{key}.{name}"
    if table == "week":
        if form.get(f"{whole}.all"):
            return _ALL_DAY
        pairs = zip(form.getlist(f"{whole}.opens"), form.getlist(f"{whole}.closes"), strict=False)
        return ",".join(f"{opens}-{closes}" for opens, closes in pairs if opens or closes)
    if name == "days":
        return ",".join(day for day in DAYS if day in form.getlist(whole))
    if name == "codes":
        main = [code for code in form.getlist(f"{whole}.main") if code]
        return ",".join(dict.fromkeys([*main, *form.getlist(whole)]))
    return re.sub(r"\r\n?", "\n", form.get(whole, "")).strip()


def _settle(sheet: Sheet, base: State, form: MultiDict[str, str]) -> None:
    """Takes the other's version where this person chose it, and keeps or removes rows as they chose."""
    for name in form.getlist("conflict"):
        key, _dot, column = name.rpartition(".")
        choice = form.get(f"settle.{name}")
        if key not in sheet.rows or choice is None:
            continue
        if column and choice == "theirs" and key in base:
            sheet.rows[key][column] = FORMS[table_of(key)].shown(base[key])[column]
        elif not column and choice == "remove":
            sheet.removed.add(key)


def unsettled(form: MultiDict[str, str]) -> set[str]:
    """The fields where two people differed and nothing was chosen."""
    return {name for name in form.getlist("conflict") if not form.get(f"settle.{name}")}


def read(base: State, sheet: Sheet) -> dict[str, dict[str, Any]]:
    """The part as the form says it; a new row that is empty is none. Raises Refused.

    What nobody changed is not checked: old mistakes elsewhere keep nobody from mending one.
    """
    found: dict[str, dict[str, Any]] = {}
    problems: Problems = {}
    for key, texts in sheet.rows.items():
        if key in sheet.removed or (is_new(key) and _is_blank(key, texts)):
            continue
        before = base.get(key)
        form = FORMS[table_of(key)]
        row, wrong = _read(form, dict(before or {}), texts, is_it_new=before is None)
        problems |= {(key, name): message for name, message in wrong}
        found[key] = row
    if problems:
        raise Refused(problems)
    return found


def _read(
    form: type[RowForm], before: dict[str, Any], texts: Mapping[str, str], *, is_it_new: bool
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    shown = {} if is_it_new else form.shown(before)
    changed = {name: words for name, words in texts.items() if is_it_new or words != shown[name]}
    try:
        values = form.model_validate(changed).model_dump(include=set(changed))
    except ValidationError as error:
        return before, [(str(one["loc"][0]), _message(one)) for one in error.errors()]
    row = form.completed({**before, **values}, list(changed))
    return row, list(form.problems(row)) if changed else []


def _message(error: Any) -> str:
    return str(error.get("ctx", {}).get("error") or _("This cannot be read."))


def _is_blank(key: str, texts: Mapping[str, str]) -> bool:
    """Whether nothing was typed into a new row but what stood there."""
    ready = starting(table_of(key))
    quiet = {"owner", "pattern"}
    return all(not words or words == ready.get(name) for name, words in texts.items() if name not in quiet)


def warnings(base: State, mine: State) -> list[str]:
    """What is unusual in rows that this person wrote, each once."""
    rows: Iterable[tuple[str, Mapping[str, Any]]] = (
        (key, row) for key, row in mine.items() if row != base.get(key)
    )
    return list(dict.fromkeys(w for key, row in rows for w in FORMS[table_of(key)].warnings(row)))


def table_of(key: str) -> str:
    """The table that a row's key begins with."""
    return key.partition(":")[0]


def written(base: State) -> str:
    """What a form was made from, to travel with it."""
    return json.dumps(base, ensure_ascii=True, separators=(",", ":"))


def base_of(part: Part, text: str) -> State:
    """What `written` wrote. Raises BaseUnreadable."""
    try:
        base = json.loads(text)
    except ValueError as error:
        raise BaseUnreadable from error
    if not isinstance(base, dict) or not all(isinstance(row, dict) for row in base.values()):
        raise BaseUnreadable
    if any(part.section(table_of(key)) is None for key in base):
        raise BaseUnreadable
    return base
