"""Room as it was told last, in words: with how long ago, and as unknown once it has run out."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from directory.availability import imported
from directory.listings import Capacity, Listing
from directory.tables import Availability
from webapp.finding.said import Said
from webapp.words import days_from_now, moment


def room(listing: Listing, now: datetime) -> Said:
    """What is known of a listing's room now; nothing where nobody ever told."""
    counted = [one for one in listing.capacities if one.available is not None]
    updated = max((one.updated for one in counted if one.updated), default=None)
    told = listing.availability
    if told is not None and (updated is None or told.reported_at >= updated):
        return _told(told, now)
    if not counted:
        return Said("")
    if updated is None:
        return Said(_("%(room)s: ask whether that still holds", room=_counted(counted)), "wait")
    free = sum(one.available or 0 for one in counted)
    if now >= imported(free, updated).expires_at:
        return _unknown(updated)
    words = _("%(room)s, reported %(when)s", room=_counted(counted), when=days_from_now(updated))
    return Said(words, "good" if free > 0 else "bad")


def _told(told: Availability, now: datetime) -> Said:
    if now >= told.expires_at:
        return _unknown(told.reported_at)
    said = _("%(room)s, told %(when)s", room=status_words(told), when=moment(told.reported_at))
    return Said(said, {"open": "good", "limited": "good", "waitlist": "wait", "full": "bad"}[told.status])


def status_words(told: Availability) -> str:
    """What was told, without when."""
    if told.status == "full":
        return _("Full")
    if told.status == "waitlist":
        return _("Waiting list: %(wait)s", wait=told.wait) if told.wait else _("Waiting list")
    if told.places is None:
        return _("Has room") if told.status == "open" else _("Has a little room")
    if told.unit:
        return _("%(free)s %(unit)s free", free=told.places, unit=told.unit)
    return ngettext("%(num)d place free", "%(num)d places free", told.places)


def _unknown(at: datetime) -> Said:
    return Said(_("Not known now (last told %(when)s): ask", when=days_from_now(at)), "wait")


def _counted(told: Sequence[Capacity]) -> str:
    parts = []
    for capacity in told:
        free = int(capacity.available or 0)
        unit = capacity.unit.lower() or _("places")
        if free <= 0:
            parts.append(_("No %(unit)s free", unit=unit))
        elif capacity.maximum:
            parts.append(
                _("%(free)s of %(all)s %(unit)s free", free=free, all=int(capacity.maximum), unit=unit)
            )
        else:
            parts.append(_("%(free)s %(unit)s free", free=free, unit=unit))
    return "; ".join(parts)
