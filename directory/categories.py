"""The need categories, the kinds of service below them, and which a listing belongs to by its own words."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

# A word in the name says what the service is, and the first sentence mostly does; further down a
# description or among forty keywords it may be said in passing.
_NAME, _OPENING, _TERM, _TEXT = 6, 4, 2, 1
_OPENING_LENGTH = 200
_ENOUGH = 2
_MOST = 5


@dataclass(frozen=True)
class Category:
    """A need category: its code in the vocabulary, its English name, and what it covers."""

    code: str
    name: str
    covers: str


@cache
def categories() -> Mapping[str, Category]:
    """All need categories by code, in the order in which people should see them."""
    table = _table("categories.toml")
    return {code: Category(code, str(row["name"]), str(row["covers"])) for code, row in table.items()}


@dataclass(frozen=True)
class ServiceKind:
    """A kind of service, the second level below a need category: its code, English name and meaning."""

    code: str
    name: str
    says: str
    category: str


@cache
def kinds() -> Mapping[str, ServiceKind]:
    """All kinds of service by code; a code that is a category's too is that category."""
    rows = tomllib.loads((files("data") / "ranking" / "kinds.toml").read_text(encoding="utf-8"))
    return {
        code: ServiceKind(code, row["label"][:1].upper() + row["label"][1:], row["says"], row["category"][0])
        for code, row in rows.items()
        if code not in categories()
    }


def top_level(code: str) -> str | None:
    """The need category that a code of either level belongs to; None for a code that is not ours."""
    if code in categories():
        return code
    kind = kinds().get(code)
    return kind.category if kind else None


def categorize(name: str, description: str, terms: Iterable[str] = ()) -> tuple[str, ...]:
    """The need categories of a service by its name, description and taxonomy terms, the clearest first.

    Up to five, and none where nothing is clear: a listing without a category is still found by its words.
    """
    return _by_words(_plain(name), _plain(description), tuple(sorted({_plain(term) for term in terms})))


@cache
def _words() -> Mapping[str, "_Words"]:
    table = _table("term_categories.toml")
    return {code: _Words.of(row) for code, row in table.items()}


@dataclass(frozen=True)
class _Words:
    """The words of one category as patterns."""

    anywhere: re.Pattern[str]
    named: re.Pattern[str]
    unless: re.Pattern[str] | None

    @staticmethod
    def of(row: Mapping[str, list[str]]) -> "_Words":
        """The patterns of a row of the table; in names the words of both lists count."""
        both = [*row["anywhere"], *row.get("named", ())]
        unless = _pattern(row["unless"]) if row.get("unless") else None
        return _Words(_pattern(row["anywhere"]), _pattern(both), unless)

    def count(self, text: str, *, named: bool) -> int:
        """How many different words of the category the text has."""
        pattern = self.named if named else self.anywhere
        if not pattern.search(text):
            return 0
        if self.unless is not None:
            text = self.unless.sub(" ", text)
        return len(set(pattern.findall(text)))


@lru_cache(maxsize=4_096)
def _by_words(name: str, description: str, terms: tuple[str, ...]) -> tuple[str, ...]:
    points: Counter[str] = Counter()
    for code, words in _words().items():
        in_name = words.count(name, named=True)
        in_terms = sum(words.count(term, named=True) > 0 for term in terms)
        in_text = words.count(description, named=False)
        opens = in_text > 0 and words.count(description[:_OPENING_LENGTH], named=False) > 0
        points[code] = _NAME * min(in_name, 2) + _OPENING * opens + _TERM * in_terms + _TEXT * min(in_text, 3)
    clear = [(code, count) for code, count in points.most_common(_MOST) if count >= _ENOUGH]
    if not clear:
        clear = [(code, count) for code, count in points.most_common(2) if count > 0]
    return tuple(code for code, _ in clear)


def _plain(text: str) -> str:
    return text.lower().replace("’", "'")


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words as a whole, in the singular or the plural, the longest first."""
    forms = (
        re.escape(word[:-1]) + r"\w*" if word.endswith("*") else re.escape(word) + r"(?:e?s)?"
        for word in sorted(words, key=len, reverse=True)
    )
    return re.compile(rf"(?<![\w-])(?:{'|'.join(forms)})(?![\w-])")


def _table(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((files("data") / "taxonomy" / name).read_text(encoding="utf-8"))
