"""Weekly hours as a person writes them in a listing, read into recurrence parts."""

import re
from dataclasses import dataclass
from datetime import time

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST_MINUTE = time(23, 59)

_DAY = re.compile(r"(?P<nth>-1|[1-4])?(?P<first>[A-Z]{2})(?:-(?P<last>[A-Z]{2}))?")
_TIMES = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")


@dataclass(frozen=True)
class Opening:
    """One recurring opening, in local wall-clock time; closing before opening means the next day."""

    freq: str
    byday: tuple[str, ...]
    opens_at: time
    closes_at: time


def read_opening(text: str) -> Opening:
    """Read `Mo,We,Fr 09:00-17:00`, `Mo-Fr 08:30-16:00`, `1Sa 10:00-12:00`, `-1Fr ...` or `24/7`.

    A number before a day counts within the month (-1 is the last); days with and without numbers do
    not mix. A closing time of 00:00 or 24:00 is written 23:59. Raises ValueError naming what is wrong.
    """
    if text.strip() == "24/7":
        return Opening("WEEKLY", DAYS, time(0, 0), LAST_MINUTE)
    try:
        day_part, time_part = text.split()
    except ValueError:
        raise ValueError(f"hours {text!r}: expected days, one space, times") from None
    byday = [day for piece in day_part.upper().split(",") for day in _read_days(piece, text)]
    if len(set(byday)) != len(byday):
        raise ValueError(f"hours {text!r}: a day is written twice")
    numbered = [day for day in byday if len(day) > 2]
    if numbered and len(numbered) != len(byday):
        raise ValueError(f"hours {text!r}: weekly and monthly days are mixed")
    opens_at, closes_at = _read_times(time_part, text)
    return Opening("MONTHLY" if numbered else "WEEKLY", tuple(byday), opens_at, closes_at)


def _read_days(piece: str, text: str) -> list[str]:
    match = _DAY.fullmatch(piece)
    if match is None or match["first"] not in DAYS or (match["last"] or "MO") not in DAYS:
        raise ValueError(f"hours {text!r}: unknown day {piece!r}")
    if match["last"] is None:
        return [(match["nth"] or "") + match["first"]]
    start, end = DAYS.index(match["first"]), DAYS.index(match["last"])
    if match["nth"] or end <= start:
        raise ValueError(f"hours {text!r}: cannot read the range {piece!r}")
    return list(DAYS[start : end + 1])


def _read_times(piece: str, text: str) -> tuple[time, time]:
    match = _TIMES.fullmatch(piece)
    if match is None:
        raise ValueError(f"hours {text!r}: expected times like 09:00-17:00")
    open_hour, open_minute, close_hour, close_minute = map(int, match.groups())
    closes_at = LAST_MINUTE
    try:
        opens_at = time(open_hour, open_minute)
        if (close_hour, close_minute) not in ((24, 0), (0, 0)):
            closes_at = time(close_hour, close_minute)
    except ValueError:
        raise ValueError(f"hours {text!r}: no such time of day") from None
    if opens_at == closes_at:
        raise ValueError(f"hours {text!r}: opens and closes at the same time")
    return opens_at, closes_at
