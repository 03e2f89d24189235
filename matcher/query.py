"""What a search looks for, made of a need: its words, its meaning, and the kinds of service that would do."""

import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from threading import Lock

import numpy as np

from matcher.embedding import Embedder, Vectors
from matcher.facts import Facts
from matcher.kinds import Kind, kind_book
from matcher.need import Need
from matcher.ranking import weights
from matcher.synonyms import same_meaning
from matcher.words import forms, ranking_table, stems, stop_stems

_QUOTED_ABOUT = 0.3
_SURELY = 0.5
_COMPARE = {">=": operator.ge, "<=": operator.le}


@dataclass(frozen=True)
class Query:
    """`vectors` [2, 384]: the need itself, and what it asks for in general words.

    `own_words` are stems of the need, `about_words` stems that its categories, kinds, groups and languages
    add, both with weights. `kinds` maps the number of a kind to how much it is wanted, at most 1; `heard`
    are those that the need names. `groups` are the groups of people that the client belongs to.
    """

    vectors: Vectors
    own_words: Mapping[str, float]
    about_words: Mapping[str, float]
    kinds: Mapping[int, float]
    heard: frozenset[int]
    categories: tuple[str, ...]
    groups: frozenset[str]

    @property
    def quoted_words(self) -> dict[str, float]:
        """The words by which a sentence of a listing answers the need, with what they count."""
        words = {word: _QUOTED_ABOUT * weight for word, weight in self.about_words.items()}
        for word, weight in self.own_words.items():
            words[word] = words.get(word, 0.0) + weight
        return words

    @property
    def quoted_kinds(self) -> frozenset[int]:
        """The kinds that a sentence of a listing may name to answer the need."""
        return frozenset(number for number, value in self.kinds.items() if value >= _SURELY)


def make_query(need: Need, embedder: Embedder) -> Query:
    """Reads a need; the same need gives the same query."""
    known = _sentences(embedder)
    own = embedder.embed([need.text])[0]
    words = forms(need.text)
    heard = set(kind_book().in_need(words))
    meant = same_meaning(words)
    categories = need.categories or _categories(heard, own, known)
    groups = groups_of(need.facts)
    kinds = _wanted(need, heard, own @ known.kinds.T, categories, groups)
    about = _about_vector(kinds, categories, known)
    return Query(
        vectors=np.stack([own, about]),
        own_words=_own_words(need.text, meant),
        about_words=_about_words(kinds, categories, groups, need.facts),
        kinds=kinds,
        heard=frozenset(heard),
        categories=tuple(categories),
        groups=groups,
    )


def groups_of(facts: Facts) -> frozenset[str]:
    """The groups of `data/ranking/groups.toml` that these facts put somebody in."""
    values = facts.model_dump()
    return frozenset(
        name
        for name, row in ranking_table("groups").items()
        if any(_holds(condition, values) for condition in row["facts"])
    )


def _holds(condition: str, facts: Mapping[str, object]) -> bool:
    for sign, compare in _COMPARE.items():
        if sign in condition:
            fact, wanted = condition.split(sign)
            value = facts[fact]
            return isinstance(value, int | float) and bool(compare(value, float(wanted)))
    fact, wanted = condition.split("=")
    value = facts[fact]
    if isinstance(value, tuple | list):
        return bool(value) if wanted == "*" else wanted in value
    if isinstance(value, bool):
        return wanted == str(value).lower()
    return value is not None and wanted in ("*", str(value))


@dataclass(frozen=True)
class _Sentences:
    kinds: Vectors
    categories: Vectors


_made: dict[str, _Sentences] = {}
_making = Lock()


def _sentences(embedder: Embedder) -> _Sentences:
    """The vectors of what kinds and categories are about, made once for each embedder."""
    with _making:
        if embedder.name not in _made:
            categories = ranking_table("categories").values()
            _made[embedder.name] = _Sentences(
                embedder.embed([kind.says for kind in kind_book().kinds]),
                embedder.embed([row["says"] for row in categories]),
            )
        return _made[embedder.name]


def _categories(heard: Iterable[int], own: Vectors, known: _Sentences) -> tuple[str, ...]:
    """The categories of the kinds that are heard; without any, the one nearest in meaning."""
    kinds = [kind_book().kinds[number] for number in sorted(heard)]
    # A kind for one group ("shelter for survivors") is as much of its further categories.
    named = dict.fromkeys(name for kind in kinds for name in kind.categories[: None if kind.who else 1])
    if named:
        return tuple(named)
    names = tuple(ranking_table("categories"))
    return (names[int(np.argmax(known.categories @ own))],)


def _wanted(
    need: Need, heard: set[int], cosines: Vectors, categories: tuple[str, ...], groups: frozenset[str]
) -> dict[int, float]:
    wish = weights().wish
    asked = set(categories)
    refused = {
        name for avoided in need.avoid for name in ranking_table("avoid").get(avoided, {}).get("kinds", ())
    }
    wanted: dict[int, float] = {}
    for kind in kind_book().kinds:
        if kind.name in refused:
            continue
        main = kind.categories[0] in asked
        shared = len(asked & set(kind.categories))
        value = 0.0
        if shared:
            value += wish["main"] if main else wish["other"]
            value += wish["several"] * (shared - 1)
            meaning = max(0.0, float(cosines[kind.number]) - wish["meaning_from"])
            value += wish["meaning"] * meaning * (1.0 if main else 0.6)
        if kind.number in heard:
            value += wish["heard"] * (1.0 if shared else wish["heard_elsewhere"])
        value *= _for_whom(kind, kind.number in heard, groups)
        if value > 0:
            wanted[kind.number] = value
    # A need that names no kind and is near none in meaning wants nothing surely.
    most = max([*wanted.values(), wish["full"]])
    return {number: value / most for number, value in wanted.items() if value / most > wish["least"]}


def _for_whom(kind: Kind, heard: bool, groups: frozenset[str]) -> float:
    wish = weights().wish
    if kind.who is None:
        return wish["suits"] if groups & set(kind.suits) else 1.0
    if kind.who in groups:
        return wish["own_group"]
    return wish["heard_other_group"] if heard else wish["other_group"]


def _about_vector(kinds: Mapping[int, float], categories: tuple[str, ...], known: _Sentences) -> Vectors:
    names = list(ranking_table("categories"))
    total = np.zeros(known.kinds.shape[1], dtype=np.float32)
    for number, value in kinds.items():
        total += value**2 * known.kinds[number]
    for category in categories:
        if category in names:
            total += 0.5 * known.categories[names.index(category)]
    length = float(np.linalg.norm(total))
    return total / length if length else total


def _own_words(text: str, meant: Iterable[str]) -> dict[str, float]:
    """Stems of the need, and with less weight those of other words that mean the same."""
    dropped, share = stop_stems(), weights().words["synonym"]
    words = {
        word: share for phrase in meant for word in stems(phrase) if word not in dropped and len(word) > 1
    }
    return words | {word: 1.0 for word in stems(text) if word not in dropped and len(word) > 1}


@cache
def _table_stems(table: str, name: str) -> frozenset[str]:
    row = ranking_table(table).get(name, "")
    return frozenset(stems(row if isinstance(row, str) else row["words"])) - stop_stems()


@cache
def _kind_stems(number: int) -> frozenset[str]:
    return frozenset(stems(kind_book().kinds[number].says)) - stop_stems()


def _about_words(
    kinds: Mapping[int, float], categories: Iterable[str], groups: Iterable[str], facts: Facts
) -> dict[str, float]:
    share = weights().words
    about: dict[str, float] = {}

    def add(words: Iterable[str], weight: float) -> None:
        for word in words:
            about[word] = max(about.get(word, 0.0), weight)

    for category in categories:
        add(_table_stems("categories", category), share["category"])
    for number, value in kinds.items():
        if value >= share["kind_from"]:
            add(_kind_stems(number), share["kind"] * value)
    for group in groups:
        add(_table_stems("groups", group), share["group"])
    for language in facts.languages or ():
        add(_table_stems("languages", language), share["language"])
    return about
