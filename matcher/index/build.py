"""Builds the search index from the directory: the whole of it into a folder, or a few services in memory."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from time import perf_counter
from typing import Self

import numpy as np
from sqlmodel import Session

from directory.changes import latest
from directory.places import Gazetteer
from matcher.embedding import DIMENSIONS, Embedder
from matcher.index.areas import Surroundings, mentioned_areas
from matcher.index.arrays import Entry, index_arrays
from matcher.index.criteria import criteria_key, read_criteria, reader_version
from matcher.index.files import Array, IndexMissing, Strings, current, load, save, writing
from matcher.index.grid import cells
from matcher.index.places import spots_of
from matcher.index.rows import describe
from matcher.index.texts import ServiceTexts, count_services, read_services
from matcher.index.vectors import whole
from matcher.said import said_by
from matcher.words import tables_version

_EMBED_AT_ONCE = 512

Progress = Callable[[str, int, int], object]


@dataclass(frozen=True)
class BuildReport:
    """What a build did: services and places in it, texts embedded afresh and taken over, seconds taken."""

    services: int
    offerings: int
    embedded: int
    reused: int
    seconds: float
    sequence: int


def build(
    session: Session,
    folder: Path,
    embedder: Embedder,
    *,
    now: datetime,
    gazetteer: Gazetteer,
    progress: Progress | None = None,
) -> BuildReport:
    """Builds the index of every service that may be shown, and puts it in the place of the old one.

    `progress` hears (step, done, of how many). Vectors and readings of texts that the old index holds are
    taken from it. Nothing is written to the database.
    """
    began = perf_counter()
    # Read before the services: a change in between is then seen again, never missed.
    sequence = latest(session)
    known = Known.of_folder(folder, embedder.name)
    total = count_services(session)
    tell = progress or (lambda _step, _done, _total: None)

    def counted() -> Iterator[ServiceTexts]:
        for done, service in enumerate(read_services(session), 1):
            if done % 200 == 0 or done == total:
                tell("read", done, total)
            yield service

    made = segment_arrays(counted(), embedder, gazetteer, known, tell)
    arrays = {**made.arrays, **said_by(embedder).arrays()}
    facts = {
        "embedder": embedder.name,
        "reader": reader_version(),
        "tables": tables_version(),
        "sequence": sequence,
        "built": now.isoformat(),
        "services": len(arrays["status"]),
        "towns": made.surroundings.towns,
        "codes": made.surroundings.codes,
        "organizations": made.surroundings.organizations,
    }
    with writing(folder) as fresh:
        save(fresh, arrays, facts)
    return BuildReport(
        len(arrays["status"]),
        len(arrays["offering.service"]),
        made.embedded,
        made.reused,
        perf_counter() - began,
        sequence,
    )


class Known:
    """Vectors and readings that were made before, by the hash of their text."""

    def __init__(
        self, parts: Sequence[Mapping[str, Array]], *, vectors: bool = True, readings: bool = True
    ) -> None:
        self._vectors = [_Table(part, "vectors") for part in parts] if vectors else []
        self._readings = [_Table(part, "criteria") for part in parts] if readings else []

    @classmethod
    def of(cls, *parts: Mapping[str, Array] | None) -> Self:
        """What the arrays of segments hold that the same embedder and reader made."""
        return cls([part for part in parts if part is not None])

    @classmethod
    def of_folder(cls, folder: Path, embedder: str) -> Self:
        """What the index of a folder holds; nothing of it where another embedder or reader made it."""
        try:
            arrays, facts = load(current(folder))
        except IndexMissing:
            return cls([])
        return cls(
            [arrays],
            vectors=facts.get("embedder") == embedder,
            readings=facts.get("reader") == reader_version(),
        )

    def vectors(self, keys: Sequence[int]) -> tuple[Array, Array]:
        """The vectors of texts, float32 [texts, 384], and which of them are known."""
        made = np.zeros((len(keys), DIMENSIONS), dtype=np.float32)
        known = np.zeros(len(keys), dtype=bool)
        for table in self._vectors:
            rows = table.rows(keys)
            found = np.flatnonzero(rows >= 0)
            made[found] = whole(table.arrays, rows[found])
            known[found] = True
        return made, known

    def reading(self, key: int) -> str | None:
        """The criteria of a text, as `read_criteria` writes them."""
        for table in self._readings:
            row = int(table.rows([key])[0])
            if row >= 0:
                return Strings.from_arrays(table.arrays, "criteria")[row]
        return None


class _Table:
    """Rows of a segment's array, looked up by the hash that stands beside them."""

    def __init__(self, arrays: Mapping[str, Array], name: str) -> None:
        self.arrays = arrays
        self._keys = arrays[f"{name}.hash"]
        self._order = np.argsort(self._keys)

    def rows(self, keys: Sequence[int]) -> Array:
        """The row of each key, -1 where it is not there."""
        asked = np.array(keys, dtype=np.uint64)
        if not len(self._keys):
            return np.full(len(asked), -1)
        at = np.minimum(np.searchsorted(self._keys, asked, sorter=self._order), len(self._keys) - 1)
        row = self._order[at]
        return np.where(self._keys[row] == asked, row, -1)


def text_hash(*parts: str) -> int:
    """Eight bytes that stand for a text: of ten million texts two are alike with odds of one in 370,000."""
    digest = blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big")


@dataclass(frozen=True)
class MadeSegment:
    """The arrays of some services, how many texts were embedded and taken over, and what they taught."""

    arrays: dict[str, Array]
    embedded: int
    reused: int
    surroundings: Surroundings


@dataclass
class _Texts:
    """The distinct texts that services share, by their hash."""

    meanings: dict[int, str] = field(default_factory=dict)
    readings: dict[int, str] = field(default_factory=dict)


def segment_arrays(
    services: Iterator[ServiceTexts],
    embedder: Embedder,
    gazetteer: Gazetteer,
    known: Known,
    tell: Progress,
    surroundings: Surroundings | None = None,
) -> MadeSegment:
    """The arrays of an index of these services; `surroundings` None learns them from the services."""
    texts = _Texts()
    entries = [_entry(service, gazetteer, known, texts) for service in services]
    if surroundings is None:
        surroundings = Surroundings.learned([e.service for e in entries], [e.spots for e in entries])
    for entry in entries:
        entry.spots = entry.spots or surroundings.hidden_spots(entry.service)
        if not entry.spots and not entry.row.areas:
            entry.row.areas = mentioned_areas(entry.service)
    _sort_by_place(entries)
    keys = list(dict.fromkeys(entry.meaning for entry in entries))
    vectors, embedded = _vectors(keys, texts.meanings, embedder, known, tell)
    tell("write", 0, 1)
    arrays = index_arrays(entries, keys, vectors, texts.readings, surroundings)
    tell("write", 1, 1)
    return MadeSegment(arrays, embedded, len(keys) - embedded, surroundings)


def _entry(service: ServiceTexts, gazetteer: Gazetteer, known: Known, texts: _Texts) -> Entry:
    row = describe(service)
    meaning, criteria = text_hash(row.meaning), text_hash(*criteria_key(service))
    texts.meanings.setdefault(meaning, row.meaning)
    if criteria not in texts.readings:
        texts.readings[criteria] = known.reading(criteria) or read_criteria(service)
    return Entry(service, row, spots_of(service, gazetteer), meaning, criteria)


def _sort_by_place(entries: list[Entry]) -> None:
    """Neighbours on the map become neighbours in memory; what has no place stands at the end, by its area."""
    far = np.iinfo(np.int32).max

    def key(entry: Entry) -> tuple[int, str, str]:
        if not entry.spots:
            return far, " ".join(entry.row.areas[:1]), entry.service.id
        spot = entry.spots[0]
        return int(cells(spot.latitude, spot.longitude)), "", entry.service.id

    entries.sort(key=key)


def _vectors(
    keys: Sequence[int], texts: Mapping[int, str], embedder: Embedder, known: Known, tell: Progress
) -> tuple[Array, int]:
    """The vectors of texts, and how many had to be made."""
    vectors, there = known.vectors(keys)
    missing = np.flatnonzero(~there).tolist()
    # Like lengths together, so that a batch holds little padding.
    missing.sort(key=lambda row: len(texts[keys[row]]))
    for start in range(0, len(missing), _EMBED_AT_ONCE):
        rows = missing[start : start + _EMBED_AT_ONCE]
        vectors[rows] = embedder.embed([texts[keys[row]] for row in rows])
        tell("embed", min(start + _EMBED_AT_ONCE, len(missing)), len(missing))
    return vectors, len(missing)
