"""Days and moments where people are, not where the server is."""

from datetime import date
from zoneinfo import ZoneInfo

from flask_babel import format_date

from webapp.database import now


def local_day(time_zone: str) -> date:
    """The day it is in this zone (IANA name) at the moment of the request."""
    return now().astimezone(ZoneInfo(time_zone)).date()


def today_words(time_zone: str) -> str:
    """The day it is in this zone in words: "Tuesday, November 10"."""
    return format_date(local_day(time_zone), "EEEE, MMMM d", rebase=False)
