"""Reads what people type into the fields of a listing: values as the columns take them, or why not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from directory.hours import DAYS
from directory.verification.fields import NEW, Field
from directory.wording import N_

STATUSES: Mapping[str, str] = {
    "active": N_("in service"),
    "temporarily closed": N_("closed for a while"),
    "inactive": N_("not offered any more"),
    "defunct": N_("closed for good"),
}
_LONGEST = {"long": 8_000, "text": 500, "phone": 40, "email": 200, "web": 500}
_DIGITS = 3
_OLDEST = 120
# A row without these says nothing, and the standard does not allow it: emptying them removes it.
REMOVES = frozenset({("phone", "number"), ("required_document", "document")})
_NEEDED = frozenset(
    {
        ("service", "name"),
        ("service", "status"),
        ("address", "address_1"),
        ("address", "city"),
        ("address", "state_province"),
        ("address", "postal_code"),
        ("schedule", "opens_at"),
        ("schedule", "closes_at"),
    }
)


class Unreadable(ValueError):
    """What was typed cannot be kept; the message says what to write instead."""


@dataclass(frozen=True)
class Wish:
    """A field with the value that somebody would have in it; None empties it."""

    field: Field
    value: Any


def read(
    fields: Iterable[Field], typed: Mapping[str, Sequence[str]]
) -> tuple[tuple[Wish, ...], Mapping[str, str]]:
    """The fields whose value was changed, and by key of the field what cannot be read.

    A field that was not sent stays as it is.
    """
    wishes: list[Wish] = []
    problems: dict[str, str] = {}
    for field in fields:
        if field.key not in typed and not (field.kind == "days" and f"{field.key}.sent" in typed):
            continue
        given = typed.get(field.key, ())
        if shown(field) == (",".join(given) if field.kind == "days" else _tidy(given)):
            continue
        try:
            value = _value(field, given)
        except Unreadable as unreadable:
            problems[field.key] = str(unreadable)
            continue
        if value != field.value:
            wishes.append(Wish(field, value))
    return tuple(wishes), problems


def shown(field: Field) -> str:
    """The value as its input holds it."""
    value = field.value
    if value is None:
        return ""
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, float):
        return f"{value:g}" if field.kind == "age" else f"{value:.2f}".removesuffix(".00")
    return _tidy([str(value)])


def _tidy(given: Sequence[str]) -> str:
    return (given[0] if given else "").replace("\r\n", "\n").strip()


def _value(field: Field, given: Sequence[str]) -> Any:
    if field.kind == "days":
        days = [day for day in DAYS if day in given]
        if not days:
            raise Unreadable(N_("Choose at least one day, or say below that these hours no longer hold."))
        return ",".join(days)
    words = _tidy(given)
    if not words:
        if (field.table, field.name) in _NEEDED and field.row_id != NEW:
            raise Unreadable(N_("This cannot be empty."))
        return None
    longest = _LONGEST.get(field.kind)
    if longest is not None and len(words) > longest:
        raise Unreadable(N_("This is too long."))
    return _READ.get(field.kind, str)(words)


def _phone(words: str) -> str:
    if sum(mark.isdigit() for mark in words) < _DIGITS:
        raise Unreadable(N_("Write a telephone number."))
    return words


def _email(words: str) -> str:
    name, at, host = words.partition("@")
    if not (name and at and "." in host) or any(mark.isspace() for mark in words):
        raise Unreadable(N_("Write an e-mail address, such as intake@example.org."))
    return words


def _web(words: str) -> str:
    whole = words if "://" in words else f"https://{words}"
    if not whole.startswith(("http://", "https://")) or " " in whole or "." not in whole:
        raise Unreadable(N_("Write a web address, such as https://example.org."))
    return whole


def _clock(words: str) -> time:
    try:
        return time.fromisoformat(words)
    except ValueError as error:
        raise Unreadable(N_("Write a time, such as 09:00 or 17:30.")) from error


def _age(words: str) -> float:
    try:
        years = float(words)
    except ValueError as error:
        raise Unreadable(N_("Write an age in years.")) from error
    if not 0 <= years <= _OLDEST:
        raise Unreadable(N_("Write an age in years."))
    return years


def _money(words: str) -> float:
    try:
        amount = float(words.replace("$", "").replace(",", ""))
    except ValueError as error:
        raise Unreadable(N_("Write dollars, such as 25 or 12.50; 0 is free.")) from error
    if not 0 <= amount < 1e7:
        raise Unreadable(N_("Write dollars, such as 25 or 12.50; 0 is free."))
    return amount


def _status(words: str) -> str:
    if words not in STATUSES:
        raise Unreadable(N_("Choose one of these."))
    return words


_READ: Mapping[str, Any] = {
    "phone": _phone,
    "email": _email,
    "web": _web,
    "time": _clock,
    "age": _age,
    "money": _money,
    "status": _status,
}
