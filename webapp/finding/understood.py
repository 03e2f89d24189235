"""What a search means: first the form, then the words as chat reads them, then the person's record."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from flask_babel import gettext as _

from webapp import vocabulary_words as names
from webapp.finding.query import Asked


class Reading(Protocol):
    """What chat.needs heard in a caseworker's words."""

    @property
    def needs(self) -> Sequence[str]: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...
    @property
    def near(self) -> str | None: ...
    @property
    def radius_miles(self) -> float | None: ...
    @property
    def when(self) -> str | None: ...
    @property
    def avoid(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Part:
    """One thing understood, from `form`, `words` or `record`; `without` is the search that lacks it."""

    slot: str
    words: str
    icon: str
    source: str
    without: Asked


@dataclass(frozen=True)
class Understood:
    """The search as it is run, and its parts as they are shown."""

    categories: tuple[str, ...]
    facts: Mapping[str, Any]
    near: str
    radius_miles: float | None
    when: str
    avoid: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def said(self) -> tuple[Part, ...]:
        """The parts that the form or the words say, and where the person lives if that decides the place."""
        return tuple(part for part in self.parts if part.source != "record" or part.slot == "near")

    @property
    def recorded(self) -> tuple[Part, ...]:
        """The parts that only the record says."""
        return tuple(part for part in self.parts if part.source == "record" and part.slot != "near")

    def heard(self, slot: str) -> str:
        """What was understood of a slot without a word on the form: shown where its field is empty."""
        return next((part.words for part in self.parts if part.slot == slot and part.source != "form"), "")


def understand(asked: Asked, reading: Reading | None, record: Mapping[str, Any]) -> Understood:
    """Puts the three sources together; what is set aside by `asked.without` is unknown again."""
    collect = _Collector(asked)
    heard_facts = reading.facts if reading else {}
    near = collect.one(
        "near",
        "geo-alt",
        asked.near,
        reading.near if reading else "",
        _home(record.get("residence")),
        _near_words,
    )
    radius = collect.one(
        "radius",
        "bullseye",
        asked.radius_miles,
        reading.radius_miles if reading else None,
        None,
        _radius_words,
    )
    when = collect.one("when", "clock", asked.when, reading.when if reading else "", "", names.when)
    categories = collect.several("category", "tag", asked.categories, reading.needs if reading else ())
    avoid = collect.several("avoid", "slash-circle", asked.avoid, reading.avoid if reading else ())
    facts: dict[str, Any] = {}
    for fact in names.FACTS:
        value = collect.fact(fact, asked.facts, heard_facts, record)
        if value is not None:
            facts[fact] = value
    return Understood(categories, facts, near or "", radius, when or "", avoid, tuple(collect.parts))


class _Collector:
    """Gathers the parts while the slots are decided."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self.parts: list[Part] = []

    def one(
        self, slot: str, icon: str, form: Any, words: Any, record: Any, shown: Callable[[Any], str]
    ) -> Any:
        """The first of the sources that says something about a slot with one value."""
        if form:
            cleared = replace(self._asked, **{_FIELDS[slot]: type(form)() if isinstance(form, str) else None})
            self.parts.append(Part(slot, shown(form), icon, "form", self._set_aside(slot, cleared)))
            return form
        if slot in self._asked.without:
            return None
        for source, value in (("words", words), ("record", record)):
            if value:
                self.parts.append(Part(slot, shown(value), icon, source, self._set_aside(slot)))
                return value
        return None

    def several(self, slot: str, icon: str, form: tuple[str, ...], words: Iterable[str]) -> tuple[str, ...]:
        """The values of a slot with several; those of the form replace those of the words."""
        title = names.category if slot == "category" else names.avoid
        if form:
            for value in form:
                left = tuple(other for other in form if other != value)
                # The last one taken away must not bring back what the words say.
                asked = replace(self._asked, **{_FIELDS[slot]: left})
                without = asked if left else self._set_aside(slot, asked)
                self.parts.append(Part(slot, title(value), icon, "form", without))
            return form
        if slot in self._asked.without:
            return ()
        kept = tuple(value for value in words if f"{slot}:{value}" not in self._asked.without)
        for value in kept:
            self.parts.append(Part(slot, title(value), icon, "words", self._set_aside(f"{slot}:{value}")))
        return kept

    def fact(
        self, fact: str, form: Mapping[str, Any], words: Mapping[str, Any], record: Mapping[str, Any]
    ) -> Any:
        """The value of a fact, None where it is not known."""
        if form.get(fact) is not None:
            left = {other: value for other, value in form.items() if other != fact}
            cleared = self._set_aside(fact, replace(self._asked, facts=left))
            self.parts.append(Part(fact, names.fact_value(fact, form[fact]), "person", "form", cleared))
            return form[fact]
        if fact in self._asked.without:
            return None
        for source, values in (("words", words), ("record", record)):
            if values.get(fact) is not None:
                shown = names.fact_value(fact, values[fact])
                self.parts.append(Part(fact, shown, "person", source, self._set_aside(fact)))
                return values[fact]
        return None

    def _set_aside(self, slot: str, asked: Asked | None = None) -> Asked:
        asked = asked or self._asked
        return replace(asked, without=asked.without | {slot})


_FIELDS = {
    "near": "near",
    "radius": "radius_miles",
    "when": "when",
    "category": "categories",
    "avoid": "avoid",
}


def _home(residence: Mapping[str, str] | None) -> str:
    if not residence:
        return ""
    if residence.get("postal_code"):
        return residence["postal_code"]
    town = residence.get("city") or residence.get("county")
    return ", ".join(part for part in (town, residence.get("state")) if part) if town else ""


def _near_words(place: str) -> str:
    return _("near %(place)s", place=place)


def _radius_words(miles: float) -> str:
    return _("within %(miles)s miles", miles=f"{miles:g}")
