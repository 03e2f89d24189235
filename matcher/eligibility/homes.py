"""Whether someone lives in a place that an eligibility text names."""

import gzip
import re
from functools import cache
from importlib.resources import files

from directory.place_names import key, state_code
from matcher.facts import Residence

_COUNTY = re.compile(r" (?:county|parish|borough)$")


def lives_in(place: str, residence: Residence | None) -> bool | None:
    """True or False where the known parts of a home settle it, None where they do not.

    A state, a county and a ZIP code each answer for themselves. A bare name may be a town, a county or a
    neighbourhood: it is denied only if there is such a town and both town and county of the home are known.
    """
    if residence is None:
        return None
    if re.fullmatch(r"\d{5}", place):
        return None if residence.postal_code is None else residence.postal_code[:5] == place
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
    if state or city is None or county is None or not _is_town(place):
        return None
    return False


def _name(text: str | None) -> str | None:
    return key(text) or None if text else None


def _county_name(text: str | None) -> str | None:
    return _COUNTY.sub("", key(text)) or None if text else None


def _is_town(place: str) -> bool:
    return key(place) in _towns()


@cache
def _towns() -> frozenset[str]:
    packed = files("data").joinpath("gazetteer/places.tsv.gz").read_bytes()
    return frozenset(line.split("\t", 1)[0] for line in gzip.decompress(packed).decode("utf-8").splitlines())
