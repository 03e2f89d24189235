"""Telephone numbers by their digits, and how many places answer under each."""

import re
from collections.abc import Iterable
from functools import cache

_LEAST = 7


@cache
def national_number(number: str) -> str:
    """The digits of a number as they are dialled within the country; empty where it is none."""
    digits = re.sub(r"\D", "", re.split(r"(?i)\b(?:ext|x)\b", number)[0])
    if len(digits) == 11 and digits.startswith("1"):
        digits = digits[1:]
    if len(digits) > 10:
        digits = digits[:10]
    return digits if len(digits) >= _LEAST and len(set(digits)) > 1 else ""


class Lines:
    """Which numbers belong to one door, and which are an organization's line for many."""

    def __init__(self, owners: Iterable[tuple[str, str]]) -> None:
        doors: dict[str, set[str]] = {}
        for number, door in owners:
            doors.setdefault(number, set()).add(door)
        self._doors = {number: len(found) for number, found in doors.items()}

    def doors(self, number: str) -> int:
        """At how many addresses the number is given."""
        return self._doors.get(number, 0)
