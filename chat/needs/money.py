"""Yearly income, time sober and distance: the amounts in a caseworker's words, in one unit each."""

from __future__ import annotations

import re

_AMOUNT = r"(\d+(?:\.\d+)?)( ?k)?"
_PER = {
    "month": 12,
    "mo": 12,
    "monthly": 12,
    "mes": 12,
    "week": 52,
    "weekly": 52,
    "wk": 52,
    "semana": 52,
    "biweekly": 26,
    "year": 1,
    "yr": 1,
    "yearly": 1,
    "annual": 1,
    "annually": 1,
}
_INCOME = (
    re.compile(
        rf" (?:income|makes?|making|earns?|earning|gets|ssi|ssdi|ss|disability|social security|pension|salary|wages|retirement|brings? (?:in|home)|gana)"
        rf"(?: (?:is|of|about|around|only|like|in|at|income|just|approx|roughly|from|check|total|household|1|her|his|ssdi|ssi))* {_AMOUNT}(?: (?:a|per|each|every|al|por))?(?: (month|mo|monthly|week|weekly|year|yr|yearly|annually|biweekly|mes|semana))?(?= )"
    ),
    re.compile(
        rf" {_AMOUNT}(?: (?:a|per|each|al|por))? (month|mo|monthly|week|weekly|year|yr|yearly|annually|mes)(?: (?:ssi|ssdi|income|from|gross|net|ss|disability|pension|before|after|total))?(?= )"
    ),
    re.compile(rf" {_AMOUNT} (?:income|ssdi|ssi|salary)(?: (month|monthly|year))?(?= )"),
)
_RENT = re.compile(
    r"rent|owes|behind|bill|deposit|budget|max|under|pay up to|afford|balance|fine|debt|week sober|fee"
)
_NO_INCOME = re.compile(
    r" (?:no income|zero income|0 income|without income|sin ingresos|no money coming in)(?= )"
)


def income_annual(line: str) -> int | None:
    """US dollars a year: monthly times 12, weekly times 52; "no income" is 0; None where nothing is said."""
    if _NO_INCOME.search(line):
        return 0
    for pattern in _INCOME:
        for found in pattern.finditer(line):
            amount = float(found.group(1)) * (1000 if found.group(2) else 1)
            unit = found.group(3)
            before = line[max(0, found.start() - 22) : found.start()]
            if amount < 100 or (_RENT.search(before) and pattern is not _INCOME[0]):
                continue
            if unit is None:
                unit = (
                    "year"
                    if amount >= 7000
                    else "month"
                    if re.search(r"ssi|ssdi|ss |disability|social security|pension", found.group(0))
                    else None
                )
            if unit is None:
                continue
            return round(amount * _PER[unit])
    return None


_DAYS = {
    "day": 1,
    "days": 1,
    "week": 7,
    "weeks": 7,
    "wk": 7,
    "month": 30,
    "months": 30,
    "year": 365,
    "years": 365,
    "dias": 1,
    "meses": 30,
    "mes": 30,
    "ano": 365,
    "anos": 365,
    "semanas": 7,
}
_SPAN = r"(\d+)(?: and a half)? (days?|weeks?|months?|years?|dias|semanas|mes|meses|anos?)"
_SOBER = (
    re.compile(
        rf" {_SPAN} (?:clean|sober|in recovery|abstinent|off|of sobriety|of recovery|clean and sober|limpi[oa]|sobri[oa]|drug free|substance free|without)(?= )"
    ),
    re.compile(
        rf" (?:clean|sober|abstinent|sobriety|clean time|in recovery|limpi[oa]|sobri[oa])(?: (?:for|about|since|date|almost|now|de|of|and|por|hace|over|is|x|time|at))* {_SPAN}(?= )"
    ),
    re.compile(
        rf" (?:sober house|recovery house|sober living)(?: \w+)? {_SPAN}(?= )(?! (?:old|out|ago|program))"
    ),
    re.compile(r" (a|1) (day|week|month|year) (?:clean|sober)(?= )"),
)
_USING_NOW = re.compile(
    r" (?:(?:still|actively|currently|is|been|active(?:ly)?|keeps|are) (?:using|drinking|smoking (?:crack|meth|fent\w*)|injecting|shooting)"
    r"|active use|active user|active addiction|actively (?:using|drinking)|using (?:daily|fentanyl|heroin|meth|crack|cocaine|opioids|again|fent|every day|pills|now|right now|on and off|iv|a bundle)"
    r"|drinking (?:daily|every day|again|heavily|a|now|vodka|right now)|last (?:use|drink|used|drank) (?:was )?(?:today|this morning|last night|yesterday|about|\d+ (?:hours|hrs|hour)|an hour|tonight|\w+ \d+ (?:hours|hrs))"
    r"|drinks (?:daily|every day|a (?:pint|fifth|handle))|uses (?:daily|fentanyl|heroin|meth|every day|crack)|high right now|drunk right now|under the influence|withdrawing|in withdrawal|sigue (?:usando|tomando))(?= )"
)
_NOT_CLIENT = re.compile(
    r"(?:husband|wife|boyfriend|girlfriend|mom|dad|brother|sister|son|daughter|roommate|partner) $"
)


def days_sober(line: str) -> int | None:
    """Whole days since the last use: 0 when the client is using now, None where nothing is said."""
    for pattern in _SOBER:
        found = pattern.search(line)
        if found:
            number = 1 if found.group(1) == "a" else int(found.group(1))
            return number * _DAYS[found.group(2)]
    found = _USING_NOW.search(line)
    if found and not re.search(r" (?:not|no longer|never|stopped|quit|isnt) $", line[: found.start() + 1]):
        return None if _NOT_CLIENT.search(line[: found.start() + 1]) else 0
    return None
