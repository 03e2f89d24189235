"""Turns what a file holds into what a column takes, or says why it cannot."""

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time

from directory.wording import N_, Wording

MAX_INTEGER = 2**31 - 1
_BROKEN_TEXT = re.compile("[\x00\ud800-\udfff]")
_EMAIL = re.compile(r"[^@\s,;<>()]+@[^@\s,;<>()]+\.[^@\s,;<>()]+")
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?([/?#]\S*)?")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?", re.IGNORECASE)

Convert = Callable[[str], object]


class BadValue(ValueError):
    """A text that its column cannot take; `wording` says why, for people."""

    def __init__(self, template: str, **values: object) -> None:
        self.wording = Wording(template, values)
        super().__init__(self.wording.text())


def text(raw: str) -> str | None:
    """Text as it stands; without the characters that no database or page can hold."""
    if not raw or raw.isspace():
        return None
    return raw if raw.isprintable() else _BROKEN_TEXT.sub("", raw) or None


def trimmed(raw: str) -> str | None:
    """A code or a name of few words, without the space around it."""
    cleaned = text(raw)
    return cleaned.strip() if cleaned else None


def one_of(*allowed: str) -> Convert:
    """One of a few words of the standard, in any case of letters."""

    def convert(raw: str) -> str:
        word = " ".join(raw.strip().replace("_", " ").split()).lower()
        for candidate in allowed:
            if word == candidate.lower():
                return candidate
        raise BadValue(N_("“{value}” is none of {allowed}"), value=_shown(raw), allowed=allowed)

    return convert


def number(raw: str) -> float:
    """A finite number."""
    try:
        value = float(raw)
    except ValueError:
        raise BadValue(N_("“{value}” is not a number"), value=_shown(raw)) from None
    if not math.isfinite(value):
        raise BadValue(N_("“{value}” is not a number"), value=_shown(raw))
    return value


def between(low: float, high: float) -> Convert:
    """A number within bounds, both included."""

    def convert(raw: str) -> float:
        value = number(raw)
        if not low <= value <= high:
            raise BadValue(
                N_("“{value}” is not between {low} and {high}"),
                value=_shown(raw),
                low=f"{low:g}",
                high=f"{high:g}",
            )
        return value

    return convert


def whole(raw: str) -> int:
    """A whole number that every database can hold."""
    value = number(raw)
    if not value.is_integer() or abs(value) > MAX_INTEGER:
        raise BadValue(N_("“{value}” is not a whole number"), value=_shown(raw))
    return int(value)


def extension(raw: str) -> int:
    """A telephone extension: the standard takes a number, files say `x12` or `ext. 12`."""
    return whole(re.sub(r"^(extension|ext|x)[.:\s]*", "", raw.strip(), flags=re.IGNORECASE))


def day(raw: str) -> date:
    """A date as 2026-11-30; the day of a moment is taken too."""
    try:
        return date.fromisoformat(raw.strip()[:10])
    except ValueError:
        raise BadValue(N_("“{value}” is not a date like 2026-11-30"), value=_shown(raw)) from None


def moment(raw: str) -> datetime:
    """A moment in ISO 8601; without an offset it is taken as UTC."""
    try:
        value = datetime.fromisoformat(raw.strip())
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadValue(N_("“{value}” is not a moment like 2026-11-30T14:05:00Z"), value=_shown(raw)) from None


def clock(raw: str) -> time:
    """A time of day. An offset is let go: what people are told is the time on the wall."""
    match = _TIME.fullmatch(raw.strip())
    if match is None:
        raise BadValue(N_("“{value}” is not a time like 09:30"), value=_shown(raw))
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if (hour, minute, second) == (24, 0, 0):
        return time(0, 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        raise BadValue(N_("“{value}” is not a time like 09:30"), value=_shown(raw)) from None


def web_address(raw: str) -> str:
    """An address on the web. A missing `https://` is put before it; what a browser would run is refused."""
    address = raw.strip()
    if re.fullmatch(r"(https?://[^\s/]|urn:)\S*", address, re.IGNORECASE):
        return address
    if _HOST.fullmatch(address):
        return f"https://{address}"
    raise BadValue(N_("“{value}” is not a web address"), value=_shown(raw))


def email(raw: str) -> str:
    """One electronic mail address."""
    address = raw.strip()
    if _EMAIL.fullmatch(address) is None:
        raise BadValue(N_("“{value}” is not one e-mail address"), value=_shown(raw))
    return address


def _shown(raw: str) -> str:
    return raw if len(raw) <= 60 else f"{raw[:57]}…"
