"""The numbers of data/upkeep/verification.toml: periods, mail, silence, room and harm."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Rules:
    """`days` by need category with `default`, `shelters` and `with_room`; the rest as the file says it."""

    calls_a_day: int
    days: Mapping[str, int]
    shelter_words: tuple[str, ...]
    link_days: int
    reminder_days: int
    again_days: int
    mails_a_day: int
    listings_each: int
    silent_mails: int
    silent_calls: int
    room_days: Mapping[str, int]
    problem_points: Mapping[str, float]
    doubt: Mapping[str, float]
    weight: Mapping[str, float]


@cache
def rules() -> Rules:
    """The rules as the file has them."""
    source = (files("data") / "upkeep" / "verification.toml").read_text(encoding="utf-8")
    told: dict[str, Any] = tomllib.loads(source)
    mail, silence, harm = told["mail"], told["silence"], told["harm"]
    return Rules(
        calls_a_day=told["calls_a_day"],
        days=told["days"],
        shelter_words=tuple(word.lower() for word in told["shelters"]["words"]),
        link_days=mail["link_days"],
        reminder_days=mail["reminder_days"],
        again_days=mail["again_days"],
        mails_a_day=mail["a_day"],
        listings_each=mail["listings_each"],
        silent_mails=silence["mails"],
        silent_calls=silence["calls"],
        room_days=told["room"],
        problem_points=harm["problems"],
        doubt=harm["doubt"],
        weight=harm["weight"],
    )
