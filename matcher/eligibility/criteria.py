"""One requirement of a service, in the words that files, code and screens share."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

OPERATIONS = frozenset({"min", "max", "in", "is", "has", "not"})


@dataclass(frozen=True, order=True)
class Criterion:
    """`fact:op:value` in lower case, for example `age:min:18` or `residence:in:lane county`."""

    fact: str
    op: str
    value: str

    def __str__(self) -> str:
        return f"{self.fact}:{self.op}:{self.value}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads the written form. Raises ValueError, naming the text, where it is not one."""
        parts = text.strip().lower().split(":", 2)
        if len(parts) != 3 or not all(parts) or parts[1] not in OPERATIONS:
            raise ValueError(f"not a criterion (fact:op:value): {text!r}")
        return cls(*parts)

    @property
    def number(self) -> int:
        """The value as a whole number (years, days). Raises ValueError where it is a word."""
        return int(self.value)


@dataclass(frozen=True)
class Reading:
    """A criterion with its evidence: which text said so (`source`), and the words from `start` to `end`.

    One that a person put in place of what was read has the source `correction` and no words.
    """

    criterion: Criterion
    source: str
    start: int
    end: int
    words: str


def corrected(criteria: Iterable[str]) -> tuple[Reading, ...]:
    """Written criteria that a person put in place of what was read. Raises ValueError as `Criterion.parse`."""
    return tuple(Reading(Criterion.parse(criterion), "correction", 0, 0, "") for criterion in criteria)
