"""Phrases are kept in TOML files that a speaker of the language can read and correct without programming."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from chat.phrasing.grammar import Phrase, as_line, compile_phrase
from chat.phrasing.words import Token, tokens


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found in a message: which, and from which word to which (end exclusive)."""

    phrase: Phrase
    first: int
    last: int


class Message:
    """A message ready for matching: its words, and where each stands in the text."""

    def __init__(self, text: str, spelled: str = "replies") -> None:
        self.text = text
        self.tokens: list[Token] = tokens(text, spelled)
        self.line = as_line([token.word for token in self.tokens])
        self.words = frozenset(token.word for token in self.tokens)

    def find(self, phrases: Iterable[Phrase]) -> list[Hit]:
        """Every phrase that stands in the message, at its first place."""
        hits = []
        for phrase in phrases:
            found = phrase.search(self.line, self.words)
            if found is not None:
                hits.append(Hit(phrase, self._word_at(found.start()), self._word_at(found.end())))
        return hits

    def find_all(self, phrases: Iterable[Phrase]) -> list[Hit]:
        """Every phrase wherever it stands, longest reading from the left, none overlapping itself."""
        return [
            Hit(phrase, self._word_at(found.start()), self._word_at(found.end()))
            for phrase in phrases
            if not phrase.anchors or not phrase.anchors.isdisjoint(self.words)
            for found in phrase.pattern.finditer(self.line)
        ]

    def has(self, phrases: Iterable[Phrase]) -> bool:
        """Whether any of the phrases stands in the message."""
        return any(phrase.search(self.line, self.words) for phrase in phrases)

    def without(self, hits: Iterable[Hit]) -> Message:
        """The same message with the words of these hits blanked, so that nothing else reads them."""
        rest = object.__new__(Message)
        gone = {at for hit in hits for at in range(hit.first, hit.last)}
        rest.text = self.text
        rest.tokens = [Token("-", t.start, t.end) if at in gone else t for at, t in enumerate(self.tokens)]
        rest.line = as_line([token.word for token in rest.tokens])
        rest.words = frozenset(token.word for token in rest.tokens)
        return rest

    def said(self, hit: Hit) -> str:
        """The characters of the message that a hit was read from."""
        return self.text[self.tokens[hit.first].start : self.tokens[hit.last - 1].end] if self.tokens else ""

    def _word_at(self, offset: int) -> int:
        return min(self.line.count(" ", 0, max(offset, 0)), len(self.tokens))


@cache
def table(path: str) -> dict[str, Any]:
    """The TOML table at ``path`` under the data package."""
    return tomllib.loads(files("data").joinpath(path).read_text("utf-8"))


def compiled(
    written: Iterable[str], classes: Mapping[str, str], spelled: str = "replies"
) -> tuple[Phrase, ...]:
    """Each written phrase, ready for matching."""
    return tuple(compile_phrase(phrase, classes, spelled) for phrase in written)


@cache
def classes(path: str) -> dict[str, str]:
    """The ``[classes]`` of a table; each value is the inside of a bracket."""
    return dict(table(path)["classes"])
