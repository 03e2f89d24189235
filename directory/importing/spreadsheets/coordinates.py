"""Reads coordinates as files have them, also in Web Mercator, exchanged, or in one cell; in degrees."""

import math
import re
from dataclasses import dataclass

from directory.importing.spreadsheets.mapping import Coordinates
from directory.importing.spreadsheets.repairs import Repair

_EARTH_RADIUS_METRES = 6_378_137.0
_MOST_METRES = math.pi * _EARTH_RADIUS_METRES
# South, north, west, east: the states with Alaska, Hawaii and Puerto Rico; Guam; American Samoa.
_UNITED_STATES = ((17, 72, -180, -64), (13, 21, 144, 147), (-15, -10, -172, -168))
_PAIR = re.compile(r"(-?\d{1,3}\.\d+)\s*[,;\s]\s*(-?\d{1,3}\.\d+)")


@dataclass(frozen=True)
class Point:
    """Coordinates in degrees (WGS 84)."""

    latitude: float
    longitude: float


def from_web_mercator(x: float, y: float) -> Point:
    """Degrees from the metres of EPSG:3857, in which map programs keep their points."""
    longitude = math.degrees(x / _EARTH_RADIUS_METRES)
    latitude = math.degrees(2 * math.atan(math.exp(y / _EARTH_RADIUS_METRES)) - math.pi / 2)
    return Point(latitude, longitude)


def pair_in(text: str) -> tuple[str, str]:
    """The two numbers of "(38.59, -75.31)"; empty texts where there are none."""
    match = _PAIR.search(text)
    return (match[1], match[2]) if match else ("", "")


def read_point(latitude: str, longitude: str, known: Coordinates) -> tuple[Point | None, list[Repair]]:
    """The point of two texts, and what was repaired; no point where they say nothing.

    Directories here are of the United States: a positive longitude there has lost its minus.
    """
    if not latitude and not longitude:
        return None, []
    north, east = _number(latitude), _number(longitude)
    if north is None or east is None or (north, east) == (0, 0):
        return None, [Repair.POINT_LEFT_OUT]
    repairs: list[Repair] = []
    if abs(north) > 180 or abs(east) > 180:
        if abs(north) > _MOST_METRES or abs(east) > _MOST_METRES or min(abs(north), abs(east)) < 180:
            return None, [Repair.POINT_LEFT_OUT]
        point = from_web_mercator(east, north)
        repairs.append(Repair.WEB_MERCATOR)
    else:
        point = Point(north, east)
    turned = _turned(point)
    if turned != point:
        repairs.append(Repair.POINT_TURNED)
    if not _in_united_states(turned) or _is_placeholder(turned, known):
        return None, [Repair.POINT_LEFT_OUT]
    return Point(round(turned.latitude, 7), round(turned.longitude, 7)), repairs


def _in_united_states(point: Point) -> bool:
    return any(
        south <= point.latitude <= north and west <= point.longitude <= east
        for south, north, west, east in _UNITED_STATES
    )


def _turned(point: Point) -> Point:
    north, east = point.latitude, point.longitude
    if north < -60 and 15 <= east <= 72:
        return Point(east, north)
    if 15 <= north <= 72 and 60 < east <= 180 and not (north > 50 and east > 170):
        return Point(north, -east)
    return point


def _is_placeholder(point: Point, known: Coordinates) -> bool:
    return any(
        abs(point.latitude - north) <= known.placeholder_degrees
        and abs(point.longitude - east) <= known.placeholder_degrees
        for north, east in known.placeholders
    )


def _number(text: str) -> float | None:
    try:
        value = float(text.replace("°", "").strip())
    except ValueError:
        return None
    return value if math.isfinite(value) else None
