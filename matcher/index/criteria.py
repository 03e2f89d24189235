"""Readings of eligibility as the index keeps them: a line each, read from the listing once and stored."""

from functools import lru_cache

from matcher.eligibility.criteria import Criterion, Reading
from matcher.eligibility.listing import ListingText, read_listing
from matcher.index.texts import ServiceTexts

# Raised whenever the same text would be read differently, so that stored readings are made anew.
READER_VERSION = 1


def read_criteria(service: ServiceTexts) -> str:
    """The criteria of a service as lines of criterion, source and the words they were read from."""
    readings = read_listing(
        ListingText(
            eligibility_description=service.eligibility,
            description=service.description,
            name=service.name,
            minimum_age=service.minimum_age,
            maximum_age=service.maximum_age,
            required_documents=tuple(service.documents),
        )
    )
    return "\n".join(
        "\t".join((str(row.criterion), row.source, " ".join(row.words.split()))) for row in readings
    )


@lru_cache(maxsize=20_000)
def readings_of(stored: str) -> tuple[Reading, ...]:
    """The readings behind stored lines; where in its text each stood is not kept."""
    made = []
    for line in stored.split("\n") if stored else ():
        criterion, source, words = line.split("\t", 2)
        made.append(Reading(Criterion.parse(criterion), source, 0, 0, words))
    return tuple(made)
