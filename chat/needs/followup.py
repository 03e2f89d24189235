"""A second message changes what it names and keeps the rest of what was already understood."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from chat.needs.slots import is_to_be_closer
from chat.needs.tables import SPELLED, phrases
from chat.phrasing.grammar import Phrase
from chat.phrasing.tables import Message, compiled, table

_TAKEN_BACK = re.compile(
    r" (?:forget|drop|never ?mind|skip|scratch|leave out|take out|no longer needs|does not need)( [\w ]+?)"
    r"(?= (?:for now|now|and|but|where|she|he)| [.?]|$)"
)
_FILLING = re.compile(r" (?:the|that|her|his|a|about|stuff|thing)(?= )")


@cache
def _lists() -> dict[str, tuple[Phrase, ...]]:
    written = table("needs/follow_up.toml")
    return {key: phrases(value) for key, value in written.items() if isinstance(value, list)}


@cache
def _welcome() -> dict[str, tuple[Phrase, ...]]:
    written = table("needs/follow_up.toml")
    return {name: compiled(said, written["classes"], SPELLED) for name, said in written["welcome"].items()}


def taken_back(message: Message) -> str:
    """The words of a follow-up turn that take a need back ("forget the food"), or nothing."""
    found = _TAKEN_BACK.search(message.line)
    return _FILLING.sub("", found.group(1) + " ") if found else ""


def merged(
    context: dict[str, Any], said: dict[str, Any], message: Message, removed: list[str]
) -> dict[str, Any]:
    """``context`` as it stands after a follow-up turn that, by itself, was read as ``said``."""
    facts = dict(said["facts"])
    if not message.has(_lists()["other_person"]):
        facts = {**(context.get("facts") or {}), **facts}
    welcome = _welcome()
    kept = [one for one in context.get("avoid") or [] if one in welcome and not message.has(welcome[one])]
    return {
        "needs": _needs(list(context.get("needs") or []), said["needs"], message, removed),
        "facts": facts,
        "near": said["near"] or context.get("near"),
        "radius_miles": _radius(context.get("radius_miles"), said, message),
        "when": said["when"] or context.get("when"),
        "avoid": kept + [one for one in said["avoid"] if one not in kept],
    }


def _needs(before: list[str], said: list[str], message: Message, removed: list[str]) -> list[str]:
    lists = _lists()
    replaced = message.has(lists["replaces"]) and not message.has(lists["narrows"] + lists["adds"])
    if replaced and said and not removed:
        return list(said)
    return [need for need in dict.fromkeys([*before, *said]) if need not in removed]


def _radius(before: float | None, said: dict[str, Any], message: Message) -> float | None:
    if said["any_distance"]:
        return None
    if said["radius_miles"] is not None:
        return float(said["radius_miles"]) if said["radius_miles"] % 1 else int(said["radius_miles"])
    if is_to_be_closer(message):
        half = before / 2 if before else 5
        return half if half % 1 else int(half)
    return before
