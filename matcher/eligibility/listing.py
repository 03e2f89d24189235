"""Who a whole listing is for: its eligibility text first, its fields, and what its description plainly says.

A description speaks of many things. A criterion that it does not mean hides a service from someone who needs
it, so only sentences that name the people of the whole service are read, and never against the eligibility text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from directory.place_names import state_code
from matcher.eligibility.criteria import Criterion, Reading
from matcher.eligibility.grammar import meaning_of
from matcher.eligibility.homes import is_known_place
from matcher.eligibility.meaning import Meaning, criteria_of
from matcher.eligibility.phrases import phrase_atoms

_TOLD_BY_DESCRIPTIONS = frozenset(
    {"gender", "veteran", "military", "age", "children", "hiv", "domestic_violence", "transgender"}
)
_TOLD_BY_DEMANDS = frozenset({"gender", "veteran", "military", "age", "residence", "documents"})
_HOME_KIND = re.compile(r"shelter|hous|home|residen|transitional|apartment|lodging", re.I)
_KIND = (
    r"(?:shelters?|housing|programs?|homes?|houses?|residences?|residential|treatment|meals?|lunch(?:es)?|breakfast|dinner|detox|camps?|day\s?care|child\s?care|apartments?|"
    r"drop-in(?:\s+center)?|hotline|recovery|transitional|beds?|facility|(?:drop-in|treatment|access|day)\s+center|lodging|dormitory|school|hostel|classes|group)"
)
_MAIN = re.compile(
    rf"^\W*(?:[\w'/&-]+\s+){{0,9}}?{_KIND}(?:\s+(?:and|&)\s+[\w-]+)?(?:\s+(?:available|services?|program|offered|open|facility|center|intended|designed|monday\s+to\s+friday))*\s+(?:for|serving|to\s+serve)\s+(?=\S)",
    re.I,
)
_GROUP_OPENS = re.compile(
    r"\b(?:for|to|serv(?:es|ing)|of|helps?|assists?|supports?)\s+(?=(?:[\w'-]+\s+){0,3}?(?:men|women|males?|females?|adults?|seniors?|youths?|children|teens?|families|veterans|individuals|people|persons|girls|boys|mothers|fathers|parents|everyone|anyone|all)\b)",
    re.I,
)
_DEMAND = re.compile(
    r"\b(?:must\s+(?:be|live|reside|have|bring)|only\s+serves|serves\s+only|limited\s+to|restricted\s+to|exclusively\s+for|(?:program|shelter|service)s?,?\s+(?:(?:is|are)\s+)?designed\s+for\s+(?=(?:wo)?men\b)|(?:men|women|males|females|veterans|seniors|youth|residents|families)\s+only|\bid\s+required|photo\s+id)\b",
    re.I,
)
_NAME = re.compile(
    r"\b(?P<who>wom[ae]n|men|m[ae]n|veterans?|vets)(?:'s|s'|s|\u2019s|s\u2019)?\s+(?:[\w&]+\s+){0,2}?(?:shelter|house|housing|home|residence|residential|sober|recovery|transitional|detox|lodge|dormitory|program)\b"
    r"|\b(?:shelter|house|housing|home|residence|program|recovery|transitional)\s+for\s+(?:homeless\s+)?(?P<also>wom[ae]n|men|veterans)\b(?!\s*(?:and|&|/|,|or))",
    re.I,
)
_BOTH = re.compile(r"\bm[ae]n\b.*\bwom[ae]n|\bwom[ae]n\b.*\bm[ae]n\b|\bmales?\b.*\bfemale", re.I | re.S)
_SOME = re.compile(r"\bif\b|\bunder\s+1\d\b|accompan|consent|\bfor\s+(?:ongoing|some)\b", re.I)
_END = re.compile(
    r"[.;:!?\n]|\s(?:that|which|as\s+well|through|by|while|during|in\s+order|every|from\s+late|without\s+regard)\b|,\s*(?:including|as\s+well|offering|providing|with\s+a)\b",
    re.I,
)
_LIVING_IN = "Residents of "
_LONGEST_AREA = 80
_VAGUE_AREA = re.compile(
    r"primar|although|target|determin|priority|call|nation|world|united states|all areas|students", re.I
)
_AREA_WORD = re.compile(r"[a-z0-9]+")
_AREA_WORDS = frozenset(
    {"and", "or", "of", "the", "only", "ward", "wards", "parts", "residents", "county", "counties", "city"}
)
_SERVED_HOME = re.compile(
    r"\b(?:to|for|serv(?:es|ing))\s+(?:[\w-]+\s+){0,2}residents\s+of\s+[A-Z][^.;\n]{1,60}"
)
_QUICK = re.compile(r"\b(?:for|residents|serv|must|only|limited|restricted|required|exclusively|photo)", re.I)


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


def description_readings(text: str) -> Iterator[Reading]:
    """What a description says of everyone whom the service takes."""
    if not _QUICK.search(text):
        return
    meaning = Meaning()
    if main := _MAIN.match(text):
        meaning = _fragment(text, main.end())
        if not _HOME_KIND.search(main.group()):
            # Families are whom a clinic serves, not whom it is limited to.
            meaning = meaning.without({"children"})
        for other in _GROUP_OPENS.finditer(text, main.end()):
            # Another group further on: only what both share can hold for the whole service.
            also = _fragment(text, other.end())
            shared = meaning.either(also)
            meaning = (
                meaning.without(also.facts | {"gender", "children", "age"}).both(shared) if also else meaning
            )
    for home in _SERVED_HOME.finditer(text):
        meaning = meaning.both(_part(text, *home.span()).only({"residence"}))
    for sentence in re.finditer(r"[^.;\n]+", text):
        demand = _DEMAND.search(sentence.group())
        if demand and not _SOME.search(sentence.group()):
            start = sentence.start() + (demand.start() if demand.group().lower().startswith("must") else 0)
            meaning = meaning.both(_part(text, start, sentence.end()).only(_TOLD_BY_DEMANDS))
    for criterion, at in criteria_of(meaning):
        yield Reading(criterion, "description", *at, text[at[0] : at[1]].strip())


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


def _fragment(text: str, start: int) -> Meaning:
    """The people named from here to where the clause ends."""
    end = _END.search(text, start)
    return _part(text, start, end.start() if end else len(text)).only(_TOLD_BY_DESCRIPTIONS)


def _part(text: str, start: int, end: int) -> Meaning:
    """The meaning of a stretch, with places of the whole text: what is before it is blanked out."""
    meaning, _ = meaning_of(" " * start + text[start:end])
    return meaning
