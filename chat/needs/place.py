"""Where the service should be: the place a caseworker names, in any spelling, found among all other words."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from chat.phrasing.tables import table
from chat.phrasing.words import folded
from directory import place_names
from directory.places import Gazetteer, PlaceAmbiguous, PlaceNotFound


@dataclass(frozen=True, slots=True)
class Named:
    """A place found in a text: as the slot ``near`` writes it, its parts, and where it stands."""

    near: str
    city: str | None
    county: str | None
    state: str | None
    postal_code: str | None
    start: int
    end: int
    weight: float


_WORD = re.compile(r"[a-z0-9]+(?:['.-][a-z]+)*\.?")
_ZIP = re.compile(r"(?<![\d$.,#-])(\d{5})(?:-\d{4})?(?![\d,]|\.\d)")
_LONGEST = 4
_SURE_ENOUGH = 3.0


@cache
def _states() -> dict[str, str]:
    return dict(table("needs/places.toml")["states"])


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(table("needs/places.toml")[key])


@cache
def _known_names() -> dict[str, frozenset[str]]:
    """The states in which each name is a town or county: asked before the gazetteer, which forgives misspellings
    and would find a place in nearly every word."""
    packed = files("data").joinpath("gazetteer/places.tsv.gz").read_bytes()
    found: dict[str, set[str]] = {}
    for line in gzip.decompress(packed).decode().splitlines():
        key, kind, _, _, state, *_ = line.split("\t")
        if kind != "state":
            found.setdefault(key, set()).add(state)
    return {key: frozenset(states) for key, states in found.items()}


@cache
def _everyday() -> frozenset[str]:
    """Words that mostly are no towns: those of the list, and every word that a need or a fact is read from."""
    folder = files("data") / "needs"
    read_from = ("categories", "facts", "avoid", "papers")
    tables = " ".join((folder / f"{name}.toml").read_text("utf-8") for name in read_from)
    return _words("not_towns") | frozenset(re.findall(r"[a-z]+", tables))


def _is_everyday(word: str) -> bool:
    return bool({word, word.removesuffix("s"), word + "s"} & _everyday())


def find_places(text: str, gazetteer: Gazetteer, prefer_state: str | None) -> list[Named]:
    """Every place in the text, in its order. ``prefer_state`` decides between towns of one name."""
    plain = folded(text)
    named = [place for found in _ZIP.finditer(plain) if (place := _zip(found, gazetteer)) is not None]
    search = _Search(text, plain, gazetteer, prefer_state)
    at = 0
    while at < len(search.words):
        place, used = search.longest_at(at)
        if place is not None:
            named.append(place)
        at += used
    return sorted(named, key=lambda place: place.start)


def _zip(found: re.Match[str], gazetteer: Gazetteer) -> Named | None:
    place = gazetteer.postal_code(found.group(1))
    if place is None:
        return None
    code = found.group(1)
    return Named(code, place.city, place.county, place.state, code, found.start(), found.end(), 10.0)


_IN = frozenset(
    [
        "in",
        "near",
        "around",
        "by",
        "outside",
        "nearby",
        "en",
        "cerca",
        "close",
        "within",
        "nearest",
        "to",
        "toward",
        "towards",
        "between",
        "at",
        "nan",
        "na",
        "em",
    ]
)
_CORRECTION = re.compile(
    r"\b(sorry|actually|scratch that|correction|i mean|meant|instead|no wait|moved to|not|rather)\b"
)
_ORIGIN = re.compile(
    r"\b(from|leaving|left|lives in|living in|grew up in|out of|back in|used to be in|native of|de)\s+$"
)
_WANTED = re.compile(
    r"\b(near|close to|around|moving to|relocat\w+ to|wants to (?:be|live|stay|move) (?:in|near|to)|cerca de|"
    r"looking (?:in|near|around)|anywhere (?:in|near)|try|instead|within [\w ]{1,14} of)\s+(?:the\s+)?$"
)


class _Search:
    """One text, its words with their places, and what stands around them."""

    def __init__(self, text: str, plain: str, gazetteer: Gazetteer, prefer_state: str | None) -> None:
        self.text, self.plain, self.gazetteer, self.prefer_state = text, plain, gazetteer, prefer_state
        self.words = [
            (m.group().rstrip("."), m.start(), m.start() + len(m.group().rstrip(".")))
            for m in _WORD.finditer(plain)
        ]
        letters = [char for char in text if char.isalpha()]
        self.has_case = any(map(str.islower, letters)) and any(map(str.isupper, letters))

    def longest_at(self, at: int) -> tuple[Named | None, int]:
        """The longest place that begins at a word, and how many words it takes (1 where there is none)."""
        for count in range(min(_LONGEST, len(self.words) - at), 0, -1):
            start, end = self.words[at][1], self.words[at + count - 1][2]
            if re.search(r"[.;:!?()\n]\s|[,(]", self.plain[start:end]):
                continue
            name = re.sub(r"\s+", " ", self.plain[start:end])
            state, used = self.state_after(at + count)
            found = self.place(name, state, start, end)
            if (
                found is None
                and state is not None
                and self.plain[self.words[at + count][1] :][:2] in _words("words_too")
            ):
                state, used = None, 0
                found = self.place(name, None, start, end)
            if found is not None:
                last = self.words[at + count + used - 1][2] if state else end
                weight = self.weight(name, state, start, last)
                if weight >= _SURE_ENOUGH:
                    return replace(found, end=last, weight=weight), count + used
        return None, 1

    def state_after(self, at: int) -> tuple[str | None, int]:
        """The state that the words from here name, and how many words it takes."""
        for count in (2, 1):
            if at + count > len(self.words):
                continue
            name = " ".join(word for word, _, _ in self.words[at : at + count])
            state = _states().get(name)
            between = self.plain[self.words[at - 1][2] : self.words[at][1]]
            if state is None or not re.fullmatch(r"\s*,?\s*", between):
                continue
            raw = self.text[self.words[at][1] : self.words[at][2]]
            follower = self.plain[self.words[at + count - 1][2] :].lstrip(" ")[:1]
            if (
                len(name) > 2
                or raw.isupper()
                or name not in _words("words_too")
                or follower in ("", ",", ".", ";", "\n", "-", "(")
            ):
                return state, count
        return None, 0

    def place(self, name: str, state: str | None, start: int, end: int) -> Named | None:
        """The place of exactly this name, in this state where one is given."""
        called: dict[str, str] = table("needs/places.toml")["called"]
        if name in called and (state is None or called[name].endswith(state)):
            return self.named(called[name], start, end)
        if name.startswith("the ") or (state is None and name in _words("countries")):
            return None
        if state is None and name in _states():
            return None
        states = _known_names().get(place_names.key(name), frozenset())
        if not states or (state is not None and state not in states):
            return None
        question = f"{name}, {state}" if state else name
        try:
            place = self.gazetteer.look_up(question, prefer_state=self.prefer_state)
        except PlaceAmbiguous as several:
            place = several.candidates[0]
        except PlaceNotFound:
            return None
        if place.kind == "state":
            return None
        city = place.city or None
        shown = f"{city}, {place.state}" if city else place.name
        return Named(shown, city, place.county or None, place.state, None, start, end, 0.0)

    def named(self, written: str, start: int, end: int) -> Named:
        city, _, state = written.partition(", ")
        return Named(written, city, None, state, None, start, end, 0.0)

    def weight(self, name: str, state: str | None, start: int, end: int) -> float:
        """How surely these words name a place: a state, a preposition, a capital, a clause of its own."""
        before, after = self.plain[:start], self.plain[end:]
        last = re.search(r"([a-z]+)\s+(?:the\s+)?$", before)
        said_in = last is not None and last.group(1) in _IN
        capital = self.has_case and self.text[start].isupper()
        alone_before = not before.strip() or before.rstrip()[-1] in ".,;:-\u2013\u2014(!?/\n"
        alone_after = not after.strip() or after.lstrip()[0] in ".,;:-\u2013\u2014)!?/\n&"
        total = 5.0 if state else 0.0
        if len(name) > 5 and not _is_everyday(name) and (alone_before or alone_after):
            total += 0.8
        total += (
            2.0 * said_in
            + 1.5 * capital
            + 0.8 * alone_before
            + 0.8 * alone_after
            + 1.0 * (not after.strip(" .!?"))
        )
        called = name in table("needs/places.toml")["called"]
        total += 3.0 if called or "county" in name else (1.8 if " " in name else 0.0)
        if " " not in name and not called:
            total += -3.0 if _is_everyday(name) else 1.5
        if " " in name and not called and all(map(_is_everyday, name.split())) and not capital:
            total -= 2.5
        return total


def choose_near(places: list[Named], text: str) -> Named | None:
    """The place wanted: a ZIP beats a town, the wanted place the home, the corrected one what it corrects."""
    if not places:
        return None
    plain = folded(text)

    def rank(at: int) -> float:
        place = places[at]
        before = plain[max(0, place.start - 40) : place.start]
        score = 20.0 if place.postal_code else 0.0
        score += 4.0 * bool(_WANTED.search(before)) - 4.0 * bool(_ORIGIN.search(before))
        if at and _CORRECTION.search(plain[places[at - 1].end : place.start]):
            score += 6.0
        if re.search(
            r"\b(?:not|isn't|instead of|doesn't want|except|anywhere but)\s+(?:in\s+|to\s+|near\s+)?$", before
        ):
            score -= 8.0
        return score + 0.1 * min(place.weight, 8.0) - 0.01 * at

    return places[max(range(len(places)), key=rank)]
