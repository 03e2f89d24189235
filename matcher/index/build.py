"""Builds the search index from the directory: the whole of it into a folder, or a few services in memory."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from sqlmodel import Session

from directory.changes import latest
from directory.places import Gazetteer
from matcher.embedding import DIMENSIONS, Embedder
from matcher.index.areas import ANYWHERE, Surroundings, mentioned_areas
from matcher.index.criteria import criteria_key, read_criteria, reader_version
from matcher.index.files import Array, IndexMissing, Strings, current, load, save, writing
from matcher.index.grid import cells
from matcher.index.places import Spot, spots_of
from matcher.index.rows import Row, describe
from matcher.index.texts import ServiceTexts, count_services, read_services
from matcher.words import tables_version

_EMBED_AT_ONCE = 512
STATUSES = ("active", "temporarily closed")

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
    old = _Old(folder, embedder.name)
    total = count_services(session)
    tell = progress or (lambda _step, _done, _total: None)

    def counted() -> Iterator[ServiceTexts]:
        for done, service in enumerate(read_services(session), 1):
            if done % 200 == 0 or done == total:
                tell("read", done, total)
            yield service

    made = segment_arrays(counted(), embedder, gazetteer, old, tell)
    arrays = made.arrays
    facts = {
        "embedder": embedder.name,
        "reader": reader_version(),
        "tables": tables_version(),
        "sequence": sequence,
        "built": now.isoformat(),
        "services": len(arrays["status"]),
        "towns": made.surroundings.towns,
        "codes": made.surroundings.codes,
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


class _Old:
    """Vectors and readings of the index that is being replaced, by the hash of their text."""

    def __init__(self, folder: Path | None, embedder: str) -> None:
        self._vectors: dict[bytes, int] = {}
        self._readings: dict[bytes, int] = {}
        if folder is None:
            return
        try:
            arrays, facts = load(current(folder))
        except IndexMissing:
            return
        if facts.get("embedder") == embedder:
            self._vector_rows = arrays["vectors"]
            self._vectors = {bytes(key): row for row, key in enumerate(arrays["vectors.hash"])}
        if facts.get("reader") == reader_version():
            self._reading_rows = Strings.from_arrays(arrays, "criteria")
            self._readings = {bytes(key): row for row, key in enumerate(arrays["criteria.hash"])}

    def vector(self, key: bytes) -> Array | None:
        row = self._vectors.get(key)
        return None if row is None else self._vector_rows[row]

    def reading(self, key: bytes) -> str | None:
        row = self._readings.get(key)
        return None if row is None else self._reading_rows[row]


def no_old_index() -> _Old:
    """For a segment that has nothing to take over."""
    return _Old(None, "")


def text_hash(*parts: str) -> bytes:
    """Sixteen bytes that stand for a text."""
    return blake2b("\x1f".join(parts).encode(), digest_size=16).digest()


@dataclass
class _Entry:
    """A service on its way into the index."""

    service: ServiceTexts
    row: Row
    spots: list[Spot]
    vector_key: bytes
    reading_key: bytes


@dataclass(frozen=True)
class MadeSegment:
    """The arrays of some services, how many texts were embedded and taken over, and what they taught."""

    arrays: dict[str, Array]
    embedded: int
    reused: int
    surroundings: Surroundings


def segment_arrays(
    services: Iterator[ServiceTexts],
    embedder: Embedder,
    gazetteer: Gazetteer,
    old: _Old,
    tell: Progress,
    surroundings: Surroundings | None = None,
) -> MadeSegment:
    """The arrays of an index of these services; `surroundings` None learns them from the services."""
    entries: list[_Entry] = []
    readings: dict[bytes, str] = {}
    texts: dict[bytes, str] = {}
    for service in services:
        row = describe(service)
        key = text_hash(row.meaning)
        texts.setdefault(key, row.meaning)
        reading_key = text_hash(*criteria_key(service))
        if reading_key not in readings:
            readings[reading_key] = old.reading(reading_key) or read_criteria(service)
        entries.append(_Entry(service, row, spots_of(service, gazetteer), key, reading_key))
    if surroundings is None:
        surroundings = Surroundings.learned([e.service for e in entries], [e.spots for e in entries])
    for entry in entries:
        entry.spots = entry.spots or surroundings.hidden_spots(entry.service)
        if not entry.spots and not entry.row.areas:
            entry.row.areas = mentioned_areas(entry.service)
    _sort_by_place(entries)
    vectors, keys, embedded = _vectors(entries, texts, embedder, old, tell)
    criteria_order = list(dict.fromkeys(entry.reading_key for entry in entries))
    row_of_criteria = {key: row for row, key in enumerate(criteria_order)}
    arrays: dict[str, Array] = {
        "vectors": vectors,
        "vectors.hash": np.array(keys, dtype="V16"),
        "criteria.hash": np.array(criteria_order, dtype="V16"),
        "criteria.row": np.array([row_of_criteria[e.reading_key] for e in entries], dtype=np.int32),
    }
    arrays |= Strings.of(readings[key] for key in criteria_order).arrays("criteria")
    row_of_vector = {key: row for row, key in enumerate(keys)}
    arrays["vector.row"] = np.array([row_of_vector[e.vector_key] for e in entries], dtype=np.int32)
    arrays |= _service_arrays(entries, surroundings)
    arrays |= _word_arrays(entries)
    arrays |= _offering_arrays(entries)
    return MadeSegment(arrays, embedded, len(keys) - embedded, surroundings)


def _sort_by_place(entries: list[_Entry]) -> None:
    """Neighbours on the map become neighbours in memory; what has no place stands at the end."""
    far = np.iinfo(np.int32).max

    def key(entry: _Entry) -> tuple[int, str]:
        spot = entry.spots[0] if entry.spots else None
        return (far if spot is None else int(cells(spot.latitude, spot.longitude)), entry.service.id)

    entries.sort(key=key)


def _vectors(
    entries: Sequence[_Entry], texts: dict[bytes, str], embedder: Embedder, old: _Old, tell: Progress
) -> tuple[Array, list[bytes], int]:
    keys = list(dict.fromkeys(entry.vector_key for entry in entries))
    found = [old.vector(key) for key in keys]
    missing = [row for row, vector in enumerate(found) if vector is None]
    # Like lengths together, so that a batch holds little padding.
    missing.sort(key=lambda row: len(texts[keys[row]]))
    vectors = np.zeros((len(keys), DIMENSIONS), dtype=np.float16)
    for row, vector in enumerate(found):
        if vector is not None:
            vectors[row] = vector
    for start in range(0, len(missing), _EMBED_AT_ONCE):
        rows = missing[start : start + _EMBED_AT_ONCE]
        vectors[rows] = embedder.embed([texts[keys[row]] for row in rows])
        tell("embed", min(start + _EMBED_AT_ONCE, len(missing)), len(missing))
    return vectors, keys, len(missing)


def _service_arrays(entries: Sequence[_Entry], surroundings: Surroundings) -> dict[str, Array]:
    areas = list(dict.fromkeys(area for entry in entries for area in entry.row.areas))
    area_number = {area: number for number, area in enumerate(areas)}
    regions = [None if entry.spots else surroundings.home(entry.service) for entry in entries]
    organizations = {
        name: n for n, name in enumerate(dict.fromkeys(e.service.organization_id for e in entries))
    }
    day_zero = np.int32(0)
    arrays: dict[str, Array] = {
        "status": np.array([STATUSES.index(e.service.status) if e.service.status in STATUSES else 0
                            for e in entries], dtype=np.uint8),
        "assured": np.array([e.service.assured.toordinal() if e.service.assured else day_zero
                             for e in entries], dtype=np.int32),
        "categories": np.array([e.row.categories for e in entries], dtype=np.uint64),
        "avoid": np.array([e.row.avoid for e in entries], dtype=np.uint16),
        "open": np.array([e.row.open_flags for e in entries], dtype=np.uint8),
        "available": np.array([np.nan if e.service.available is None else e.service.available
                               for e in entries], dtype=np.float32),
        "has_place": np.array([bool(e.spots) for e in entries], dtype=bool),
        "anywhere": np.array([region == ANYWHERE for region in regions], dtype=bool),
        "home": np.array([r if isinstance(r, tuple) else (np.nan, np.nan) for r in regions],
                         dtype=np.float32).reshape(-1, 2),
        "organization": np.array([organizations[e.service.organization_id] for e in entries],
                                 dtype=np.int32),
    }  # fmt: skip
    arrays |= Strings.of(e.service.id for e in entries).arrays("id")
    arrays |= Strings.of(e.row.shown for e in entries).arrays("shown")
    arrays |= Strings.of(",".join(e.service.languages) for e in entries).arrays("languages")
    arrays |= Strings.of(areas).arrays("area")
    arrays |= _ragged("areas", [[area_number[a] for a in e.row.areas] for e in entries], np.int32)
    arrays |= _ragged("kinds", [sorted(e.row.kinds) for e in entries], np.uint16)
    sure = [[round(255 * e.row.kinds[k]) for k in sorted(e.row.kinds)] for e in entries]
    arrays["kinds.sure"] = np.array([value for row in sure for value in row], dtype=np.uint8)
    return arrays


def _ragged(name: str, rows: Sequence[Sequence[int]], dtype: Any) -> dict[str, Array]:
    ends = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in rows], out=ends[1:])
    return {name: np.array([value for row in rows for value in row], dtype=dtype), f"{name}.start": ends}


def _word_arrays(entries: Sequence[_Entry]) -> dict[str, Array]:
    """Words by service, each with what BM25 makes of how often it stands there (Robertson 2009)."""
    k1, b = 1.2, 0.6
    vocabulary = sorted({word for entry in entries for word in entry.row.words})
    number = {word: n for n, word in enumerate(vocabulary)}
    lengths = np.array([sum(entry.row.words.values()) for entry in entries] or [1.0])
    mean = max(float(lengths.mean()), 1.0)
    rows = [sorted((number[word], count) for word, count in entry.row.words.items()) for entry in entries]
    arrays = _ragged("words", [[n for n, _ in row] for row in rows], np.int32)
    weights = [
        count * (k1 + 1) / (count + k1 * (1 - b + b * lengths[i] / mean))
        for i, row in enumerate(rows)
        for _, count in row
    ]
    arrays["words.weight"] = np.array(weights, dtype=np.float16)
    found_in = np.bincount(arrays["words"], minlength=len(vocabulary)).astype(np.float64)
    rarity = np.log(1 + (len(entries) - found_in + 0.5) / (found_in + 0.5))
    arrays["vocabulary.rarity"] = rarity.astype(np.float32)
    return arrays | Strings.of(vocabulary).arrays("vocabulary")


def _offering_arrays(entries: Sequence[_Entry]) -> dict[str, Array]:
    spots = [(row, spot) for row, entry in enumerate(entries) for spot in entry.spots]
    latitude = np.array([spot.latitude for _, spot in spots], dtype=np.float32)
    longitude = np.array([spot.longitude for _, spot in spots], dtype=np.float32)
    cell = cells(latitude, longitude)
    order = np.argsort(cell, kind="stable")
    arrays: dict[str, Array] = {
        "offering.cell": cell[order],
        "offering.latitude": latitude[order],
        "offering.longitude": longitude[order],
        "offering.service": np.array([row for row, _ in spots], dtype=np.int32)[order],
        "offering.exact": np.array([spot.exact for _, spot in spots], dtype=bool)[order],
    }
    return arrays | Strings.of(spots[i][1].location_id for i in order).arrays("offering.location")
