"""Finds the place that somebody typed: a ZIP code, town, neighbourhood, county or state."""

import gzip
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from rapidfuzz import process
from rapidfuzz.distance import OSA

from directory import place_names
from directory.distance import HasCoordinates, distance_miles

# One name with ten times the ZIP codes of all others is meant: Houston is the one in Texas.
_DOMINANCE = 10
_SUGGESTIONS = 6


@dataclass(frozen=True)
class Place:
    """A place and its middle, in degrees.

    `kind` is `postal_code`, `town`, `county` or `state`; `name` is what to show. `state` has two letters,
    `county` its kind in it ("Lane County"). What a place does not have is an empty text.
    """

    kind: str
    name: str
    city: str
    county: str
    state: str
    postal_code: str
    latitude: float
    longitude: float


class PlaceNotFound(LookupError):
    """No place of this name; `suggestions` sound like it, the likeliest first."""

    def __init__(self, text: str, suggestions: Sequence[Place] = ()) -> None:
        super().__init__(text)
        self.text = text
        self.suggestions = tuple(suggestions)


class PlaceAmbiguous(LookupError):
    """Several places have this name; `candidates` has the larger ones first."""

    def __init__(self, text: str, candidates: Sequence[Place]) -> None:
        super().__init__(text)
        self.text = text
        self.candidates = tuple(candidates)


@dataclass(frozen=True)
class _Entry:
    """A town, county or state, the key of its name, and how many ZIP codes it has."""

    key: str
    place: Place
    size: int


class Gazetteer:
    """All places, read from the packed tables when they are first asked for."""

    def __init__(self, zips: bytes, places: bytes, short_names: dict[str, str]) -> None:
        self._packed_zips, self._packed_places = zips, places
        self._short_names = short_names
        self._states: dict[str, dict[str, _Entry]] = {}

    @staticmethod
    @cache
    def load() -> "Gazetteer":
        """The gazetteer of the distribution, the same one at every call."""
        folder = files("data") / "gazetteer"
        more = tomllib.loads((folder / "more_places.toml").read_text(encoding="utf-8"))
        return Gazetteer(
            (folder / "zips.tsv.gz").read_bytes(),
            (folder / "places.tsv.gz").read_bytes(),
            more["short_names"],
        )

    def look_up(
        self, text: str, *, prefer_state: str | None = None, near: HasCoordinates | None = None
    ) -> Place:
        """The place that the text names: "06051", "New Britain, CT", "Lane County, Oregon", "DC".

        A ZIP code beats the town before it. A letter wrong is forgiven, two in longer names. Where several
        states have the name, `prefer_state` (two letters) decides, or the nearest to `near`, or plain size;
        else it raises PlaceAmbiguous. Raises PlaceNotFound if nothing is called so.
        """
        code = place_names.postal_code(text)
        if code is not None and (found := self.postal_code(code)):
            return found
        if code is not None and text.strip().replace("-", "").isdigit():
            raise PlaceNotFound(text)
        if code is not None:
            text = text.strip()[: text.strip().rindex(code)].rstrip(" ,")
        text = self._expanded(_without_country(text))
        whole = place_names.without_lead(place_names.key(text))
        if not whole:
            raise PlaceNotFound(text)
        readings = [
            (place_names.without_lead(place_names.key(head)), state)
            for head, state in place_names.with_state(text)
        ]
        for name, state in readings:
            if found := self._in_state(name, state):
                return found
        if candidates := self._named(whole) or self._in_county(text):
            return _choose(text, candidates, prefer_state, near)
        return self._misspelt(text, whole, readings, prefer_state, near)

    def postal_code(self, code: str) -> Place | None:
        """The place of a five-digit ZIP code, None if there is no such code."""
        line = self._zips.get(code)
        if line is None:
            return None
        _, city, county, state, latitude, longitude = line.split("\t")
        name = f"{city}, {state} {code}" if city else f"{state} {code}"
        return Place("postal_code", name, city, county, state, code, float(latitude), float(longitude))

    def postal_codes(self, city: str, state: str) -> tuple[str, ...]:
        """The ZIP codes whose post office has the town's name."""
        return self._codes_by_town.get((city.lower(), state), ())

    def towns_of_county(self, county: str, state: str) -> set[str]:
        """The names of the towns that the ZIP codes of a county have ("Lane County", "OR")."""
        wanted, column = place_names.key(county), f"\t{state}\t"
        rows = (line.split("\t") for line in self._zips.values() if column in line)
        return {city for _, city, of, _, _, _ in rows if city and place_names.key(of) == wanted}

    def suggest(self, text: str, *, prefer_state: str | None = None, limit: int = 8) -> list[Place]:
        """Towns and counties whose name begins so, for completing what is being typed, the larger first."""
        name, state = place_names.key(text), prefer_state
        for head, code in place_names.with_state(text) if "," in text else ():
            name, state = place_names.key(head), code
        if not name:
            return []
        lines = (line for key, lines in self._lines.items() if key.startswith(name) for line in lines)
        found = [entry for line in lines if (entry := _entry(line)).place.kind != "state"]
        found.sort(key=lambda e: (e.place.state != state, -e.size, e.place.name))
        return [entry.place for entry in found[:limit]]

    @cached_property
    def _zips(self) -> dict[str, str]:
        return {line[:5]: line for line in gzip.decompress(self._packed_zips).decode().splitlines()}

    @cached_property
    def _codes_by_town(self) -> dict[tuple[str, str], tuple[str, ...]]:
        found: dict[tuple[str, str], list[str]] = {}
        for code, line in self._zips.items():
            _, city, _, state, *_ = line.split("\t")
            found.setdefault((city.lower(), state), []).append(code)
        return {town: tuple(codes) for town, codes in found.items()}

    @cached_property
    def _lines(self) -> dict[str, list[str]]:
        """The lines of the table by the key of the name; only those that are asked for become places."""
        lines: dict[str, list[str]] = {}
        for line in gzip.decompress(self._packed_places).decode().splitlines():
            lines.setdefault(line[: line.index("\t")], []).append(line)
        return lines

    def _entries(self, name: str) -> list[_Entry]:
        return [_entry(line) for line in self._lines.get(name, ())]

    def _state(self, state: str) -> dict[str, _Entry]:
        """The towns and counties of a state by key."""
        if state not in self._states:
            column = f"\t{state}\t"
            lines = (line for lines in self._lines.values() for line in lines if column in line)
            entries = [_entry(line) for line in lines]
            # Towns come before counties in the table, so a town wins over a county of the same key.
            self._states[state] = {e.key: e for e in reversed(entries) if e.place.state == state}
        return self._states[state]

    def _expanded(self, text: str) -> str:
        head, comma, tail = text.partition(",")
        if comma and place_names.state_code(tail) is None:
            return text
        full = self._short_names.get(place_names.without_lead(place_names.key(head if comma else text)))
        return full if full is not None and (not comma or full.endswith(tail.strip().upper())) else text

    def _named(self, name: str) -> list[_Entry]:
        county = place_names.county(name)
        return self._entries(name) or (self._entries(f"{county} county") if county else [])

    def _in_state(self, name: str, state: str) -> Place | None:
        """The town or county of this name in a state; the state itself where no name is left."""
        known = self._state(state)
        county = place_names.county(name)
        forms = [f"{county} county", f"{county} parish", f"{county} borough"] if county else []
        for form in (name, *forms, f"{name} city", f"{name} town", f"{name} township"):
            if form in known:
                return known[form].place
        head, comma, _ = name.rpartition(" ")
        if comma and name.endswith((" city", " town", " township", " village")) and head in known:
            return known[head].place
        return None

    def _in_county(self, text: str) -> list[_Entry]:
        """ "Eugene, Lane County" and "New Britain, Hartford County, CT": the town, where the county fits."""
        parts = [place_names.key(part) for part in text.split(",")]
        if len(parts) < 2 or place_names.county(parts[1]) is None:
            return []
        return [e for e in self._entries(parts[0]) if place_names.key(e.place.county) == parts[1]]

    def _misspelt(
        self,
        text: str,
        whole: str,
        readings: Iterable[tuple[str, str]],
        prefer_state: str | None,
        near: HasCoordinates | None,
    ) -> Place:
        for name, state in readings:
            if in_county := self._in_county(text):
                return _choose(text, in_county, state, near)
            known = self._state(state)
            likely = _alike(name, list(known))
            if likely and likely[0][1] <= _forgiven(name):
                best = [known[found] for found, wrong in likely if wrong == likely[0][1]]
                return _choose(text, best, prefer_state, near)
            raise PlaceNotFound(text, [known[found].place for found, _ in likely])
        if "," in text:
            head, _, tail = text.rpartition(",")
            states = _alike(place_names.key(tail), list(place_names.STATE_CODES))
            if states and states[0][1] <= 2:
                return self.look_up(f"{head}, {states[0][0]}", near=near)
            # "Tenderloin, San Francisco": a part of a town that stands behind it.
            for part, town in ((head, tail), (tail, head)):
                whereabouts = self._named(place_names.key(town))
                inside = [e for e in self._named(place_names.key(part)) if _same_county(e, whereabouts)]
                if inside:
                    return _choose(text, inside, prefer_state, near)
        likely = _alike(whole, list(self._lines))
        best_keys = [found for found, wrong in likely if wrong == 1 and len(whole) > 5]
        candidates = [entry for found in best_keys for entry in self._entries(found)]
        if candidates:
            return _choose(text, candidates, prefer_state, near)
        raise PlaceNotFound(
            text, [max(self._entries(found), key=lambda e: e.size).place for found, _ in likely]
        )


def _entry(line: str) -> _Entry:
    key, kind, name, county, state, latitude, longitude, size = line.split("\t")
    shown = name if kind == "state" else f"{name}, {state}"
    city = name if kind == "town" else ""
    place = Place(kind, shown, city, county, state, "", float(latitude), float(longitude))
    return _Entry(key, place, int(size))


def _same_county(entry: _Entry, others: Iterable[_Entry]) -> bool:
    where = (entry.place.state, entry.place.county)
    return any((other.place.state, other.place.county) == where for other in others)


def _without_country(text: str) -> str:
    head, comma, tail = text.strip().rpartition(",")
    return head if comma and place_names.key(tail) in ("usa", "us", "united states") else text.strip()


def _forgiven(name: str) -> int:
    return 1 if len(name) < 8 else 2


def _alike(name: str, keys: Sequence[str]) -> list[tuple[str, int]]:
    """The keys that differ least from the name, with the number of letters wrong, the best first."""
    cutoff = min(3, len(name) // 3)
    found = process.extract(name, keys, scorer=OSA.distance, limit=_SUGGESTIONS, score_cutoff=cutoff)
    return [(match, int(wrong)) for match, wrong, _ in found]


def _choose(
    text: str, candidates: Sequence[_Entry], prefer_state: str | None, near: HasCoordinates | None
) -> Place:
    """The one that the hints or sheer size speak for. Raises PlaceAmbiguous if nothing does."""
    ordered = sorted(candidates, key=lambda e: (-e.size, e.place.name))
    if prefer_state is not None:
        ordered = [e for e in ordered if e.place.state == prefer_state.upper()] or ordered
    if len(ordered) == 1:
        return ordered[0].place
    if near is not None:
        return min(ordered, key=lambda e: distance_miles(e.place, near)).place
    states = [e for e in ordered if e.place.kind == "state"]
    towns = [e for e in ordered if e.place.kind != "state"]
    if states and prefer_state is None:
        # "New York" is the city; "Oregon" is the state and not a village; "Washington" may be either.
        large = [e for e in towns if e.size >= 5 * _DOMINANCE]
        if not large:
            return states[0].place
        if large[0].place.state == states[0].place.state:
            return large[0].place
    elif towns and (len(towns) == 1 or towns[0].size >= _DOMINANCE * max(e.size for e in towns[1:])):
        return towns[0].place
    raise PlaceAmbiguous(text, [entry.place for entry in ordered])
