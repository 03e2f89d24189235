"""Reads who a service is for, from the words of its listing."""

from matcher.eligibility.criteria import Criterion, Reading
from matcher.eligibility.grammar import meaning_of
from matcher.eligibility.meaning import criteria_of


def read(text: str, source: str = "eligibility_description") -> tuple[Reading, ...]:
    """The criteria of an eligibility text, each with the words that it was read from; in order of the text.

    Follows the rulings of the vocabulary: what some of those served could fail is left out, so an empty answer
    means "nothing is known", and `open:is:true` stands only alone.
    """
    meaning, opened = meaning_of(text)
    found = criteria_of(meaning)
    if not found and opened:
        found = [(Criterion("open", "is", "true"), opened)]
    readings = [Reading(criterion, source, *at, text[at[0] : at[1]].strip()) for criterion, at in found]
    return tuple(sorted(readings, key=lambda r: (r.start, r.criterion)))
