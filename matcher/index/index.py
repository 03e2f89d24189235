"""The search index as a search uses it: a large mapped part, and a small part for what changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import numpy as np
from sqlmodel import Session

from directory.changes import since
from directory.places import Gazetteer
from matcher.embedding import Embedder
from matcher.index import vectors
from matcher.index.areas import Surroundings
from matcher.index.build import Known, segment_arrays
from matcher.index.files import Array, IndexMissing, Strings, current, load
from matcher.index.segment import Segment
from matcher.index.texts import read_services
from matcher.said import Said
from matcher.words import tables_version

# Beyond this share of changed services a fresh build is faster to search.
_REBUILD_SHARE = 0.2
_AT_ONCE = 65_536


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
        self.said = Said.from_arrays(base.arrays)
        self._changed: set[str] = set()
        self._opened = current(folder) if folder is not None else None

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Maps the index of a folder; nothing is read yet. Raises IndexMissing."""
        arrays, facts = load(current(folder))
        if facts.get("tables") != tables_version():
            raise IndexMissing(f"the search index in {folder} was made with other tables: build it again")
        try:
            surroundings = Surroundings(
                *(_points(facts[name]) for name in ("towns", "codes", "organizations"))
            )
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
            Known.of(None if self.delta is None else self.delta.arrays),
            lambda *_: None,
            self._surroundings,
        )
        made.arrays["vocabulary.rarity"] = self._rarity(made.arrays)
        delta = Segment(made.arrays, self._surroundings)
        alive = self.base.alive.copy()
        for service_id in changed:
            row = self.base.row_of(service_id)
            if row is not None:
                alive[row] = False
        # Assigned last and whole, so that a search in another thread sees the old state or the new one.
        self.base.alive, self.delta = alive, delta if delta.size else None
        self._changed = changed
        self.sequence = changes.latest
        return RefreshReport(delta.size, len(changed) - delta.size, False, self.sequence)

    def _rarity(self, arrays: dict[str, Array]) -> Array:
        """How rare the words of changed services are in the whole directory: a few services cannot tell."""
        known, rarity = self.base.vocabulary, self.base.arrays["vocabulary.rarity"]
        unheard = float(np.log(1 + (self.base.size + 0.5) / 0.5))
        words = Strings.from_arrays(arrays, "vocabulary")
        return np.array(
            [float(rarity[known[word]]) if word in known else unheard for word in words], dtype=np.float32
        )

    def find(self, service_id: str) -> tuple[Segment, int] | None:
        """The segment and row of a service, None when it is not in the index."""
        for segment in reversed(self.segments):
            row = segment.row_of(service_id)
            if row is not None and segment.alive[row]:
                return segment, row
        return None

    def like(self, service_id: str, count: int) -> Sequence[tuple[str, float]]:
        """The services nearest in meaning to one, with their cosines, best first: for finding duplicates."""
        place = self.find(service_id)
        if place is None:
            return ()
        # Imported here: it takes a third of a second, and only the search for duplicates needs it.
        import faiss

        segment, row = place
        query = segment.vector(row).reshape(1, -1)
        found: list[tuple[str, float]] = []
        for part in self.segments:
            rows = np.flatnonzero(part.alive)
            for start in range(0, len(rows), _AT_ONCE):
                piece = rows[start : start + _AT_ONCE]
                whole = vectors.whole(part.arrays, part.arrays["vector.row"][piece])
                cosines, at = faiss.knn(
                    query, whole, min(count + 1, len(piece)), metric=faiss.METRIC_INNER_PRODUCT
                )
                found += [
                    (part.ids[int(piece[i])], float(cosine))
                    for i, cosine in zip(at[0], cosines[0], strict=True)
                ]
        found.sort(key=lambda pair: -pair[1])
        return [pair for pair in found if pair[0] != service_id][:count]
