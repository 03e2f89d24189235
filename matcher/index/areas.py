"""Which places a service reaches that has no place of its own: by the area it names, or by its telephone."""

import re
from collections import defaultdict
from collections.abc import Sequence
from statistics import median
from typing import Literal

from directory.places import Place
from matcher.index.places import Spot
from matcher.index.texts import ServiceTexts
from matcher.words import plain, ranking_table

_DIGITS = re.compile(r"\d")
_WORDS = re.compile(r"[a-z]+")
_TOLL_FREE = frozenset({"800", "833", "844", "855", "866", "877", "888"})
_MENTION = re.compile(r"(?:[A-Z][a-z]+ ){1,3}County\b(?:, [A-Z]{2}\b)?|, [A-Z]{2}\b")
ANYWHERE: Literal["anywhere"] = "anywhere"
Home = tuple[float, float] | Literal["anywhere"] | None
_FEWEST_IN_TOWN = 5
_MOST_MENTIONS = 5
_FEWEST = 3  # numbers of an area code that must agree before it says where a service is


def home_regions(services: Sequence[ServiceTexts], spots: Sequence[Sequence[Spot]]) -> list[Home]:
    """For every service without a place the middle of its region, `ANYWHERE`, or None where nothing tells.

    A town in its name says most, then the area code of its telephone. Where towns and area codes are is
    learned from the services that have a place. A toll-free or short number says that people may call from
    anywhere.
    """
    towns, codes = _learned(services, spots)
    homes: list[Home] = []
    for service, known in zip(services, spots, strict=True):
        if known:
            homes.append(None)
            continue
        name = f" {' '.join(_WORDS.findall(plain(f'{service.name} {service.organization}')))} "
        town = next((middle for town, middle in towns.items() if f" {town} " in name), None)
        numbers = [area_code(phone) for phone in service.phones]
        local = next((codes[code] for code in numbers if code in codes), None)
        if town:
            homes.append(town)
        elif any(code is None or code in _TOLL_FREE for code in numbers):
            homes.append(ANYWHERE)
        else:
            homes.append(local)
    return homes


def _learned(
    services: Sequence[ServiceTexts], spots: Sequence[Sequence[Spot]]
) -> tuple[dict[str, tuple[float, float]], dict[str | None, tuple[float, float]]]:
    towns: dict[str, list[tuple[float, float]]] = defaultdict(list)
    codes: dict[str | None, list[tuple[float, float]]] = defaultdict(list)
    for service, known in zip(services, spots, strict=True):
        for spot in known[:1]:
            point = (spot.latitude, spot.longitude)
            for code in {area_code(phone) for phone in service.phones} - {None}:
                codes[code].append(point)
            for town in {" ".join(_WORDS.findall(plain(site.city))) for site in service.sites} - {""}:
                towns[town].append(point)
    return (
        {
            town: _middle(points)
            for town, points in towns.items()
            if len(points) >= _FEWEST_IN_TOWN and _close(points)
        },
        {code: _middle(points) for code, points in codes.items() if len(points) >= _FEWEST},
    )


def _middle(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return median(lat for lat, _ in points), median(lon for _, lon in points)


def _close(points: Sequence[tuple[float, float]]) -> bool:
    """Whether a name means one town: there are thirty Springfields."""
    latitude, longitude = _middle(points)
    near = sum(abs(lat - latitude) < 1 and abs(lon - longitude) < 1 for lat, lon in points)
    return near >= 0.9 * len(points)


def mentioned_areas(service: ServiceTexts) -> list[str]:
    """Counties and states that a listing speaks of, for a service that has neither place nor area."""
    text = f"{service.name}. {service.description}"
    found = [mention.group().lstrip(", ") for mention in _MENTION.finditer(text)]
    states = ranking_table("areas")["states"]
    return [mention for mention in found if len(mention) > 2 or mention in states][:_MOST_MENTIONS]


def area_code(phone: str) -> str | None:
    """The area code of a North American number, None for anything else (911, 988, text codes)."""
    digits = "".join(_DIGITS.findall(phone))
    if len(digits) >= 11 and digits[0] == "1":
        digits = digits[1:]
    return digits[:3] if len(digits) >= 10 else None


def covers(area: str, place: Place) -> bool | None:
    """Whether an area, as a listing names it, holds a place; None where it names nothing that is known."""
    text = plain(area)
    words = _WORDS.findall(text)
    joined = f" {' '.join(words)} "
    table = ranking_table("areas")
    if any(f" {phrase} " in joined for phrase in table["everywhere"]):
        return True
    state = (place.state or "").upper()
    states: dict[str, str] = table["states"]
    here = {name for name in (place.city, _bare_county(place.county)) if name}
    named_states = {code for code, name in states.items() if f" {name} " in joined}
    named_states |= {code for code in re.findall(r"\b[A-Z]{2}\b", area) if code in states}
    if named_states and state not in named_states:
        return False
    mentioned = any(f" {' '.join(_WORDS.findall(plain(name)))} " in joined for name in here)
    if mentioned:
        return True
    if state in named_states:
        whole = {states[state], state.lower(), f"state of {states[state]}", f"statewide {states[state]}"}
        rest = joined.replace(states[state], " ").replace(f" {state.lower()} ", " ").split()
        # "Illinois" is all of it; "Cook County, Illinois" is not, unless the place lies there.
        return joined.strip() in whole or not set(rest) - _FILLER
    if "statewide" in words or "state wide" in joined:
        return None
    return False if " county " in joined else None


_FILLER = frozenset(
    {"all", "and", "area", "entire", "in", "metro", "metropolitan", "of", "only", "region", "residents"}
) | {"state", "statewide", "the", "whole", "wide"}


def _bare_county(county: str | None) -> str | None:
    return None if county is None else re.sub(r"\s+(county|parish|borough)$", "", county, flags=re.IGNORECASE)
