"""How well each candidate answers a query, one number for each reason to prefer it, most of them from 0 to
1."""

import math
from functools import cache

import numpy as np

from matcher.index.arrays import minutes
from matcher.index.files import Array
from matcher.index.rows import (
    HOURS_KNOWN,
    OPEN_EVENINGS,
    OPEN_NIGHTS,
    OPEN_WEEKENDS,
    avoid_names,
    category_bits,
)
from matcher.index.segment import Kinds, Segment
from matcher.index.windows import Window
from matcher.kinds import kind_book
from matcher.need import Need
from matcher.query import Asked, Query
from matcher.ranking import weights, worth_miles

CLOSED = 1
"""The number of a status that says that a service is closed for a while (matcher.index.arrays)."""

_OPEN_WHEN = {"evening": OPEN_EVENINGS, "weekend": OPEN_WEEKENDS, "tonight": OPEN_NIGHTS | OPEN_EVENINGS}
_DAYS_A_YEAR = 365.25
_UNKNOWN_PLACE = 0.35  # nearness of a service without a place: better than far, worse than near
# By the numbers of ROOM in matcher.index.arrays: a list to wait on is better than being turned away.
_ROOM_WORTH = np.array([0.0, 1.0, 0.7, -0.6, -1.0], dtype=np.float32)
_DWELLINGS = ("housing", "sober_living")


def plain_signals(
    segment: Segment, window: Window, kinds: Kinds, need: Need, asked: Asked
) -> dict[str, Array]:
    """The signals of a window that do not wait for the meaning of the need, float32 [rows] by name.

    What is nought for every row is left out. `own_words` is not yet scaled: what is the best of all segments
    is known only to the caller. Two are no signals and go along: `eligibility` and `context`, as in
    matcher.index.rules.
    """
    arrays = segment.arrays
    categories = window.slices(arrays["categories"])
    held = segment.rules.hold(window.slices(arrays["criteria.row"]), categories, need.facts, asked.categories)
    found = _group_signals(window, kinds, asked) | {
        "own_words": segment.word_scores(window, asked.own_words),
        "category": _shared(categories, category_bits(asked.categories)),
        "near": _nearness(window, asked),
        "fresh": _freshness(window.slices(arrays["assured"]), need),
        "room": _room(segment, window, need),
        "open": _open(segment, window, need),
        "language": _language(segment, window, need),
        "refused": refused(segment, window, need),
        "reach": window.reach.astype(np.float32),
        "closed": (window.slices(arrays["status"]) == CLOSED).astype(np.float32),
        "fits": held.certainty,
        "eligibility": held.overall,
        "context": held.context,
        "parts_couple": _parts_couple(held.one_gender, categories, need, asked),
        "outcomes": _outcomes(segment, window, need),
    }
    return {name: values for name, values in found.items() if values is not None}


def wish_signals(segment: Segment, window: Window, kinds: Kinds, query: Query) -> dict[str, Array]:
    """The signals of a window that tell how well it answers what is wanted, by name; words not yet scaled.

    The meaning of the listings is not among them, it costs more.
    """
    kind, focus = kind_signals(segment, window, kinds, query)
    return {
        "about_words": segment.word_scores(window, query.about_words),
        "kind": kind,
        "focus": focus,
    }


def scaled(words: Array, best: float) -> Array:
    """Word scores as shares of the best one."""
    return words / best if best > 0 else words


def _shared(categories: Array, asked: int) -> Array:
    most = max(asked.bit_count(), 1)
    shares = (np.arange(65) / most).astype(np.float32)
    shared: Array = shares[np.bitwise_count(categories & np.uint64(asked))]
    return shared


@cache
def _for_whom() -> tuple[Array, tuple[str | None, ...]]:
    """By number of a kind: whether it is for one group only, and for which."""
    who = tuple(kind.who for kind in kind_book().kinds)
    return np.array([name is not None for name in who]), who


def kind_signals(segment: Segment, window: Window, kinds: Kinds, query: Query) -> tuple[Array, Array]:
    """How surely the services of a window are of kinds that would do, and of few others."""
    wanted = np.zeros(len(kind_book().kinds), dtype=np.float32)
    wanted[list(query.kinds)] = list(query.kinds.values())
    position, number, sure = kinds.of(wanted > 0)
    worth = sure * wanted[number]
    best = np.zeros(window.size, dtype=np.float32)
    np.maximum.at(best, position, worth)
    total = np.bincount(position, weights=worth, minlength=window.size).astype(np.float32)
    # The best kind counts whole, further ones a little: a need of two kinds is met best by both.
    kind = np.minimum(best + np.float32(0.3) * (total - best), np.float32(1.3)) / np.float32(1.3)
    return kind, total / np.maximum(window.slices(segment.kinds_total), np.float32(1.0))


def _group_signals(window: Window, kinds: Kinds, asked: Asked) -> dict[str, Array]:
    special, who = _for_whom()
    position, number, sure = kinds.of(special)
    own = np.array([name in asked.groups for name in who])[number]
    for_group, for_other = (np.zeros(window.size, dtype=np.float32) for _ in range(2))
    np.maximum.at(for_group, position, sure * own)
    # Only what a listing calls itself makes it one for others; a group in a list of many does not.
    np.maximum.at(for_other, position, np.clip((sure - 0.6) / 0.4, 0, 1) * ~own)
    for_other[for_group > 0] = 0
    return {"group": for_group, "other_group": for_other}


def _nearness(window: Window, asked: Asked) -> Array:
    falling = np.exp(window.miles * np.float32(-1 / worth_miles(asked.categories)))
    return np.where(np.isnan(falling), np.float32(_UNKNOWN_PLACE), falling)


def _freshness(assured: Array, need: Need) -> Array:
    fade = weights().freshness
    days = np.maximum(np.int32(need.now.date().toordinal()) - assured, 0).astype(np.float32)
    # numpy's exp is several times as fast as its exp2.
    halved = np.exp(days * np.float32(-math.log(2) / (_DAYS_A_YEAR * fade["half_years"])))
    return np.where(assured > 0, halved, np.float32(fade["never"]))


def _room(segment: Segment, window: Window, need: Need) -> Array | None:
    """What was said of room while it holds; afterwards nothing is known of it, as if it was never told."""
    holds = window.slices(segment.arrays["room.until"]) > minutes(need.now)
    if not holds.any():
        return None
    return np.where(holds, _ROOM_WORTH[window.slices(segment.arrays["room"])], np.float32(0.0))


def _open(segment: Segment, window: Window, need: Need) -> Array | None:
    wanted = _OPEN_WHEN.get(need.when or "")
    if wanted is None:
        return None
    flags = window.slices(segment.arrays["open"])
    known = (flags & HOURS_KNOWN) > 0
    return np.where(known, np.where((flags & wanted) > 0, 1.0, -1.0), 0.0).astype(np.float32)


def _language(segment: Segment, window: Window, need: Need) -> Array | None:
    wanted = {code for code in need.facts.languages or () if code != "en"}
    if not wanted:
        return None
    speaks = [bool(wanted & set(codes.split(","))) for codes in segment.languages]
    return np.array(speaks, dtype=np.float32)[window.slices(segment.arrays["languages.row"])]


def refused(segment: Segment, window: Window, need: Need) -> Array | None:
    """1 where a service is what the client refuses; None where nothing is refused."""
    names = avoid_names()
    bits = sum(1 << names.index(name) for name in set(need.avoid) if name in names)
    if not bits:
        return None
    avoid = window.slices(segment.arrays["avoid"])
    return ((avoid & np.uint16(bits)) > 0).astype(np.float32)


def _parts_couple(one_gender: Array, categories: Array, need: Need, asked: Asked) -> Array | None:
    """A house for one gender would part a couple; a clinic would not."""
    if not need.facts.partner:
        return None
    wanted = np.uint64(category_bits(asked.categories))
    meant = np.where((categories & wanted) > 0, categories & wanted, categories)
    return (one_gender & ((meant & np.uint64(category_bits(_DWELLINGS))) > 0)).astype(np.float32)


def _outcomes(segment: Segment, window: Window, need: Need) -> Array | None:
    """What became of earlier referrals of people like this one, where anything is known."""
    known = [
        (row, each.signal)
        for service, each in need.outcomes.items()
        if (row := segment.row_of(service)) is not None
    ]
    if not known or not window.size:
        return None
    found = np.zeros(window.size, dtype=np.float32)
    there, places = window.places_of(np.array([row for row, _signal in known]))
    found[places] = np.array([signal for _row, signal in known], dtype=np.float32)[there]
    return found


def meaning_signals(cosines: Array) -> dict[str, Array]:
    """The two signals of meaning, of cosines [rows, 2] with the need and with what it asks for in general."""
    return {"own_meaning": np.clip(cosines[:, 0], 0, 1), "about_meaning": np.clip(cosines[:, 1], 0, 1)}
