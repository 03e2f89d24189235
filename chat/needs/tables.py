"""The phrase tables of needs, compiled once with the caseworkers' spelling."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from chat.phrasing.grammar import Phrase
from chat.phrasing.tables import compiled, table

SPELLED = "needs"


def phrases(written: Iterable[str]) -> tuple[Phrase, ...]:
    """Each written phrase, in caseworkers' spelling."""
    return compiled(written, {}, SPELLED)


@cache
def phrase_lists(path: str) -> dict[str, tuple[Phrase, ...]]:
    """A table of plain lists, each compiled."""
    return {key: phrases(written) for key, written in table(path).items()}


@cache
def categories() -> dict[str, dict[str, tuple[Phrase, ...]]]:
    """For each need category its phrases, exceptions, and (identification) wishes."""
    return {
        name: {key: phrases(written) for key, written in entry.items()}
        for name, entry in table("needs/categories.toml").items()
    }


@dataclass(frozen=True, slots=True)
class FactPhrases:
    """A fact and its value, the phrases that say it, those that hide it, and those that deny it outright."""

    fact: str
    value: Any
    said: tuple[Phrase, ...]
    hidden: tuple[Phrase, ...]
    denied: tuple[Phrase, ...]


@cache
def facts() -> tuple[FactPhrases, ...]:
    """What speaks for each fact, in the order of the table."""
    return tuple(
        FactPhrases(
            entry["fact"],
            entry["value"],
            phrases(entry["phrases"]),
            phrases(entry.get("except", ())),
            phrases(entry.get("denied", ())),
        )
        for entry in table("needs/facts.toml")["fact"]
    )
