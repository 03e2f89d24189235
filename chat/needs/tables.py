"""The phrase tables of needs, compiled once with the caseworkers' spelling."""

from __future__ import annotations

from collections.abc import Iterable
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


@cache
def facts() -> tuple[tuple[str, Any, tuple[Phrase, ...], tuple[Phrase, ...]], ...]:
    """Fact, value, phrases, exceptions: in the order of the table."""
    return tuple(
        (entry["fact"], entry["value"], phrases(entry["phrases"]), phrases(entry.get("except", ())))
        for entry in table("needs/facts.toml")["fact"]
    )
