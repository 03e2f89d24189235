"""Days and moments where people are, not where the server is."""

from datetime import date
from zoneinfo import ZoneInfo

from webapp.database import now


def local_day(time_zone: str) -> date:
    """The day it is in this zone (IANA name) at the moment of the request."""
    return now().astimezone(ZoneInfo(time_zone)).date()
