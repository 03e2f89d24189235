"""Short runs of words and letters, each with a weight for everything that a reply can say.

They know the turns of phrase and the misspellings of the written replies by heart; the encoder knows what
words mean. Read together they are right more often than either (docs/replies.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from chat.phrasing.words import folded, plain_words

ROWS = 1 << 16
_WORDS, _LETTERS = (1, 2, 3), (2, 3, 4, 5)
_FIRST_WORDS = 6  # of a reply, told apart by the question

Floats = npt.NDArray[np.float64]


def features(question: str, reply: str) -> dict[int, float]:
    """The reply's runs of one to three words and two to five letters, and its question: row to value.

    Each kind is of length one; a run that comes twice counts a little more. Rows are hashes, of which a few
    coincide.
    """
    words = plain_words(reply)
    text = "_".join(question.split())
    asked = [f"q {text}", *(f"q {text} {word}" for word in words[:_FIRST_WORDS])]
    values: dict[int, float] = {}
    for runs, weight in ((_word_runs(words), 1.0), (_letter_runs(folded(reply)), 1.0), (asked, 0.5)):
        counted = Counter(crc32(run.encode()) % ROWS for run in runs)
        length = sum((1 + np.log(count)) ** 2 for count in counted.values()) ** 0.5
        for row, count in counted.items():
            values[row] = values.get(row, 0.0) + weight * float(1 + np.log(count)) / length
    return values


def _word_runs(words: list[str]) -> Iterator[str]:
    for size in _WORDS:
        for at in range(len(words) - size + 1):
            yield "w " + " ".join(words[at : at + size])


def _letter_runs(text: str) -> Iterator[str]:
    for word in text.split():
        edged = f" {word} "
        for size in _LETTERS:
            for at in range(len(edged) - size + 1):
                yield "l" + edged[at : at + size]


class Ngrams:
    """The weights of a file `ngrams.npz`: `weights` int8 [rows, outputs], `scale` and `bias` [outputs]."""

    def __init__(self, path: Path) -> None:
        with np.load(path) as kept:
            self._weights = kept["weights"]
            self._scale = kept["scale"].astype(np.float64)
            self._bias = kept["bias"].astype(np.float64)

    def read(self, question: str, reply: str) -> Floats:
        """The row of outputs, as the encoder's: before softmax and sigmoid."""
        found = features(question, reply)
        rows = self._weights[list(found)].astype(np.float64)
        values = np.fromiter(found.values(), dtype=np.float64, count=len(found))
        return np.asarray(values @ rows * self._scale + self._bias, dtype=np.float64)
