"""How far and when: the slots beside the place."""

from __future__ import annotations

import re

from chat.needs.tables import phrase_lists
from chat.phrasing.tables import Message

_TABLE = "needs/time_and_distance.toml"
_MILES = re.compile(r" (\d+(?:\.\d+)?) ?(?:miles?|mi|millas)(?= )")
_OWN_TRAVEL = re.compile(r" (?:bikes?|walks?|drives?|lives|travels)(?: about)?$")


def radius_miles(message: Message) -> float | None:
    """Miles from ``near``: 1 for walking distance, 5 for "nothing far"; travel times say nothing."""
    lists = phrase_lists(_TABLE)
    found = _MILES.search(message.line)
    if found and not _OWN_TRAVEL.search(message.line[: found.start()]):
        number = float(found.group(1))
        return int(number) if number == int(number) else number
    if message.has(lists["walking"]):
        return 1
    return 5 if message.has(lists["not_far"]) else None


def any_distance(message: Message) -> bool:
    """Whether the text says that distance does not matter."""
    return message.has(phrase_lists(_TABLE)["any_distance"])


def is_to_be_closer(message: Message) -> bool:
    """Whether something nearer than before is asked for."""
    return message.has(phrase_lists(_TABLE)["closer"])


def when(message: Message) -> str | None:
    """``tonight``, ``today``, ``weekend``, ``evening`` or None: when the service must be open."""
    lists = phrase_lists(_TABLE)
    rest = message.without(message.find_all(lists["past"]))
    return next((slot for slot in ("tonight", "today", "weekend", "evening") if rest.has(lists[slot])), None)
