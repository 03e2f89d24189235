"""Where a service is on the map, as far as may be known and told."""

from dataclasses import dataclass
from functools import lru_cache

from directory.places import Gazetteer, Place
from matcher.index.texts import ServiceTexts, Site


@dataclass(frozen=True)
class Spot:
    """A point at which a service is offered; `exact` false where only the town or ZIP is known."""

    location_id: str
    latitude: float
    longitude: float
    exact: bool


def spots_of(service: ServiceTexts, gazetteer: Gazetteer) -> list[Spot]:
    """The points of a service; a site without coordinates stands in the middle of its ZIP or town.

    That is also all that is known of a confidential site: it has neither address nor coordinates.
    """
    return [spot for site in service.sites if (spot := _spot(site, gazetteer)) is not None]


def _spot(site: Site, gazetteer: Gazetteer) -> Spot | None:
    if site.kind == "virtual":
        return None
    if site.latitude is not None and site.longitude is not None:
        return Spot(site.location_id, site.latitude, site.longitude, exact=True)
    place = gazetteer.postal_code(site.postal_code[:5]) if site.postal_code else None
    if place is None and site.city and site.state:
        place = _town(gazetteer, f"{site.city}, {site.state}")
    if place is None or place.kind == "state":
        return None
    return Spot(site.location_id, place.latitude, place.longitude, exact=False)


@lru_cache(maxsize=20_000)
def _town(gazetteer: Gazetteer, text: str) -> Place | None:
    try:
        return gazetteer.look_up(text)
    except LookupError:
        return None
