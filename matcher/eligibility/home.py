"""Whether somebody lives in a place that a listing names, as far as their residence tells."""

from functools import cache

from directory.places import Gazetteer, PlaceAmbiguous, PlaceNotFound
from matcher.facts import Residence

_DC = frozenset({"dc", "washington dc", "washington, dc", "district of columbia"})


def lives_in(place: str, home: Residence | None) -> bool | None:
    """True or False where the parts that are known settle it, None where they do not.

    A name that is no known town, county or state (a neighbourhood, "metro area", "the valley") settles
    nothing unless it is the person's own.
    """
    if home is None:
        return None
    wanted = place.strip().lower()
    city, county, state = (_plain(part) for part in (home.city, home.county, home.state))
    if wanted in (city, county, home.postal_code) or (county and wanted == county.removesuffix(" county")):
        return True
    if wanted in _DC or wanted == "dc":
        if state or city:
            return state in ("dc", "district of columbia") or city in _DC
        return None
    if wanted.endswith(" county"):
        return False if county and county != wanted else None
    if (asked := _state(wanted)) is not None:
        return _state(state) == asked if state else None
    if city and state and _is_town(wanted, state.upper()):
        return False
    return None


def _plain(part: str | None) -> str:
    return " ".join((part or "").lower().split())


@cache
def _state(name: str) -> str | None:
    """The two letters of a state's name or code, None for what is none."""
    try:
        found = Gazetteer.load().look_up(name)
    except (PlaceNotFound, PlaceAmbiguous):
        return None
    return found.state if found.kind == "state" else None


@cache
def _is_town(name: str, state: str) -> bool:
    """Whether exactly this name is a town of this state."""
    try:
        found = Gazetteer.load().look_up(f"{name}, {state}")
    except (PlaceNotFound, PlaceAmbiguous):
        return False
    return _plain(found.city) == name
