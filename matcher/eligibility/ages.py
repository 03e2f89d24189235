"""Ages in figures, in school grades and in months: "12-24 years old", "6 weeks to 5", "grades K-5", "60+"."""

import re
from collections.abc import Iterator

from matcher.eligibility.atoms import Atom
from matcher.eligibility.meaning import Ages, Meaning, Span

_UNIT = r"(?:weeks?|wks?|months?|mos?|years?|yrs?|yr|y/o|y\.o\.?|year-?olds?)"
_NUMBER_WORDS = {
    "sixteen": 16, "eighteen": 18, "twenty-one": 21, "twenty-four": 24, "fifty": 50, "fifty-five": 55,
    "sixty": 60, "sixty-two": 62, "sixty-five": 65,
}  # fmt: skip
_NUMBER = rf"(?:\d{{1,2}}(?:\s?1/2|\.\d+)?(?:th)?|{'|'.join(sorted(_NUMBER_WORDS, key=len, reverse=True))})"
_SPAN_WORD = r"\s*(?:-+|to|through|thru|and|until|up\s+to)\s*"
_OLD = rf"(?:\s*-?\s*{_UNIT})?(?:\s*-?\s*olds?)?(?:\s+of\s+age)?"
_LABEL = r"(?:(?:between|from|within)\s+)?(?:the\s+)?(?:ages?(?:\s+groups?|\s+ranges?)?|aged|age)\s*:?\s*(?:of\s+|from\s+|is\s+|between\s+|are\s+)?(?:the\s+ages\s+of\s+)?"

_PEOPLE = re.compile(
    r"\b(?:youths?|adolescents?|toddlers?|children|kids|teens?|adults?|girls|boys|men|women|students|seniors|males?|females?|people|individuals?|persons?|clients?|veterans?)\W{1,3}$"
)
_BESIDE_AGES = re.compile(r"\W+|and\s+(?:their\s+)?families|children|inclusive|only")
_RANGE = re.compile(
    rf"(?<![\w$#/:.-])(?P<label>{_LABEL}|between\s+|from\s+)?(?P<low>birth|infants?|newborns?|{_NUMBER})"
    rf"(?P<low_unit>\s*-?\s*{_UNIT})?(?:\s*old)?(?:\s*\([^)]{{1,25}}\))?{_SPAN_WORD}(?:age\s+)?(?P<high>{_NUMBER})"
    rf"(?P<tail>{_OLD})(?:\s+inclusive)?(?![\w$%]|:\d|/\d|-\d|\s*(?:a\.?m|p\.?m)\b|\s*(?:days|hours|th\b|times|weeks?\b(?!\s+old)|minutes|persons|(?:years?\s+)?degree))",
)
_UPWARD = r"(?:and|or|&|,|/|-)?\s*(?:older?|oldera\s*nd|oler|over|up|above|upwards?|greater)(?:\s+and\s+(?:above|up|over))?(?!\s+the\s+past)"
_FROM = re.compile(
    rf"(?<![\w$#/:.-])(?P<label>(?:must\s+be\s+)?(?:at\s+least\s+|minimum\s+(?:of\s+)?)?{_LABEL})?(?:at\s+least\s+)?(?P<low>{_NUMBER})(?P<unit>\s*\(?{_UNIT}\)?)?"
    rf"(?:\s*-?\s*olds?)?(?:\s+of\s+age)?\s*(?:{_UPWARD}(?:\s+(?:in|of)\s+age)?(?:\s+of\s+age)?|\+(?:\s*{_UNIT}(?:\s+old)?)?)(?![\w%]|\s*(?:(?:years?|yrs?)\s+)?(?:ago|of\s+experience|days|hours|hrs|months|weeks|meetings))",
)
_UPTO = re.compile(
    rf"(?<![\w$#/:.-])(?:{_LABEL})?(?P<high>{_NUMBER}){_OLD}\s*(?:and|or|&|,)\s*(?:under|younger|below|less)(?:\s+in\s+age)?\b",
)
_LEAST = re.compile(
    rf"(?<!\w)(?P<word>at\s+least|minimum(?:\s+age)?(?:\s+of|\s*:|\s+is)?|over|older\s+than|above|more\s+than|no\s+younger\s+than|not\s+younger\s+than|from)\s+"
    rf"(?:the\s+)?(?P<label>age(?:s)?\s+(?:of\s+)?)?(?P<low>{_NUMBER})(?P<tail>{_OLD})(?!\s*(?:days|hours|months|weeks|%|percent|children|child\b|dollars|units|meetings|times|people|minutes|consecutive|-\s*\d))(?![\w%$])",
)
_MOST = re.compile(
    rf"(?<!\w)(?P<word>up\s+to(?:\s+and\s+including)?|under|younger\s+than|below|less\s+than|no\s+older\s+than|not\s+older\s+than|through|maximum\s+age(?:\s*:|\s+of|\s+is)?|until)\s+"
    rf"(?:the\s+)?(?P<label>ages?\s+(?:of\s+)?)?(?P<high>{_NUMBER})(?P<tail>{_OLD})(?!\s*(?:days|hours|weeks|months|%|percent|children|child\b|persons|people|dollars|times|minutes|degrees|th\b|-\s*\d))(?![\w%$])",
)
_EXACT = re.compile(
    rf"(?<![\w$#/:.-])(?P<label>(?:must\s+be\s+)?(?:age|aged|minimum\s+age)\s*:?\s+|must\s+be\s+(?=\d\d\s*(?:$|[,;.]|to\s+\w)))?(?P<low>{_NUMBER})(?P<tail>\s*-?\s*(?:years?|yrs?)(?:\s*-?\s*olds?)?(?:\s+of\s+age)?)?(?![\w%$:/]|\s*-\s*\d|\s*(?:year|month|degree|hour))",
)
_BIRTH_UP = re.compile(
    r"(?<!\w)(?:birth|0|infants?)\s+(?:and|&)\s+(?:up|older|over|above)\b|(?<!\w)(?:for\s+)?all\s+ages?(?!\w)"
)
_OPEN_AGES = re.compile(r"(?<!\w)(?:all\s+ages?|any\s+ages?|ages?\s+groups?:\s*all)(?!\w)")

_GRADE_WORD = r"(?:pre-?\s?k(?:indergarten)?|pk|p\.?s\.?|pre-?\s?school|rising\s+kindergarten|kindergarten|k|adults?|high\s+school|college|\d{1,2}\s?(?:st|nd|rd|th)?(?:\s+grade(?:rs?|s)?)?|first|infants?|toddlers?)"
_GRADES = re.compile(
    rf"(?<![\w$/-])(?P<label>grades?\s+)?(?P<low>{_GRADE_WORD})\s*(?:-+|to|through|thru)\s*(?P<high>{_GRADE_WORD})(?P<tail>\s*-?\s*grade(?:s|rs?)?)?(?:\s+students)?(?![\w-])",
)
_GRADE_UP = re.compile(r"(?<!\w)(?:first|1st)\s+grade\s+and\s+(?:above|up)(?!\w)")
_READING_LEVEL = re.compile(
    r"\b(?:read|write|math|test)\b[^.;,]{0,40}?\d{1,2}(?:st|nd|rd|th)\s+grade|\d{1,2}(?:st|nd|rd|th)\s+grade\s+level|grade\s+level"
)


def age_atoms(text: str) -> Iterator[Atom]:
    """Every age that a lower-case text states in figures or grades, overlaps included."""
    if not any(c.isdigit() for c in text) and not re.search(
        r"teen\b|twenty|fifty|sixty|\bk\b|pre-?\s?(?:k|school)|all\s+age|any\s+age|\bps\b", text
    ):
        return
    for found in _OPEN_AGES.finditer(text):
        yield _atom(found.span(), Ages(None, None))
    for found in _BIRTH_UP.finditer(text):
        yield _atom(found.span(), Ages(None, None))
    yield from _grades(text)
    for found in _RANGE.finditer(text):
        yield from _range(found, text)
    for found in _FROM.finditer(text):
        low = _years(found["low"], found["unit"])
        yield _atom(found.span(), Ages(low, None, found.span()), widens=_is_exception(text, found.end()))
    for found in _UPTO.finditer(text):
        yield _atom(found.span(), Ages(None, _years(found["high"], None), (0, 0), found.span()))
    for found in _LEAST.finditer(text):
        yield from _bound_below(found)
    for found in _MOST.finditer(text):
        yield from _bound_above(found)
    for found in _EXACT.finditer(text):
        yield from _exact(found, text)


def _atom(at: Span, ages: Ages, *, widens: bool = False) -> Atom:
    return Atom(*at, "age", Meaning(ages), widens=widens)


def _years(number: str, unit: str | None) -> int:
    """Whole years, rounded down, of a number with its unit."""
    digits = re.match(r"\d+", number)
    whole = int(digits.group()) if digits else _NUMBER_WORDS[number]
    if unit and re.search(r"week|wk", unit):
        return whole // 52
    if unit and re.search(r"mo", unit):
        return whole // 12
    return whole


def _range(found: re.Match[str], text: str) -> Iterator[Atom]:
    low_word, tail = found["low"], found["tail"]
    word_low = low_word.startswith(("birth", "infant", "newborn"))
    said = found["label"] or found["low_unit"] or tail.strip() or word_low
    begins = not text[: found.start()].strip() and re.match(r"\s*[,;.]", text[found.end() :])
    said = said or begins or _PEOPLE.search(text[: found.start()])
    # Two bare numbers are an age range only where they stand alone: elsewhere they may be hours or houses.
    alone = not _BESIDE_AGES.sub("", text[: found.start()] + text[found.end() :])
    if not (said or alone) or (
        re.match(r"between\s+$", found["label"] or "") and re.search(r"[ap]\.?m|hour", text)
    ):
        return
    unit = found["low_unit"] or tail
    high = _years(found["high"], tail)
    # "0 - 18" is from birth on, which asks nothing; "6 weeks to 5" asks for six weeks.
    from_birth = word_low or low_word == "0"
    low = None if from_birth else _years(low_word, unit if found["low_unit"] else (tail if high else None))
    if low is not None and low > high:
        return
    yield _atom(
        found.span(), Ages(low, high, found.span(), found.span()), widens=_is_exception(text, found.end())
    )


def _bound_below(found: re.Match[str]) -> Iterator[Atom]:
    word = found["word"]
    plain = not (found["label"] or found["tail"].strip())
    # "At least 20" may count anything; "over 21" is said of ages.
    if _is_duration(found) or (plain and word.startswith(("at", "from", "more"))):
        return
    if plain and not 10 <= _years(found["low"], None) <= 90:
        return
    low = _years(found["low"], found["tail"]) + (word.startswith(("over", "older", "above", "more")))
    yield _atom(found.span(), Ages(low, None, found.span()))


def _bound_above(found: re.Match[str]) -> Iterator[Atom]:
    word = found["word"]
    if _is_duration(found):
        return
    if not (found["label"] or found["tail"].strip()) and not 3 <= _years(found["high"], None) <= 90:
        return
    if word.startswith(("through", "less", "below", "until")) and not (
        found["label"] or found["tail"].strip()
    ):
        return
    exclusive = word.startswith(("under", "younger", "below", "less"))
    high = _years(found["high"], found["tail"]) - exclusive
    yield _atom(found.span(), Ages(None, high, (0, 0), found.span()))


def _is_duration(found: re.Match[str]) -> bool:
    """Whether "up to 18 months" is how long someone stays: an age in months, or of few years, says so."""
    if found["label"] or re.search(r"old|age", found["tail"]):
        return False
    number = found.groupdict().get("low") or found.groupdict()["high"]
    return bool(re.search(r"week|wk|mo", found["tail"])) or (
        "y" in found["tail"] and _years(number, None) < 13
    )


def _exact(found: re.Match[str], text: str) -> Iterator[Atom]:
    """ "Must be 60 years of age" sets the lowest age; "16 with consent" lets younger people in."""
    low = _years(found["low"], None)
    after = text[found.end() :]
    exception = _is_exception(text, found.end())
    stated = found["tail"] or found["label"]
    first_word = not text[: found.start()].strip() and re.match(r"\s*(?:,|$)", after)
    if (
        exception
        or (stated and not re.match(r"\s*(?:prior|after|ago|before|residen|in\s+the|of\s+(?!age))", after))
        or (first_word and 14 <= low <= 80)
    ):
        yield _atom(found.span(), Ages(low, None, found.span()), widens=exception)


def _is_exception(text: str, end: int) -> bool:
    """Whether an age is followed by what lets it in against the rule before it: consent, a case, a site."""
    return bool(
        re.match(
            r"\s*(?:ok\b|okay\b|(?:is|are)\s+(?:ok|accepted|allowed|welcome)|(?:are\s+)?(?:accepted|allowed|considered)|"
            r"(?:years?\s*)?(?:with|w/)\s+(?:a\s+|an\s+|the\s+|written\s+|special\s+)*(?:consent|adult|permission|parent|guardian|legal|approval|disabilit)"
            r"|at\s+\d|(?:people|persons?|individuals?|clients)?\s*(?:accepted|considered)\s+on)",
            text[end:],
        )
    )


def _grades(text: str) -> Iterator[Atom]:
    levels = [found.span() for found in _READING_LEVEL.finditer(text)]
    for found in _GRADE_UP.finditer(text):
        yield _atom(found.span(), Ages(6, None, found.span()))
    for found in _GRADES.finditer(text):
        if any(start < found.end() and found.start() < end for start, end in levels):
            continue
        low, high = _grade(found["low"]), _grade(found["high"])
        named = (
            found["label"] or found["tail"] or any(_is_grade_word(found[side]) for side in ("low", "high"))
        )
        if not named or low is None or high is None:
            continue
        yield _atom(found.span(), Ages(low[0], high[1], found.span(), found.span()))


def _is_grade_word(word: str) -> bool:
    return bool(re.search(r"grade|st$|nd$|rd$|th$|^k$|^p|kinder|school", word))


def _grade(word: str) -> tuple[int | None, int | None] | None:
    """The ages at the start and the end of a grade: grade n is n+5 to n+6, kindergarten 5 to 6."""
    if number := re.match(r"\d+", word):
        grade = int(number.group())
        return (grade + 5, grade + 6) if 1 <= grade <= 12 else None
    if re.match(r"pre-?\s?k|pk", word):
        return (4, 4)
    if re.match(r"p\.?s|pre-?\s?school", word):
        return (3, 3)
    if word.startswith("first"):
        return (6, 7)
    if word.startswith(("adult", "college")):
        return (18, None)
    if word.startswith("high"):
        return (14, 18)
    if word.startswith(("infant", "toddler")):
        return (None, None)
    return (5, 6)
