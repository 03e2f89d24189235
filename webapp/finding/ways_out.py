"""What to do when nothing fits: which condition cost most, and the same search without it as a link."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from flask_babel import ngettext

from directory.listings import Listing
from matcher.match import Results
from webapp.finding.query import Asked
from webapp.finding.understood import Understood
from webapp.words import miles

_FURTHER = (10, 25, 50, 100, 250)


@dataclass(frozen=True)
class WayOut:
    """The search with one condition loosened."""

    words: str
    address: str


def reason(results: Results) -> str:
    """The condition that took away most good answers, in a sentence; the plain fact where none did."""
    told = {
        "eligibility": _("What is known of the person rules most of them out. See the reasons below."),
        "avoid": _("What the person does not want leaves nothing of this kind."),
        "radius": _("There is something of this kind, but further away."),
    }
    for condition in results.costs:
        if condition in told:
            return told[condition]
    return _("The directory has nothing of this kind here. Say it in other words, or look further away.")


def outside(results: Results, listings: Mapping[str, Listing]) -> tuple[str, ...]:
    """The nearest that fit beyond the distance, each with its miles unless it is kept confidential."""
    named = [(listings[far.service_id], far) for far in results.outside if far.service_id in listings]
    return tuple(
        listing.name
        if any(place.confidential for place in listing.places)
        else _("%(name)s, %(far)s", name=listing.name, far=miles(far.distance_miles))
        for listing, far in named
    )


def ways_out(
    asked: Asked, understood: Understood, results: Results, link: Callable[[Asked], str]
) -> tuple[WayOut, ...]:
    """Looser searches, the one that brings most first."""
    made: dict[str, WayOut] = {}
    now_miles = results.radius_miles
    if understood.near and now_miles is not None:
        wanted = max((place.distance_miles for place in results.outside), default=now_miles * 2)
        further = next((far for far in _FURTHER if far > now_miles and far >= wanted), _FURTHER[-1])
        if further > now_miles:
            words = _("Look within %(far)s", far=miles(further))
            count = results.costs.get("radius", 0)
            if count:
                words += " " + ngettext("(%(num)d more)", "(%(num)d more)", count)
            made["radius"] = WayOut(words, link(replace(asked, radius_miles=float(further))))
    if understood.avoid:
        loose = replace(asked, avoid=(), without=asked.without | {"avoid"})
        made["avoid"] = WayOut(_("Take back what the person does not want"), link(loose))
    if understood.when:
        loose = replace(asked, when="", without=asked.without | {"when"})
        made["when"] = WayOut(_("At any time"), link(loose))
    if understood.near:
        loose = replace(asked, near="", without=asked.without | {"near"})
        made["near"] = WayOut(_("Look anywhere"), link(loose))
    ordered = [made.pop(condition) for condition in results.costs if condition in made]
    return (*ordered, *made.values())
