"""The children at home, with their ages in whole years; children who live elsewhere are left out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chat.phrasing.tables import table

_WORDS = table("needs/people.toml")
_CHILD = "(?:" + "|".join(sorted(_WORDS["child"], key=len, reverse=True)) + ")"
_UNIT = r"(?:months? old|weeks? old|days? old|years? old|year olds?|yr olds?|y o|months?|weeks?|days?|years?|meses|anos)"
_NUMBER = rf"\d{{1,2}}(?:yo|yr|y|m|mo)?(?: {_UNIT})?"
_LIST = rf"({_NUMBER}(?: (?:and |y |plus |und )?(?:(?:a|an|the|her|his) )?(?:{_CHILD} )?{_NUMBER})*)"
_GLUE = r"(?: (?:is|are|ages?|aged|who|with|her|him|both|of|at|home|which|a|an|de|tiene|tienen|now|turning|only|and|just))*"

_CHILD_THEN_AGES = re.compile(rf"(?<! of)(?: (\d|a|an))?(?: \w+)?? ({_CHILD}){_GLUE} {_LIST}(?= )")
_AGES_THEN_CHILD = re.compile(
    rf" (\d{{1,2}}(?: (?:and|y|or) \d{{1,2}})*)(yo|yr|y|m|mo)?(?: ({_UNIT}))?"
    rf"(?: (?:old|autistic|deaf|blind|disabled|little|biological|grand|s))*(?: ({_CHILD}))?(?= )"
)
_COUNT = re.compile(
    r"(?<! of) (\d|1[0-5])(?: (?:small|young|little|minor|other|older|teenage|teen|dependent|biological|school age|of|her|his))*"
    rf" {_CHILD}(?= )"
)
_PARENT_OF = re.compile(
    r" (?:mom|mother|dad|father|madre|mama|parent|woman)(?: \w+)? (?:of|to|with|de) (\d{1,2})(?= (?!year|yr|month|day|week|mile))"
)
_NONE = re.compile(r" (?:no|without|sin|childless|0) (?:kids?|children|dependents?|hijos|child)(?= )")
_NEW = re.compile(r" (?:newborn|infant|new baby|recien nacido|recem nascido)(?= )")
_ADULT = re.compile(
    r" (?:mom|mother|dad|father|parents?|she|he|her|his|client|woman|man|lady|guy|family|grandma|grandmother|\d\d[fm]|female|male)(?= )"
)
_AWAY = re.compile(r"\b(?:" + "|".join(_WORDS["away"]) + r")")
_YOUNG_UNIT = ("month", "week", "day", "mes", "m")


@dataclass(slots=True)
class Children:
    """``ages`` where every child's age is known, else ``count``; ``rest`` is the line without their numbers."""

    rest: str
    ages: list[int] | None = None
    count: int = 0
    infant: bool = False


def read_children(line: str) -> Children:
    """The children who live with the adult that a line of plain words is about."""
    if _NONE.search(line):
        return Children(line, ages=[])
    reading = _Reading(line)
    reading.lists_after_a_child()
    reading.ages_before_a_child()
    reading.newborn()
    return reading.result()


class _Reading:
    def __init__(self, line: str) -> None:
        self.line, self.rest = line, line
        self.ages: list[int] = []
        self.stated, self.away, self.infant = 0, False, False

    def take(self, found: re.Match[str], ages: list[int]) -> None:
        """Count these ages unless the words around say that the children live elsewhere."""
        around = self.line[max(0, found.start() - 30) : found.end() + 40]
        if _AWAY.search(around):
            self.away = True
            self.infant = self.infant or 0 in ages
        else:
            self.ages.extend(age for age in ages if age < 18)
        blank = " " + "#" * (found.end() - found.start() - 1)
        self.rest = self.rest[: found.start()] + blank + self.rest[found.end() :]

    def lists_after_a_child(self) -> None:
        for found in list(_CHILD_THEN_AGES.finditer(self.rest)):
            count = int(found.group(1)) if (found.group(1) or "").isdigit() else 0
            ages = _years(found.group(3))
            if count and len(ages) > count:
                ages = ages[:count]
            if found.group(2).startswith("twin") and ages and ages[1:2] != ages[:1]:
                ages = [ages[0], *ages]
            if ages and max(ages) >= 18 and len(ages) == 1:
                continue
            self.stated += count
            self.take(found, ages)

    def ages_before_a_child(self) -> None:
        for found in list(_AGES_THEN_CHILD.finditer(self.rest)):
            numbers = [int(number) for number in re.findall(r"\d+", found.group(1))]
            unit = (found.group(3) or found.group(2) or "").strip()
            old = (
                "old" in unit
                or unit in ("yo", "yr", "y o")
                or (found.group(4) is not None and unit[:1] in ("y", "a"))
            )
            young = unit.startswith(_YOUNG_UNIT) and ("old" in unit or found.group(4) is not None)
            others = self.line[: found.start()] + self.line[found.end() :]
            if not (old or young) or (max(numbers) >= 18 and not young):
                continue
            if found.group(4) is None and not _ADULT.search(others):
                continue
            if young:
                numbers = [number // 12 if unit[:1] == "m" else 0 for number in numbers]
            self.take(found, numbers)

    def newborn(self) -> None:
        found = _NEW.search(self.rest)
        if found and 0 not in self.ages:
            self.take(found, [0])

    def result(self) -> Children:
        total = 0
        for found in _COUNT.finditer(self.line):
            total = max(total, int(found.group(1)))
            self.away = self.away or bool(
                _AWAY.search(self.line[max(0, found.start() - 30) : found.end() + 40])
            )
        parent_of = _PARENT_OF.search(self.rest)
        if parent_of:
            total = max(total, int(parent_of.group(1)))
        infant = self.infant or (0 in self.ages)
        if self.ages and len(self.ages) >= max(total, self.stated):
            return Children(self.rest, ages=sorted(self.ages), infant=infant)
        if max(total, self.stated) and not self.away:
            return Children(self.rest, count=max(total, self.stated), infant=infant)
        return Children(self.rest, infant=infant)


def _years(listed: str) -> list[int]:
    """ "3 and a baby 4 months" is [3, 0]: months and weeks are counted in whole years."""
    years = []
    for found in re.finditer(rf"(\d{{1,2}})(yo|yr|y|m|mo)?(?: ({_UNIT}))?(?= |$)", listed):
        unit = found.group(3) or found.group(2) or ""
        number = int(found.group(1))
        if unit.startswith(("month", "mes", "mo")) or unit == "m":
            number //= 12
        elif unit.startswith(("week", "day")):
            number = 0
        years.append(number)
    return years
