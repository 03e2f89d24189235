"""Columns of the tables as an editor has them: JSON, trimmed, None for what is empty; and back."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table
from sqlmodel import SQLModel

from directory.change_log.rows import from_json, to_json

# Stands for what an editor may replace but not read; the number tells one state of it from the next.
_HIDDEN = "hidden\x1f"


def hidden(version: int) -> str:
    """The value that stands for one that is told to nobody."""
    return f"{_HIDDEN}{version}"


def is_hidden(value: Any) -> bool:
    """Whether a value stands for one that is told to nobody."""
    return isinstance(value, str) and value.startswith(_HIDDEN)


def edited(value: Any) -> Any:
    """A column's value for an editor: text trimmed with plain line ends, nothing as None."""
    value = to_json(value)
    if isinstance(value, str):
        value = re.sub(r"\r\n?", "\n", value).strip()
    return None if value == "" else value


def fields_of(row: SQLModel, names: tuple[str, ...]) -> dict[str, Any]:
    """The named columns of a row for an editor."""
    return {name: edited(getattr(row, name)) for name in names}


def columns(table: type[SQLModel], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of an editor as the table's columns take them; an empty text where there must be one."""
    known: Table = getattr(table, "__table__")  # noqa: B009
    plain = {name: None if is_hidden(value) else value for name, value in values.items()}
    read = from_json(known, plain)
    for name, value in read.items():
        if value is None and table.model_fields[name].annotation is str:
            read[name] = ""
    return read
