"""How values are written outside: in JSON as the standard's schemas want them, in CSV as its packages do."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any


def as_json(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as a JSON object; what is not known is left out, since a null fails the standard's schemas."""
    return {name: _plain(value) for name, value in row.items() if value is not None}


def as_cell(value: Any) -> str:
    """A value as the cell of a CSV file; an empty one for what is not known."""
    return "" if value is None else str(_plain(value))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value
