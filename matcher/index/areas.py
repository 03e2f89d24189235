"""Which places a service reaches that has no place of its own: by the area it names, or by its telephone."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from statistics import median
from typing import Literal, Self

import numpy as np

from directory.distance import miles_between
from directory.places import Place
from matcher.index.files import Array
from matcher.index.places import Spot
from matcher.index.texts import ServiceTexts
from matcher.words import plain, ranking_table

_DIGITS = re.compile(r"\d")
_WORDS = re.compile(r"[a-z]+")
_NATIONAL = re.compile(r"\b(?:national|nationwide|across the country|united states)\b", re.IGNORECASE)
_TOLL_FREE = frozenset({"800", "833", "844", "855", "866", "877", "888"})
_MENTION = re.compile(r"(?:[A-Z][a-z]+ ){1,3}County\b(?:, [A-Z]{2}\b)?|, [A-Z]{2}\b")
ANYWHERE: Literal["anywhere"] = "anywhere"
Point = tuple[float, float]
Home = Point | Literal["anywhere"] | None
_NEXT_TOWN_MILES = 12.0
_MOST_MENTIONS = 5
_FEWEST = 3  # services that must agree before an area code or a name says where something is


@dataclass(frozen=True)
class Surroundings:
    """Where towns, telephone area codes and organizations are, learned from the services that have a place.

    Of organizations only those are kept that also have services without one, and whose places are close
    together.
    """

    towns: Mapping[str, Point] = field(default_factory=dict)
    codes: Mapping[str, Point] = field(default_factory=dict)
    organizations: Mapping[str, Point] = field(default_factory=dict)

    @classmethod
    def learned(cls, services: Sequence[ServiceTexts], spots: Sequence[Sequence[Spot]]) -> Self:
        """What the services with a place tell; a name that means several towns tells nothing."""
        towns: dict[str, list[Point]] = defaultdict(list)
        codes: dict[str, list[Point]] = defaultdict(list)
        organizations: dict[str, list[Point]] = defaultdict(list)
        seeking = {
            service.organization_id for service, known in zip(services, spots, strict=True) if not known
        }
        for service, known in zip(services, spots, strict=True):
            for spot in known[:1]:
                point = (spot.latitude, spot.longitude)
                if service.organization_id in seeking:
                    organizations[service.organization_id].append(point)
                for code in {code for phone in service.phones if (code := area_code(phone))}:
                    codes[code].append(point)
                for town in {town_key(site.city) for site in service.sites} - {""}:
                    towns[town].append(point)
        return cls(
            {
                town: _middle(points)
                for town, points in towns.items()
                if len(points) >= _FEWEST and _close(points)
            },
            {code: _middle(points) for code, points in codes.items() if len(points) >= _FEWEST},
            {name: _middle(points) for name, points in organizations.items() if _close(points)},
        )

    def hidden_spots(self, service: ServiceTexts) -> list[Spot]:
        """A site without any address stands in the town that the service names as its area."""
        site = next((site for site in service.sites if site.kind == "physical"), None)
        towns = [self.towns[town] for area in service.areas if (town := town_key(area)) in self.towns]
        return [Spot(site.location_id, *towns[0], exact=False)] if site and towns else []

    def home(self, service: ServiceTexts) -> Home:
        """The middle of the region of a service without a place, `ANYWHERE`, or None where nothing tells.

        A town in its name says most, then the area code of a telephone: a local number beside a toll-free one
        says where they are, then where the organization's other services are. Only toll-free or short numbers
        (211, 988) say that people call from anywhere.
        """
        name = f" {town_key(f'{service.name} {service.organization}')} "
        for town, middle in self.towns.items():
            if f" {town} " in name:
                return middle
        numbers = [area_code(phone) for phone in service.phones]
        local = [code for code in numbers if code is not None and code not in _TOLL_FREE]
        if local:
            return next((self.codes[code] for code in local if code in self.codes), None)
        if service.organization_id in self.organizations and not _NATIONAL.search(
            f"{name} {service.description}"
        ):
            return self.organizations[service.organization_id]
        called = [
            phone for phone, code in zip(service.phones, numbers, strict=True) if code or _is_short(phone)
        ]
        return ANYWHERE if called else None

    def reaches(self, area: str, place: Place) -> bool | None:
        """As `covers`, and False for an area that is a town too far away to be meant."""
        verdict = covers(area, place)
        if verdict is None and (town := self.towns.get(_read(area).town)) is not None:
            away = miles_between(place.latitude, place.longitude, *town)
            return False if away > _NEXT_TOWN_MILES else None
        return verdict


def town_key(text: str) -> str:
    """A town's name as it is compared."""
    return " ".join(_WORDS.findall(plain(text)))


def _middle(points: Sequence[Point]) -> Point:
    return median(lat for lat, _ in points), median(lon for _, lon in points)


def _close(points: Sequence[Point]) -> bool:
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


def _is_short(phone: str) -> bool:
    """Whether it is a number such as 211 or 988; seven digits are a local number without its area code."""
    return 3 <= len(_DIGITS.findall(phone)) <= 6


@dataclass(frozen=True)
class _Area:
    """An area's name taken apart, once: its words between blanks, and which states it names."""

    joined: str
    town: str
    states: frozenset[str]
    everywhere: bool
    statewide: bool
    county: bool


@lru_cache(maxsize=50_000)
def _read(area: str) -> _Area:
    words = _WORDS.findall(plain(area))
    joined = f" {' '.join(words)} "
    table = ranking_table("areas")
    states: dict[str, str] = table["states"]
    named = {code for code, name in states.items() if f" {name} " in joined}
    named |= {code for code in re.findall(r"\b[A-Z]{2}\b", area) if code in states}
    return _Area(
        joined=joined,
        town=" ".join(words),
        states=frozenset(named),
        everywhere=any(f" {phrase} " in joined for phrase in table["everywhere"]),
        statewide="statewide" in words or "state wide" in joined,
        county=" county " in joined,
    )


def state_bits(areas: Sequence[str]) -> Array:
    """Which states each area may lie in, a bit for each in the order of their codes: all where it names
    none."""
    order = {code: bit for bit, code in enumerate(sorted(ranking_table("areas")["states"]))}
    everywhere = (1 << len(order)) - 1
    bits = [
        sum(1 << order[code] for code in named.states) or everywhere if not named.everywhere else everywhere
        for named in map(_read, areas)
    ]
    return np.array(bits, dtype=np.uint64)


def state_bit(place: Place) -> int:
    """The bit of a place's state, all bits where it has none."""
    codes = sorted(ranking_table("areas")["states"])
    state = (place.state or "").upper()
    return 1 << codes.index(state) if state in codes else (1 << len(codes)) - 1


@lru_cache(maxsize=2_000)
def _names_of(place: Place) -> tuple[str, ...]:
    """The town and the county of a place, as they stand between blanks in an area's words."""
    names = {name for name in (place.city, _bare_county(place.county)) if name}
    return tuple(f" {' '.join(_WORDS.findall(plain(name)))} " for name in sorted(names))


def covers(area: str, place: Place) -> bool | None:
    """Whether an area, as a listing names it, holds a place; None where it names nothing that is known."""
    held, unless_named = _in_state(area, (place.state or "").upper())
    if unless_named:
        joined = _read(area).joined
        if any(name in joined for name in _names_of(place)):
            return True
    return held


@lru_cache(maxsize=50_000)
def _in_state(area: str, state: str) -> tuple[bool | None, bool]:
    """Whether an area holds the places of a state, and whether that is so only unless it names the place."""
    named = _read(area)
    if named.everywhere:
        return True, False
    if named.states and state not in named.states:
        return False, False
    if state in named.states:
        full: str = ranking_table("areas")["states"][state]
        whole = {full, state.lower(), f"state of {full}", f"statewide {full}"}
        rest = named.joined.replace(full, " ").replace(f" {state.lower()} ", " ").split()
        # "Illinois" is all of it; "Cook County, Illinois" is not, unless the place lies there.
        return named.joined.strip() in whole or not set(rest) - _FILLER, True
    if named.statewide:
        return None, True
    return False if named.county else None, True


_FILLER = frozenset(
    {"all", "and", "area", "entire", "in", "metro", "metropolitan", "of", "only", "region", "residents"}
) | {"state", "statewide", "the", "whole", "wide"}


def _bare_county(county: str | None) -> str | None:
    return None if county is None else re.sub(r"\s+(county|parish|borough)$", "", county, flags=re.IGNORECASE)
