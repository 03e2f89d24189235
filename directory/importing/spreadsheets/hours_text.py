"""Reads weekly and simple monthly opening hours from text: "Monday to Friday, 8 a.m. to 5 p.m."

Hours are read whole or not at all: half of a text would tell people that a place is closed when it is open.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import time

from directory.importing.spreadsheets.hours_words import DAYS, Word, clock_of, words_of

LAST_MINUTE = time(23, 59)
_DAY_KINDS = frozenset(("day", "every", "weekdays", "nth", "month"))


@dataclass(frozen=True)
class Opening:
    """One recurring opening as HSDS has it: `byday` lists MO or, in monthly rules, 2MO."""

    freq: str
    byday: tuple[str, ...]
    opens_at: time
    closes_at: time


@dataclass
class _Phrase:
    """Words that belong together: days, or times."""

    kind: str
    words: list[Word] = field(default_factory=list)


def read_hours(text: str) -> tuple[Opening, ...] | None:
    """The openings that a text says; None where any part of it is not understood.

    "Closed" on a day gives no opening; a text that says nothing but closed gives an empty tuple.
    """
    words = _without_closed_days(words_of(text) or ())
    phrases = _phrases(words) if words else None
    pairs = _pairs(phrases) if phrases else None
    if pairs is None:
        return None
    found: dict[Opening, None] = {}
    for days, times in pairs:
        byday, spans = _days(days.words), _spans(times.words)
        if not byday or spans is None:
            return None
        freq = "MONTHLY" if len(byday[0]) > 2 else "WEEKLY"
        for opens_at, closes_at in spans:
            found[Opening(freq, byday, opens_at, closes_at)] = None
    return tuple(found)


def _without_closed_days(words: Sequence[Word]) -> list[Word] | None:
    """The words without "closed Friday" behind the hours of other days; "Friday: closed" stays.

    None where the closing is of some hours only ("closed Thursday 1 to 2 p.m.").
    """
    kept: list[Word] = []
    leaving = False
    for place, word in enumerate(words):
        before = words[place - 1].kind if place else "end"
        after = words[place + 1].kind if place + 1 < len(words) else "end"
        if word.kind == "closed" and kept and before not in _DAY_KINDS and after in _DAY_KINDS:
            leaving = True
        elif leaving and word.kind in ("time", "all"):
            return None
        elif word.kind == "end":
            leaving = False
        if not leaving:
            kept.append(word)
    return kept


def _phrases(words: Sequence[Word]) -> list[_Phrase] | None:
    """Days and times in the order in which they stand."""
    found: list[_Phrase] = []
    for place, word in enumerate(words):
        if word.kind in _DAY_KINDS:
            kind = "days"
        elif word.kind in ("time", "closed", "all"):
            kind = "times"
        elif word.kind == "end":
            found.append(_Phrase("end"))
            continue
        else:
            # "to" and "and" belong to what stands on both sides; between days and times they only divide.
            after = words[place + 1].kind if place + 1 < len(words) else "end"
            same = found and found[-1].kind in ("days", "times")
            if (
                same
                and (after in _DAY_KINDS) == (found[-1].kind == "days")
                and after not in ("end", "and", "to")
            ):
                found[-1].words.append(word)
            elif word.kind == "to":
                return None
            continue
        if not found or found[-1].kind != kind:
            found.append(_Phrase(kind))
        found[-1].words.append(word)
    return found


def _pairs(phrases: Sequence[_Phrase]) -> list[tuple[_Phrase, _Phrase]] | None:
    """Which times go with which days; the whole text says days first, or times first."""
    told = [phrase for phrase in phrases if phrase.kind != "end"]
    always = _Phrase("days", [Word("every")])
    if not told:
        return None
    if len(told) == 1:
        around_the_clock = [word.kind for word in told[0].words] == ["all"]
        return [(always, told[0])] if told[0].kind == "times" and around_the_clock else None
    pairs = []
    if told[0].kind == "times":
        if len(told) % 2:
            return None
        for times, days in zip(told[::2], told[1::2], strict=True):
            if (times.kind, days.kind) != ("times", "days"):
                return None
            pairs.append((days, times))
        return pairs
    current: _Phrase | None = None
    used = True
    for phrase in told:
        if phrase.kind == "days":
            if not used:
                return None
            current, used = phrase, False
        else:
            assert current is not None
            pairs.append((current, phrase))
            used = True
    return pairs if used else None


def _days(words: Sequence[Word]) -> tuple[str, ...]:
    """The days that a phrase names; empty where it cannot be read."""
    plain: list[str] = []
    monthly: list[str] = []
    nths: list[str] = []
    ranging = named = False
    for word in words:
        if word.kind == "every":
            plain += DAYS
        elif word.kind == "weekdays":
            plain += DAYS[:5]
        elif word.kind == "nth":
            # "2nd and 4th Monday, 3rd Friday": a number behind a day begins anew.
            nths, named = ([] if named else nths) + [word.text], False
        elif word.kind == "to":
            ranging = True
        elif word.kind == "day" and nths:
            monthly += [nth + word.text for nth in nths]
            named = True
        elif word.kind == "day" and ranging:
            if not plain:
                return ()
            steps = (DAYS.index(word.text) - DAYS.index(plain[-1])) % 7
            plain += [DAYS[(DAYS.index(plain[-1]) + step) % 7] for step in range(1, steps + 1)]
            ranging = False
        elif word.kind == "day":
            plain.append(word.text)
    says_month = any(word.kind == "month" for word in words)
    if ranging or (monthly and plain) or ((nths or says_month) and not monthly):
        return ()
    return tuple(dict.fromkeys(monthly)) if monthly else tuple(day for day in DAYS if day in plain)


def _spans(words: Sequence[Word]) -> list[tuple[time, time]] | None:
    """The times that a phrase names; None where it cannot be read, empty where it says closed."""
    kinds = [word.kind for word in words]
    if kinds == ["closed"]:
        return []
    if kinds == ["all"]:
        return [(time(0, 0), LAST_MINUTE)]
    if "closed" in kinds or "all" in kinds:
        return None
    times = [word for word in words if word.kind == "time"]
    if len(times) % 2 or not times:
        return None
    # Each pair is joined by "to", or by nothing at all ("08:00 17:00"); pairs are divided by "and".
    marks = [word.kind for word in words if word.kind != "time"]
    if marks.count("to") not in (0, len(times) // 2):
        return None
    spans = [_span(*pair) for pair in zip(times[::2], times[1::2], strict=True)]
    found = [span for span in spans if span is not None]
    return list(dict.fromkeys(found)) if len(found) == len(spans) else None


def _span(first: Word, last: Word) -> tuple[time, time] | None:
    """From one time to another; where one says neither a.m. nor p.m. the likely one is taken."""
    opens, closes = first.minutes, last.minutes
    noon = 12 * 60
    if not first.half and last.half == "pm" and opens < noon and opens + noon < closes:
        # "2 - 4 pm" is in the afternoon; "9 - 4 pm" and "11 - 1 pm" begin in the morning.
        opens += noon
    if first.half in ("am", "pm") and last.half == "24" and closes <= opens:
        # "9am to 03:00": written in two ways at once, and the likely one is not the literal one.
        return None
    if not last.half and closes <= opens:
        closes += noon
    if not first.half and not last.half and (opens >= 24 * 60 or closes > 24 * 60 or opens < 5 * 60):
        return None
    if opens == closes:
        return None
    closing = LAST_MINUTE if closes % (24 * 60) == 0 else clock_of(closes)
    return clock_of(opens), closing
