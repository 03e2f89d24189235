"""A second message changes what it names and keeps the rest of what was already understood."""

from __future__ import annotations

import re
from typing import Any

_ALSO = re.compile(r" (?:also|and|plus|as well|too|add|additionally|another thing|on top of|tambien)(?= )")
_FORGET = re.compile(
    r" (?:forget|drop|never ?mind|skip|scratch|no longer needs?|does not need|doesnt need|take out|remove|not|cancel|leave out|already (?:has|got|found))(?: \w+){0,3}? ([\w ]{3,30})"
)
_INSTEAD = re.compile(r" (?:instead|actually|change|switch|rather)(?= )")
_OTHER_PERSON = re.compile(
    r" (?:new client|different client|another client|someone else|other client|next client|(?:ok )?now for (?:a|my|another|her|his)|same (?:thing|search|need) (?:but )?for|what about for (?:a|my|her|his)|for her|for his|different person)(?= )"
)
_CLOSER = re.compile(r" (?:closer|nearer|something closer|too far|mas cerca)(?= )")
_FINE_NOW = {
    "faith_based": r"(?:church|faith|religio\w+|faith based)",
    "twelve_step": r"(?:aa|na|12 step|twelve step)",
    "shelters": r"shelters?",
    "group_meetings": r"groups?",
    "shared_room": r"(?:roommates?|shared rooms?|sharing)",
    "coed": r"(?:coed|co ed|mixed)",
    "telehealth": r"(?:telehealth|zoom|virtual|online)",
    "in_person": r"in person",
    "cost": r"(?:pay\w*|costs?|fees?|sliding scale|not free)",
}
_FINE = r"(?: is| are| would be|s)?(?: also| actually| totally)?(?: fine| ok| okay| good| alright| works)"


def merged(context: dict[str, Any], said: dict[str, Any], line: str, removed: list[str]) -> dict[str, Any]:
    """``context`` as it stands after a follow-up turn that, by itself, was read as ``said``."""
    needs = list(context.get("needs") or [])
    gone = set(removed)
    if said["needs"] and not gone:
        if _ALSO.search(line) or not (_INSTEAD.search(line) or _replaces(line)):
            needs += [need for need in said["needs"] if need not in needs]
        else:
            needs = list(said["needs"])
    else:
        needs = [need for need in needs if need not in gone] + [
            n for n in said["needs"] if n not in needs and n not in gone
        ]
    facts = (
        dict(said["facts"])
        if _OTHER_PERSON.search(line)
        else {**(context.get("facts") or {}), **said["facts"]}
    )
    radius = said["radius_miles"] if said["radius_miles"] is not None else context.get("radius_miles")
    if said["any_distance"]:
        radius = None
    elif said["radius_miles"] is None and _CLOSER.search(line):
        radius = context["radius_miles"] / 2 if context.get("radius_miles") else 5
        radius = int(radius) if radius == int(radius) else radius
    avoid = [
        one
        for one in context.get("avoid") or []
        if one in _FINE_NOW and not re.search(rf" {_FINE_NOW[one]}{_FINE}", line)
    ]
    avoid += [one for one in said["avoid"] if one not in avoid]
    return {
        "needs": needs,
        "facts": facts,
        "near": said["near"] or context.get("near"),
        "radius_miles": radius,
        "when": said["when"] or context.get("when"),
        "avoid": avoid,
    }


def forgotten(line: str) -> str:
    """The part of a follow-up turn that takes a need back, or nothing."""
    found = re.search(
        r" (?:forget|drop|never ?mind|skip|scratch|leave out|take out|no longer needs|does not need|doesnt need)( [\w ]+?)(?= (?:for now|now|and|but|where|she|he)| [.?]|$)",
        line,
    )
    return re.sub(r" (?:the|that|her|his|a|about|stuff|thing)(?= )", "", found.group(1) + " ") if found else ""


def _replaces(line: str) -> bool:
    return bool(re.search(r" (?:just|only) (?:the )?", line)) and not re.search(
        r" (?:only|just) (?:ones|1s|places|if|medicaid|women|men|free|those)", line
    )
