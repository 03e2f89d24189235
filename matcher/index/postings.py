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


def word_scores(arrays: Mapping[str, Array], window: Window, words: Mapping[int, tuple[float, ...]]) -> Array:
    """BM25 of a window's rows for several weightings of words at once: float32 [weightings, rows].

    `words` are numbers of the vocabulary, each with its weight in every weighting.
    """
    weightings = len(next(iter(words.values()), (0.0,)))
    scores = np.zeros((weightings, window.size), dtype=np.float32)
    if not words or not window.size:
        return scores
    row, start = arrays["postings.row"], arrays["postings.start"]
    begins, lengths, shift = [], [], []
    offset = window.offsets - window.starts
    spans = np.stack([window.starts, window.ends]).astype(np.int32)
    for word in words:
        low, high = int(start[word]), int(start[word + 1])
        first, last = low + np.searchsorted(row[low:high], spans)
        begins.append(first)
        lengths.append(last - first)
        shift.append(offset)
    begin, length = np.concatenate(begins), np.concatenate(lengths)
    hits = flat(begin, length)
    position = row[hits] + np.repeat(np.concatenate(shift), length)
    weight = arrays["postings.weight"][hits]
    by_word = [int(part.sum()) for part in lengths]
    rarity = arrays["vocabulary.rarity"][list(words)] / _SCALE
    for n, wanted in enumerate(zip(*words.values(), strict=True)):
        value = np.repeat((rarity * np.array(wanted)).astype(np.float32), by_word) * weight
        scores[n] = np.bincount(position, weights=value, minlength=window.size)
    return scores
