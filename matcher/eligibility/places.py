"""Where people must live: "DC residents", "lives in Ward 7 or 8", "Alameda and Solano Counties", ZIP codes."""

import re
from collections.abc import Iterator
from functools import cache

from matcher.eligibility.atoms import Atom
from matcher.eligibility.meaning import Meaning
from matcher.eligibility.phrases import table

# Patterns run over the text in its own capitals, since only they show where an unknown name begins.
_DC = r"(?:[Nn]orthwest\s+|[Ss]outheast\s+|[Nn]ortheast\s+|[Ss]outhwest\s+|NW\s+|SE\s+|NE\s+|SW\s+)?(?:Metro(?:politan)?\s+|Greater\s+|metro\s+|metropolitan\s+)?(?:(?:Washington|WASHINGTON|washington),?\s*D\.?\s?C\.?(?!\w)|D\.C\.|DC|dc|(?:the\s+)?[Dd]istrict\s+of\s+[Cc]olumbia|DISTRICT\s+OF\s+COLUMBIA)"
_AREA = r"(?:\s+(?:(?:[Mm]etro(?:politan)?\s+)?(?:[Aa]rea|[Rr]egion)\b|METRO\s+AREA|[Cc]ommunity|[Nn]eighborhood|[Ww]ards?\s+\d))?"
_METRO = r"(?:[Mm]etro(?:politan)?[\s-]+(?:Washington\s+)?(?:DC\s+)?(?:[Aa]rea|[Rr]egion)|[Mm]etropolitan\s+Washington|[Ff]ar\s+[Ss]outh(?:east|west)\s+region)"
_WARD = r"(?:[Ww]ards?|WARDS?)\s+\d(?:(?:\s*(?:,|and|or|&|\.)\s*)+(?:[Ww]ards?\s+|parts\s+of\s+)?\d)*"
_TITLE = r"(?:[A-Z][a-z'.]+|[A-Z]{2,})(?:[ -](?:of\s+(?:the\s+)?)?(?:[A-Z][a-z'.]+|[A-Z]{2,}))*"
_COUNTY_OF = r"(?:[Cc]ity\s+and\s+)?(?:[Cc]ounty|[Cc]ity|[Tt]own)\s+(?:and\s+[Cc]ounty\s+)?of\s+" + _TITLE
_PLACE = rf"(?:{_WARD}|{_DC}{_AREA}|{_METRO}|{_COUNTY_OF}|[Tt]he\s+District(?!\s+of)|{_TITLE}{_AREA})"
_JOIN = r"(?:\s*(?:,\s*(?:and|or|&|including)?|/|&|\band\b|\bor\b|\bincluding\b)\s*(?:the\s+|parts\s+of\s+)?)"
_LIST = rf"(?P<places>{_PLACE}(?:{_JOIN}{_PLACE})*(?:\s+(?:[Cc]ount(?:y|ies)|[Tt]wps?\.?|[Tt]ownships?))?(?:\s+areas)?)"

_RESIDENTS = re.compile(
    rf"(?<![\w'-]){_LIST}(?:\s*[,']\s*|\s+)(?:[Rr]esiden(?:ts?|s|ce|cy)|RESIDENTS?|[Tt]enants)\b(?!\s+(?:[Cc]ard|permit))"
)
_RESIDENTS_OF = re.compile(
    rf"(?:[Rr]esid(?:ents?|ens|ent|ency)|RESIDENTS?|[Nn]atives?|[Ll]iving|[Ll]ives?)\s+(?:of|in|OF|within)\s+(?:the\s+)?{_LIST}"
)
_LIVE_IN = re.compile(
    rf"(?<!\w)(?:[Ll]iv(?:e|es|ing)|LIVE|[Rr]esid(?:e|es|ing)|[Ss]taying|[Ww]ho\s+live)\s+(?:(?:in|within|on|the)\s+)+(?:zip\s+codes?\s+)?{_LIST}"
)
_IN_KNOWN = re.compile(
    rf"(?<!\w)(?P<how>[Ii]n|[Oo]f|[Ff]rom|[Ww]ithin|[Ww]ith(?=\s+(?:the\s+)?[Cc](?:ity|ounty)))\s+(?:the\s+)?(?P<places>(?:{_DC}{_AREA}|{_WARD}|[Tt]he\s+District(?!\s+of)|District\b(?!\s+of)|{_COUNTY_OF}|{_METRO})(?:{_JOIN}(?:Maryland|Virginia|MD|VA|{_WARD})(?!\w))*)(?!\s+(?:[Dd]epartment|Government|[Ff]ire|Public|Council|Superior|Rehab|Bar))"
)
_KNOWN_PEOPLE = re.compile(
    rf"(?<!\w)(?P<places>{_DC})\s+(?=(?:[Aa]t-risk\s+)?(?:[Ff]amilies|[Hh]ome-?owners|[Ss]tudents|[Ss]eniors|[Yy]outh|[Cc]hildren|[Aa]dults|[Ww]omen|[Mm]en)\b)"
)
_HOUSEHOLDS = re.compile(
    rf"(?:[Hh]ouseholds|[Pp]eople|[Ii]ndividuals|[Ff]amilies|[Pp]ersons)\s+in\s+(?P<places>{_TITLE}\s+County)\b"
)
_COUNTY_ITEM = re.compile(rf"(?:^|[,;(])\s*(?P<places>{_TITLE}\s+County)(?=\s*(?:[,;.)]|$))")
_ALONE = re.compile(rf"^\W*(?P<places>{_DC}(?:{_AREA})|{_METRO}|{_WARD})\W*$")
_FIRST = re.compile(rf"^\W*(?P<places>{_DC}{_AREA}|{_METRO}|{_WARD})(?=\s*[,;]|\s+(?:living|who|with)\b)")
_SERVING = re.compile(
    rf"^\W*(?:[Ss]erving|[Ss]erves\s+only|[Ii]ntended\s+for\s+residents\s+of|[Gg]eographic\s+[Rr]estrictions?:)\s+(?P<places>{_TITLE}(?:{_JOIN}{_TITLE})*)(?:\s+(?:[Tt]wps?|[Tt]ownships?)\.?)?\W*$"
)
_UNDER = re.compile(rf"[Rr]eside\s+within\s+[A-Z][a-z]+\s+of\s+[A-Z][a-z]+:\s+{_LIST}")
_ZIP_LABEL = re.compile(
    r"zip|liv(?:e|ing)\s+in\s+\d{5}|resid\w+\s+(?:in|of)\s+\d{5}|geographic\s+restriction|(?:serves?|call\s+to|only)[^.|]{0,25}\b\d{5}\b|\b\d{5}\s+(?:residents?|zip)",
    re.I,
)
_ZIP = re.compile(r"(?<![\d-])\d{5}(?![\d-])")
# Where something happened or is decided is not where the person lives.
_NOT_HOME = re.compile(
    r"(?:case|problem|employment|occur(?:red)?|place|located|event|discrimination|file[sd]?|jurisdiction|provided|offered|wards?|visitors|court|school(?:s)?|business(?:es)?|participate|owned|jail|prison|parole|prcs|probation|arrest\S*|conviction|matter|radius|law|issues?|department|agencies|university)\W+(?:\w+\W+){0,2}$",
    re.I,
)
_POTENTIAL = re.compile(
    r"(?:potential|prospective|visitors?\s+(?:of|to)|non-?)\s*(?:residents?\s+(?:of\s+)?)?$|\bor\s+potential\b",
    re.I,
)
_SPLIT = re.compile(r"\s*(?:,\s*(?:and|or|&|including)\s+|,|/|&|\band\b|\bor\b|\bincluding\b)\s*")


@cache
def _table() -> tuple[tuple[tuple[re.Pattern[str], str], ...], frozenset[str]]:
    data = table("places")
    names = tuple((re.compile(entry["written"]), entry["name"]) for entry in data["name"])
    return names, frozenset(data["words"]["not_places"])


def place_atoms(text: str) -> Iterator[Atom]:
    """Every statement of where people must live, overlaps included; `text` in its own capitals."""
    yield from _zip_codes(text)
    lower = text.lower()
    if "resid" in lower or "tenant" in lower:
        for pattern in (_RESIDENTS, _RESIDENTS_OF):
            yield from _named(pattern, text)
    if "liv" in lower or "resid" in lower or "stay" in lower:
        yield from _named(_LIVE_IN, text)
        yield from _named(_UNDER, text)
    if re.search(r"dc|d\.c|district|county|city|metro|ward", lower):
        yield from _named(_IN_KNOWN, text)
        yield from _named(_KNOWN_PEOPLE, text)
        yield from _named(_HOUSEHOLDS, text)
        yield from _named(_COUNTY_ITEM, text)
        yield from _named(_ALONE, text)
        yield from _named(_FIRST, text)
    if re.match(r"\W*(?:serv|intended|geographic)", lower):
        yield from _named(_SERVING, text)


def _named(pattern: re.Pattern[str], text: str) -> Iterator[Atom]:
    for found in pattern.finditer(text):
        before = text[: found.start()]
        known = pattern is _IN_KNOWN
        if (_NOT_HOME.search(before) and known) or _POTENTIAL.search(before):
            continue
        if (
            known
            and found["how"].lower() == "from"
            and re.search(r"arrest|convict|incarcerat|parole|probation|referr", text, re.I)
        ):
            continue
        names, start = _names(found["places"], found.start("places"))
        if not names:
            continue
        begin = start if pattern in (_RESIDENTS, _KNOWN_PEOPLE, _COUNTY_ITEM) else found.start()
        yield _atom(begin, found.end(), names)


def _names(places: str, offset: int) -> tuple[list[str], int]:
    """The places of a list, normalised, and where it begins once words that name no place are taken off."""
    stop = _table()[1]
    body = places
    while words := re.match(r"(?:the\s+)?(\S+?)[,.]?(?:[\s/&]+|$)", body):
        if words.group(1).lower().rstrip(",.;:") not in stop and words.group(1).lower() != "the":
            break
        offset += words.end()
        body = body[words.end() :]
    if not body.strip():
        return [], offset
    plural = re.search(r"\s+(count(?:y|ies)|twps?\.?|townships?)$", body, re.I)
    pieces = [piece for piece in _SPLIT.split(re.sub(r"(Washington),\s*(D)", r"\1 \2", body)) if piece]
    names: list[str] = []
    for piece in pieces:
        name = normal_name(piece)
        if re.fullmatch(r"nw|ne|sw|se", name):
            name = f"{name} dc"
        if plural and len(pieces) > 1 and name not in ("dc", "maryland", "virginia"):
            bare = re.sub(r"\s+(?:count(?:y|ies)|twps?\.?|townships?)$", "", name)
            name = f"{bare} county" if plural.group(1).lower().startswith("count") else bare
        if (
            (re.fullmatch(r"[\d. ]+", name) and "ward" in places.lower())
            or re.match(r"wards?\s+\d", name)
            or (names and re.fullmatch(r"\d|parts of \d", name))
        ):
            names += [f"ward {digit}" for digit in re.findall(r"\d", name)]
        elif name and not all(word in stop for word in name.split()) and name != "new":
            names.append(name)
    return names, offset


def normal_name(piece: str) -> str:
    """A place as criteria name it: "County of Lane" is "lane", "SF" is "san francisco"; empty for no name."""
    name = " ".join(piece.lower().split()).strip(" .,'")
    for written, replacement in _table()[0]:
        name = written.sub(replacement, name).strip()
    return re.sub(r"^the\s+", "", name)


def _zip_codes(text: str) -> Iterator[Atom]:
    if not _ZIP_LABEL.search(text):
        return
    found = list(_ZIP.finditer(text))
    if found:
        label = re.compile(r"(?:zip\s+codes?(?:\s+served)?|geographic\s+restrictions?)\W*$", re.I).search(
            text[: found[0].start()]
        )
        start = label.start() if label else found[0].start()
        yield _atom(start, found[-1].end(), [code.group() for code in found])


def _atom(start: int, end: int, names: list[str]) -> Atom:
    meaning = Meaning(None, {("residence", "in"): dict.fromkeys(names, (start, end))})
    return Atom(start, end, "place", meaning)
