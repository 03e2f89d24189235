"""Recovery meetings as the Meeting Guide has them: a day, a time and codes, put into weekly schedules.

The format: https://github.com/code4recovery/spec. Day 0 is Sunday. Contacts of a meeting are persons, whose
names and numbers no mapping may ask for.
"""

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.resources import files

from directory.importing.spreadsheets.drafts import Hours
from directory.importing.spreadsheets.hours_text import Opening
from directory.importing.spreadsheets.hours_words import clock_of, words_of

_BY_NUMBER = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
ONLINE, CLOSED_PLACE, WHEELCHAIR = "ONL", "TC", "X"
_WHO = {"W": "Women.", "M": "Men.", "Y": "Young people.", "SEN": "Seniors.", "LGBTQ": "LGBTQ people."}
_LANGUAGES = {
    "EN": "en", "S": "es", "FR": "fr", "AF": "af", "AM": "am", "AR": "ar", "ASL": "ase", "BG": "bg",
    "DA": "da", "DE": "de", "EL": "el", "FA": "fa", "FI": "fi", "HE": "he", "HI": "hi", "HR": "hr",
    "HU": "hu", "IS": "is", "ITA": "it", "JA": "ja", "KA": "ka", "KOR": "ko", "LT": "lt", "ML": "ml",
    "MT": "mt", "NE": "ne", "NL": "nl", "NO": "no", "POL": "pl", "POR": "pt", "PUN": "pa", "RUS": "ru",
    "SK": "sk", "SL": "sl", "SV": "sv", "TH": "th", "TL": "tl", "TUR": "tr", "UK": "uk",
}  # fmt: skip


@cache
def type_names() -> Mapping[str, str]:
    """The codes of the Meeting Guide in plain words."""
    text = (files("data") / "mappings" / "words" / "meeting_types.toml").read_text(encoding="utf-8")
    return {str(code).upper(): str(words) for code, words in tomllib.loads(text).items()}


def days_of(texts: Sequence[str]) -> tuple[str, ...] | None:
    """The days as HSDS writes them, from numbers or names; None where any is no day."""
    found: dict[str, None] = {}
    for text in (piece for said in texts for piece in re.split(r"[\s,;|]+", said) if piece):
        if re.fullmatch(r"[0-6]", text):
            found[_BY_NUMBER[int(text)]] = None
            continue
        words = words_of(text)
        if not words or [word.kind for word in words] != ["day"]:
            return None
        found[words[0].text] = None
    return tuple(found)


def meeting_hours(days: tuple[str, ...], begins: str, ends: str, words: str, *, online: bool) -> Hours | None:
    """One weekly meeting. Without an end none is made up; None where the time cannot be read."""
    start, end = _minutes(begins), _minutes(ends)
    if start is None:
        return None
    attending = "online" if online else "in person"
    if end is None or end == start:
        at = clock_of(start).strftime("%H:%M")
        return Hours(words=words, begins=at, byday=",".join(days), attending=attending)
    opening = Opening("WEEKLY", days, clock_of(start), clock_of(end if end else 24 * 60 - 1))
    return Hours(opening, words=words, attending=attending)


def words_for(types: Collection[str]) -> str:
    """The kinds of a meeting in plain words; codes that nobody explains are left out."""
    names = type_names()
    return ", ".join(names[code] for code in names if code in types)


def who_comes(types: Sequence[Collection[str]]) -> str:
    """Who is served, where every meeting of the group is for the same people."""
    return " ".join(words for code, words in _WHO.items() if types and all(code in one for one in types))


def languages_of(types: Sequence[Collection[str]]) -> list[str]:
    """The languages in which any meeting of the group is held."""
    return [code for mark, code in _LANGUAGES.items() if any(mark in one for one in types)]


def _minutes(text: str) -> int | None:
    words = words_of(text) if text else None
    if not words or [word.kind for word in words] != ["time"]:
        return None
    return words[0].minutes
