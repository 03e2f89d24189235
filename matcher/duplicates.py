"""How close in meaning pairs of listings are, from the vectors of the index: for finding duplicates."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.embedding import DIMENSIONS
from matcher.index import vectors
from matcher.index.index import Index

_AT_ONCE = 8_192


class IndexMeanings:
    """The cosines of pairs of services, from an open index."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """The cosine of each pair; NaN where one of them is not in the index."""
        found = np.full(len(pairs), np.nan, dtype=np.float32)
        for start in range(0, len(pairs), _AT_ONCE):
            piece = pairs[start : start + _AT_ONCE]
            first, there_a = self._vectors([one for one, _ in piece])
            second, there_b = self._vectors([other for _, other in piece])
            cosines = np.einsum("ij,ij->i", first, second)
            found[start : start + len(piece)] = np.where(there_a & there_b, cosines, np.nan)
        return found

    def _vectors(self, service_ids: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Vectors float32 [services, 384], and which services are in the index."""
        made = np.zeros((len(service_ids), DIMENSIONS), dtype=np.float32)
        there = np.zeros(len(service_ids), dtype=bool)
        places = [self._index.find(service_id) for service_id in service_ids]
        for segment in self._index.segments:
            at = [n for n, place in enumerate(places) if place is not None and place[0] is segment]
            if not at:
                continue
            rows = np.array([place[1] for n in at if (place := places[n]) is not None])
            made[at] = vectors.whole(segment.arrays, segment.arrays["vector.row"][rows])
            there[at] = True
        return made, there
