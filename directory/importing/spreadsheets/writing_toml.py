"""Writes a mapping that was made on the page as TOML, as a person would write it."""

import json
import re
from collections.abc import Mapping, Sequence

_CONVERSIONS = {
    "usual_capitals": ("as", "usual_capitals"),
    "split_commas": ("split", ","),
    "split_semicolons": ("split", ";"),
    "split_lines": ("split", "\n"),
}
CONVERSIONS = tuple(_CONVERSIONS)


def mapping_toml(
    *,
    name: str,
    columns: Sequence[tuple[str, str, str]],
    key: str = "",
    always: Mapping[str, str] | None = None,
    source: str = "",
) -> str:
    """The TOML of a mapping: its name, each column with its field and conversion, and what is always so.

    Columns that feed the same field, of those that take one only, are tried in their order.
    """
    lines = [f"name = {_text(name)}", f"source = {_text(source or source_of(name))}"]
    if key:
        lines.append(f"key = {_text(key)}")
    if always:
        lines += ["", "[always]", *(f"{_text(field)} = {_text(value)}" for field, value in always.items())]
    for column, field, conversion in columns:
        lines += ["", "[[field]]", f"to = {_text(field)}", f"from = {_text(column)}"]
        if conversion in _CONVERSIONS:
            word, value = _CONVERSIONS[conversion]
            lines.append(f"{word} = {_text(value)}")
        if field == "phone" and (kind := re.search(r"fax|tty|tdd", column, re.IGNORECASE)):
            lines.append(f"kind = {_text(kind[0].lower())}")
    return "\n".join(lines) + "\n"


def source_of(name: str) -> str:
    """The word that stands for a mapping's name in the ids of its listings."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60].strip("-") or "spreadsheet"


def _text(value: str) -> str:
    # A basic string of TOML is written as JSON writes one.
    return json.dumps(value, ensure_ascii=False)
