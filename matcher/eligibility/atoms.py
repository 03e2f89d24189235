"""The smallest pieces of text that mean something, and how rival readings of the same words are settled."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from matcher.eligibility.meaning import Meaning

Kind = Literal["people", "anyone", "condition", "age", "place"]


@dataclass(frozen=True)
class Atom:
    """Words from `start` to `end` and what they demand.

    `people` is a noun for a kind of person, `anyone` a noun for any person at all; the other kinds qualify
    people. `plain` nouns pick nobody out but by gender; a `plight` is a hardship; `widens` marks words that
    let more people in ("16 with consent").
    """

    start: int
    end: int
    kind: Kind
    meaning: Meaning
    plain: bool = False
    plight: bool = False
    widens: bool = False

    @property
    def is_noun(self) -> bool:
        """Whether it names people."""
        return self.kind in ("people", "anyone")


def settled(candidates: Iterable[Atom]) -> list[Atom]:
    """Of readings that share words the longest wins: "pregnant women" over "women". In order of the text."""
    taken: list[Atom] = []
    for atom in sorted(candidates, key=lambda a: (a.start - a.end, a.start)):
        if all(atom.end <= other.start or other.end <= atom.start for other in taken):
            taken.append(atom)
    return sorted(taken, key=lambda a: a.start)
