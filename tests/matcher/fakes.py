"""A sentence model for tests: words hashed into a vector, and a record of what was embedded."""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

from matcher.embedding import DIMENSIONS, Vectors
from matcher.words import stems


class ToyEmbedder:
    """Texts that share stems are close; `seen` records every text that was embedded."""

    name = "toy"

    def __init__(self) -> None:
        self.seen: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.seen.extend(texts)
        rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in stems(text):
                at = int.from_bytes(blake2b(word.encode(), digest_size=4).digest(), "big") % DIMENSIONS
                rows[row, at] += 1
            rows[row, 0] += 1e-3
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)
