"""The meaning of services as vectors: short ones of all rows to choose by, whole ones of the chosen."""

from collections.abc import Mapping

import numpy as np

from matcher.embedding import DIMENSIONS
from matcher.index.files import Array

SHORT = 64
"""Dimensions of the short vectors."""
_SAMPLE = 20_000
_ON_ONE_THREAD = 200_000  # multiplications; OpenBLAS takes several threads from 262,144 on


def vector_arrays(vectors: Array, row: Array) -> dict[str, Array]:
    """What is stored of vectors of length one, float32 [texts, 384]; `row` is the text of each service.

    Whole vectors are kept in eight bits a number, each with its own scale. Short ones are the first principal
    components, one for each service in the order of the rows, so that neighbours are read at a stretch.
    """
    axes = _axes(vectors)
    short = vectors @ axes
    scale = float(np.abs(short).max(initial=1e-6)) / 127
    steps, own_scale = quantised(vectors)
    return {
        "vectors": steps,
        "vectors.scale": own_scale,
        "vector.row": row.astype(np.int32),
        "short": np.rint(short / scale).astype(np.int8)[row],
        "short.axes": (axes * scale).astype(np.float32),
    }


def quantised(vectors: Array) -> tuple[Array, Array]:
    """Vectors as whole numbers of a step each: int8 [texts, 384], and the steps, float32 [texts]."""
    step = np.maximum(np.abs(vectors).max(axis=1, initial=1e-6), 1e-6) / 127
    return np.rint(vectors / step[:, None]).astype(np.int8), step.astype(np.float32)


def whole(arrays: Mapping[str, Array], texts: Array) -> Array:
    """The vectors of some texts, float32 [texts, 384]."""
    return arrays["vectors"][texts].astype(np.float32) * arrays["vectors.scale"][texts][:, None]


def short_scores(arrays: Mapping[str, Array], rows: Array, queries: Array) -> Array:
    """About the cosines of some rows with queries [queries, 384]: float32 [rows, queries]."""
    return _products(arrays["short"].take(rows, axis=0), queries @ arrays["short.axes"])


def scores(arrays: Mapping[str, Array], rows: Array, queries: Array) -> Array:
    """The cosines of some rows with queries [queries, 384]: float32 [rows, queries]."""
    texts = arrays["vector.row"].take(rows)
    cosines = _products(arrays["vectors"].take(texts, axis=0), queries)
    cosines *= arrays["vectors.scale"].take(texts)[:, None]
    return cosines


def _products(steps: Array, queries: Array) -> Array:
    """Each line of whole numbers multiplied with each query: float32 [lines, queries].

    In pieces that BLAS does not put on several threads: waiting for those costs more than it gains.
    """
    asked = queries.T.astype(np.float32)
    piece = max(1, _ON_ONE_THREAD // max(1, asked.size))
    pieces = (steps[start : start + piece] for start in range(0, max(1, len(steps)), piece))
    products: Array = np.concatenate([each.astype(np.float32) @ asked for each in pieces])
    return products


def _axes(vectors: Array) -> Array:
    """The directions that tell most of the vectors apart: float32 [384, 64], of length one."""
    if not len(vectors):
        return np.eye(DIMENSIONS, SHORT, dtype=np.float32)
    # Evenly spread over the index, so that the same index comes of the same listings.
    chosen = vectors[:: max(1, len(vectors) // _SAMPLE)].astype(np.float32)
    _, directions = np.linalg.eigh(chosen.T @ chosen)
    return np.ascontiguousarray(directions[:, ::-1][:, :SHORT]).astype(np.float32)
