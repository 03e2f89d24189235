"""Kinds of service, finer than the need categories, heard in listings and needs by the field's own words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from matcher.words import forms, ranking_table

Phrase = tuple[str, ...]
_ANY = "*"


@dataclass(frozen=True)
class Kind:
    """One kind of service, as `data/ranking/kinds.toml` describes it; `number` is its place in the list."""

    number: int
    name: str
    label: str
    categories: tuple[str, ...]
    says: str
    who: str | None
    suits: tuple[str, ...]


class PhraseBook:
    """Finds phrases in a list of word forms, each phrase standing for some numbers."""

    def __init__(self, entries: Iterable[tuple[str, int]]) -> None:
        self._by_first: dict[str, list[tuple[Phrase, int]]] = {}
        for text, number in entries:
            phrase = _phrase(text)
            if phrase:
                self._by_first.setdefault(phrase[0], []).append((phrase, number))

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, int]]:
        """Each phrase in the words, as its number, its first word and its length."""
        for start, word in enumerate(words):
            for phrase, number in self._by_first.get(word, ()):
                if _stands(phrase, words, start):
                    yield number, start, len(phrase)


def _phrase(text: str) -> Phrase:
    return tuple(_ANY if part == _ANY else word for part in text.split() for word in (forms(part) or [_ANY]))


def _stands(phrase: Phrase, words: Sequence[str], start: int) -> bool:
    if start + len(phrase) > len(words):
        return False
    return all(part in (_ANY, words[start + offset]) for offset, part in enumerate(phrase))


@dataclass(frozen=True)
class KindBook:
    """All kinds with their words."""

    kinds: tuple[Kind, ...]
    listing: PhraseBook
    need: PhraseBook
    offer: PhraseBook
    unless: PhraseBook

    def in_listing(self, words: Sequence[str]) -> set[int]:
        """Numbers of the kinds that the words of a listing name."""
        return set(self._heard(words, (self.listing, self.offer)))

    def in_need(self, words: Sequence[str]) -> dict[int, tuple[int, int]]:
        """Kind to its longest phrase (first word, length) in a need, a listing's phrase or a caseworker's."""
        return self._heard(words, (self.listing, self.need))

    def _heard(self, words: Sequence[str], books: tuple[PhraseBook, ...]) -> dict[int, tuple[int, int]]:
        taken = list(self.unless.find(words))
        found: dict[int, tuple[int, int]] = {}
        for book in books:
            for number, start, length in book.find(words):
                if length > found.get(number, (0, 0))[1] and not any(
                    other == number and start < first + count and first < start + length
                    for other, first, count in taken
                ):
                    found[number] = (start, length)
        return found


@cache
def kind_book() -> KindBook:
    """The kinds of `data/ranking/kinds.toml`, read once."""
    table = ranking_table("kinds")
    kinds = tuple(
        Kind(
            number,
            name,
            row["label"],
            tuple(row["category"]),
            row["says"],
            row.get("who"),
            tuple(row.get("suits", ())),
        )
        for number, (name, row) in enumerate(table.items())
    )

    def book(part: str) -> PhraseBook:
        return PhraseBook((text, n) for n, row in enumerate(table.values()) for text in row.get(part, ()))

    return KindBook(kinds, book("listing"), book("need"), book("offer"), book("unless"))
