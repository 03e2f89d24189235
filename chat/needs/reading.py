"""One message from a caseworker, read into the slots that the match form and the matcher share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from chat.needs.followup import merged, taken_back
from chat.needs.money import days_sober, income_annual
from chat.needs.papers import read_languages, read_papers
from chat.needs.people import People, read_people
from chat.needs.place import Named, choose_near, find_places
from chat.needs.slots import any_distance, radius_miles, when
from chat.needs.tables import SPELLED, FactPhrases, categories, facts, phrase_lists
from chat.phrasing.tables import Hit, Message, table
from directory.places import Gazetteer

AVOID = (
    "faith_based",
    "twelve_step",
    "shelters",
    "group_meetings",
    "shared_room",
    "coed",
    "telehealth",
    "in_person",
    "cost",
)
_FOR_ONESELF = ("substance_use_treatment", "sober_living", "recovery_support")
_WITHOUT_STATUS = ("asylum", "undocumented", "other")
_LISTS = ("disability", "justice", "insurance")


@dataclass(frozen=True, slots=True)
class HeardNeed:
    """What was understood, in the words of the vocabulary; every slot may be empty.

    ``spans`` holds for each slot or fact the words that it was read from, so that the page can show
    why it was understood so. ``radius_miles`` is in miles.
    """

    needs: tuple[str, ...]
    facts: dict[str, Any]
    near: str | None
    radius_miles: float | None
    when: str | None
    avoid: tuple[str, ...]
    spans: dict[str, str] = field(default_factory=dict)


def read_need(
    text: str, *, gazetteer: Gazetteer, context: dict[str, Any] | None = None, prefer_state: str | None = None
) -> HeardNeed:
    """Read what a caseworker types; pure and quick (a few milliseconds).

    ``context`` is what was understood before (``needs``, ``facts``, ``near``, ``radius_miles``, ``when``,
    ``avoid``): then the text changes what it names and keeps the rest. ``prefer_state`` (two letters)
    decides between towns of one name; a context's state goes before it.
    """
    if context and isinstance(near := context.get("near"), str) and ", " in near:
        prefer_state = near.rpartition(", ")[2]
    places = find_places(text, gazetteer, prefer_state)
    message = Message(_hide(text, places), SPELLED)
    spans: dict[str, str] = {}
    avoided, rest = _avoid(message, spans)
    needs = _needs(rest, spans)
    found = _facts(message, needs, places, text, spans)
    near = choose_near(places, text)
    said: dict[str, Any] = {
        "needs": needs,
        "facts": found,
        "near": near.near if near else None,
        "radius_miles": radius_miles(message),
        "when": when(message),
        "avoid": avoided,
        "any_distance": any_distance(message),
    }
    if near:
        spans["near"] = text[near.start : near.end]
    if said["any_distance"]:
        said["radius_miles"] = None
    if context:
        back = taken_back(message)
        removed = _needs(Message(back, SPELLED), {}) if back else []
        said = merged(context, said, message, removed)
    return HeardNeed(
        tuple(said["needs"]),
        said["facts"],
        said["near"],
        said["radius_miles"],
        said["when"],
        tuple(said["avoid"]),
        spans,
    )


def _hide(text: str, places: list[Named]) -> str:
    """The text with the names of places blanked, every other character in its place."""
    for place in places:
        text = text[: place.start] + " " * (place.end - place.start) + text[place.end :]
    return text


def _avoid(message: Message, spans: dict[str, str]) -> tuple[list[str], Message]:
    lists = phrase_lists("needs/avoid.toml")
    open_to = message.without(message.find_all(lists["except"]))
    found: list[str] = []
    hidden: list[Hit] = []
    for name in AVOID:
        hits = open_to.find_all(lists[name])
        if hits:
            found.append(name)
            spans[name] = message.said(hits[0])
            hidden += [hit for hit in hits if name not in ("cost", "coed", "in_person", "telehealth")]
    return found, message.without(hidden)


def _needs(message: Message, spans: dict[str, str]) -> list[str]:
    found: list[str] = []
    for name, lists in categories().items():
        rest = message.without(message.find_all(lists["except"]))
        hits = (rest.find(lists["phrases"]) if "wants" not in lists else []) + (
            message.find(lists["wants"]) if "wants" in lists else []
        )
        if hits:
            found.append(name)
            spans[name] = message.said(hits[0])
    return found


def _facts(
    message: Message, needs: list[str], places: list[Named], text: str, spans: dict[str, str]
) -> dict[str, Any]:
    line = message.line
    people = read_people(line, text, needs)
    found: dict[str, Any] = dict(people.facts)
    for entry in facts():
        _read_fact(entry, message, found, spans)
    if found.get("insurance") and "none" in found["insurance"] and len(found["insurance"]) > 1:
        found["insurance"] = ["none"]
    _implied(found, needs, message, people)
    if (
        "legal" in needs
        and "language_immigration" not in needs
        and found.get("immigration") in _WITHOUT_STATUS
    ):
        needs.append("language_immigration")
    income, sober = income_annual(line), days_sober(message)
    if income is not None:
        found["income_annual"] = income
    if sober is not None:
        found["days_sober"] = sober
        found["substance_use"] = True
    has, missing = read_papers(message, needs)
    for key, value in (
        ("documents", has),
        ("documents_missing", missing),
        ("languages", read_languages(message)),
    ):
        if value:
            found[key] = value
    home = _home(places, text)
    if home:
        found["residence"] = home
    return found


def _read_fact(entry: FactPhrases, message: Message, found: dict[str, Any], spans: dict[str, str]) -> None:
    """Set one fact if the message says it; what it denies outright becomes false, or an empty list."""
    listed = entry.fact in _LISTS
    if entry.fact in found and not (listed and found[entry.fact]):
        return
    denials = message.find(entry.denied)
    hits = message.without([*message.find_all(entry.hidden), *denials]).find(entry.said)
    if not hits:
        if denials and entry.fact not in found:
            found[entry.fact] = [] if listed else False
            spans[entry.fact] = message.said(denials[0])
        return
    spans[entry.fact] = message.said(hits[0])
    if not listed:
        found[entry.fact] = entry.value
    elif entry.value not in found.setdefault(entry.fact, []):
        found[entry.fact].append(entry.value)


def _implied(found: dict[str, Any], needs: list[str], message: Message, people: People) -> None:
    spoken = message.words
    not_oneself = spoken & {
        "narcan",
        "naloxone",
        "alanon",
        "anon",
        "naranon",
        "test",
        "tests",
        "testing",
        "ua",
        "uas",
        "screens",
    }
    if any(need in needs for need in _FOR_ONESELF) and not not_oneself and not {"peer", "grief"} & spoken:
        found.setdefault("substance_use", True)
    if "mental_health" in needs:
        found.setdefault("mental_health", True)
    if found.get("medication_treatment"):
        found["substance_use"] = True
    if people.infant and found.get("gender") == "woman":
        found["postpartum"] = True
    if found.get("transgender"):
        found["lgbtq"] = True
    if found.get("gender") == "nonbinary":
        found["lgbtq"] = True
    if found.get("pregnant") and not found.get("gender"):
        found["gender"] = "woman"


def _home(places: list[Named], text: str) -> dict[str, str] | None:
    cues = table("needs/places.toml")
    for place in places:
        before = " ".join(text[max(0, place.start - 60) : place.start].lower().split())
        after = text[place.end :].lower().lstrip(" ,")
        if before.endswith(tuple(cues["lives_before"])) or after.startswith(tuple(cues["lives_after"])):
            parts = {
                "city": place.city,
                "county": place.county,
                "state": place.state,
                "postal_code": place.postal_code,
            }
            return {
                key: value for key, value in parts.items() if value and (key != "county" or not place.city)
            }
    return None
