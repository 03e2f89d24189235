"""SQLite's own full-text index, FTS5: by words alone, within a box."""

import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.alternatives.box import box_around
from bench.alternatives.listing import Listing
from matcher.embedding import Embedder
from matcher.need import Need

_WORD = re.compile(r"\w+")
_TABLES = """
CREATE VIRTUAL TABLE listing USING fts5(id UNINDEXED, name, terms, text, tokenize = 'porter unicode61');
CREATE TABLE site (listing INTEGER NOT NULL, latitude REAL NOT NULL, longitude REAL NOT NULL);
"""
_INDEXES = "CREATE INDEX site_place ON site (latitude, longitude); ANALYZE"
# Names and terms count as much more than running text as in our own word index.
_RANK = "ORDER BY bm25(listing, 0, 3, 2, 1) LIMIT :limit"
_EVERYWHERE = f"SELECT id FROM listing WHERE listing MATCH :words {_RANK}"
# The plus keeps SQLite from looking the words up anew for every row that is near.
_NEAR = f"""
SELECT id FROM listing WHERE listing MATCH :words AND +rowid IN (
    SELECT listing FROM site
    WHERE latitude BETWEEN :south AND :north AND longitude BETWEEN :west AND :east
) {_RANK}
"""


class Sqlite:
    """A database in one file."""

    title = f"SQLite {sqlite3.sqlite_version} FTS5 (bm25), box"

    def __init__(self, _embedder: Embedder) -> None:
        self._folder = TemporaryDirectory(prefix="linkage-bench-", ignore_cleanup_errors=True)
        self._database = sqlite3.connect(Path(self._folder.name) / "listings.db")

    def load(self, services: Sequence[Listing]) -> None:
        """Fills both tables."""
        self._database.executescript(_TABLES)
        self._database.executemany(
            "INSERT INTO listing (rowid, id, name, terms, text) VALUES (?, ?, ?, ?, ?)",
            ((row, one.id, one.name, one.terms, one.text) for row, one in enumerate(services)),
        )
        self._database.executemany(
            "INSERT INTO site VALUES (?, ?, ?)",
            ((row, *point) for row, one in enumerate(services) for point in one.points),
        )
        self._database.commit()
        self._database.executescript(_INDEXES)

    def search(self, need: Need, limit: int) -> list[str]:
        """Listings with any word of the need: all of them together are in none."""
        words = " OR ".join(f'"{word}"' for word in _WORD.findall(need.text))
        if not words:
            return []
        asked = {"words": words, "limit": limit}
        if need.near is None or need.radius_miles is None:
            return [row[0] for row in self._database.execute(_EVERYWHERE, asked)]
        asked |= vars(box_around(need.near, need.radius_miles))
        return [row[0] for row in self._database.execute(_NEAR, asked)]

    def close(self) -> None:
        """Removes the file."""
        self._database.close()
        self._folder.cleanup()
