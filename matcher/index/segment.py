"""The arrays of some services, and the questions that a search asks of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

import numpy as np

from directory.places import Place
from matcher.eligibility.criteria import Reading
from matcher.index import postings, vectors, windows
from matcher.index.areas import Surroundings, state_bit, state_bits
from matcher.index.criteria import readings_of
from matcher.index.files import Array, Strings
from matcher.index.rules import RuleBook
from matcher.index.sentences import Quoting, quotations
from matcher.index.windows import Window

_HOME_MILES = 60.0
_MOST_PLACES_KEPT = 500


@dataclass(frozen=True)
class Kinds:
    """The kinds of a window's services: the place in the window of each, its number, and its certainty as
    kept."""

    position: Array
    number: Array
    sure: Array

    def of(self, which: Array) -> tuple[Array, Array, Array]:
        """Those of the numbers where `which` is true, the certainty 0 to 1."""
        some = np.flatnonzero(which[self.number])
        return self.position[some], self.number[some], self.sure[some].astype(np.float32) / np.float32(255)


class Segment:
    """Some services as arrays; `alive` turns false where a later segment holds the service anew."""

    def __init__(self, arrays: dict[str, Array], surroundings: Surroundings) -> None:
        self.arrays = arrays
        self._surroundings = surroundings
        self.ids = Strings.from_arrays(arrays, "id")
        self.locations = Strings.from_arrays(arrays, "offering.location")
        self.languages = Strings.from_arrays(arrays, "languages")
        self.rules = RuleBook(arrays)
        self.size = len(arrays["status"])
        self.placed = int(np.count_nonzero(arrays["has_place"]))
        self.alive = np.ones(self.size, dtype=bool)
        self._criteria = Strings.from_arrays(arrays, "criteria")
        self._shown = Strings.from_arrays(arrays, "shown")
        self._reaches: dict[Place, Array] = {}

    @cached_property
    def vocabulary(self) -> dict[str, int]:
        """The number of each stem."""
        return {word: n for n, word in enumerate(Strings.from_arrays(self.arrays, "vocabulary"))}

    @cached_property
    def _area_names(self) -> list[str]:
        return list(Strings.from_arrays(self.arrays, "area"))

    @cached_property
    def _area_states(self) -> Array:
        return state_bits(self._area_names)

    @cached_property
    def _homes(self) -> tuple[Array, Array]:
        """Which of the services without a place have a home, and where that is on the sphere."""
        home = self.arrays["home"][self.placed :]
        at = np.flatnonzero(~np.isnan(home[:, 0]))
        return at, windows.on_sphere(home[at, 0], home[at, 1])

    def row_of(self, service_id: str) -> int | None:
        """The row of a service, None when it is not among these."""
        key = id_key(service_id)
        keys = self.arrays["id.key"]
        at = int(np.searchsorted(keys, key))
        while at < len(keys) and keys[at] == key:
            row = int(self.arrays["id.row"][at])
            if self.ids[row] == service_id:
                return row
            at += 1
        return None

    def criteria(self, row: int) -> tuple[Reading, ...]:
        """What was read of whom a service is for."""
        return readings_of(self._criteria[int(self.arrays["criteria.row"][row])])

    def shown(self, row: int) -> str:
        """The listing's own sentences."""
        return self._shown[int(self.arrays["shown.row"][row])]

    def near(self, place: Place, miles: float, *, beyond: float = 0.0) -> Window:
        """Services with a place within `miles`, and further away than `beyond`."""
        return windows.near(self.arrays, self.alive, place.latitude, place.longitude, miles, beyond=beyond)

    def reaching(self, place: Place) -> Window:
        """Services without a place that may serve `place`."""
        reach = self._reach(place)
        return windows.without_place(
            self.placed, (reach >= 0) & self.alive[self.placed :], np.maximum(reach, 0)
        )

    def everything(self, first: int = 0, last: int | None = None) -> Window:
        """All services from row `first` to before row `last`, for a need without a place."""
        return windows.whole(first, self.alive[first:last])

    def _reach(self, place: Place) -> Array:
        """Per service without a place: 1 it reaches the place, 0 it does not say, -1 it serves elsewhere."""
        known = self._reaches.get(place)
        if known is not None:
            return known
        # By number of the area: what it holds of the place. Of several areas the best counts.
        verdicts = np.full(len(self._area_names), -1, dtype=np.int8)
        for number in np.flatnonzero(self._area_states & np.uint64(state_bit(place))).tolist():
            reaches = self._surroundings.reaches(self._area_names[number], place)
            verdicts[number] = {True: 1, None: 0, False: -1}[reaches]
        reach = np.zeros(self.size - self.placed, dtype=np.int8)
        at_home, homes = self._homes
        away = windows.miles_from(place.latitude, place.longitude, homes)
        reach[at_home] = np.where(away <= _HOME_MILES, 1, -1)
        reach[self.arrays["anywhere"][self.placed :]] = 1
        start = self.arrays["areas.start"][self.placed :]
        lengths = np.diff(start)
        named = np.full(len(reach), -1, dtype=np.int8)
        position = np.repeat(np.arange(len(reach)), lengths)
        np.maximum.at(named, position, verdicts[self.arrays["areas"][start[0] : start[-1]]])
        reach = np.where(lengths > 0, named, reach)
        if len(self._reaches) > _MOST_PLACES_KEPT:
            self._reaches.clear()
        self._reaches[place] = reach
        return reach

    @cached_property
    def kinds_total(self) -> Array:
        """How sure all kinds of each service are together, float32 [services]."""
        total = np.bincount(self._kinds_owners, weights=self.arrays["kinds.sure"], minlength=self.size)
        return (total / 255).astype(np.float32)

    @cached_property
    def _kinds_owners(self) -> Array:
        """The row of each kind, int32."""
        return np.repeat(np.arange(self.size, dtype=np.int32), np.diff(self.arrays["kinds.start"]))

    def kinds(self, window: Window) -> "Kinds":
        """The kinds of a window's services."""
        arrays = self.arrays
        return Kinds(
            *window.ragged(arrays["kinds.start"], self._kinds_owners, arrays["kinds"], arrays["kinds.sure"])
        )

    def kinds_of(self, row: int) -> Iterator[tuple[int, float]]:
        """The kinds of one service, each with its certainty."""
        start = self.arrays["kinds.start"]
        span = slice(int(start[row]), int(start[row + 1]))
        sure = self.arrays["kinds.sure"][span].tolist()
        return ((n, s / 255) for n, s in zip(self.arrays["kinds"][span].tolist(), sure, strict=True))

    def word_scores(self, window: Window, weights: Mapping[str, float]) -> Array:
        """BM25 of weighted stems, float32 [rows]."""
        numbered = {
            number: weight
            for word, weight in weights.items()
            if (number := self.vocabulary.get(word)) is not None
        }
        return postings.word_scores(self.arrays, window, numbered)

    def about_meaning(self, rows: Array, queries: Array) -> Array:
        """Nearly the cosines of services with queries: float32 [rows, queries]."""
        return vectors.short_scores(self.arrays, rows, queries)

    def meaning(self, rows: Array, queries: Array) -> Array:
        """The cosines of services with queries: float32 [rows, queries]."""
        return vectors.scores(self.arrays, rows, queries)

    def vector(self, row: int) -> Array:
        """The meaning of one service, float32 [384]."""
        found: Array = vectors.whole(self.arrays, self.arrays["vector.row"][row : row + 1])[0]
        return found

    def quotations(
        self, rows: Sequence[int], words: dict[str, float], kinds: frozenset[int]
    ) -> list[str | None]:
        """The sentences of some services that answer best; `words` are stems with what they count."""
        rarity = self.arrays["vocabulary.rarity"]
        worth = {
            number: weight * float(rarity[number])
            for word, weight in words.items()
            if (number := self.vocabulary.get(word)) is not None
        }
        texts = [int(self.arrays["shown.row"][row]) for row in rows]
        return quotations(self.arrays, self._shown, texts, Quoting(worth, kinds))


def id_key(service_id: str) -> np.uint64:
    """A number by which a service is looked up."""
    return np.uint64(int.from_bytes(blake2b(service_id.encode(), digest_size=8).digest(), "big"))
