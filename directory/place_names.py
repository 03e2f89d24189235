"""How people write places: one spelling for comparing, states in all their forms, counties and ZIP codes."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

STATE_CODES: Mapping[str, str] = {
    "alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA", "colorado": "CO",
    "connecticut": "CT", "delaware": "DE", "district of columbia": "DC", "florida": "FL", "georgia": "GA",
    "hawaii": "HI", "idaho": "ID", "illinois": "IL", "indiana": "IN", "iowa": "IA", "kansas": "KS",
    "kentucky": "KY", "louisiana": "LA", "maine": "ME", "maryland": "MD", "massachusetts": "MA",
    "michigan": "MI", "minnesota": "MN", "mississippi": "MS", "missouri": "MO", "montana": "MT",
    "nebraska": "NE", "nevada": "NV", "new hampshire": "NH", "new jersey": "NJ", "new mexico": "NM",
    "new york": "NY", "north carolina": "NC", "north dakota": "ND", "ohio": "OH", "oklahoma": "OK",
    "oregon": "OR", "pennsylvania": "PA", "puerto rico": "PR", "rhode island": "RI", "south carolina": "SC",
    "south dakota": "SD", "tennessee": "TN", "texas": "TX", "us virgin islands": "VI", "utah": "UT",
    "vermont": "VT", "virginia": "VA", "virgin islands": "VI", "washington": "WA", "west virginia": "WV",
    "wisconsin": "WI", "wyoming": "WY",
}  # fmt: skip
_ABBREVIATIONS: Mapping[str, str] = {code.lower(): code for code in STATE_CODES.values()} | {
    "ala": "AL", "ariz": "AZ", "ark": "AR", "calif": "CA", "cali": "CA", "colo": "CO", "conn": "CT",
    "d c": "DC", "del": "DE", "fla": "FL", "ill": "IL", "ind": "IN", "kans": "KS", "mass": "MA", "mich": "MI",
    "minn": "MN", "miss": "MS", "mont": "MT", "n c": "NC", "n d": "ND", "n h": "NH", "n j": "NJ", "n m": "NM",
    "n y": "NY", "nebr": "NE", "nev": "NV", "okla": "OK", "ore": "OR", "penn": "PA", "penna": "PA",
    "r i": "RI", "s c": "SC", "s d": "SD", "tenn": "TN", "tex": "TX", "vt": "VT", "w va": "WV", "wash": "WA",
    "wis": "WI", "wisc": "WI", "wyo": "WY",
}  # fmt: skip
_STATES = {**_ABBREVIATIONS, **STATE_CODES}
_WORDS = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "hts": "heights", "jct": "junction"}
_DIRECTIONS = {"n": "north", "s": "south", "e": "east", "w": "west"}
_LEADING = re.compile(
    r"^(?:(?:in|near|around|downtown|greater|central)\s+"
    r"|(?:the )?(?:city|town|village|township|borough) of\s+)+"
)
_ZIP = re.compile(r"(?<!\d)(\d{5})(?:[- ]\d{4})?$")
_COUNTY = re.compile(r"^(?P<name>.+?) (?:county|co|parish|borough|census area)$|^county of (?P<after>.+)$")


@lru_cache(maxsize=50_000)
def key(text: str) -> str:
    """The spelling by which names are compared: "St. Mary’s" and "saint marys" have the same."""
    plain = (
        unicodedata.normalize("NFKD", text)
        .encode("ascii", "ignore" if text.isascii() else "replace")
        .decode()
    )
    plain = re.sub(r"[.'?`]", "", plain.lower()).replace("&", " and ")
    words = re.findall(r"[a-z0-9]+", plain)
    if len(words) > 1 and words[0] in _DIRECTIONS:
        words[0] = _DIRECTIONS[words[0]]
    return " ".join(_WORDS.get(word, word) for word in words)


def without_lead(name_key: str) -> str:
    """A key without "downtown", "near" or "city of" before the name."""
    return _LEADING.sub("", name_key)


def postal_code(text: str) -> str | None:
    """The ZIP code that the text ends with; a spreadsheet's "6051" gets its zero back. None without one."""
    text = text.strip()
    if re.fullmatch(r"\d{4}", text):
        return f"0{text}"
    match = _ZIP.search(text)
    return match[1] if match else None


@lru_cache(maxsize=50_000)
def state_code(text: str) -> str | None:
    """The two letters of a state by name or abbreviation, None if it is none."""
    return _STATES.get(" ".join(re.findall(r"[a-z]+", text.lower().replace(".", " "))))


def county(name_key: str) -> str | None:
    """The name in "lane county" or "county of lane", None if the key names no county."""
    match = _COUNTY.match(name_key)
    return (match["name"] or match["after"]) if match else None


def with_state(text: str) -> Iterator[tuple[str, str]]:
    """The ways to read the text as a name and a state behind it: "New Britain CT", "Salem, Oregon"."""
    head, comma, tail = text.rpartition(",")
    if comma:
        if code := state_code(tail):
            yield head, code
        return
    words = text.split()
    for count in range(1, min(4, len(words))):
        if code := state_code(" ".join(words[-count:])):
            yield " ".join(words[:-count]), code
