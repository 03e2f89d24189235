"""How well each candidate answers a query, one number for each reason to prefer it, most of them from 0 to
1."""

from collections.abc import Mapping
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
from matcher.index.segment import Segment
from matcher.index.windows import Window
from matcher.kinds import kind_book
from matcher.need import Need
from matcher.query import Query
from matcher.ranking import weights, worth_miles

_OPEN_WHEN = {"evening": OPEN_EVENINGS, "weekend": OPEN_WEEKENDS, "tonight": OPEN_NIGHTS | OPEN_EVENINGS}
_DAYS_A_YEAR = 365.25
_UNKNOWN_PLACE = 0.35  # nearness of a service without a place: better than far, worse than near
# By the numbers of ROOM in matcher.index.arrays: a list to wait on is better than being turned away.
_ROOM_WORTH = np.array([0.0, 1.0, 0.7, -0.6, -1.0], dtype=np.float32)
_DWELLINGS = ("housing", "sober_living")


def signals(segment: Segment, window: Window, need: Need, query: Query) -> dict[str, Array]:
    """The signals of a window by name, float32 [rows] each, but for the meaning, which costs more.

    Words are not yet scaled: what is the best of all segments is known only to the caller. Two are no signals
    and go along: `eligibility` and `context`, as in matcher.index.rules.
    """
    arrays = segment.arrays
    own, about = segment.word_scores(window, dict(query.own_words), dict(query.about_words))
    categories = window.slices(arrays["categories"])
    held = segment.rules.hold(window, need.facts, query.categories)
    return {
        "own_words": own,
        "about_words": about,
        "category": _shared(categories, category_bits(query.categories)),
        "near": _nearness(window, query),
        "fresh": _freshness(window.slices(arrays["assured"]), need),
        "room": _room(window.slices(arrays["room"]), window.slices(arrays["room.until"]), need),
        "open": _open(window.slices(arrays["open"]), need),
        "language": _language(segment, window, need),
        "refused": _refused(window.slices(arrays["avoid"]), need),
        "reach": (window.reach > 0).astype(np.float32),
        "closed": (window.slices(arrays["status"]) == 1).astype(np.float32),
        "fits": held.certainty,
        "eligibility": held.overall,
        "context": held.context,
        "parts_couple": _parts_couple(held.one_gender, categories, need, query),
        "outcomes": _outcomes(segment, window, need),
        **_kinds(segment, window, query),
    }


def scaled(words: Array, best: float) -> Array:
    """Word scores as shares of the best one."""
    return words / best if best > 0 else words


def _shared(categories: Array, asked: int) -> Array:
    wanted = max(asked.bit_count(), 1)
    hits = np.bitwise_count(categories & np.uint64(asked))
    shares: Array = (hits / wanted).astype(np.float32)
    return shares


@cache
def _for_whom() -> tuple[Array, tuple[str | None, ...]]:
    """By number of a kind: whether it is for one group only, and for which."""
    who = tuple(kind.who for kind in kind_book().kinds)
    return np.array([name is not None for name in who]), who


def _kinds(segment: Segment, window: Window, query: Query) -> dict[str, Array]:
    position, number, sure = segment.kinds(window)
    size = window.size
    by_kind = np.zeros(len(kind_book().kinds), dtype=np.float32)
    by_kind[list(query.kinds)] = list(query.kinds.values())
    worth = sure * by_kind[number]
    best = np.zeros(size, dtype=np.float32)
    np.maximum.at(best, position, worth)
    total = np.bincount(position, weights=worth, minlength=size).astype(np.float32)
    everything = np.bincount(position, weights=sure, minlength=size).astype(np.float32)
    special, who = _for_whom()
    grouped = np.flatnonzero(special[number])
    position, number, sure = position[grouped], number[grouped], sure[grouped]
    own = np.array([name in query.groups for name in who])[number]
    for_group, for_other = np.zeros_like(best), np.zeros_like(best)
    np.maximum.at(for_group, position, sure * own)
    # Only what a listing calls itself makes it one for others; a group in a list of many does not.
    np.maximum.at(for_other, position, np.clip((sure - 0.6) / 0.4, 0, 1) * ~own)
    return {
        # The best kind counts whole, further ones a little: a need of two kinds is met best by both.
        "kind": np.clip(best + 0.3 * (total - best), 0, 1.3) / 1.3,
        "focus": total / np.maximum(everything, 1.0),
        "group": for_group,
        "other_group": np.where(for_group > 0, 0, for_other).astype(np.float32),
    }


def _nearness(window: Window, query: Query) -> Array:
    falling = np.exp(window.miles * np.float32(-1 / worth_miles(query.categories)))
    return np.where(np.isnan(falling), np.float32(_UNKNOWN_PLACE), falling)


def _freshness(assured: Array, need: Need) -> Array:
    fade = weights().freshness
    days = np.maximum(need.now.date().toordinal() - assured, 0).astype(np.float32)
    halves = days / np.float32(_DAYS_A_YEAR * fade["half_years"])
    return np.where(assured > 0, np.exp2(-halves), np.float32(fade["never"]))


def _room(room: Array, until: Array, need: Need) -> Array:
    """What was said of room while it holds; afterwards nothing is known of it, as if it was never told."""
    holds = until > minutes(need.now)
    return np.where(holds, _ROOM_WORTH[room], np.float32(0.0))


def _open(flags: Array, need: Need) -> Array:
    wanted = _OPEN_WHEN.get(need.when or "")
    if wanted is None:
        return np.zeros(len(flags), dtype=np.float32)
    known = (flags & HOURS_KNOWN) > 0
    return np.where(known, np.where((flags & wanted) > 0, 1.0, -1.0), 0.0).astype(np.float32)


def _language(segment: Segment, window: Window, need: Need) -> Array:
    wanted = {code for code in need.facts.languages or () if code != "en"}
    if not wanted:
        return np.zeros(window.size, dtype=np.float32)
    speaks = [bool(wanted & set(codes.split(","))) for codes in segment.languages]
    return np.array(speaks, dtype=np.float32)[window.slices(segment.arrays["languages.row"])]


def _refused(avoid: Array, need: Need) -> Array:
    names = avoid_names()
    refused = sum(1 << names.index(name) for name in set(need.avoid) if name in names)
    return ((avoid & np.uint16(refused)) > 0).astype(np.float32)


def _parts_couple(one_gender: Array, categories: Array, need: Need, query: Query) -> Array:
    """A house for one gender would part a couple; a clinic would not."""
    if not need.facts.partner:
        return np.zeros(len(categories), dtype=np.float32)
    asked = np.uint64(category_bits(query.categories))
    meant = np.where((categories & asked) > 0, categories & asked, categories)
    return (one_gender & ((meant & np.uint64(category_bits(_DWELLINGS))) > 0)).astype(np.float32)


def _outcomes(segment: Segment, window: Window, need: Need) -> Array:
    """What became of earlier referrals of people like this one, where anything is known."""
    found = np.zeros(window.size, dtype=np.float32)
    known = [
        (row, each.signal)
        for service, each in need.outcomes.items()
        if (row := segment.row_of(service)) is not None
    ]
    if known and window.size:
        there, places = window.places_of(np.array([row for row, _signal in known]))
        found[places] = np.array([signal for _row, signal in known], dtype=np.float32)[there]
    return found


def meaning_signals(cosines: Array) -> Mapping[str, Array]:
    """The two signals of meaning, of cosines [rows, 2] with the need and with what it asks for in general."""
    return {"own_meaning": np.clip(cosines[:, 0], 0, 1), "about_meaning": np.clip(cosines[:, 1], 0, 1)}
