"""Suggests the categories of a listing that nobody has put under any, from its words and what they mean."""

from collections.abc import Sequence

import numpy as np

from directory.categories import categories, categorize, kinds, top_level
from matcher.embedding import Embedder, Vectors
from matcher.kinds import kind_book
from matcher.words import forms, ranking_table

_MOST = 3
_made: dict[str, Vectors] = {}


def suggest_codes(name: str, description: str, terms: Sequence[str], embedder: Embedder) -> tuple[str, ...]:
    """One to three codes, the main one first: kinds of service that are named, else categories.

    What the name says goes before what the terms say, and that before the description. A listing whose words
    say nothing gets the category that is nearest in meaning: never none, since a person looks at it anyway.
    """
    found: dict[str, None] = {}
    for text in (name, " . ".join(terms)):
        found |= dict.fromkeys(_kinds(text))
    found |= dict.fromkeys(categorize(name, description, terms))
    if not found:
        found |= dict.fromkeys(_kinds(description))
    if not found:
        own = embedder.embed([f"{name}. {description}"])[0]
        return (tuple(ranking_table("categories"))[int(np.argmax(_meanings(embedder) @ own))],)
    return _without_repeats(list(found))


def _meanings(embedder: Embedder) -> Vectors:
    """The vectors of what the categories are about, made once for each embedder."""
    if embedder.name not in _made:
        says = [row["says"] for row in ranking_table("categories").values()]
        _made[embedder.name] = embedder.embed(says)
    return _made[embedder.name]


def _kinds(text: str) -> list[str]:
    """The kinds that a text names, in the order in which it does not matter: that of the table."""
    book = kind_book()
    named = [book.kinds[number].name for number in sorted(book.in_listing(forms(text)))]
    return [code for code in named if code in kinds() or code in categories()]


def _without_repeats(codes: list[str]) -> tuple[str, ...]:
    """A category goes without saying where one of its kinds is there."""
    covered = {top_level(code) for code in codes if code in kinds()}
    return tuple(code for code in codes if code not in covered)[:_MOST]
