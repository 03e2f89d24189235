"""The sentences of listings, kept apart at indexing so that a search can quote the one that answers best."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.index.files import Array, Strings
from matcher.index.ragged import flat
from matcher.kinds import kind_book
from matcher.words import forms, stems, stop_stems

_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_SHORTEST, _LONGEST = 12, 220
_A_KIND = 4.0  # what naming a wanted kind counts beside the rarity of shared words
_LEAST = 1.0


@dataclass(frozen=True)
class Quoting:
    """What a quotation is looked for with: numbers of words with their worth, and numbers of wanted kinds."""

    words: Mapping[int, float]
    kinds: frozenset[int]


def sentence_arrays(shown: Sequence[str], vocabulary: Mapping[str, int]) -> dict[str, Array]:
    """The arrays of the sentences of texts, each text once."""
    begins: list[int] = []
    ends: list[int] = []
    of_text, words, of_sentence, kinds, of_kind = [0], [], [0], [], [0]
    dropped = stop_stems()
    for text in shown:
        for begin, end in _sentences(text):
            sentence = text[begin:end]
            begins.append(begin)
            ends.append(end)
            words += sorted({vocabulary[w] for w in stems(sentence) if w in vocabulary and w not in dropped})
            of_sentence.append(len(words))
            kinds += sorted(kind_book().in_listing(forms(sentence)))
            of_kind.append(len(kinds))
        of_text.append(len(begins))
    return {
        "sentence.begin": np.array(begins, dtype=np.uint16),
        "sentence.end": np.array(ends, dtype=np.uint16),
        "sentence.start": np.array(of_text, dtype=np.int64),
        "sentence.word": np.array(words, dtype=np.int32),
        "sentence.word.start": np.array(of_sentence, dtype=np.int64),
        "sentence.kind": np.array(kinds, dtype=np.uint16),
        "sentence.kind.start": np.array(of_kind, dtype=np.int64),
    }


def _sentences(text: str) -> list[tuple[int, int]]:
    found, begin = [], 0
    for gap in [*_SENTENCE.finditer(text), None]:
        end = gap.start() if gap else len(text)
        stripped = text[begin:end].strip()
        if len(stripped) >= _SHORTEST:
            at = text.index(stripped, begin)
            found.append((at, at + len(stripped)))
        begin = gap.end() if gap else end
    return found


def quotations(
    arrays: Mapping[str, Array], shown: Strings, texts: Sequence[int], quoting: Quoting
) -> list[str | None]:
    """For each text the sentence that shares most with what is asked, None where none shares enough."""
    start = arrays["sentence.start"]
    at = [np.arange(start[text], start[text + 1]) for text in texts]
    sentences = np.concatenate(at) if at else np.zeros(0, dtype=np.int64)
    if not len(sentences):
        return [None] * len(texts)
    worth = _worth(arrays, "word", sentences, quoting.words)
    worth += _worth(arrays, "kind", sentences, dict.fromkeys(quoting.kinds, _A_KIND))
    length = arrays["sentence.end"][sentences].astype(np.float32) - arrays["sentence.begin"][sentences]
    worth /= 1 + length / 400
    found: list[str | None] = []
    done = 0
    for text, numbers in zip(texts, at, strict=True):
        mine = worth[done : done + len(numbers)]
        best = int(np.argmax(mine)) if len(mine) else 0
        if not len(mine) or mine[best] <= _LEAST:
            found.append(None)
        else:
            sentence = int(numbers[best])
            begin, end = int(arrays["sentence.begin"][sentence]), int(arrays["sentence.end"][sentence])
            found.append(shortened(shown[text][begin:end]))
        done += len(numbers)
    return found


def _worth(arrays: Mapping[str, Array], what: str, sentences: Array, wanted: Mapping[int, float]) -> Array:
    """What each sentence's words (or kinds) are worth together."""
    if not wanted:
        return np.zeros(len(sentences), dtype=np.float32)
    start = arrays[f"sentence.{what}.start"]
    begin, lengths = start[sentences], start[sentences + 1] - start[sentences]
    numbers = np.array(sorted(wanted), dtype=np.int64)
    values = np.array([wanted[int(n)] for n in numbers], dtype=np.float32)
    has = arrays[f"sentence.{what}"][flat(begin, lengths)]
    at = np.minimum(np.searchsorted(numbers, has), len(numbers) - 1)
    value = np.where(numbers[at] == has, values[at], 0)
    position = np.repeat(np.arange(len(sentences)), lengths)
    return np.bincount(position, weights=value, minlength=len(sentences)).astype(np.float32)


def shortened(text: str) -> str:
    """A sentence as it can be quoted in one or two lines."""
    if len(text) <= _LONGEST:
        return text
    return text[:_LONGEST].rsplit(" ", 1)[0].rstrip(",;:") + " …"
