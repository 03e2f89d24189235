"""The search index as a search uses it: a large mapped part, and a small part for what changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import faiss
import numpy as np
from sqlmodel import Session

from directory.changes import since
from directory.distance import distances_miles
from directory.places import Gazetteer, Place
from matcher.embedding import Embedder
from matcher.index.areas import Surroundings
from matcher.index.build import no_old_index, segment_arrays
from matcher.index.files import Array, IndexMissing, Strings, current, load
from matcher.index.grid import around
from matcher.index.texts import read_services
from matcher.words import tables_version

# Beyond this share of changed services a fresh build is faster to search.
_REBUILD_SHARE = 0.2
_HOME_MILES = 60.0


@dataclass(frozen=True)
class Nearby:
    """Services of one segment that a search looks at: `rows`, and for each its nearest offering and miles.

    `offering` is -1 and `miles` NaN where a service has no place.
    """

    rows: Array
    offering: Array
    miles: Array
    # Whether a service without a place says that it reaches here (1), says nothing (0); with a place 1.
    reach: Array


class Segment:
    """The arrays of some services; `alive` turns false where a later segment holds the service anew."""

    def __init__(self, arrays: dict[str, Array], surroundings: Surroundings) -> None:
        self.arrays = arrays
        self._surroundings = surroundings
        self.ids = Strings.from_arrays(arrays, "id")
        self.criteria = Strings.from_arrays(arrays, "criteria")
        self.shown = Strings.from_arrays(arrays, "shown")
        self.languages = Strings.from_arrays(arrays, "languages")
        self.locations = Strings.from_arrays(arrays, "offering.location")
        self.size = len(arrays["status"])
        self.alive = np.ones(self.size, dtype=bool)
        self._covering: dict[Place, Array] = {}

    @cached_property
    def row_of_id(self) -> dict[str, int]:
        """The row of each service id."""
        return {service_id: row for row, service_id in enumerate(self.ids)}

    @cached_property
    def vocabulary(self) -> dict[str, int]:
        """The number of each stem."""
        return {word: n for n, word in enumerate(Strings.from_arrays(self.arrays, "vocabulary"))}

    @cached_property
    def _area_names(self) -> list[str]:
        return list(Strings.from_arrays(self.arrays, "area"))

    @cached_property
    def unplaced(self) -> Array:
        """Rows of the services without a place."""
        return np.flatnonzero(~np.asarray(self.arrays["has_place"]))

    @cached_property
    def _unplaced_vectors(self) -> Any:
        """FAISS over the vectors of services without a place; positions are those of `unplaced`."""
        vectors = self.arrays["vectors"][self.arrays["vector.row"][self.unplaced]].astype(np.float32)
        flat = faiss.IndexFlatIP(vectors.shape[1])
        flat.add(vectors)
        return flat

    def within(self, latitude: float, longitude: float, miles: float) -> Nearby:
        """Services with a place within `miles`, each once with its nearest offering."""
        cell = self.arrays["offering.cell"]
        ranges = around(latitude, longitude, miles)
        starts = np.searchsorted(cell, [first for first, _ in ranges], side="left")
        ends = np.searchsorted(cell, [last for _, last in ranges], side="right")
        pieces = [np.arange(a, b) for a, b in zip(starts, ends, strict=True) if b > a]
        if not pieces:
            return _nobody()
        found = np.concatenate(pieces)
        distance = distances_miles(
            latitude,
            longitude,
            self.arrays["offering.latitude"][found],
            self.arrays["offering.longitude"][found],
        )
        inside = distance <= miles
        found, distance = found[inside], distance[inside]
        order = np.argsort(distance, kind="stable")
        rows, first = np.unique(self.arrays["offering.service"][found[order]], return_index=True)
        nearest = order[first]
        alive = self.alive[rows]
        return Nearby(
            rows[alive],
            found[nearest][alive],
            distance[nearest][alive],
            np.ones(int(alive.sum()), dtype=np.int8),
        )

    def reaching(self, place: Place, query: Array, most: int) -> Nearby:
        """Services without a place that may serve `place`, the `most` nearest in meaning to `query`."""
        reach = self._reach(place)
        allowed = np.flatnonzero((reach >= 0) & self.alive[self.unplaced])
        if not len(allowed):
            return _nobody()
        if len(allowed) > most:
            only: Any = faiss.SearchParameters
            chooser = only(sel=faiss.IDSelectorBatch(allowed.astype(np.int64)))
            _, found = self._unplaced_vectors.search(query.reshape(1, -1), most, params=chooser)
            allowed = np.sort(found[0][found[0] >= 0])
        rows = self.unplaced[allowed]
        nothing = np.full(len(rows), np.nan, dtype=np.float32)
        return Nearby(rows, np.full(len(rows), -1, dtype=np.int64), nothing, reach[allowed])

    def everything(self) -> Nearby:
        """All services, for a need without a place."""
        rows = np.flatnonzero(self.alive)
        nothing = np.full(len(rows), np.nan, dtype=np.float32)
        return Nearby(
            rows, np.full(len(rows), -1, dtype=np.int64), nothing, np.ones(len(rows), dtype=np.int8)
        )

    def _reach(self, place: Place) -> Array:
        """Per service without a place: 1 it reaches the place, 0 it does not say, -1 it serves elsewhere."""
        known = self._covering.get(place)
        if known is not None:
            return known
        verdicts = [
            {True: 1, None: 0, False: -1}[self._surroundings.reaches(name, place)]
            for name in self._area_names
        ]
        start, numbers = self.arrays["areas.start"], self.arrays["areas"]
        reach = np.zeros(len(self.unplaced), dtype=np.int8)
        home = self.arrays["home"][self.unplaced]
        has_home = ~np.isnan(home[:, 0])
        if has_home.any():
            away = distances_miles(place.latitude, place.longitude, home[has_home, 0], home[has_home, 1])
            reach[has_home] = np.where(away <= _HOME_MILES, 1, -1)
        reach[np.asarray(self.arrays["anywhere"])[self.unplaced]] = 1
        for position, row in enumerate(self.unplaced):
            areas = numbers[start[row] : start[row + 1]]
            if len(areas):
                reach[position] = max(verdicts[number] for number in areas)
        if len(self._covering) > 500:
            self._covering.clear()
        self._covering[place] = reach
        return reach

    def kinds(self, rows: Array) -> tuple[Array, Array, Array]:
        """The kinds of services: position in `rows`, number of the kind, certainty 0 to 1."""
        position, flat = _gather(self.arrays["kinds.start"], rows)
        return position, self.arrays["kinds"][flat], self.arrays["kinds.sure"][flat].astype(np.float32) / 255

    def word_scores(self, rows: Array, weights: dict[str, float]) -> Array:
        """BM25 of the weighted stems over services, float32 [rows]."""
        if not len(rows):
            return np.zeros(0, dtype=np.float32)
        by_word = np.zeros(len(self.arrays["vocabulary.rarity"]), dtype=np.float32)
        for word, weight in weights.items():
            number = self.vocabulary.get(word)
            if number is not None:
                by_word[number] = weight * self.arrays["vocabulary.rarity"][number]
        position, flat = _gather(self.arrays["words.start"], rows)
        value = by_word[self.arrays["words"][flat]]
        hit = np.flatnonzero(value)
        scored = value[hit] * self.arrays["words.weight"][flat[hit]].astype(np.float32)
        return np.bincount(position[hit], weights=scored, minlength=len(rows)).astype(np.float32)

    def meaning_scores(self, rows: Array, queries: Array) -> Array:
        """Cosines of services with query vectors, float32 [rows, queries]."""
        vectors = self.arrays["vectors"][self.arrays["vector.row"][rows]]
        return (vectors.astype(np.float32) @ queries.T).astype(np.float32)


def _nobody() -> Nearby:
    return Nearby(
        np.zeros(0, dtype=np.int64),
        np.zeros(0, dtype=np.int64),
        np.zeros(0, dtype=np.float32),
        np.zeros(0, dtype=np.int8),
    )


def _gather(starts: Array, rows: Array) -> tuple[Array, Array]:
    """Flat positions of the ragged rows `rows`, and for each the place in `rows` that it belongs to."""
    begin, end = starts[rows], starts[rows + 1]
    lengths = end - begin
    position = np.repeat(np.arange(len(rows)), lengths)
    offset = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return position, np.repeat(begin, lengths) + offset


def _points(saved: dict[str, list[float]]) -> dict[str, tuple[float, float]]:
    return {name: (latitude, longitude) for name, (latitude, longitude) in saved.items()}


@dataclass(frozen=True)
class RefreshReport:
    """What a refresh found: services read anew, services gone, and whether a fresh build is due."""

    changed: int
    gone: int
    rebuild: bool
    sequence: int


class Index:
    """Searches are over `segments`; `sequence` is the directory change up to which it is true."""

    def __init__(
        self, base: Segment, surroundings: Surroundings, facts: dict[str, Any], folder: Path | None
    ) -> None:
        self._surroundings = surroundings
        self.base = base
        self.delta: Segment | None = None
        self.folder = folder
        self.embedder_name: str = facts["embedder"]
        self.sequence: int = facts["sequence"]
        self.built: str = facts["built"]
        self._changed: set[str] = set()
        self._opened = current(folder) if folder is not None else None

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Maps the index of a folder; nothing is read yet. Raises IndexMissing."""
        arrays, facts = load(current(folder))
        if facts.get("tables") != tables_version():
            raise IndexMissing(f"the search index in {folder} was made with other tables: build it again")
        try:
            surroundings = Surroundings(_points(facts["towns"]), _points(facts["codes"]))
            return cls(Segment(arrays, surroundings), surroundings, facts, folder)
        except KeyError as error:
            raise IndexMissing(
                f"the search index in {folder} is of an older version, without {error}: build it again"
            ) from error

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The parts to search."""
        return (self.base,) if self.delta is None else (self.base, self.delta)

    @property
    def services(self) -> int:
        """How many services can be found."""
        return sum(int(segment.alive.sum()) for segment in self.segments)

    def replaced(self) -> bool:
        """Whether the folder holds a newer build than the one that is open."""
        if self.folder is None:
            return False
        try:
            return current(self.folder) != self._opened
        except IndexMissing:
            return False

    def refresh(
        self, session: Session, embedder: Embedder, gazetteer: Gazetteer, *, now: datetime
    ) -> RefreshReport:
        """Reads again what changed in the directory since `sequence`, in this process only.

        `rebuild` says that so much changed that `build` should follow; until then the old rows stand.
        """
        changes = since(session, self.sequence)
        if changes.everything:
            return RefreshReport(0, 0, True, self.sequence)
        if not changes.service_ids:
            self.sequence = changes.latest
            return RefreshReport(0, 0, False, self.sequence)
        changed = self._changed | changes.service_ids
        if len(changed) > max(500, _REBUILD_SHARE * self.base.size):
            return RefreshReport(0, 0, True, self.sequence)
        made = segment_arrays(
            read_services(session, sorted(changed)),
            embedder,
            gazetteer,
            no_old_index(),
            lambda *_: None,
            self._surroundings,
        )
        delta = Segment(made.arrays, self._surroundings)
        alive = self.base.alive.copy()
        for service_id in changed:
            row = self.base.row_of_id.get(service_id)
            if row is not None:
                alive[row] = False
        # Assigned last and whole, so that a search in another thread sees the old state or the new one.
        self.base.alive, self.delta = alive, delta if delta.size else None
        self._changed = changed
        self.sequence = changes.latest
        return RefreshReport(delta.size, len(changed) - delta.size, False, self.sequence)

    def find(self, service_id: str) -> tuple[Segment, int] | None:
        """The segment and row of a service, None when it is not in the index."""
        for segment in reversed(self.segments):
            row = segment.row_of_id.get(service_id)
            if row is not None and segment.alive[row]:
                return segment, row
        return None

    def like(self, service_id: str, count: int) -> Sequence[tuple[str, float]]:
        """The services nearest in meaning to one, with their cosines, best first: for finding duplicates."""
        place = self.find(service_id)
        if place is None:
            return ()
        segment, row = place
        query = segment.arrays["vectors"][segment.arrays["vector.row"][row]].astype(np.float32)
        found: list[tuple[str, float]] = []
        for part in self.segments:
            rows = np.flatnonzero(part.alive)
            for start in range(0, len(rows), 16_384):
                piece = rows[start : start + 16_384]
                cosine = part.meaning_scores(piece, query.reshape(1, -1))[:, 0]
                best = np.argsort(-cosine, kind="stable")[: count + 1]
                found += [(part.ids[int(piece[i])], float(cosine[i])) for i in best]
        found.sort(key=lambda pair: -pair[1])
        return [pair for pair in found if pair[0] != service_id][:count]
