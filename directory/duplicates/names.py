"""Names as words that can be compared: one spelling, short forms written out, empty words left out."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.fuzz import ratio

Words = tuple[str, ...]

_NEARLY = 0.92
_SHORTEST_MISSPELT = 5
_RUN_TOGETHER = 92.0
# What a name that is wholly inside a longer one is worth against the same name whole.
_INSIDE = 0.9
_INITIALS = 0.9
# What two names are worth at the most where a number, or a word that tells branches apart, is in one only.
_TOLD_APART = 0.5


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("data") / "duplicates" / "names.toml").read_text(encoding="utf-8"))


@cache
def name_words(name: str) -> Words:
    """The words of a name in the spelling by which names are compared, each once, in their order."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"['`.]", "", plain)
    written_out: Mapping[str, str] = _table()["written_out"]
    left_out = set(_table()["left_out"])
    words: dict[str, None] = {}
    for word in re.findall(r"[a-z0-9]+", plain):
        for part in written_out.get(word, word).split():
            if part not in left_out:
                words[_singular(part)] = None
    return tuple(words)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


class Rarity:
    """How much a word tells: much where few names have it, little where many have."""

    def __init__(self, names: Iterable[Words]) -> None:
        counts: dict[str, int] = {}
        total = 0
        for words in names:
            total += 1
            for word in words:
                counts[word] = counts.get(word, 0) + 1
        self._worth = {word: float(np.log1p(total / count)) for word, count in counts.items()}
        self._unheard = float(np.log1p(max(total, 1)))
        self._known: dict[tuple[Words, Words], tuple[float, bool]] = {}

    def of(self, word: str) -> float:
        """The worth of one word, above 0."""
        return self._worth.get(word, self._unheard)

    def total(self, words: Iterable[str]) -> float:
        """The worth of some words together."""
        return sum(map(self.of, words))

    def rarest(self, words: Words, count: int) -> Words:
        """The words that tell most, in the alphabet's order."""
        return tuple(sorted(sorted(words, key=lambda word: (-self.of(word), word))[:count]))

    def likeness(self, a: Words, b: Words) -> float:
        """How alike two names are, 0 to 1: the worth of the words they share against that of all.

        A word with a typing mistake counts nearly whole, a name written together or as initials as itself,
        and a name inside a longer one for nine tenths.
        """
        return self._comparison(a, b)[0]

    def branches(self, a: Words, b: Words) -> bool:
        """Whether the names are of two branches: "Squad 3" and "Squad 13", "clinic" and "mobile clinic"."""
        return self._comparison(a, b)[1]

    def _comparison(self, a: Words, b: Words) -> tuple[float, bool]:
        if not a or not b:
            return 0.0, False
        if a == b:
            return 1.0, False
        key = (a, b) if a < b else (b, a)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._compare(*key)
        return known

    def _compare(self, a: Words, b: Words) -> tuple[float, bool]:
        common = set(a) & set(b)
        shared = self.total(common)
        rest_a, rest_b = [w for w in a if w not in common], [w for w in b if w not in common]
        for word in list(rest_a):
            twin = _misspelt(word, rest_b)
            if twin is not None:
                shared += _NEARLY * (self.of(word) + self.of(twin)) / 2
                rest_a.remove(word)
                rest_b.remove(twin)
        worth_a, worth_b = self.total(a), self.total(b)
        found = 2 * shared / (worth_a + worth_b)
        smaller = min(worth_a, worth_b)
        # A lone usual word inside a longer name ("Outreach") says little.
        if shared >= 0.98 * smaller and smaller >= self._unheard / 2:
            found = max(found, _INSIDE)
        if _initials(a) in b or _initials(b) in a:
            found = max(found, _INITIALS)
        together = ratio("".join(a), "".join(b))
        if together >= _RUN_TOGETHER:
            found = max(found, together / 100)
        if together < 100 and _told_apart(rest_a, rest_b):
            return min(found, _TOLD_APART), True
        return min(found, 1.0), False


def _misspelt(word: str, others: Iterable[str]) -> str | None:
    if len(word) < _SHORTEST_MISSPELT or _numbered(word):
        return None
    near = [
        (JaroWinkler.similarity(word, other), other)
        for other in others
        if len(other) >= _SHORTEST_MISSPELT and not _numbered(other)
    ]
    best = max(near, default=(0.0, ""))
    return best[1] if best[0] >= _NEARLY else None


def _told_apart(rest_a: Iterable[str], rest_b: Iterable[str]) -> bool:
    """Whether the words that only one of the names has tell two branches of one organization apart."""
    telling = _telling()
    if any(word in telling for word in (*rest_a, *rest_b)):
        return True
    return any(map(_numbered, rest_a)) and any(map(_numbered, rest_b))


def _numbered(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


@cache
def _telling() -> frozenset[str]:
    return frozenset(_table()["tells_apart"])


def _initials(words: Words) -> str:
    return "".join(word[0] for word in words) if len(words) > 2 else "\0"
