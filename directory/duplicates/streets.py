"""Street addresses in one spelling: number, street, and what kind of street it is."""

import re
from dataclasses import dataclass
from functools import cache

from rapidfuzz.fuzz import ratio

_KINDS = {
    "street": "st", "str": "st", "st": "st", "avenue": "ave", "av": "ave", "ave": "ave", "road": "rd",
    "rd": "rd", "drive": "dr", "dr": "dr", "lane": "ln", "ln": "ln", "boulevard": "blvd", "blvd": "blvd",
    "court": "ct", "ct": "ct", "place": "pl", "pl": "pl", "highway": "hwy", "hwy": "hwy", "parkway": "pkwy",
    "pkwy": "pkwy", "square": "sq", "sq": "sq", "circle": "cir", "cir": "cir", "terrace": "ter",
    "ter": "ter", "trail": "trl", "trl": "trl", "turnpike": "tpke", "tpke": "tpke", "pike": "pike",
    "way": "way", "plaza": "plz", "plz": "plz", "alley": "aly", "aly": "aly", "route": "rte", "rte": "rte",
    "rt": "rte", "loop": "loop", "expressway": "expy",
}  # fmt: skip
_DIRECTIONS = {
    "north": "n", "south": "s", "east": "e", "west": "w", "n": "n", "s": "s", "e": "e", "w": "w",
    "northeast": "ne", "northwest": "nw", "southeast": "se", "southwest": "sw",
    "ne": "ne", "nw": "nw", "se": "se", "sw": "sw",
}  # fmt: skip
_COUNTED = {
    "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7",
    "eighth": "8", "ninth": "9", "tenth": "10", "eleventh": "11", "twelfth": "12",
}  # fmt: skip
_SAINTS = {"saint": "st", "mount": "mt", "fort": "ft", "doctor": "dr", "junior": "jr", "martin": "martin"}
_UNIT = re.compile(
    r"(?:#|\b(?:suites?|ste|unit|apt|apartment|room|rm|floor|fl|bldg|building|ward|no|number|level|lot|trailer|box)\b).*$"
)
_FLOOR = re.compile(r"\b\d+(?:st|nd|rd|th)\s+(?:floor|fl)\b.*$")
_BOX = re.compile(r"\bp\s*o\s*box\s+(\w+)")
_NUMBER = re.compile(r"^(\d+)(?:\s*-\s*\d+)?([a-z]?)\b\s*")
_ALIKE = 88.0


@dataclass(frozen=True)
class Street:
    """One address line; `number` and `name` are empty where it has none. A post box is `box`."""

    number: str
    name: str
    kind: str
    direction: str
    unit: str
    box: str

    @property
    def key(self) -> str:
        """The same for addresses that may be one door: empty where nothing can be said."""
        if self.number and self.name:
            return f"{self.number} {self.name}"
        return f"box {self.box}" if self.box else ""


@cache
def read_street(line: str, second: str = "") -> Street:
    """Takes the address apart; a second line is read as the unit within the building."""
    text = re.sub(r"['.]", "", line.lower())
    box = _BOX.search(re.sub(r"[.]", "", text))
    if box:
        text = text.replace(box.group(), " ").strip(" ,-")
    head, _, tail = text.partition(",")
    head = re.sub(r"^(\d+)\s*-\s*(\d+(?:st|nd|rd|th)\b)", r"\1 \2", head.strip())
    unit = _FLOOR.search(head) or _UNIT.search(head)
    inside = [unit.group() if unit else "", tail, second.lower()]
    if unit:
        head = head[: unit.start()]
    number = _NUMBER.match(head)
    words = re.findall(r"[a-z0-9]+", head[number.end() :] if number else head)
    name, kind, direction = _parts(words)
    return Street(
        number=number.group(1) + number.group(2) if number else "",
        name=name,
        kind=kind,
        direction=direction,
        unit=" ".join(re.findall(r"[a-z0-9]+", " ".join(inside))),
        box=box.group(1) if box else "",
    )


def _parts(words: list[str]) -> tuple[str, str, str]:
    kind = direction = ""
    words = [_COUNTED.get(word, word) for word in words]
    if len(words) > 1 and words[-1] in _DIRECTIONS:
        direction = _DIRECTIONS[words.pop()]
    if len(words) > 1 and words[-1] in _KINDS:
        kind = _KINDS[words.pop()]
    if len(words) > 1 and words[0] in _DIRECTIONS:
        direction = direction or _DIRECTIONS[words[0]]
        words = words[1:]
    plain = (re.sub(r"^(\d+)(?:st|nd|rd|th)$", r"\1", _SAINTS.get(word, word)) for word in words)
    return " ".join(plain), kind, direction


def same_street(a: Street, b: Street) -> bool:
    """Whether two addresses are of one street; a kind or direction that only one tells is no difference."""
    if a.kind and b.kind and a.kind != b.kind:
        return False
    if a.direction and b.direction and a.direction != b.direction:
        return False
    if a.name == b.name:
        return bool(a.name)
    if any(part.isdigit() for part in (*a.name.split(), *b.name.split())):
        return False
    return ratio(a.name, b.name) >= _ALIKE


def same_door(a: Street, b: Street) -> bool:
    """Whether two addresses are of one building, by number and street, or of one post box."""
    if a.number and b.number:
        return a.number == b.number and same_street(a, b)
    return bool(a.box) and a.box == b.box and not (a.name and b.name and not same_street(a, b))
