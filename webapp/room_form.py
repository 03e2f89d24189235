"""How much room there is, as the forms of coordinators and of providers ask it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _

from directory.availability import STATUSES, RoomRefused

GOOD_FOR_DAYS = (1, 3, 7, 14, 30)
_LONGEST = 60


@dataclass(frozen=True)
class RoomTyped:
    """What was typed; `status` empty where nobody was asked."""

    status: str
    places: int | None
    unit: str
    wait: str
    good_for: timedelta | None


def read(form: Mapping[str, str]) -> RoomTyped | None:
    """The room in a form, None where none was told. Raises RoomRefused, whose message is for the person."""
    status = form.get("room", "")
    if not status:
        return None
    if status not in STATUSES:
        raise RoomRefused(_("Choose how much room there is."))
    typed = form.get("room_places", "").strip()
    if typed and not typed.isdecimal():
        raise RoomRefused(_("Write the number of free places, 0 or more."))
    days = form.get("room_days", "")
    return RoomTyped(
        status=status,
        places=int(typed) if typed else None,
        unit=form.get("room_unit", "").strip()[:_LONGEST],
        wait=form.get("room_wait", "").strip()[:_LONGEST],
        good_for=timedelta(days=int(days)) if days in map(str, GOOD_FOR_DAYS) else None,
    )
