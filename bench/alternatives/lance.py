"""LanceDB: a vector and its own full-text index, fused by reciprocal rank, within a box."""

from collections.abc import Sequence
from importlib.metadata import version
from tempfile import TemporaryDirectory

import lancedb
import numpy as np
import pyarrow as pa
from lancedb.index import FTS
from lancedb.rerankers import RRFReranker

from bench.alternatives.box import box_around
from bench.alternatives.listing import Listing
from matcher.embedding import DIMENSIONS, Embedder
from matcher.need import Need

_ROWS_FOR_A_RESULT = 2
"""A listing with several places is several rows, of which one is shown."""
_NOWHERE = (None, None)


class Lance:
    """A table in a folder, a row for each place."""

    title = f"LanceDB {version('lancedb')} hybrid, RRF, box"

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._folder = TemporaryDirectory(prefix="linkage-bench-", ignore_cleanup_errors=True)
        self._database = lancedb.connect(self._folder.name)
        self._fusion = RRFReranker()

    def load(self, services: Sequence[Listing]) -> None:
        """Fills the table. It has no vector index: with a box set, the vectors in it are compared one by
        one."""
        rows = [(one, point) for one in services for point in one.points or (_NOWHERE,)]
        vectors = np.concatenate([one.vector for one, _ in rows])
        columns = {
            "id": [one.id for one, _ in rows],
            "text": [f"{one.name}. {one.terms}. {one.text}" for one, _ in rows],
            "latitude": pa.array([point[0] for _, point in rows], pa.float64()),
            "longitude": pa.array([point[1] for _, point in rows], pa.float64()),
            "vector": pa.FixedSizeListArray.from_arrays(pa.array(vectors), DIMENSIONS),
        }
        self._table = self._database.create_table("listing", pa.table(columns))
        self._table.create_index("text", config=FTS())
        for column in ("latitude", "longitude"):
            self._table.create_scalar_index(column)

    def search(self, need: Need, limit: int) -> list[str]:
        """Both searches of the library, joined by it."""
        query = (
            self._table.search(query_type="hybrid", vector_column_name="vector", fts_columns="text")
            .vector(self._embedder.embed([need.text])[0])
            .text(need.text)
            .distance_type("cosine")
            .rerank(self._fusion)
            .limit(_ROWS_FOR_A_RESULT * limit)
        )
        if need.near is not None and need.radius_miles is not None:
            box = box_around(need.near, need.radius_miles)
            query = query.where(
                f"latitude BETWEEN {box.south} AND {box.north} "
                f"AND longitude BETWEEN {box.west} AND {box.east}"
            )
        rows = query.to_arrow().column("id").to_pylist()
        return list(dict.fromkeys(rows))[:limit]

    def close(self) -> None:
        """Removes the folder."""
        self._folder.cleanup()
