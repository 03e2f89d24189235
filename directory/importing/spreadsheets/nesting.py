"""Lays a nested record flat: `address.city`, `phones.1.number`, and each list as text under its own name."""

from collections.abc import Iterator, Mapping

# A list of a thousand would make a thousand columns; nobody maps those one by one.
_MOST_ITEMS = 20


def flattened(record: Mapping[str, object]) -> dict[str, str]:
    """The texts of a record by column; what is empty is left out."""
    return {name: text for name, text in _cells("", record) if text}


def as_text(value: object) -> str:
    """One value as a spreadsheet would show it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _cells(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _cells(f"{name}.{key}" if name else str(key), inner)
    elif isinstance(value, list):
        yield name, "\n".join(line for item in value if (line := _line(item)))
        for number, item in enumerate(value[:_MOST_ITEMS], start=1):
            if isinstance(item, Mapping):
                yield from _cells(f"{name}.{number}", item)
    else:
        yield name, as_text(value)


def _line(item: object) -> str:
    if isinstance(item, Mapping):
        return " ".join(filter(None, (_line(inner) for inner in item.values())))
    if isinstance(item, list):
        return ", ".join(filter(None, map(_line, item)))
    return as_text(item)
