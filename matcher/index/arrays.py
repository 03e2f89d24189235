"""Lays out services as the arrays of an index, one line or one stretch for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from matcher.index.areas import ANYWHERE, Surroundings
from matcher.index.criteria import readings_of
from matcher.index.files import Array, Strings
from matcher.index.grid import cells
from matcher.index.places import Spot
from matcher.index.postings import word_arrays
from matcher.index.rows import Row
from matcher.index.rules import rule_arrays
from matcher.index.segment import id_key
from matcher.index.sentences import sentence_arrays
from matcher.index.texts import ServiceTexts
from matcher.index.vectors import vector_arrays
from matcher.index.windows import on_sphere

STATUSES = ("active", "temporarily closed")
# What `room` says; 0 is unknown.
ROOM = ("", "open", "limited", "waitlist", "full")
NOWHERE = np.iinfo(np.int32).max


@dataclass
class Entry:
    """A service on its way into the index; `meaning` and `criteria` stand for the texts of both."""

    service: ServiceTexts
    row: Row
    spots: list[Spot]
    meaning: int
    criteria: int


def minutes(moment: datetime | None) -> int:
    """Whole minutes since 1970, which fit 32 bits until the year 6053; 0 for no moment."""
    return 0 if moment is None else int(moment.timestamp() // 60)


def index_arrays(
    entries: Sequence[Entry],
    meanings: Sequence[int],
    vectors: Array,
    readings: Mapping[int, str],
    surroundings: Surroundings,
) -> dict[str, Array]:
    """The arrays of an index of `entries`, which are sorted by place.

    `vectors` are those of `meanings`, `readings` the criteria as text.
    """
    criteria = list(dict.fromkeys(entry.criteria for entry in entries))
    arrays = {
        **_service_arrays(entries),
        **_region_arrays(entries, surroundings),
        **_offering_arrays(entries),
        **_shared("shown", [entry.row.shown for entry in entries]),
        **_shared("languages", [",".join(entry.service.languages) for entry in entries]),
        "vectors.hash": np.array(meanings, dtype=np.uint64),
        **vector_arrays(vectors, _rows([entry.meaning for entry in entries], meanings)),
        "criteria.hash": np.array(criteria, dtype=np.uint64),
        "criteria.row": _rows([entry.criteria for entry in entries], criteria),
        **Strings.of(readings[key] for key in criteria).arrays("criteria"),
        **rule_arrays([readings_of(readings[key]) for key in criteria]),
        **word_arrays([entry.row.words for entry in entries]),
    }
    vocabulary = {word: n for n, word in enumerate(Strings.from_arrays(arrays, "vocabulary"))}
    shown = list(Strings.from_arrays(arrays, "shown"))
    return {**arrays, **sentence_arrays(shown, vocabulary)}


def _rows(keys: Sequence[Any], distinct: Sequence[Any]) -> Array:
    number = {key: row for row, key in enumerate(distinct)}
    return np.array([number[key] for key in keys], dtype=np.int32)


def _shared(name: str, texts: Sequence[str]) -> dict[str, Array]:
    """Texts that many services share, each kept once."""
    distinct = list(dict.fromkeys(texts))
    return {**Strings.of(distinct).arrays(name), f"{name}.row": _rows(texts, distinct)}


def _service_arrays(entries: Sequence[Entry]) -> dict[str, Array]:
    ids = [entry.service.id for entry in entries]
    keys = np.array([id_key(service_id) for service_id in ids], dtype=np.uint64)
    order = np.argsort(keys)
    spots = [entry.spots[0] if entry.spots else None for entry in entries]
    sure = [[round(255 * entry.row.kinds[k]) for k in sorted(entry.row.kinds)] for entry in entries]
    return {
        "cell": np.array(
            [NOWHERE if spot is None else int(cells(spot.latitude, spot.longitude)) for spot in spots],
            dtype=np.int32,
        ),
        "has_place": np.array([spot is not None for spot in spots], dtype=bool),
        "status": np.array(
            [STATUSES.index(e.service.status) if e.service.status in STATUSES else 0 for e in entries],
            dtype=np.uint8,
        ),
        "assured": np.array(
            [e.service.assured.toordinal() if e.service.assured else 0 for e in entries], dtype=np.int32
        ),
        "categories": np.array([e.row.categories for e in entries], dtype=np.uint64),
        "avoid": np.array([e.row.avoid for e in entries], dtype=np.uint16),
        "open": np.array([e.row.open_flags for e in entries], dtype=np.uint8),
        "available": np.array(
            [np.nan if e.service.available is None else e.service.available for e in entries],
            dtype=np.float32,
        ),
        "room": np.array([ROOM.index(e.service.room) for e in entries], dtype=np.uint8),
        "room.until": np.array([minutes(e.service.room_until) for e in entries], dtype=np.int32),
        "organization": _rows(
            [e.service.organization_id for e in entries],
            list(dict.fromkeys(e.service.organization_id for e in entries)),
        ),
        "id.key": keys[order],
        "id.row": order.astype(np.int32),
        **Strings.of(ids).arrays("id"),
        **_ragged("kinds", [sorted(entry.row.kinds) for entry in entries], np.uint16),
        "kinds.sure": np.array([value for row in sure for value in row], dtype=np.uint8),
    }


def _region_arrays(entries: Sequence[Entry], surroundings: Surroundings) -> dict[str, Array]:
    """Where services without a place are at home, and the areas that they name."""
    areas = list(dict.fromkeys(area for entry in entries for area in entry.row.areas))
    number = {area: n for n, area in enumerate(areas)}
    regions = [None if entry.spots else surroundings.home(entry.service) for entry in entries]
    return {
        "anywhere": np.array([region == ANYWHERE for region in regions], dtype=bool),
        "home": np.array(
            [r if isinstance(r, tuple) else (np.nan, np.nan) for r in regions], dtype=np.float32
        ).reshape(-1, 2),
        **Strings.of(areas).arrays("area"),
        **_ragged("areas", [[number[area] for area in entry.row.areas] for entry in entries], np.int32),
    }


def _ragged(name: str, rows: Sequence[Sequence[int]], dtype: Any) -> dict[str, Array]:
    ends = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in rows], out=ends[1:])
    return {name: np.array([value for row in rows for value in row], dtype=dtype), f"{name}.start": ends}


def _offering_arrays(entries: Sequence[Entry]) -> dict[str, Array]:
    spots = [(row, spot) for row, entry in enumerate(entries) for spot in entry.spots]
    latitude = np.array([spot.latitude for _, spot in spots], dtype=np.float64)
    longitude = np.array([spot.longitude for _, spot in spots], dtype=np.float64)
    cell = cells(latitude, longitude)
    order = np.argsort(cell, kind="stable")
    return {
        "offering.cell": cell[order],
        "offering.point": on_sphere(latitude[order], longitude[order]),
        "offering.service": np.array([row for row, _ in spots], dtype=np.int32)[order],
        "offering.exact": np.array([spot.exact for _, spot in spots], dtype=bool)[order],
        **Strings.of(spots[i][1].location_id for i in order).arrays("offering.location"),
    }
