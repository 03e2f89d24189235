"""The word index: for each word the services that say it, with what BM25 makes of how often they do."""

from collections.abc import Mapping, Sequence

import numpy as np

from matcher.index.files import Array, Strings
from matcher.index.ragged import flat
from matcher.index.windows import Window

_K1, _B = 1.2, 0.6
_SCALE = 255 / (_K1 + 1)  # the most that a word can weigh in one service


def word_arrays(services: Sequence[Mapping[str, float]]) -> dict[str, Array]:
    """The arrays of the word index; `services` are the weighted counts of words of each row.

    Weights are those of BM25 (Robertson and Zaragoza 2009) without the rarity of the word, in 255 steps.
    """
    vocabulary = sorted({word for words in services for word in words})
    number = {word: n for n, word in enumerate(vocabulary)}
    total = sum(len(words) for words in services)
    word = np.fromiter((number[w] for words in services for w in words), dtype=np.int32, count=total)
    count = np.fromiter((c for words in services for c in words.values()), dtype=np.float32, count=total)
    row = np.repeat(np.arange(len(services), dtype=np.int32), [len(words) for words in services])
    lengths = np.bincount(row, weights=count, minlength=len(services)) if total else np.ones(1)
    longer = 1 - _B + _B * lengths / max(float(lengths.mean()), 1.0)
    weight = count * (_K1 + 1) / (count + _K1 * longer[row]) if total else count
    order = np.argsort(word, kind="stable")
    found_in = np.bincount(word, minlength=len(vocabulary))
    starts = np.zeros(len(vocabulary) + 1, dtype=np.int64)
    np.cumsum(found_in, out=starts[1:])
    rarity = np.log(1 + (len(services) - found_in + 0.5) / (found_in + 0.5))
    return {
        "postings.row": row[order],
        "postings.weight": np.rint(weight[order] * _SCALE).astype(np.uint8),
        "postings.start": starts,
        "vocabulary.rarity": rarity.astype(np.float32),
        **Strings.of(vocabulary).arrays("vocabulary"),
    }


def word_scores(arrays: Mapping[str, Array], window: Window, words: Mapping[int, float]) -> Array:
    """BM25 of a window's rows for weighted words, numbers of the vocabulary: float32 [rows]."""
    if not words or not window.size:
        return np.zeros(window.size, dtype=np.float32)
    row, start = arrays["postings.row"], arrays["postings.start"]
    begins, lengths = [], []
    spans = np.stack([window.starts, window.ends]).astype(np.int32)
    for word in words:
        low, high = int(start[word]), int(start[word + 1])
        first, last = row[low:high].searchsorted(spans)
        begins.append(first + low)
        lengths.append(last - first)
    length = np.concatenate(lengths)
    hits = flat(np.concatenate(begins), length)
    position = row[hits] + np.repeat(np.tile(window.offsets - window.starts, len(words)), length)
    worth = arrays["vocabulary.rarity"][list(words)] * np.array(list(words.values())) / _SCALE
    value = np.repeat(worth.astype(np.float32), [int(part.sum()) for part in lengths])
    value *= arrays["postings.weight"][hits]
    return np.bincount(position, weights=value, minlength=window.size).astype(np.float32)
