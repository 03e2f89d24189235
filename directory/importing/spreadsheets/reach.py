"""Reads the ways to reach a service: telephone numbers, e-mail and web addresses, days, languages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import phonenumbers

from directory.importing import values

# What files call a number, and RFC 6350's word for it; the first that is found counts.
_KINDS: tuple[tuple[str, str], ...] = (
    ("fax", "fax"),
    ("tty", "textphone"),
    ("tdd", "textphone"),
    ("textphone", "textphone"),
    ("text", "text"),
    ("sms", "text"),
    ("pager", "pager"),
    ("video", "video"),
    ("cell", "cell"),
    ("mobile", "cell"),
)
_SHORT_NUMBERS = frozenset(("211", "311", "411", "511", "611", "711", "811", "911", "988"))
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_US_DAY = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?!\d)")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Telephone:
    """A number in national form, its extension, and its kind in RFC 6350's words."""

    number: str
    extension: str
    kind: str


def telephones(text: str, kind: str = "", extension: str = "") -> list[Telephone]:
    """All telephone numbers in a text: "1-800-543-9905 / 541-485-1577 x4"."""
    said = next((word for mark, word in _KINDS if mark in kind.lower()), "voice")
    plain = text.translate({0x2010: "-", 0x2011: "-", 0x2012: "-", 0x2013: "-"})
    if plain.strip() in _SHORT_NUMBERS:
        return [Telephone(plain.strip(), "", said)]
    found = phonenumbers.PhoneNumberMatcher(plain, "US", leniency=phonenumbers.Leniency.POSSIBLE)
    return [
        Telephone(_national(match.number), match.number.extension or _digits(extension), said)
        for match in found
    ]


def email_in(text: str) -> str:
    """The first e-mail address in a text; empty if there is none."""
    match = _EMAIL.search(text)
    return match[0].strip(".'") if match else ""


def web_address_in(text: str) -> str:
    """The first web address in a text; empty if there is none."""
    for word in re.split(r"[\s,;|]+(?=\S)", text.strip()):
        try:
            address = values.web_address(word.strip("<>()"))
        except values.BadValue:
            continue
        if re.match(r"https?://[^\s/]+\.[a-z0-9-]{2,}", address, re.IGNORECASE):
            return address
    return ""


def day_in(text: str) -> date | None:
    """The day of "2011-12-06", "12/6/11 0:00" or "03-10-2025"; months come first, as Americans write."""
    try:
        if match := _ISO_DAY.search(text):
            return date.fromisoformat(match[0])
        if match := _US_DAY.search(text):
            year = int(match[3])
            return date(
                year if year > 99 else year + (2000 if year < 70 else 1900), int(match[1]), int(match[2])
            )
    except ValueError:
        return None
    return None


def language_code(name: str) -> str:
    """The ISO 639 code of a language by its English name or its code; empty for what is none."""
    plain = (
        re.sub(r"\(.*\)|[.*]|\b(?:some|limited|languages?|interpreters?|speaking)\b", "", name)
        .strip()
        .lower()
    )
    codes = _languages()
    return plain if plain in codes.values() and len(plain) <= 3 else codes.get(plain, "")


@cache
def _languages() -> Mapping[str, str]:
    from babel import Locale

    named = {title.lower(): code for code, title in Locale("en").languages.items() if "_" not in code}
    return named | {
        "mandarin": "cmn",
        "farsi": "fa",
        "sign language": "ase",
        "asl": "ase",
        "tagalog": "tl",
        "taglog": "tl",
        "haitian": "ht",
        "creole": "ht",
        "cambodian": "km",
        "bengali": "bn",
        "taiwanese": "nan",
        "american sign": "ase",
        "toisanese": "zh",
    }


def _national(number: phonenumbers.PhoneNumber) -> str:
    if number.country_code != 1:
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
    plain = phonenumbers.PhoneNumber(country_code=1, national_number=number.national_number)
    return str(phonenumbers.format_number(plain, phonenumbers.PhoneNumberFormat.NATIONAL))


def _digits(text: str) -> str:
    return "".join(re.findall(r"\d", text))[:6]
