"""What Linkage says by text, word for word, and what a text costs on the wire."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

LANGUAGES = ("en", "es")

# The basic alphabet of GSM 03.38 and the characters that cost two.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€\f")
_PLAINER = str.maketrans("áíóúÁÍÓÚâêîôûãõçÀÈÌÒÙ’‘“”–—\u00a0", "aiouAIOUaeiouaocAEIOU''\"\"-- ", "")
_SENTENCE = re.compile(r"(^|[.!?]\s+)([a-zñáéíóú])")


class UnknownWording(KeyError):
    """There is no text of that name."""


@dataclass(frozen=True)
class Segments:
    """What a text costs: its alphabet, `GSM-7` or `UCS-2`, and of how many messages it consists."""

    encoding: str
    count: int


@cache
def _table(language: str) -> dict[str, Any]:
    return tomllib.loads(files("data").joinpath(f"messages/{language}.toml").read_text("utf-8"))


def _of(language: str) -> dict[str, Any]:
    return _table(language if language in LANGUAGES else "en")


def names() -> tuple[str, ...]:
    """The names of all texts."""
    return tuple(_table("en")["texts"])


def template(key: str, language: str) -> str:
    """A text with its names in braces; English for a language that we do not write."""
    try:
        return str(_of(language)["texts"][key])
    except KeyError as error:
        raise UnknownWording(key) from error


def placeholders(key: str, language: str) -> frozenset[str]:
    """What has to be filled in."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template(key, language)) if name)


def wording(key: str, language: str, **values: object) -> str:
    """A text, filled in and made to fit the wire; values that it does not ask for are left out.

    Raises UnknownWording, and KeyError for a missing value.
    """
    text = template(key, language).format(**values)
    return for_wire(_SENTENCE.sub(lambda found: found[1] + found[2].upper(), text))


def for_wire(text: str) -> str:
    """The text with letters that the short alphabet lacks made plain, where that saves a whole message."""
    plainer = text.translate(_PLAINER)
    return plainer if segments(plainer).count < segments(text).count else text


def segments(text: str) -> Segments:
    """How a text goes over the wire: 160 characters of the short alphabet in one message, or 70 of any.

    A longer text is cut into parts of 153 or 67, since each part carries its number (3GPP TS 23.040).
    """
    if all(letter in _GSM or letter in _GSM_TWICE for letter in text):
        size = sum(2 if letter in _GSM_TWICE else 1 for letter in text)
        return Segments("GSM-7", 1 if size <= 160 else -(-size // 153))
    size = len(text.encode("utf-16-be")) // 2
    return Segments("UCS-2", 1 if size <= 70 else -(-size // 67))


def team(language: str) -> str:
    """Who writes when no worker is named."""
    return str(_of(language)["words"]["team"])


def place_talked_about(language: str, on: date, today: date) -> str:
    """A place without its name: the one that was talked about on that day."""
    told = _of(language)
    days = (today - on).days
    if days <= 0:
        return str(told["place"]["today"])
    if days < 7:
        return str(told["place"]["weekday"]).format(day=told["words"]["weekdays"][on.weekday()])
    return str(told["place"]["date"]).format(month=told["words"]["months"][on.month - 1], number=on.day)


_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def office_hours(language: str, open_days: str, opens_at: time, closes_at: time) -> str:
    """Business hours in a few letters: "Mon-Fri 9am-5pm". `open_days` is "MO,TU,…"."""
    words = _of(language)["words"]
    names = words["weekdays_short"]
    numbers = sorted(_DAYS.index(day.strip().upper()) for day in open_days.split(",") if day.strip())
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    days = ", ".join(
        names[run[0]]
        if len(run) == 1
        else words["days_through"].format(first=names[run[0]], last=names[run[-1]])
        for run in runs
    )
    opens, closes = (_clock(moment, words["clock"]) for moment in (opens_at, closes_at))
    return str(words["hours"]).format(days=days, opens=opens, closes=closes)


def _clock(moment: time, style: str) -> str:
    minutes = f":{moment.minute:02d}" if moment.minute else ""
    if style == "24h":
        return f"{moment.hour}:{moment.minute:02d}"
    return f"{moment.hour % 12 or 12}{minutes}{'am' if moment.hour < 12 else 'pm'}"
