"""Whether someone lives in a place that an eligibility text names."""

import gzip
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from directory.place_names import key, state_code
from matcher.facts import Residence

_WARD = re.compile(r"ward (?P<number>\d{1,2})")
_COUNTY = re.compile(r" (?:county|parish|borough)$")


def lives_in(place: str, residence: Residence | None) -> bool | None:
    """True or False where the known parts of a home settle it, None where they do not.

    A state, a county and a ZIP code each answer for themselves; of "lane county, oregon" both parts must hold. A bare name may be a town, a county or a
    neighbourhood: it is denied only if there is such a town in the home's state, and both town and county of the
    home are known.
    """
    if residence is None:
        return None
    if re.fullmatch(r"\d{5}", place):
        return None if residence.postal_code is None else residence.postal_code[:5] == place
    town, comma, state_name = place.rpartition(", ")
    if comma and (written := state_code(state_name)):
        in_state = None if residence.state is None else state_code(residence.state) == written
        in_town = lives_in(town, residence)
        return False if False in (in_state, in_town) else True if in_state and in_town else None
    if ward := _WARD.fullmatch(place):
        return None if residence.ward is None else residence.ward == ward["number"]
    state = "DC" if place == "dc" else state_code(place)
    home_state = state_code(residence.state) if residence.state else None
    if state and home_state:
        return home_state == state
    city, county = _name(residence.city), _county_name(residence.county)
    if _COUNTY.search(place):
        wanted = _county_name(place)
        return None if county is None else county == wanted
    wanted = _name(place)
    if wanted and wanted in (city, county):
        return True
    if state or city is None or county is None or not _is_town(place, home_state):
        return None
    return False


def is_known_place(place: str) -> bool:
    """Whether a place is a ZIP code, a ward, a county, a state or a town, and no neighbourhood or region."""
    return bool(
        re.fullmatch(r"\d{5}", place)
        or _WARD.fullmatch(place)
        or _COUNTY.search(place)
        or place == "dc"
        or state_code(place)
        or _is_town(place)
    )


def ward_said(text: str) -> str | None:
    """The number of the ward that a need speaks of ("Ward 5, four kids"), None where it names none or several."""
    said = {found["number"] for found in _WARD.finditer(text.lower())}
    return said.pop() if len(said) == 1 else None


def _name(text: str | None) -> str | None:
    return key(text) or None if text else None


def _county_name(text: str | None) -> str | None:
    return _COUNTY.sub("", key(text)) or None if text else None


def _is_town(place: str, state: str | None = None) -> bool:
    """Whether there is a town of this name, in one state or, with None, anywhere."""
    states = _towns().get(key(place), frozenset())
    return bool(states) if state is None else state in states


@cache
def _towns() -> Mapping[str, frozenset[str]]:
    """The states that have a town of a name, by name."""
    packed = files("data").joinpath("gazetteer/places.tsv.gz").read_bytes()
    found: dict[str, set[str]] = {}
    for line in gzip.decompress(packed).decode("utf-8").splitlines():
        name, _kind, _title, _county, state, *_rest = line.split("\t")
        found.setdefault(name, set()).add(state)
    return {name: frozenset(states) for name, states in found.items()}
