"""One found service as its card says it: a match and its listing in a few lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask_babel import format_date, format_time, gettext, ngettext, to_user_timezone
from flask_babel import gettext as _

from directory.hours import OpenState, open_state
from directory.listings import Listing, Number, Place
from directory.tables import CostOption
from directory.verification.due import listing_due_on
from directory.wording import Wording
from matcher import reasons
from matcher.eligibility import spoken
from matcher.match import Match
from webapp.finding.room import room
from webapp.finding.said import Said
from webapp.finding.why import Share, shares
from webapp.vocabulary_words import language_name
from webapp.words import days_from_now, miles, say

_REASONS = 4
# A card says these in lines of their own.
_ELSEWHERE = frozenset({
    reasons.MILES, reasons.ABOUT_MILES, reasons.SAME_PLACE, reasons.NO_PLACE, reasons.ASK, reasons.ROOM,
    reasons.ROOM_SAID, reasons.A_LITTLE_ROOM, reasons.WAITING_LIST, reasons.FULL, reasons.CLOSED,
    reasons.VERIFIED_DAYS, reasons.VERIFIED_WEEKS, reasons.VERIFIED_MONTHS, reasons.NOT_SINCE, reasons.NEVER,
})  # fmt: skip
_FOR = frozenset({reasons.AS_ASKED, reasons.OFFERS, reasons.SAYS, reasons.LANGUAGE, reasons.OPEN_THEN})
_AGAINST = frozenset(
    {reasons.REFUSED, reasons.PARTS_COUPLE, reasons.NOT_OPEN_THEN, reasons.ANYWHERE, spoken.ALSO_SAYS}
)
_PHONES = 2
_IN_BADGE = 2
# From here on a service surely is of a kind that would do.
_KIND = 0.5
_A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Card:
    """A service in the list. `point` is (latitude, longitude), None without a place or with a secret one."""

    number: int
    service_id: str
    location_id: str | None
    name: str
    organization: str
    eligibility: str
    eligibility_detail: str
    questions: tuple[str, ...]
    reasons: tuple[Said, ...]
    confidential: bool
    where: str
    distance: str
    point: tuple[float, float] | None
    hours: Said
    room: Said
    verified: Said
    phones: tuple[Number, ...]
    cost: str
    languages: tuple[str, ...]
    documents: tuple[str, ...]
    alert: str
    categories: tuple[str, ...]
    shares: tuple[Share, ...]
    doubts: tuple[Said, ...] = ()


def cards(
    matches: Sequence[Match],
    listings: Mapping[str, Listing],
    *,
    now: datetime,
    doubts: Mapping[str, tuple[Said, ...]] | None = None,
) -> tuple[Card, ...]:
    """The cards of matches in their order; a listing that went since the index was made is left out.

    `doubts` are those of each service, as webapp.finding.doubts finds them.
    """
    known = doubts or {}
    there = [match for match in matches if match.service_id in listings]
    return tuple(
        replace(_card(number, match, listings[match.service_id], now), doubts=known.get(match.service_id, ()))
        for number, match in enumerate(there, 1)
    )


def _card(number: int, match: Match, listing: Listing, now: datetime) -> Card:
    place = listing.place(match.location_id)
    refused = match.eligibility == "not_eligible"
    told = [reason for reason in match.reasons if reason.template not in _ELSEWHERE]
    questions = tuple(gettext(reasons.FACTS.get(name, name)) for name in match.missing_facts)
    return Card(
        number=number,
        service_id=listing.id,
        location_id=place.id if place else None,
        name=listing.name,
        organization=listing.organization_name,
        eligibility=match.eligibility,
        eligibility_detail=_detail(match, told, questions),
        questions=questions if len(questions) > _IN_BADGE else (),
        reasons=_reasons(told, refused=refused),
        confidential=bool(place and place.confidential),
        where=where(listing, place),
        distance=_distance(match, place),
        point=point(place),
        hours=opening(listing, place, now),
        room=room(listing, now),
        verified=verified(listing, now),
        phones=tuple(phone for phone in listing.phones if phone.kind != "fax")[:_PHONES],
        cost=cost(listing),
        languages=tuple(language_name(code) for code in listing.languages),
        documents=listing.documents,
        alert=alert(listing),
        categories=listing.categories,
        shares=() if refused else shares(match.signals),
    )


def any_of_the_kind(matches: Sequence[Match]) -> bool:
    """Whether at least one match is of a kind that was asked for, and not only near or alike in words."""
    return any(of_the_kind(match) for match in matches)


def of_the_kind(match: Match) -> bool:
    """Whether a match is of a kind that was asked for and can be gone to."""
    return not match.temporarily_closed and match.signals.get("kind", 0.0) >= _KIND


def _detail(match: Match, told: Sequence[Wording], questions: Sequence[str]) -> str:
    """What stands behind the word on the badge: the rule that is broken, or what there is to ask."""
    if match.eligibility == "not_eligible":
        return say(told[0]) if told else ""
    if match.eligibility == "may_be" and 0 < len(questions) <= _IN_BADGE:
        return _("ask about %(facts)s", facts=", ".join(questions))
    return ""


def _reasons(told: Sequence[Wording], *, refused: bool) -> tuple[Said, ...]:
    if refused:
        return tuple(Said(say(reason)) for reason in told[1:_REASONS] if reason.template not in _FOR)
    if not told:
        return (Said(_("Nothing in it names what was asked: make sure that it fits."), "wait"),)
    return tuple(Said(say(reason), _tone(reason)) for reason in told[:_REASONS])


def _tone(reason: Wording) -> str:
    if reason.template == reasons.SAYS:
        return "quote"
    return "wait" if reason.template in _AGAINST else "good"


def point(place: Place | None) -> tuple[float, float] | None:
    """Where a place is on the map; nothing for one that is confidential."""
    if place is None or place.confidential or place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude


def where(listing: Listing, place: Place | None) -> str:
    """The address in one line; for a place that is kept confidential its town at the most."""
    if place is None or place.kind == "virtual":
        remote = _("by phone or online")
        return f"{remote}, {listing.areas[0]}" if listing.areas else remote
    town = ", ".join(part for part in (place.city, place.state) if part)
    if place.confidential:
        return town
    whole = ", ".join((*place.lines, town)) if town else ", ".join(place.lines)
    return " ".join(part for part in (whole, place.postal_code) if part)


def _distance(match: Match, place: Place | None) -> str:
    # Distances from a few points would give a confidential place away.
    if match.distance_miles is None or (place is not None and place.confidential):
        return ""
    far = miles(match.distance_miles)
    return far if match.exact_distance else _("about %(distance)s", distance=far)


def opening(listing: Listing, place: Place | None, now: datetime) -> Said:
    """Whether it is open now and when next; nothing where the hours are not known."""
    local = to_user_timezone(now).replace(tzinfo=None)
    state = open_state(listing.hours_at(place.id if place else None), local)
    if state.is_open is None:
        return Said("")
    if state.is_open:
        if state.until is None or state.until - local > timedelta(hours=23):
            return Said(_("Open now"), "good")
        return Said(_("Open now, until %(time)s", time=_clock(state.until)), "good")
    return Said(_closed(state, local), "wait")


def _closed(state: OpenState, local: datetime) -> str:
    if state.opens is None:
        return _("Closed now")
    days = (state.opens.date() - local.date()).days
    if days == 0:
        return _("Closed now, opens today %(time)s", time=_clock(state.opens))
    if days == 1:
        return _("Closed now, opens tomorrow %(time)s", time=_clock(state.opens))
    weekday = format_date(state.opens.date(), "EEEE", rebase=False)
    return _("Closed now, opens %(day)s %(time)s", day=weekday, time=_clock(state.opens))


def _clock(at: datetime) -> str:
    return format_time(at, "short", rebase=False)


def verified(listing: Listing, now: datetime) -> Said:
    """When somebody last made sure of the listing, and whether that is due again."""
    on, due, today = listing.verified_on, listing_due_on(listing), to_user_timezone(now).date()
    if on is None or due is None:
        return Said(_("Never verified: check before you send anybody"), "wait")
    if today - on > _A_YEAR:
        return Said(_("Not verified for over a year (last %(when)s)", when=days_from_now(on)), "wait")
    if due <= today:
        return Said(_("Verified %(when)s, due again: check first", when=days_from_now(on)), "wait")
    return Said(_("Verified %(when)s", when=days_from_now(on)), "good")


def cost(listing: Listing) -> str:
    """What it costs in one line; empty where nothing is known."""
    told = [_price(option) for option in listing.costs]
    words = "; ".join(part for part in told if part)
    return words or (listing.service.fees_description or "").strip()


def _price(option: CostOption) -> str:
    if option.amount is None:
        amount = option.amount_description or ""
    elif option.amount == 0:
        amount = _("free")
    else:
        cents = ".2f" if option.amount % 1 else ",.0f"
        amount = f"${option.amount:{cents}}"
        if option.amount_description:
            amount = f"{amount} {option.amount_description}"
    return f"{option.option}: {amount}" if option.option and amount else amount or (option.option or "")


def alert(listing: Listing) -> str:
    """What must be known before anything else: a closure first, then the listing's own warning and wait."""
    parts = []
    if listing.service.status == "temporarily closed":
        parts.append(_("Temporarily closed."))
    if listing.service.alert:
        parts.append(listing.service.alert)
    if listing.service.wait_time:
        parts.append(_("Wait: %(wait)s", wait=listing.service.wait_time))
    return " ".join(parts)


def counted(found: Sequence[Card]) -> str:
    """How many of the cards fit for certain and how many are to be asked about."""
    eligible = sum(card.eligibility == "eligible" for card in found)
    return _(
        "%(eligible)s eligible, %(ask)s",
        eligible=eligible,
        ask=ngettext("%(num)d to ask about", "%(num)d to ask about", len(found) - eligible),
    )
