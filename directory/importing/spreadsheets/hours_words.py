"""Breaks opening hours as people write them into days, times and marks; every word must be known."""

import re
from dataclasses import dataclass
from datetime import time

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = (
    r"(?P<day>mon?(?:days?)?|tu(?:es?)?(?:days?)?|wed?(?:nes|s)?(?:days?)?|th(?:u|ur|urs)?(?:days?)?|thurdays?"
    r"|fr?(?:i|idays?)?|sat?(?:urdays?)?|sun?(?:days?)?|m|w|f)(?![a-z])\.?"
)
_COUNTED = "1st|2nd|3rd|4th|first|second|third|fourth|last"
# Tried in this order at each place of the text.
_PATTERNS = (
    (
        "all",
        r"(?:open )?24\s*(?:hours?|hrs?)?\s*(?:/|,|-|a day,?)?\s*7(?: days(?: a week| per week)?)?"
        r"|(?:open )?(?:all hours|24[ -]?(?:hours?|hrs?)(?: a day| per day| daily)?|around the clock)"
        r"|always open",
    ),
    ("every", r"every ?day|daily|7 days a week|seven days a week|all days|all week|7 days"),
    ("weekdays", r"weekdays"),
    ("nth", rf"(?P<nth>{_COUNTED})(?: and (?=(?:{_COUNTED})))?"),
    ("month", r"(?:of|in|each|every)(?: (?:the|each|every))? month\b|monthly\b"),
    ("day", _DAY),
    (
        "time",
        r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?(?::00)?\s*"
        r"(?P<half>[ap]\.?\s?m\b\.?|[ap]\b)?(?![\d/:])|(?P<noon>noon|midday|12 noon)|(?P<midnight>midnight)",
    ),
    ("closed", r"closed|not open"),
    ("to", r"to|until|till|til|thru|through|[-–—]+"),
    ("and", r"and|&|\+|,|/"),
    ("end", r"[;\n|]|\.(?=\s|$)"),
    ("skip", r":|\(|\)|from|between|hours|open|on|at|the|each|every|office"),
)
# A word of letters begins where no letter stands before it; a mark may follow one at once.
_NOT_IN_A_WORD = r"(?:(?<![a-z])|(?![a-z]))"
_NTH = {
    "1st": "1", "first": "1", "2nd": "2", "second": "2", "3rd": "3", "third": "3", "4th": "4", "fourth": "4",
    "last": "-1",
}  # fmt: skip
_COMPILED = tuple(
    (kind, re.compile(f"{_NOT_IN_A_WORD}(?:{pattern})", re.IGNORECASE)) for kind, pattern in _PATTERNS
)
_WORDLIKE = re.compile(r"[a-z]", re.IGNORECASE)


@dataclass(frozen=True)
class Word:
    """One word of opening hours: what kind, and the day, number or minutes that it means.

    A time has `half` "am", "pm" or "" where the text leaves that open.
    """

    kind: str
    text: str = ""
    minutes: int = -1
    half: str = ""


def words_of(text: str) -> list[Word] | None:
    """The words of opening hours; None where any of them is not understood."""
    found: list[Word] = []
    place = 0
    while place < len(text):
        if text[place] in " \t":
            place += 1
            continue
        for kind, pattern in _COMPILED:
            match = pattern.match(text, place)
            if match is None or not match[0] or _cuts_a_word(text, match.end()):
                continue
            word = _word(kind, match)
            if word is None:
                return None
            if kind != "skip":
                found.append(word)
            place = match.end()
            break
        else:
            return None
    return found


def _cuts_a_word(text: str, end: int) -> bool:
    return end < len(text) and bool(_WORDLIKE.match(text[end])) and bool(_WORDLIKE.match(text[end - 1]))


def _word(kind: str, match: re.Match[str]) -> Word | None:
    if kind == "day":
        letters = match["day"].lower()
        first = "th" if letters.startswith("th") else letters[:2]
        codes = {"m": "MO", "mo": "MO", "tu": "TU", "w": "WE", "we": "WE", "th": "TH", "f": "FR", "fr": "FR",
                 "sa": "SA", "su": "SU"}  # fmt: skip
        return Word(kind, codes[first])
    if kind == "nth":
        return Word(kind, _NTH[match["nth"].lower()])
    if kind == "time":
        return _time(match)
    return Word(kind)


def _time(match: re.Match[str]) -> Word | None:
    if match["noon"]:
        return Word("time", minutes=12 * 60, half="pm")
    if match["midnight"]:
        return Word("time", minutes=0, half="am")
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = {"a": "am", "p": "pm"}.get((match["half"] or " ")[0].lower(), "")
    if minute > 59 or hour > 24 or (half and not 1 <= hour <= 12):
        # 13:00 pm and the like are written by machines, and mean the afternoon.
        if not (half == "pm" and 13 <= hour <= 23 and minute <= 59):
            return None
        half = ""
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif hour > 12 or (match["minute"] and len(match["hour"]) == 2 and hour < 10):
        # 15:00 and 09:00 leave nothing open.
        half = "24"
    return Word("time", minutes=hour % 24 * 60 + minute, half=half)


def clock_of(minutes: int) -> time:
    """The time of day so many minutes after midnight."""
    return time(minutes // 60 % 24, minutes % 60)
