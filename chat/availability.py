"""What a provider texts about their room: "3 beds", "full", "waitlist 2 weeks"; nothing if not plain."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_LONGEST = 80
_MOST = 500
_WAIT = re.compile(
    r"\b(?:about |around |approx(?:imately)? |up to |unas? |de )?"
    r"(\d{1,3}(?:\s?(?:-|to|a)\s?\d{1,3})?|a|an|un|una)\s+(day|days|week|weeks|month|months|year|years"
    r"|dia|dias|semana|semanas|mes|meses|ano|anos)\b"
)


@dataclass(frozen=True, slots=True)
class RoomSaid:
    """`status` is `open`, `limited`, `waitlist` or `full`; `places` of `unit`, or how long to wait."""

    status: str
    places: int | None = None
    unit: str = ""
    wait: str = ""


def read_availability(text: str) -> RoomSaid | None:
    """What a short text says of room; None where it says nothing plain, two things, or is long.

    A wrong reading would send people to a closed door, so anything that is not one clear statement is left
    to a person.
    """
    said = _plain(text)
    if not said or len(said) > _LONGEST or _has(said, "doubt"):
        return None
    if _has(said, "waitlist"):
        found = _WAIT.search(said)
        return RoomSaid("waitlist", wait=_wait(found) if found else "")
    counts, unexplained = _counts(said)
    if len(counts) > 1 or unexplained:
        return None
    if counts:
        places, unit = counts[0]
        if places and _has(said, "full"):
            return None
        return RoomSaid("open" if places else "full", places, unit)
    for status in ("limited", "full", "open"):
        if _has(said, status):
            return RoomSaid(status)
    return None


def _wait(found: re.Match[str]) -> str:
    return found.group(0).removeprefix("de ").strip()


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    letters = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return " ".join(re.sub(r"[^\w\s?\-]", " ", letters).split())


def _has(said: str, phrases: str) -> bool:
    return any(
        phrase in said if phrase == "?" else re.search(rf"\b{re.escape(phrase)}\b", said)
        for phrase in _table()["phrases"][phrases]
    )


def _counts(said: str) -> tuple[list[tuple[int, str]], bool]:
    """The numbers said, each with its unit, and whether there is one that counts nothing we know.

    A bare number counts places, alone or before a word such as "open".
    """
    words = said.split()
    found: list[tuple[int, str]] = []
    unexplained = False
    for at, word in enumerate(words):
        number = _number(word)
        if number is None:
            continue
        units = {unit for near in words[at + 1 : at + 4] if (unit := _units().get(near))}
        bare = len(words) == 1 or (at == 0 and len(words) == 2 and words[1] in _table()["left"])
        if number <= _MOST and (len(units) == 1 or (bare and not units)):
            found.append((number, units.pop() if units else ""))
        else:
            unexplained = True
    return found, unexplained


def _number(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    return next((row.index(word) for row in _number_words() if word in row), None)


@cache
def _units() -> Mapping[str, str]:
    return {word: unit for unit, words in _table()["units"].items() for word in words}


@cache
def _number_words() -> Sequence[list[str]]:
    return list(_table()["numbers"].values())


@cache
def _table() -> Mapping[str, Any]:
    source = (files("data") / "replies" / "availability.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)
