"""Kinds of fields of a listing: how each is shown in a form, and read from what somebody typed."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Annotated, Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from pydantic import BeforeValidator

from directory.editing.values import is_hidden
from directory.hours import DAYS
from directory.place_names import state_code

LONGEST_LINE, LONGEST_TEXT = 500, 20_000
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

Options = Sequence[tuple[str, str]]


def plain(value: Any) -> str:
    """A value as it stands in a form: whole numbers without a point, nothing for what is empty or hidden."""
    if value is None or is_hidden(value):
        return ""
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, bool):
        return "1" if value else ""
    return ",".join(value) if isinstance(value, list) else str(value)


def _clock(value: Any) -> str:
    return plain(value)[:5]


@dataclass(frozen=True)
class Widget:
    """How a field looks: its shape, its options where there are some, and attributes of its input."""

    shape: str
    show: Callable[[Any], str] = plain
    options: Callable[[], Options] | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


def _trimmed(typed: Any, most: int) -> str | None:
    words = re.sub(r"\r\n?", "\n", str(typed or "")).strip()
    if len(words) > most:
        raise ValueError(_("Write %(most)s characters at the most.", most=most))
    return words or None


def _line(typed: Any) -> str | None:
    words = _trimmed(typed, LONGEST_LINE)
    return " ".join(words.split()) if words else None


def _text(typed: Any) -> str | None:
    return _trimmed(typed, LONGEST_TEXT)


def _email(typed: Any) -> str | None:
    words = _line(typed)
    if words and not _MAIL.fullmatch(words):
        raise ValueError(_("Write an e-mail address such as office@example.org."))
    return words


def _web(typed: Any) -> str | None:
    words = _line(typed)
    if words is None:
        return None
    address = words if "://" in words else f"https://{words}"
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or "." not in parts.netloc or " " in words:
        raise ValueError(_("Write a web address such as https://example.org."))
    return address


def _decimal(low: float, high: float) -> Callable[[Any], float | None]:
    def read(typed: Any) -> float | None:
        words = str(typed or "").strip().removeprefix("$").replace(",", "")
        if not words:
            return None
        try:
            number = float(words)
        except ValueError:
            number = high + 1
        if not low <= number <= high:
            raise ValueError(_("Write a number from %(low)s to %(high)s.", low=f"{low:g}", high=f"{high:g}"))
        return number

    return read


def _whole(low: int, high: int) -> Callable[[Any], int | None]:
    def read(typed: Any) -> int | None:
        words = str(typed or "").strip()
        if not words:
            return None
        if not re.fullmatch(r"\d{1,9}", words) or not low <= int(words) <= high:
            raise ValueError(_("Write a whole number from %(low)s to %(high)s.", low=low, high=high))
        return int(words)

    return read


def _day(typed: Any) -> str | None:
    words = str(typed or "").strip()
    try:
        return date.fromisoformat(words).isoformat() if words else None
    except ValueError:
        raise ValueError(_("Write a day such as 2026-11-26.")) from None


def _time(typed: Any) -> str | None:
    words = str(typed or "").strip()
    try:
        return time.fromisoformat(words).isoformat() if words else None
    except ValueError:
        raise ValueError(_("Write a time such as 09:00 or 17:30.")) from None


def _days(typed: Any) -> list[str] | None:
    ticked = str(typed or "").split(",")
    return [day for day in DAYS if day in ticked] or None


def _openings(typed: Any) -> str | None:
    spans = []
    for span in str(typed or "").split(","):
        opens, _dash, closes = span.partition("-")
        if not opens and not closes:
            continue
        if not opens or not closes:
            raise ValueError(_("Write when it opens and when it closes."))
        if opens == closes:
            raise ValueError(_("It opens and closes at the same time. For all day tick “24 hours”."))
        try:
            spans.append(f"{time.fromisoformat(opens):%H:%M}-{time.fromisoformat(closes):%H:%M}")
        except ValueError:
            raise ValueError(_("Write times such as 09:00 and 17:30.")) from None
    return ",".join(sorted(set(spans))) or None


def _state(typed: Any) -> str | None:
    words = _line(typed)
    if words and (code := state_code(words)) is None:
        raise ValueError(_("Write the state, such as CT."))
    return code if words else None


def _postal_code(typed: Any) -> str | None:
    words = _line(typed)
    if words and not re.fullmatch(r"\d{5}(-\d{4})?", words):
        raise ValueError(_("A ZIP code has five digits."))
    return words


def one_of(options: Callable[[], Options]) -> Any:
    """The type of a field that takes one of some options, or none; what came with an import stays."""

    def read(typed: Any) -> str | None:
        chosen = str(typed or "").strip()
        if chosen and chosen not in {key for key, _title in options()}:
            raise ValueError(_("Choose one of the list."))
        return chosen or None

    return Annotated[str | None, BeforeValidator(read), Widget("choice", options=options)]


Line = Annotated[str | None, BeforeValidator(_line), Widget("line")]
Text = Annotated[str | None, BeforeValidator(_text), Widget("area")]
Email = Annotated[str | None, BeforeValidator(_email), Widget("line", attributes={"inputmode": "email"})]
Web = Annotated[str | None, BeforeValidator(_web), Widget("line", attributes={"inputmode": "url"})]
Telephone = Annotated[str | None, BeforeValidator(_line), Widget("line", attributes={"inputmode": "tel"})]
Extension = Annotated[
    int | None, BeforeValidator(_whole(0, 99_999_999)), Widget("line", attributes={"inputmode": "numeric"})
]
Year = Annotated[
    int | None, BeforeValidator(_whole(1600, 2100)), Widget("line", attributes={"inputmode": "numeric"})
]
Age = Annotated[
    float | None, BeforeValidator(_decimal(0, 120)), Widget("line", attributes={"inputmode": "decimal"})
]
Amount = Annotated[
    float | None, BeforeValidator(_decimal(0, 1e6)), Widget("line", attributes={"inputmode": "decimal"})
]
Latitude = Annotated[float | None, BeforeValidator(_decimal(-90, 90)), Widget("line")]
Longitude = Annotated[float | None, BeforeValidator(_decimal(-180, 180)), Widget("line")]
Day = Annotated[str | None, BeforeValidator(_day), Widget("day")]
Clock = Annotated[str | None, BeforeValidator(_time), Widget("time", show=_clock)]
Days = Annotated[list[str] | None, BeforeValidator(_days), Widget("days")]
Openings = Annotated[str | None, BeforeValidator(_openings), Widget("openings")]
State = Annotated[str | None, BeforeValidator(_state), Widget("line", attributes={"maxlength": "30"})]
PostalCode = Annotated[str | None, BeforeValidator(_postal_code), Widget("line")]
Tick = Annotated[bool, BeforeValidator(lambda typed: typed == "1"), Widget("tick")]
