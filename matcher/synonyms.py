"""Words of the field that mean the same: each finds listings that use the other."""

from collections.abc import Sequence
from functools import cache

from matcher.kinds import PhraseBook
from matcher.words import ranking_table


@cache
def _groups() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(group) for group in ranking_table("synonyms")["groups"])


@cache
def _book() -> PhraseBook:
    return PhraseBook((phrase, number) for number, group in enumerate(_groups()) for phrase in group)


def same_meaning(words: Sequence[str]) -> tuple[str, ...]:
    """The phrases that mean the same as phrases among `words` (forms, in their order), each once."""
    numbers = dict.fromkeys(number for number, _start, _length in _book().find(words))
    return tuple(dict.fromkeys(phrase for number in numbers for phrase in _groups()[number]))
