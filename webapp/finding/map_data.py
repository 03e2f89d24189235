"""What the map beside the results shows: numbered points, the circle that was searched, and towns."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from directory.distance import miles_between
from directory.places import Place
from webapp.finding import towns
from webapp.finding.cards import Card
from webapp.settings import Settings

_TOWNS = 60


def data(
    cards: Sequence[Card], *, near: Place | None, radius_miles: float | None, settings: Settings
) -> dict[str, Any] | None:
    """The map as plain data for the script, None where nothing can be drawn.

    Cards without a point are not in it: a confidential address is never on the map, not even roughly.
    """
    points = _points(cards)
    if not points:
        return None
    middle = (
        (near.latitude, near.longitude)
        if near
        else (
            sum(point["latitude"] for point in points) / len(points),
            sum(point["longitude"] for point in points) / len(points),
        )
    )
    furthest = max(miles_between(*middle, point["latitude"], point["longitude"]) for point in points)
    context = towns.around(*middle, min(max(1.5 * furthest, 8.0), 150.0), _TOWNS)
    return {
        "centre": {"latitude": near.latitude, "longitude": near.longitude} if near else None,
        "radius_miles": radius_miles if near else None,
        "points": points,
        "unplaced": len(cards) - sum(len(point["numbers"]) for point in points),
        "towns": [] if settings.tile_url else [asdict(town) for town in context],
        "tiles": settings.tile_url,
        "attribution": settings.tile_attribution,
    }


def _points(cards: Sequence[Card]) -> list[dict[str, Any]]:
    """One point for each place, with the numbers of all services there."""
    by_place: dict[tuple[float, float], dict[str, Any]] = {}
    for card in cards:
        if card.point is None:
            continue
        latitude, longitude = card.point
        # Four digits are about ten yards: services in one building share a pin.
        point = by_place.setdefault(
            (round(latitude, 4), round(longitude, 4)),
            {
                "latitude": latitude,
                "longitude": longitude,
                "numbers": [],
                "names": [],
                "eligibility": "may_be",
            },
        )
        point["numbers"].append(card.number)
        point["names"].append(card.name)
        if card.eligibility == "eligible":
            point["eligibility"] = "eligible"
    return list(by_place.values())
