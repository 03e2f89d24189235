"""Reads who a service is for, from the words of its listing."""

import re
from collections.abc import Iterable, Sequence

from matcher.eligibility.alternatives import CHOICE, choice_facts, choices_of
from matcher.eligibility.company import company_readings
from matcher.eligibility.criteria import Criterion, Reading, corrected
from matcher.eligibility.descriptions import description_readings
from matcher.eligibility.grammar import meaning_of
from matcher.eligibility.listing import (
    ListingText,
    age_readings,
    area_readings,
    document_readings,
    name_readings,
)
from matcher.eligibility.meaning import Span, criteria_of
from matcher.eligibility.unread import part_conditions, unread_demands

__all__ = ["ListingText", "read", "read_corrected", "read_listing"]


def read(text: str, source: str = "eligibility_description") -> tuple[Reading, ...]:
    """The criteria of an eligibility text, each with the words that it was read from; in order of the text.

    Follows the rulings of the vocabulary: what some of those served could fail is left out, so an empty answer
    means "nothing is known", and `open:is:true` stands only alone.
    """
    meaning, opened = meaning_of(text)
    found = criteria_of(meaning)
    if not found and opened:
        found = [(Criterion("open", "is", "true"), opened)]
    return _readings(text, source, found)


def _read_whole(text: str) -> tuple[Reading, ...]:
    """The criteria of an eligibility text, and its choices."""
    meaning, _ = meaning_of(text)
    source = "eligibility_description"
    return (*read(text, source), *_readings(text, source, list(choices_of(meaning))))


def _readings(text: str, source: str, found: Sequence[tuple[Criterion, Span]]) -> tuple[Reading, ...]:
    readings = [Reading(criterion, source, *at, text[at[0] : at[1]].strip()) for criterion, at in found]
    return tuple(sorted(readings, key=lambda r: (r.start, r.criterion)))


def _facts_of(reading: Reading) -> frozenset[str]:
    """The facts that a reading speaks of."""
    criterion = reading.criterion
    return choice_facts(criterion) if criterion.fact == CHOICE else frozenset({criterion.fact})


def _unread(text: str, found: Sequence[Reading]) -> list[Reading]:
    """What the text demands beyond its readings; nothing where nothing was read, since then nobody is sure anyway."""
    spans = [(r.start, r.end) for r in found if r.source == "eligibility_description"]
    if not spans:
        return []
    demands = list(part_conditions(text))
    if not any(reading.criterion.fact == "open" for reading in found):
        demands += [words for words in unread_demands(text, spans) if words not in demands]
    return [
        Reading(Criterion("unread", "is", words.lower()), "eligibility_description", 0, 0, words)
        for words in demands
    ]


_ANY_AGE = re.compile(r"\b(?:all|any)\s+ages?\b(?!\s+\()", re.I)


def _is_blank(text: str) -> bool:
    return text.strip(" .").lower() == "none"


def read_listing(listing: ListingText) -> tuple[Reading, ...]:
    """The criteria of a listing: its eligibility text, then what its fields, description and name add.

    What comes later speaks only of facts that nothing before it spoke of. A text that opens the service to
    anyone closes the description's mouth, but papers to bring stay; a bare "None" does not, since it also stands
    in a field that nobody filled in. Demands that no criterion stands for come as `unread:is:<their words>`, which
    nobody can be known to meet.
    """
    found = list(_read_whole(listing.eligibility_description)) if listing.eligibility_description else []
    is_open = any(reading.criterion.fact == "open" for reading in found) and not _is_blank(
        listing.eligibility_description or ""
    )
    open_facts = {"age"} if _ANY_AGE.search(listing.eligibility_description or "") else set()
    company = company_readings(
        listing.eligibility_description or "", listing.name or "", listing.description or ""
    )
    papers = list(document_readings(listing.required_documents))
    later = [papers, list(company), [] if is_open else list(age_readings(listing))]
    if not is_open:
        later.append(list(description_readings(listing.description)) if listing.description else [])
        later.append(list(name_readings(listing.name, listing.description or "")) if listing.name else [])
        later.append(list(area_readings(listing.service_areas)))
    for readings in later:
        said = {fact for reading in found for fact in _facts_of(reading)} | open_facts
        if "residence" in said:
            # What the words say of where people live counts before the area.
            said.add("service_area")
        found += [reading for reading in readings if said.isdisjoint(_facts_of(reading))]
    found += _unread(listing.eligibility_description or "", found)
    if any(reading.criterion.fact not in ("open", "unread") for reading in found):
        found = [reading for reading in found if reading.criterion.fact != "open"]
    return tuple(found)


def read_corrected(criteria: Iterable[str], listing: ListingText) -> tuple[Reading, ...]:
    """Criteria that a person put in place of what the words of a listing say, and the area that it serves.

    The area is no reading of words and goes on counting, unless the person says where people must live, or
    that anyone may come. Raises ValueError for what is no criterion.
    """
    found = corrected(criteria)
    if {reading.criterion.fact for reading in found} & {"residence", "open"}:
        return found
    return (*found, *area_readings(listing.service_areas))
