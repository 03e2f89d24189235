"""Income limits in figures: percent of the federal poverty level or of area median income, or an amount."""

import re
from collections.abc import Iterator

from matcher.eligibility.atoms import Atom
from matcher.eligibility.meaning import Meaning

_POVERTY = r"(?:(?:of\s+)?(?:the\s+)?(?:(?:federal\s+|u\.?s\.?\s+|hhs\s+)?poverty(?:\s+income)?(?:\s+(?:level|line|guidelines?|limit|index))?(?:\s*\((?:fpl|pig|fpg)\))?|fpl|pig|fpg)|(?:above|below)\s+(?:the\s+)?(?:federal\s+)?poverty\s+level)"
_MEDIAN = r"(?:of\s+)?(?:the\s+)?(?:(?:area\s+|state\s+|city\s+)?median(?:\s+(?:family\s+|household\s+)?income)?(?:\s*\(ami\))?|ami\b|smi\b)"
_PERCENT = re.compile(
    rf"(?<![\w$])(?:(?:low|very\s+low)-?\s*income\W+)?(?:(?:household\s+)?incomes?\W+)?(?P<lead>(?:[a-z]+\s+){{0,6}}?)(?P<percent>\d{{2,3}})\s*(?:%|percent)(?P<loose>\s+or\s+(?:less|below|lower|under))?\s*"
    rf"(?:(?P<poverty>{_POVERTY})|(?P<median>{_MEDIAN}))(?:\s+or\s+(?:less|below|lower))?(?:\s+in\s+dc)?",
)
_PERCENT_OF_NOTHING = re.compile(
    r"income\s+limit:?\s*(?:is\s+)?(?P<percent>\d{2,3})\s*%(?:\s*\(standard\s+not\s+named[^)]*\))?"
)
_AMOUNT = re.compile(
    r"(?:incomes?|earn(?:s|ing)?)\s+(?:limit\W+|below\s+|under\s+|less\s+than\s+|of\s+less\s+than\s+|not\s+to\s+exceed\s+|at\s+or\s+below\s+)+\$\s?\d[\d,.]*",
)
_BOUND = re.compile(
    r"(?:\b(?:at|or|below|under|up|to|less|than|within|no|more|not|exceed|earning|living)\s+)+$"
)
_AT_LEAST = re.compile(r"\b(?:at\s+least|minimum|more\s+than|above|over)\s*$")


def income_atoms(text: str) -> Iterator[Atom]:
    """Every income limit that a lower-case text states in figures.

    A percent whose measure is not named, and an amount in dollars, are `low`: a limit that cannot be computed.
    """
    if "%" not in text and "percent" not in text and "$" not in text:
        return
    for found in _PERCENT.finditer(text):
        if not _AT_LEAST.search(found["lead"] or ""):
            measure = "fpl" if found["poverty"] else "ami"
            yield _limit(found, f"{measure}_{int(found['percent'])}", _start(found))
    for pattern in (_PERCENT_OF_NOTHING, _AMOUNT):
        for found in pattern.finditer(text):
            yield _limit(found, "low", found.start())


def _start(found: re.Match[str]) -> int:
    """Where the limit itself begins: other words before it may say where people live."""
    if found.start("lead") > found.start():
        return found.start()
    bound = _BOUND.search(found["lead"])
    return found.start("lead") + (bound.start() if bound else len(found["lead"]))


def _limit(found: re.Match[str], value: str, start: int) -> Atom:
    meaning = Meaning.of([f"income:max:{value}"], (start, found.end()))
    return Atom(start, found.end(), "condition", meaning, plight=True)
