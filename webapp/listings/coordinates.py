"""Works out where a place is on the map from its address; nothing is asked about a confidential one."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from directory.editing import State
from directory.editing.values import is_hidden
from directory.geocoding import Geocoder, GeocodingUnavailable
from directory.places import Gazetteer, PlaceAmbiguous, PlaceNotFound

_PARTS = ("address_1", "city", "state_province", "postal_code")


def placed(
    base: State, mine: dict[str, dict[str, Any]], *, geocoder: Geocoder | None, gazetteer: Gazetteer
) -> str:
    """Fills in the coordinates of the place in `mine` where the address is new; says how, or nothing.

    Coordinates that somebody typed stay as they are.
    """
    key = next((key for key in mine if key.startswith("location:")), None)
    address = next((row for name, row in mine.items() if _is_where(name, row)), None)
    if key is None or address is None or mine[key].get("confidential"):
        return ""
    place, before = mine[key], base.get(key, {})
    if place.get("location_type") != "physical" or any(is_hidden(address.get(part)) for part in _PARTS):
        return ""
    if is_hidden(place.get("latitude")) or place.get("latitude") != before.get("latitude"):
        if place.get("latitude") is not None:
            return ""
    elif place.get("latitude") is not None and not _moved(base, mine):
        return ""
    found, how = _look_up(address, geocoder, gazetteer)
    place["latitude"], place["longitude"] = found or (None, None)
    return how


def _is_where(key: str, row: Mapping[str, Any]) -> bool:
    return key.startswith("address:") and row.get("address_type") == "physical"


def _moved(base: State, mine: State) -> bool:
    return any(
        _is_where(key, row) and any(row.get(part) != base.get(key, {}).get(part) for part in _PARTS)
        for key, row in mine.items()
    )


def _look_up(
    address: Mapping[str, Any], geocoder: Geocoder | None, gazetteer: Gazetteer
) -> tuple[tuple[float, float] | None, str]:
    street, city, state, code = (str(address.get(part) or "") for part in _PARTS)
    if geocoder is not None and street:
        try:
            point = geocoder.find(f"{street}, {city}, {state} {code}".strip())
        except GeocodingUnavailable:
            point = None
        if point is not None:
            return (point.latitude, point.longitude), _("Its point on the map is that of the address.")
    middle = gazetteer.postal_code(code[:5]) if code else None
    if middle is not None:
        return (middle.latitude, middle.longitude), _(
            "Its point on the map is the middle of ZIP code %(code)s.", code=code[:5]
        )
    try:
        town = gazetteer.look_up(f"{city}, {state}")
    except (PlaceNotFound, PlaceAmbiguous):
        return None, _("No town of this name is known: the place has no point on the map yet.")
    return (town.latitude, town.longitude), _(
        "Its point on the map is the middle of %(town)s.", town=town.name
    )
