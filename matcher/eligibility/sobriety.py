"""Time sober: "90 days clean and sober", "at least 12 months sobriety", "must be clean and sober"."""

import re
from collections.abc import Iterator

from matcher.eligibility.atoms import Atom
from matcher.eligibility.meaning import Meaning

_DAYS = {"hour": 0, "hr": 0, "day": 1, "week": 7, "wk": 7, "month": 30, "mo": 30, "year": 365, "yr": 365}
_WORDS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "six": 6,
    "nine": 9,
    "twelve": 12,
    "thirty": 30,
    "sixty": 60,
    "ninety": 90,
}
_AMOUNT = rf"(?P<number>\d{{1,3}}|{'|'.join(_WORDS)})\+?(?:\s*\(\d+\))?[\s-]*(?P<unit>hour|hr|day|week|wk|month|mo|year|yr)s?\.?'?(?:\(s\))?"
_AMOUNT_2 = _AMOUNT.replace("<number>", "<number2>").replace("<unit>", "<unit2>")
_SOBER = (
    r"(?:clean(?:\s*(?:and|&|/|,|or)\s*sober)?|sober(?:\s*(?:and|&|/|,|or)\s*clean)?|sobriety|abstinen(?:t|ce)|clean\s+time|sober(?:,\s*clean)?(?:\s+or\s+abstinent)?|"
    r"(?:drugs?|alcohol)(?:\s*(?:and|or|&|/)\s*(?:drugs?|alcohol))?[\s-]+free|drug\s*/\s*alcohol\s+free|"
    r"(?:of\s+)?no\s+(?:drugs?|alcohol)(?:\s+(?:and|or)\s+(?:drugs?|alcohol))?(?:\s+use)?|free\s+(?:of|from)\s+(?:drugs?|alcohol)(?:\s*(?:and|or|&|,|/)\s*(?:drugs?|alcohol))*)"
)
_NOT_PERSON = r"(?!\s+(?:environment|facility|housing|house|living|setting|homes?|community|meetings?|supports?|area|place|program))"
_BEFORE = re.compile(
    rf"(?:(?:at\s+least|minimum\s+(?:of\s+)?|must\s+have|requires?|proof\s+of)\s+)*(?:the\s+last\s+)?{_AMOUNT}\s*(?:of\s+|continuous\s+|consecutive\s+|being\s+)*{_SOBER}(?:\s+time)?(?:\s+from\s+[a-z ]{{1,25}})?{_NOT_PERSON}"
)
_AFTER = re.compile(
    rf"(?:be\s+)?{_SOBER}{_NOT_PERSON}\s*(?:\(\s*)?(?:for|of)?\s*(?:a\s+|the\s+last\s+|the\s+past\s+)?(?:at\s+least|minimum\s+of|a\s+minimum\s+of)?\s*(?:have\s+at\s+least\s+)?{_AMOUNT}"
)
_PROOF = re.compile(
    rf"history\s+of\s+substance\s+abuse\s+must\s+provide\s+proof\s+of\s+at\s+least\s+{_AMOUNT}"
)
_RECOVERING = re.compile(
    rf"(?:currently\s+)?in\s+recovery\s+(?:for\s+)?(?:(?:at\s+least|a\s+minimum\s+of)\s+)?{_AMOUNT.replace('s?', '(?:s)?', 1)}|(?:at\s+least\s+)?{_AMOUNT_2}\s+(?:of\s+|in\s+)recovery"
)
_BARE = re.compile(
    rf"(?<![\w-])(?:(?:willing\s+to\s+)?(?:stay|remain|be|must\s+be|currently)\s+)*{_SOBER}{_NOT_PERSON}(?![\w-])"
    r"|(?:cannot|can\s+not|must\s+not|may\s+not)\s+be\s+(?:actively\s+)?(?:involved\s+in|using|on|under\s+the\s+influence\s+of)\s+(?:any\s+)?(?:drugs?|alcohol)(?:\s*(?:and|or|&|/)\s*(?:drugs?|alcohol))?"
)
_WISH = re.compile(
    r"(?:willing(?:ness)?|desire|want(?:s|ing)?|agree(?:s|ing)?|commit(?:ted|ment)?|good|help(?:ing)?|sincere|prefer(?:red|ably)?)\s+(?:to\s+)?(?:[a-z]+\s+){0,4}$"
)
_HOUSE_RULE = re.compile(r"(?:live|living|reside|stay|in)\s+(?:in\s+)?(?:an?\s+)?$")


def sobriety_atoms(text: str) -> Iterator[Atom]:
    """Every demand of time sober in a lower-case text. A wish to become sober, or a dry house, is none."""
    if not re.search(r"sober|sobriety|clean|abstinen|drug|alcohol|abuse|recovery", text):
        return
    for pattern in (_BEFORE, _AFTER, _PROOF):
        for found in pattern.finditer(text):
            yield _atom(found, _days(found["number"], found["unit"]))
    for found in _RECOVERING.finditer(text):
        days = max(_days(found["number"] or found["number2"], found["unit"] or found["unit2"]), 1)
        meaning = Meaning.of([f"days_sober:min:{days}", "substance_use:is:true"], found.span())
        yield Atom(*found.span(), "condition", meaning)
    for found in _BARE.finditer(text):
        before = text[: found.start()]
        if re.match(r"cannot|can\s+not|must\s+not|may\s+not", found.group()) or _is_demanded(
            found.group(), before, text[found.end() :]
        ):
            yield _atom(found, 1)
        else:
            yield Atom(found.start(), found.end(), "condition", Meaning())


def _is_demanded(words: str, before: str, after: str) -> bool:
    if words.startswith("willing") or _WISH.search(before) or _HOUSE_RULE.search(before):
        return words.startswith("willing to stay") or words.startswith("willing to remain")
    if re.match(r"\s*(?:living|house|clothes|clothing|support|water|linens?|and\s+safe)", after):
        return False
    # "Clean" alone is as often said of a room or of clothes.
    return not re.fullmatch(r"clean|(?:be|must be) clean|sobriety|abstinence", words) or words.startswith(
        "must"
    )


def _days(number: str, unit: str) -> int:
    amount = _WORDS[number] if number in _WORDS else int(number)
    return amount // 24 if unit.startswith("h") else amount * _DAYS[unit]


def _atom(found: re.Match[str], days: int) -> Atom:
    meaning = Meaning.of([f"days_sober:min:{max(days, 1)}"], found.span())
    return Atom(found.start(), found.end(), "condition", meaning)
