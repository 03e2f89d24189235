"""What a listing says of whom it is for outside its texts: in its fields, its areas and its name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from directory.place_names import state_code
from matcher.eligibility.criteria import Criterion, Reading
from matcher.eligibility.grammar import meaning_of
from matcher.eligibility.homes import is_known_place
from matcher.eligibility.meaning import criteria_of
from matcher.eligibility.phrases import phrase_atoms

_NAME = re.compile(
    r"\b(?P<who>wom[ae]n|men|m[ae]n|veterans?|vets)(?:'s|s'|s|\u2019s|s\u2019)?\s+(?:[\w&]+\s+){0,2}?(?:shelter|house|housing|home|residence|residential|sober|recovery|transitional|detox|lodge|dormitory|program)\b"
    r"|\b(?:shelter|house|housing|home|residence|program|recovery|transitional)\s+for\s+(?:homeless\s+)?(?P<also>wom[ae]n|men|veterans)\b(?!\s*(?:and|&|/|,|or))",
    re.I,
)
_BOTH = re.compile(r"\bm[ae]n\b.*\bwom[ae]n|\bwom[ae]n\b.*\bm[ae]n\b|\bmales?\b.*\bfemale", re.I | re.S)
_LIVING_IN = "Residents of "
_LONGEST_AREA = 80
_VAGUE_AREA = re.compile(
    r"primar|although|target|determin|priority|call|nation|world|united states|all areas|students", re.I
)
_AREA_WORD = re.compile(r"[a-z0-9]+")
_AREA_WORDS = frozenset(
    {"and", "or", "of", "the", "only", "ward", "wards", "parts", "residents", "county", "counties", "city"}
)


@dataclass(frozen=True)
class ListingText:
    """The parts of a listing that say who it is for; `fees` and other prose stay out."""

    eligibility_description: str | None = None
    description: str | None = None
    name: str | None = None
    minimum_age: float | None = None
    maximum_age: float | None = None
    required_documents: tuple[str, ...] = ()
    service_areas: tuple[str, ...] = ()


def area_readings(areas: tuple[str, ...]) -> Iterator[Reading]:
    """The places of plainly named service areas, as `service_area:in:<place>`: whoever lives elsewhere is not
    served.

    An area in prose ("primarily ...", "call to ask"), and one of several that names no place, limits nobody.
    """
    found: dict[Criterion, Reading] = {}
    for area in areas:
        if len(area) > _LONGEST_AREA or _VAGUE_AREA.search(area):
            return
        places = _places_of(area)
        if not places:
            return
        for place in places:
            criterion = Criterion("service_area", "in", place)
            found.setdefault(criterion, Reading(criterion, "service_area", 0, len(area), area))
    yield from found.values()


def _places_of(area: str) -> list[str]:
    """The places that an area names, none where any of its words is left over. "Cook County, IL" is one place."""
    named, state = _within_state(area)
    meaning, _ = meaning_of(f"{_LIVING_IN}{named}")
    places = [criterion.value for criterion, _at in criteria_of(meaning.only({"residence"}))]
    known = set(_AREA_WORD.findall(" ".join(places))) | _AREA_WORDS
    if "dc" in known:
        known |= {"district", "of", "columbia", "washington", "d", "c"}
    if not all(map(is_known_place, places)) or set(_AREA_WORD.findall(named.lower())) - known:
        return []
    return [f"{place}, {state}" if state else place for place in places]


def _within_state(area: str) -> tuple[str, str]:
    """The area without the state that ends it, and that state; "Maryland, Virginia" are two states side by side."""
    before, comma, after = area.rpartition(",")
    code = state_code(after) if comma else None
    if code is None or "," in before or state_code(before):
        return area, ""
    return before, code.lower()


def document_readings(documents: tuple[str, ...]) -> Iterator[Reading]:
    """The papers of a list such as "Photo ID", each once; a paper without a word of its own is left out."""
    seen: set[Criterion] = set()
    for text in documents:
        for atom in phrase_atoms(text.lower()):
            for criterion, at in criteria_of(atom.meaning.only({"documents"})):
                if criterion not in seen:
                    seen.add(criterion)
                    yield Reading(criterion, "required_documents", *at, text[at[0] : at[1]])


def age_readings(listing: ListingText) -> Iterator[Reading]:
    """The structured ages, in whole years."""
    for field, op, age in (
        ("minimum_age", "min", listing.minimum_age),
        ("maximum_age", "max", listing.maximum_age),
    ):
        # Zero and a very high age are how empty fields are exported.
        if age is not None and (0 < age < 100):
            words = f"{age:g}"
            yield Reading(Criterion("age", op, str(int(age))), field, 0, len(words), words)


def name_readings(name: str, description: str) -> Iterator[Reading]:
    """ "Men's Shelter", "Sober Home for Women": a name that says whom a house takes, unless the description
    speaks of men and of women."""
    found = _NAME.search(name)
    if not found or _BOTH.search(f"{name} {description}"):
        return
    who = (found["who"] or found["also"]).lower()
    written = (
        "veteran:is:true" if who.startswith("v") else f"gender:in:{'woman' if who.startswith('w') else 'man'}"
    )
    yield Reading(Criterion.parse(written), "name", *found.span(), found.group())
