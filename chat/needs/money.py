"""Yearly income and time sober: amounts and spans in a caseworker's words, in one unit each."""

from __future__ import annotations

import re

from chat.needs.tables import phrase_lists
from chat.phrasing.tables import Message

_PER_YEAR = {
    "month": 12, "monthly": 12, "mes": 12, "week": 52, "weekly": 52, "semana": 52, "biweekly": 26,
    "year": 1, "yearly": 1, "annual": 1, "annually": 1, "ano": 1,
}  # fmt: skip
_UNIT = "|".join(sorted(_PER_YEAR, key=len, reverse=True))
_AMOUNT = r"(\d+(?:\.\d+)?)( ?k)?"
_BENEFIT = "ssi|ssdi|ss|disability|social security|pension"
_SOURCE = rf"income|makes?|making|earns?|earning|gets|{_BENEFIT}|salary|wages|retirement|brings? in|brings? home|gana"
_FILLING = r"(?: (?:is|of|about|around|only|like|in|at|income|just|approx|roughly|from|check|total|household|1|her|his|ssdi|ssi))*"
_INCOME = (
    re.compile(rf" (?:{_SOURCE}){_FILLING} {_AMOUNT}(?: (?:a|per|each|every|al|por))?(?: ({_UNIT}))?(?= )"),
    re.compile(rf" {_AMOUNT}(?: (?:a|per|each|al|por))? ({_UNIT})(?= )"),
    re.compile(rf" {_AMOUNT} (?:income|ssdi|ssi|salary)(?: ({_UNIT}))?(?= )"),
)
_NOT_INCOME = re.compile(
    r"rent|owes|behind|bill|deposit|budget|max|under|pay up to|afford|balance|fine|debt|sober|fee"
)
_NOTHING = re.compile(
    r" (?:no income|zero income|0 income|without income|sin ingresos|no money coming in)(?= )"
)
_LEAST_YEARLY = 7000  # without a unit, a smaller sum could be anything


def income_annual(line: str) -> int | None:
    """US dollars a year: monthly times 12, weekly times 52; "no income" is 0; None where nothing is said."""
    if _NOTHING.search(line):
        return 0
    for at, pattern in enumerate(_INCOME):
        for found in pattern.finditer(line):
            amount = float(found.group(1)) * (1000 if found.group(2) else 1)
            before = line[max(0, found.start() - 22) : found.start()]
            unit = found.group(3) or _usual_unit(found.group(0), amount)
            if amount >= 100 and unit and not (at and _NOT_INCOME.search(before)):
                return round(amount * _PER_YEAR[unit])
    return None


def _usual_unit(said: str, amount: float) -> str | None:
    """Benefits are paid by the month; a large sum without a unit is a year's."""
    if amount >= _LEAST_YEARLY:
        return "year"
    return "month" if re.search(rf" (?:{_BENEFIT}) ", said) else None


_DAYS = {
    "day": 1, "days": 1, "dias": 1, "week": 7, "weeks": 7, "semanas": 7, "month": 30, "months": 30, "mes": 30,
    "meses": 30, "year": 365, "years": 365, "ano": 365, "anos": 365,
}  # fmt: skip
_SPAN = rf"(\d+|a)(?: and a half)? ({'|'.join(sorted(_DAYS, key=len, reverse=True))})"
_CLEAN = r"clean and sober|clean|sober|in recovery|abstinent|off|of sobriety|of recovery|limpi[oa]|sobri[oa]|drug free|substance free"
_SINCE = r"(?: (?:for|about|since|date|almost|now|de|of|and|por|hace|over|is|time|at))*"
_SOBER = (
    re.compile(rf" {_SPAN} (?:{_CLEAN})(?= )"),
    re.compile(rf" (?:{_CLEAN}|sobriety|clean time){_SINCE} {_SPAN}(?= )"),
    re.compile(
        rf" (?:sober house|recovery house|sober living)(?: \w+)? {_SPAN}(?= )(?! (?:old|out|ago|program))"
    ),
)


def days_sober(message: Message) -> int | None:
    """Whole days since the last use: 0 when the client is using now, None where nothing is said."""
    for pattern in _SOBER:
        found = pattern.search(message.line)
        if found:
            number = 1 if found.group(1) == "a" else int(found.group(1))
            return number * _DAYS[found.group(2)]
    lists = phrase_lists("needs/sobriety.toml")
    rest = message.without(message.find_all(lists["not_now"]))
    return 0 if rest.has(lists["using_now"]) else None
