"""Suggests the categories of a listing that nobody has put under any, from its words and what they mean."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from directory.categories import categorize, kinds, top_level
from matcher.embedding import Embedder, Vectors
from matcher.kinds import kind_book
from matcher.words import forms, ranking_table

_MOST = 3
# A name speaks for a kind by itself; anything else needs a second part that says the same.
_IN_NAME, _ENOUGH = 2, 2
_OPENING = 200
_made: dict[str, Vectors] = {}


def suggest_codes(name: str, description: str, terms: Sequence[str], embedder: Embedder) -> tuple[str, ...]:
    """One to three codes, the main one first: kinds of service that are clearly named, else categories.

    The categories are those of `directory.categories.categorize`; each is made finer where two parts of the
    listing (name, terms, opening, rest of the description) or its name speak of a kind in it. A listing whose
    words say nothing gets the category that is nearest in meaning: never none, since a person looks at it
    anyway.
    """
    points = _points(name, description, terms)
    named = [code for code in points if points[code] >= _ENOUGH]
    main = list(categorize(name, description, terms))
    main += [category for code in named if (category := top_level(code)) and category not in main]
    if not main:
        own = embedder.embed([f"{name}. {description}"])[0]
        return (tuple(ranking_table("categories"))[int(np.argmax(_meanings(embedder) @ own))],)
    return tuple(_finest(category, named) for category in main)[:_MOST]


def _points(name: str, description: str, terms: Sequence[str]) -> Counter[str]:
    """How much speaks for each kind of service, the most first."""
    book = kind_book()
    parts = (
        (name, _IN_NAME),
        (" . ".join(terms), 1),
        (description[:_OPENING], 1),
        (description[_OPENING:], 1),
    )
    points: Counter[str] = Counter()
    for text, worth in parts:
        for number in sorted(book.in_listing(forms(text))):
            points[book.kinds[number].name] += worth
    return Counter(dict(points.most_common()))


def _finest(category: str, named: Sequence[str]) -> str:
    """The clearest kind of a category, or the category itself."""
    return next((code for code in named if code in kinds() and top_level(code) == category), category)


def _meanings(embedder: Embedder) -> Vectors:
    """The vectors of what the categories are about, made once for each embedder."""
    if embedder.name not in _made:
        says = [row["says"] for row in ranking_table("categories").values()]
        _made[embedder.name] = embedder.embed(says)
    return _made[embedder.name]
