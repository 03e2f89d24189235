"""Reads once, at indexing, whom a service is for, and keeps it as text beside the listing."""

import json
from functools import cache
from hashlib import blake2b
from importlib.resources import files

from matcher.eligibility.criteria import Criterion, Reading
from matcher.eligibility.listing import ListingText
from matcher.eligibility.reader import read_corrected, read_listing
from matcher.index.texts import ServiceTexts


@cache
def reader_version() -> str:
    """Stands for the reader as it is: any change of its code or its words makes it another."""
    digest = blake2b(digest_size=8)
    for folder in (files("matcher") / "eligibility", files("data") / "eligibility"):
        for path in sorted(folder.iterdir(), key=lambda path: path.name):
            if path.is_file():
                digest.update(path.read_bytes())
    return digest.hexdigest()


def criteria_key(service: ServiceTexts) -> tuple[str, ...]:
    """What the criteria of a service come from: the same words, or one correction, give the same criteria."""
    if service.correction is not None:
        return ("correction", *service.correction, "", *service.areas)
    ages = (str(service.minimum_age), str(service.maximum_age))
    return (
        service.eligibility,
        service.description,
        service.name,
        *ages,
        *service.documents,
        "",
        *service.areas,
    )


def read_criteria(service: ServiceTexts) -> str:
    """The readings of a listing as JSON: `[["age:min:18", source, start, end, words], …]`.

    A correction stands in place of all that could be read from words.
    """
    readings = _read(service)
    rows = [[str(r.criterion), r.source, r.start, r.end, r.words] for r in readings]
    return json.dumps(rows, ensure_ascii=False)


def _read(service: ServiceTexts) -> tuple[Reading, ...]:
    words = ListingText(
        eligibility_description=service.eligibility,
        description=service.description,
        name=service.name,
        minimum_age=service.minimum_age,
        maximum_age=service.maximum_age,
        required_documents=tuple(service.documents),
        service_areas=tuple(service.areas),
    )
    if service.correction is None:
        return read_listing(words)
    return read_corrected(service.correction, words)


def readings_of(text: str) -> tuple[Reading, ...]:
    """The readings that `read_criteria` wrote."""
    return tuple(
        Reading(Criterion.parse(criterion), source, start, end, words)
        for criterion, source, start, end, words in json.loads(text)
    )
