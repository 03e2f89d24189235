"""How well each candidate answers a query, one number between 0 and 1 for each reason to prefer it."""

import numpy as np

from matcher.index.files import Array
from matcher.index.index import Nearby, Segment
from matcher.index.rows import (
    HOURS_KNOWN,
    OPEN_EVENINGS,
    OPEN_NIGHTS,
    OPEN_WEEKENDS,
    avoid_names,
    category_bits,
)
from matcher.kinds import kind_book
from matcher.need import Need
from matcher.query import Query
from matcher.ranking import weights, worth_miles

_OPEN_WHEN = {"evening": OPEN_EVENINGS, "weekend": OPEN_WEEKENDS, "tonight": OPEN_NIGHTS | OPEN_EVENINGS}
_DAYS_A_YEAR = 365.25
_UNKNOWN_PLACE = 0.35  # nearness of a service without a place: better than far, worse than near


def signals(segment: Segment, nearby: Nearby, need: Need, query: Query) -> dict[str, Array]:
    """The signals of the candidates of one segment by name, float32 [candidates] each.

    Words are not yet scaled: what is the best of all segments is known only to the caller.
    """
    rows = nearby.rows
    arrays = segment.arrays
    meaning = segment.meaning_scores(rows, query.vectors)
    categories = arrays["categories"][rows]
    return {
        "own_words": segment.word_scores(rows, dict(query.own_words)),
        "about_words": segment.word_scores(rows, dict(query.about_words)),
        "own_meaning": np.clip(meaning[:, 0], 0, 1),
        "about_meaning": np.clip(meaning[:, 1], 0, 1),
        "category": _shared(categories, category_bits(query.categories)),
        "near": _nearness(nearby, query),
        "fresh": _freshness(arrays["assured"][rows], need),
        "room": _room(arrays["available"][rows]),
        "open": _open(arrays["open"][rows], need),
        "language": _language(segment, rows, need),
        "refused": _refused(arrays["avoid"][rows], need),
        "reach": np.where(nearby.reach > 0, 1.0, 0.0).astype(np.float32),
        "closed": (arrays["status"][rows] == 1).astype(np.float32),
        **_kinds(segment, rows, query),
    }


def scaled(words: Array, best: float) -> Array:
    """Word scores as shares of the best one."""
    return words / best if best > 0 else words


def _shared(categories: Array, asked: int) -> Array:
    wanted = max(asked.bit_count(), 1)
    hits = np.bitwise_count(categories & np.uint64(asked))
    shares: Array = (hits / wanted).astype(np.float32)
    return shares


def _kinds(segment: Segment, rows: Array, query: Query) -> dict[str, Array]:
    position, number, sure = segment.kinds(rows)
    book = kind_book().kinds
    by_kind = np.zeros(len(book), dtype=np.float32)
    for asked, value in query.kinds.items():
        by_kind[asked] = value
    worth = sure * by_kind[number]
    best = np.zeros(len(rows), dtype=np.float32)
    np.maximum.at(best, position, worth)
    total = np.bincount(position, weights=worth, minlength=len(rows)).astype(np.float32)
    everything = np.bincount(position, weights=sure, minlength=len(rows)).astype(np.float32)
    group = np.zeros(len(book), dtype=np.float32)
    other = np.zeros(len(book), dtype=np.float32)
    for kind in book:
        if kind.who is not None:
            (group if kind.who in query.groups else other)[kind.number] = 1.0
    # Only what a listing calls itself makes it one for others; a group in a list of many does not.
    named = np.clip((sure - 0.6) / 0.4, 0, 1)
    for_group, for_other = np.zeros_like(best), np.zeros_like(best)
    np.maximum.at(for_group, position, sure * group[number])
    np.maximum.at(for_other, position, named * other[number])
    return {
        # The best kind counts whole, further ones a little: a need of two kinds is met best by both.
        "kind": np.clip(best + 0.3 * (total - best), 0, 1.3) / 1.3,
        "focus": total / np.maximum(everything, 1.0),
        "group": for_group,
        "other_group": np.where(for_group > 0, 0, for_other).astype(np.float32),
    }


def _nearness(nearby: Nearby, query: Query) -> Array:
    falling = np.exp(-np.nan_to_num(nearby.miles, nan=0.0) / worth_miles(query.categories))
    return np.where(np.isnan(nearby.miles), _UNKNOWN_PLACE, falling).astype(np.float32)


def _freshness(assured: Array, need: Need) -> Array:
    fade = weights().freshness
    years = np.maximum(need.now.date().toordinal() - assured, 0) / _DAYS_A_YEAR
    return np.where(assured > 0, 0.5 ** (years / fade["half_years"]), fade["never"]).astype(np.float32)


def _room(available: Array) -> Array:
    said = np.where(available > 0, 1.0, -1.0)
    return np.where(np.isnan(available), 0.0, said).astype(np.float32)


def _open(flags: Array, need: Need) -> Array:
    wanted = _OPEN_WHEN.get(need.when or "")
    if wanted is None:
        return np.zeros(len(flags), dtype=np.float32)
    known = (flags & HOURS_KNOWN) > 0
    return np.where(known, np.where((flags & wanted) > 0, 1.0, -1.0), 0.0).astype(np.float32)


def _language(segment: Segment, rows: Array, need: Need) -> Array:
    wanted = {code for code in need.facts.languages or () if code != "en"}
    if not wanted:
        return np.zeros(len(rows), dtype=np.float32)
    speaks = (bool(wanted & set(segment.languages[int(row)].split(","))) for row in rows)
    return np.fromiter(speaks, dtype=np.float32, count=len(rows))


def _refused(avoid: Array, need: Need) -> Array:
    names = avoid_names()
    refused = sum(1 << names.index(name) for name in set(need.avoid) if name in names)
    return ((avoid & np.uint16(refused)) > 0).astype(np.float32)
