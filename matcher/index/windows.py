"""The rows of a segment that a search looks at: neighbours on the map lie in spans of neighbouring rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from directory.distance import EARTH_RADIUS_MILES
from matcher.index.files import Array
from matcher.index.grid import around
from matcher.index.ragged import flat

# From this many spans on it costs less to pick row by row than to slice.
_MANY_SPANS = 40
# Rows that are not looked at cost less than a further span as long as they are fewer than these.
_GAP = 64


@dataclass(frozen=True)
class Window:
    """Spans of rows [starts, ends), and what is known of each row in them, one span after the other.

    `inside` marks the rows that the search may show; the others only lie between them. `offering` is the
    nearest place of a service and `miles` how far it is, -1 and NaN without a place. `reach` is 1 where the
    service has a place here or says that it serves here, and 0 where it does not say.
    """

    starts: Array
    ends: Array
    inside: Array
    offering: Array
    miles: Array
    reach: Array

    @property
    def size(self) -> int:
        """How many rows the spans hold."""
        return len(self.inside)

    @cached_property
    def count(self) -> int:
        """How many of the rows the search may show."""
        return int(np.count_nonzero(self.inside))

    @cached_property
    def offsets(self) -> Array:
        """Where each span begins among the rows of the window."""
        lengths = self.ends - self.starts
        before: Array = np.cumsum(lengths) - lengths
        return before

    @cached_property
    def rows(self) -> Array:
        """The row numbers."""
        return flat(self.starts, self.ends - self.starts)

    @property
    def _scattered(self) -> bool:
        return not 1 <= len(self.starts) <= _MANY_SPANS

    def rows_at(self, places: Array) -> Array:
        """The row numbers at some places of the window."""
        span = np.searchsorted(self.offsets, places, side="right") - 1
        rows: Array = places + (self.starts - self.offsets)[span]
        return rows

    def slices(self, array: Array) -> Array:
        """The values of the rows, out of an array with one value or line for each row of the segment."""
        if len(self.starts) == 1:
            return array[self.starts[0] : self.ends[0]]
        if self._scattered:
            return array[self.rows]
        return np.concatenate([array[a:b] for a, b in zip(self.starts, self.ends, strict=True)])

    def ragged(self, starts: Array, owners: Array, *values: Array) -> tuple[Array, ...]:
        """Of values stored by row one after the other: the place in the window of each, and the values.

        `owners` are the rows of all values.
        """
        if self._scattered:
            begin = self.slices(starts[:-1])
            lengths = self.slices(starts[1:]) - begin
            at = flat(begin, lengths)
            return np.repeat(np.arange(self.size), lengths), *(each[at] for each in values)
        spans = [slice(starts[a], starts[b]) for a, b in zip(self.starts, self.ends, strict=True)]
        shifts = (self.starts - self.offsets).astype(owners.dtype)
        position = [owners[span] - shift for span, shift in zip(spans, shifts, strict=True)]
        return np.concatenate(position), *(np.concatenate([each[span] for span in spans]) for each in values)

    def places_of(self, rows: Array) -> tuple[Array, Array]:
        """Which of some row numbers are in the window, and where they stand there; spans are in ascending
        order."""
        span = np.searchsorted(self.starts, rows, side="right") - 1
        there = (span >= 0) & (rows < self.ends[np.maximum(span, 0)])
        span = span[there]
        return there, rows[there] - self.starts[span] + self.offsets[span]


def empty() -> Window:
    """No rows at all."""
    nothing = np.zeros(0, dtype=np.int64)
    return Window(
        nothing,
        nothing,
        np.zeros(0, dtype=bool),
        nothing,
        np.zeros(0, dtype=np.float32),
        np.zeros(0, dtype=np.int8),
    )


def whole(first: int, inside: Array) -> Window:
    """All rows from `first` on, wherever they are; `inside` tells which may be shown."""
    size = len(inside)
    return Window(
        starts=np.array([first]),
        ends=np.array([first + size]),
        inside=inside,
        offering=np.broadcast_to(np.int64(-1), size),
        miles=np.broadcast_to(np.float32(np.nan), size),
        reach=np.broadcast_to(np.int8(1), size),
    )


def without_place(first: int, inside: Array, reach: Array) -> Window:
    """The rows from `first` on that are `inside`, whatever places they have."""
    at = np.flatnonzero(inside)
    if not len(at):
        return empty()
    gaps = np.flatnonzero(np.diff(at) > _GAP)
    starts, ends = at[np.concatenate([[0], gaps + 1])], at[np.concatenate([gaps, [len(at) - 1]])] + 1
    read = flat(starts, ends - starts)
    return Window(
        starts=first + starts,
        ends=first + ends,
        inside=inside[read],
        offering=np.full(len(read), -1, dtype=np.int64),
        miles=np.full(len(read), np.nan, dtype=np.float32),
        reach=reach[read],
    )


def joined(one: Window, other: Window) -> Window:
    """Both windows as one; the rows of `other` come after those of `one`."""
    parts = (one, other)
    return Window(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("starts", "ends", "inside", "offering", "miles", "reach")
        )
    )


def near(
    arrays: Mapping[str, Array],
    alive: Array,
    latitude: float,
    longitude: float,
    miles: float,
    *,
    beyond: float = 0.0,
) -> Window:
    """Services with a place within `miles` of a point, each once with its nearest place.

    With `beyond`, only those further away than that.
    """
    ranges = around(latitude, longitude, miles)
    first, last = (np.array([pair[side] for pair in ranges], dtype=np.int32) for side in (0, 1))
    starts, ends = _spans(arrays["cell"], first, last)
    found, owner, distance = _offerings(arrays, first, last, latitude, longitude, miles)
    starts, ends = _with_outliers(starts, ends, owner)
    if not len(starts):
        return empty()
    lengths = ends - starts
    offsets = np.cumsum(lengths) - lengths
    position = owner + (offsets - starts)[_span_of(starts, owner)]
    total = int(lengths.sum())
    nearest = np.full(total, np.inf, dtype=np.float32)
    np.minimum.at(nearest, position, distance)
    offering = np.full(total, -1, dtype=np.int64)
    best = distance == nearest[position]
    offering[position[best]] = found[best]
    living = np.concatenate([alive[a:b] for a, b in zip(starts, ends, strict=True)])
    inside = (nearest <= miles) & (nearest >= beyond) & living
    return Window(starts, ends, inside, offering, nearest, np.ones(total, dtype=np.int8))


def _spans(cell: Array, first: Array, last: Array) -> tuple[Array, Array]:
    """Row spans of ranges of cells, without empty ones, those that touch joined."""
    starts = np.searchsorted(cell, first, side="left").astype(np.int64)
    ends = np.searchsorted(cell, last, side="right").astype(np.int64)
    some = ends > starts
    starts, ends = starts[some], ends[some]
    if len(starts) < 2:
        return starts, ends
    apart = np.flatnonzero(starts[1:] > ends[:-1])
    return np.concatenate([starts[:1], starts[1:][apart]]), np.concatenate([ends[:-1][apart], ends[-1:]])


def _offerings(
    arrays: Mapping[str, Array], first: Array, last: Array, latitude: float, longitude: float, miles: float
) -> tuple[Array, Array, Array]:
    """The places within `miles`, the rows of their services, and how far away they are."""
    starts, ends = _spans(arrays["offering.cell"], first, last)
    if not len(starts):
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, np.zeros(0, dtype=np.float32)
    spans = [slice(a, b) for a, b in zip(starts, ends, strict=True)]
    points = np.concatenate([arrays["offering.point"][span] for span in spans])
    distance = miles_from(latitude, longitude, points)
    close = np.flatnonzero(distance <= miles)
    owner = np.concatenate([arrays["offering.service"][span] for span in spans])[close]
    return flat(starts, ends - starts)[close], owner.astype(np.int64), distance[close]


def miles_from(latitude: float, longitude: float, points: Array) -> Array:
    """How far points of the sphere are from one in degrees, in miles: float32 [points]."""
    x, y, z = on_sphere(np.array([latitude]), np.array([longitude]))[0]
    # By columns: rows of three are too short for one loop each.
    squared = (points[:, 0] - x) ** 2 + (points[:, 1] - y) ** 2 + (points[:, 2] - z) ** 2
    half_chord = np.minimum(np.sqrt(squared) / 2, np.float32(1))
    distance: Array = np.float32(2 * EARTH_RADIUS_MILES) * np.arcsin(half_chord)
    return distance


def on_sphere(latitude: Array, longitude: Array) -> Array:
    """Points of the unit sphere, float32 [points, 3]: their distance is fast and exact to some metres."""
    phi, lam = np.radians(latitude.astype(np.float64)), np.radians(longitude.astype(np.float64))
    flat = np.cos(phi)
    return np.stack([flat * np.cos(lam), flat * np.sin(lam), np.sin(phi)], axis=1).astype(np.float32)


def _with_outliers(starts: Array, ends: Array, owner: Array) -> tuple[Array, Array]:
    """The spans, with further ones for services that have a place here and stand by another of theirs."""
    if len(starts):
        span = _span_of(starts, owner)
        outside = owner[(span < 0) | (owner >= ends[np.maximum(span, 0)])]
    else:
        outside = owner
    if not len(outside):
        return starts, ends
    single = np.unique(outside)
    starts, ends = np.concatenate([starts, single]), np.concatenate([ends, single + 1])
    order = np.argsort(starts)
    return starts[order], ends[order]


def _span_of(starts: Array, rows: Array) -> Array:
    """The number of the last span that begins at or before each row."""
    span: Array = np.searchsorted(starts, rows, side="right") - 1
    return span
