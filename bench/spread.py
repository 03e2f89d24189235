"""Makes a very large index out of a real one: its listings once more, many times over, in other real
towns."""

import json
from pathlib import Path

import numpy as np

from matcher.index.arrays import NOWHERE
from matcher.index.files import Array, Strings, current, load, save, writing
from matcher.index.grid import cells
from matcher.index.ragged import flat
from matcher.index.segment import id_key
from matcher.index.vectors import whole
from matcher.index.windows import on_sphere

_SEED = 11
_JITTER_DEGREES = 0.03  # some two miles: no two listings at one point
_NOISE = 0.02  # a text of its own for each: about as far as two listings of one kind
_PIECE = 50_000
# Arrays with one value for each service, besides those that are made anew.
_BY_ROW = (
    "has_place", "status", "assured", "categories", "avoid", "open", "available", "organization", "anywhere",
    "home", "criteria.row", "shown.row", "languages.row",
)  # fmt: skip
_RAGGED = ("kinds", "areas")
_MADE = ("postings", "vectors", "vector.row", "short", "id.", "offering.", "cell", *_BY_ROW, *_RAGGED)


def spread(source: Path, target: Path, *, services: int) -> None:
    """Writes an index of `services` services to `target`, made of the index in `source`.

    Each copy stands at the place of some other listing, moved a little, so that towns are as crowded,
    compared with each other, as they are. Each has a vector of its own, so that nothing is shared that would
    not be.
    """
    arrays, facts = load(current(source))
    chance = np.random.default_rng(_SEED)
    size = len(arrays["status"])
    origin = np.resize(np.arange(size), services)
    points = _points(arrays, origin, chance)
    cell = np.where(
        np.isnan(points[:, 0]), NOWHERE, cells(np.nan_to_num(points[:, 0]), np.nan_to_num(points[:, 1]))
    )
    order = np.argsort(cell, kind="stable")
    origin, points, cell = origin[order], points[order], cell[order].astype(np.int32)
    made = {name: arrays[name][origin] for name in _BY_ROW}
    made["cell"] = cell
    made |= _ids(arrays, origin)
    made |= _offerings(arrays, origin, points)
    made |= _vectors(arrays, origin, chance)
    made |= _postings(arrays, origin)
    for name in _RAGGED:
        made |= _ragged(arrays, name, origin)
    made["kinds.sure"] = _gathered(arrays, "kinds", arrays["kinds.sure"], origin)
    kept = {name: array for name, array in arrays.items() if name not in made and not name.startswith(_MADE)}
    with writing(target) as fresh:
        save(fresh, kept | made, {**facts, "services": services})
    (target / "spread.json").write_text(json.dumps({"services": services, "of": size}), "utf-8")


def _points(arrays: dict[str, Array], origin: Array, chance: np.random.Generator) -> Array:
    """Where each copy stands, in degrees [services, 2]; NaN for what has no place."""
    x, y, z = arrays["offering.point"].T.astype(np.float64)
    real = np.stack([np.degrees(np.arcsin(np.clip(z, -1, 1))), np.degrees(np.arctan2(y, x))], axis=1)
    chosen = real[chance.integers(0, len(real), len(origin))]
    chosen += chance.uniform(-_JITTER_DEGREES, _JITTER_DEGREES, chosen.shape)
    chosen[~arrays["has_place"][origin]] = np.nan
    return chosen


def _ids(arrays: dict[str, Array], origin: Array) -> dict[str, Array]:
    names = list(Strings.from_arrays(arrays, "id"))
    ids = [f"{names[row]}-{n}" for n, row in enumerate(origin.tolist())]
    keys = np.array([id_key(name) for name in ids], dtype=np.uint64)
    order = np.argsort(keys)
    return {"id.key": keys[order], "id.row": order.astype(np.int32), **Strings.of(ids).arrays("id")}


def _offerings(arrays: dict[str, Array], origin: Array, points: Array) -> dict[str, Array]:
    """One place for each service that has any: rows are in the order of their cells, so these are too."""
    rows = np.flatnonzero(arrays["has_place"][origin])
    at = points[rows]
    return {
        "offering.cell": cells(at[:, 0], at[:, 1]),
        "offering.point": on_sphere(at[:, 0], at[:, 1]),
        "offering.service": rows.astype(np.int32),
        "offering.exact": np.ones(len(rows), dtype=bool),
        **Strings.of(f"place-{row}" for row in rows.tolist()).arrays("offering.location"),
    }


def _vectors(arrays: dict[str, Array], origin: Array, chance: np.random.Generator) -> dict[str, Array]:
    axes = arrays["short.axes"]
    step = float(np.linalg.norm(axes[:, 0]))
    steps = np.zeros((len(origin), arrays["vectors"].shape[1]), dtype=np.int8)
    scale = np.zeros(len(origin), dtype=np.float32)
    short = np.zeros((len(origin), axes.shape[1]), dtype=np.int8)
    for start in range(0, len(origin), _PIECE):
        piece = slice(start, start + _PIECE)
        vectors = whole(arrays, arrays["vector.row"][origin[piece]])
        vectors += chance.normal(0, _NOISE, vectors.shape).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        scale[piece] = np.abs(vectors).max(axis=1) / 127
        steps[piece] = np.rint(vectors / scale[piece, None])
        short[piece] = np.clip(np.rint(vectors @ axes / step**2), -127, 127)
    return {
        "vectors": steps,
        "vectors.scale": scale,
        "vectors.hash": np.arange(len(origin), dtype=np.uint64),
        "vector.row": np.arange(len(origin), dtype=np.int32),
        "short": short,
        "short.axes": axes,
    }


def _postings(arrays: dict[str, Array], origin: Array) -> dict[str, Array]:
    size = len(arrays["status"])
    by_origin = np.argsort(origin, kind="stable")
    begin = np.searchsorted(origin[by_origin], np.arange(size))
    copies = np.bincount(origin, minlength=size)
    row = arrays["postings.row"]
    count = copies[row]
    word = np.repeat(np.arange(len(arrays["postings.start"]) - 1), np.diff(arrays["postings.start"]))
    rows = by_origin[flat(begin[row], count)]
    words = np.repeat(word, count).astype(np.int64)
    order = np.argsort(words * len(origin) + rows)
    starts = np.zeros(len(arrays["postings.start"]), dtype=np.int64)
    np.cumsum(np.bincount(words, minlength=len(starts) - 1), out=starts[1:])
    return {
        "postings.row": rows[order].astype(np.int32),
        "postings.weight": np.repeat(arrays["postings.weight"], count)[order],
        "postings.start": starts,
    }


def _ragged(arrays: dict[str, Array], name: str, origin: Array) -> dict[str, Array]:
    start = arrays[f"{name}.start"]
    ends = np.zeros(len(origin) + 1, dtype=np.int64)
    np.cumsum((start[1:] - start[:-1])[origin], out=ends[1:])
    return {name: _gathered(arrays, name, arrays[name], origin), f"{name}.start": ends}


def _gathered(arrays: dict[str, Array], name: str, values: Array, origin: Array) -> Array:
    """The values of ragged rows `name`, in the order of `origin`."""
    start = arrays[f"{name}.start"]
    begin, length = start[origin], start[origin + 1] - start[origin]
    return values[flat(begin, length)]
