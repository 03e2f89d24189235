"""What a search looks for, made of a need: its words, its meaning, and the kinds of service that would do."""

import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from matcher.embedding import Embedder, Vectors
from matcher.facts import Facts
from matcher.kinds import Kind, kind_book
from matcher.need import Need
from matcher.ranking import weights
from matcher.said import Said, said_by
from matcher.synonyms import same_meaning
from matcher.words import forms, ranking_table, stems, stop_stems

_QUOTED_ABOUT = 0.3
_SURELY = 0.5
_COMPARE = {">=": operator.ge, "<=": operator.le}


@dataclass(frozen=True)
class Asked:
    """What the words and the facts of a need tell before its meaning is known.

    `own_words` are stems of the need with their weights. `heard` are the numbers of the kinds that it names.
    `categories` are those that were given or that these kinds are of: none where the words name none.
    `groups` are the groups of people that the client belongs to.
    """

    own_words: Mapping[str, float]
    heard: frozenset[int]
    categories: tuple[str, ...]
    groups: frozenset[str]


@dataclass(frozen=True)
class Query(Asked):
    """`vectors` [2, 384]: the need itself, and what it asks for in general words.

    `about_words` are stems that the categories, kinds, groups and languages add, with weights. `kinds` maps
    the number of a kind to how much it is wanted, at most 1.
    """

    vectors: Vectors
    about_words: Mapping[str, float]
    kinds: Mapping[int, float]

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
    own, said = embedder.embed([need.text])[0], said_by(embedder)
    return with_meaning(need, categorized(hear(need), own, said), own, said)


def hear(need: Need) -> Asked:
    """What the words of a need tell."""
    words = forms(need.text)
    heard = frozenset(kind_book().in_need(words))
    return Asked(
        own_words=_own_words(need.text, same_meaning(words)),
        heard=heard,
        categories=tuple(need.categories or _categories(heard)),
        groups=groups_of(need.facts),
    )


def categorized(asked: Asked, own: Vectors, said: Said) -> Asked:
    """The same, where the words name no category with the one nearest to the need in meaning."""
    if asked.categories:
        return asked
    names = tuple(ranking_table("categories"))
    nearest = names[int(np.argmax(said.categories @ own))]
    return replace(asked, categories=(nearest,))


def with_meaning(need: Need, asked: Asked, own: Vectors, said: Said) -> Query:
    """The whole query, now that the vector of the need is known; `asked` has categories."""
    kinds = _wanted(need, asked, said.kinds @ own)
    return Query(
        own_words=asked.own_words,
        heard=asked.heard,
        categories=asked.categories,
        groups=asked.groups,
        vectors=np.stack([own, _about_vector(kinds, asked.categories, said)]),
        about_words=_about_words(kinds, asked.categories, asked.groups, need.facts),
        kinds=kinds,
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


def _categories(heard: Iterable[int]) -> tuple[str, ...]:
    """The categories of the kinds that are heard."""
    kinds = [kind_book().kinds[number] for number in sorted(heard)]
    # A kind for one group ("shelter for survivors") is as much of its further categories.
    return tuple(dict.fromkeys(name for kind in kinds for name in kind.categories[: None if kind.who else 1]))


def _wanted(need: Need, asked: Asked, cosines: Vectors) -> dict[int, float]:
    wish = weights().wish
    categories = set(asked.categories)
    refused = {
        name for avoided in need.avoid for name in ranking_table("avoid").get(avoided, {}).get("kinds", ())
    }
    wanted: dict[int, float] = {}
    for kind, cosine in zip(kind_book().kinds, cosines.tolist(), strict=True):
        heard = kind.number in asked.heard
        shared = len(categories.intersection(kind.categories))
        if not (shared or heard) or kind.name in refused:
            continue
        main = kind.categories[0] in categories
        value = 0.0
        if shared:
            value += wish["main"] if main else wish["other"]
            value += wish["several"] * (shared - 1)
            meaning = max(0.0, cosine - wish["meaning_from"])
            value += wish["meaning"] * meaning * (1.0 if main else 0.6)
        if heard:
            value += wish["heard"] * (1.0 if shared else wish["heard_elsewhere"])
        value *= _for_whom(kind, heard, asked.groups)
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


def _about_vector(kinds: Mapping[int, float], categories: tuple[str, ...], said: Said) -> Vectors:
    names = list(ranking_table("categories"))
    share = np.array(list(kinds.values()), dtype=np.float32) ** 2
    total = share @ said.kinds[list(kinds)]
    for category in categories:
        if category in names:
            total += 0.5 * said.categories[names.index(category)]
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
