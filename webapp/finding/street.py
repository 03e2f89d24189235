"""A street address as the place to search near: looked up only where the agency set up a server for it."""

import re
from dataclasses import replace

from flask_babel import gettext as _

from directory.geocoding import Geocoder, GeocodingUnavailable
from directory.places import Gazetteer, Place

# A house number and a word: "214 Arch Street"; five digits alone are a ZIP code.
_STREET = re.compile(r"^\s*(?!\d{5}\b)\d+[\w-]*\s+\S*[^\W\d]")
_ZIP = re.compile(r"\b\d{5}\b")


class StreetUnknown(LookupError):
    """The address cannot be placed; the message says why and what to write instead."""


def is_street(words: str) -> bool:
    """Whether somebody typed a street address."""
    return bool(_STREET.match(words))


def place_of(words: str, geocoder: Geocoder | None, gazetteer: Gazetteer) -> Place:
    """The point of a street address, with the town and state of its ZIP code. Raises StreetUnknown."""
    if geocoder is None:
        raise StreetUnknown(_("Street addresses cannot be looked up here. Write the town or the ZIP code."))
    try:
        point = geocoder.find(words)
    except GeocodingUnavailable as error:
        raise StreetUnknown(
            _("The address service does not answer now. Write the town or the ZIP code.")
        ) from error
    if point is None:
        raise StreetUnknown(_("No such address was found. Write the town or the ZIP code."))
    around = next(
        (place for code in reversed(_ZIP.findall(point.address)) if (place := gazetteer.postal_code(code))),
        None,
    )
    here = around or Place("address", words, "", "", "", "", point.latitude, point.longitude)
    return replace(here, kind="address", name=words, latitude=point.latitude, longitude=point.longitude)
