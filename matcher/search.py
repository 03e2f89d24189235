"""Which services fit a need: candidates by place, eligibility in three values, a weighted sum, reasons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from directory.places import Place
from matcher.embedding import Embedder
from matcher.fit import Fit, fit_of
from matcher.index.files import Array
from matcher.index.index import Index, Nearby, Segment
from matcher.match import Match, Outside, Results
from matcher.need import Need
from matcher.query import Query, make_query
from matcher.ranking import radius_for, weights
from matcher.reasons import reasons_for
from matcher.signals import scaled, signals

_MOST_UNPLACED = 400
# How many candidates are held against the client's facts before the search settles for what it has.
_MOST_ASSESSED = 600
# A good answer, where results are few: surely of a kind that would do.
_GOOD_KIND = 0.5
_FEW = 3
# Reading sentences to quote takes longer than the search: the first page gets them.
_QUOTED = 20
_WIDER = 3.0
_WIDEST_MILES = 250.0


def search(need: Need, index: Index, embedder: Embedder) -> Results:
    """Services for a need, best first, those that a known fact rules out apart.

    Raises ValueError when the index was made with another embedder.
    """
    if embedder.name != index.embedder_name:
        raise ValueError(f"the index was made with {index.embedder_name}, not with {embedder.name}")
    query = make_query(need, embedder)
    radius = _radius(need, query)
    candidates = _candidates(need, index, query, radius)
    ranked = _ranked(candidates, need, query)
    shown = [item for item in ranked if item.fit.eligibility != "not_eligible"]
    out = [item for item in ranked if item.fit.eligibility == "not_eligible" and _to_the_point(item)]
    costs: dict[str, int] = {}
    outside: tuple[Outside, ...] = ()
    if sum(_good(item) for item in shown) < _FEW:
        costs, outside = _what_would_help(ranked, need, index, query, radius)
    return Results(
        matches=tuple(
            _match(item, need, query, quote=n < _QUOTED) for n, item in enumerate(shown[: need.limit])
        ),
        not_eligible=tuple(_match(item, need, query, quote=False) for item in out[: need.limit]),
        total_in_area=sum(len(part.nearby.rows) for part in candidates),
        radius_miles=radius,
        categories=query.categories,
        costs=costs,
        outside=outside,
    )


def _radius(need: Need, query: Query) -> float | None:
    if need.near is None:
        return None
    if need.near.kind == "state":
        return _WIDEST_MILES
    return need.radius_miles or radius_for(query.categories)


@dataclass
class _Part:
    """The candidates of one segment with their signals."""

    segment: Segment
    nearby: Nearby
    signals: dict[str, Array]


@dataclass(frozen=True)
class Item:
    """One candidate that has been held against the client's facts."""

    segment: Segment
    row: int
    offering: int
    miles: float | None
    signals: dict[str, float]
    fit: Fit
    score: float


def _candidates(need: Need, index: Index, query: Query, radius: float | None) -> list[_Part]:
    parts = []
    for segment in index.segments:
        if need.near is None or radius is None:
            found = [segment.everything()]
        else:
            found = [
                segment.within(need.near.latitude, need.near.longitude, radius),
                segment.reaching(need.near, query.vectors[1], _MOST_UNPLACED),
            ]
        parts += [
            _Part(segment, nearby, signals(segment, nearby, need, query))
            for nearby in found
            if len(nearby.rows)
        ]
    for name in ("own_words", "about_words"):
        best = max((float(part.signals[name].max()) for part in parts), default=0.0)
        for part in parts:
            part.signals[name] = scaled(part.signals[name], best)
    return parts


def _ranked(parts: Sequence[_Part], need: Need, query: Query) -> list[Item]:
    """The best candidates, each held against the client's facts, in their final order."""
    if not parts:
        return []
    weight = weights().signals
    first = np.concatenate([
        sum((weight[name] * values for name, values in part.signals.items()), np.zeros(len(part.nearby.rows)))
        for part in parts
    ])  # fmt: skip
    owner = np.repeat(np.arange(len(parts)), [len(part.nearby.rows) for part in parts])
    within = np.concatenate([np.arange(len(part.nearby.rows)) for part in parts])
    items: list[Item] = []
    fitting = 0
    # Being eligible for certain may lift an answer by `fits`, so a few more are looked at than are shown.
    for position in np.argsort(-first, kind="stable")[:_MOST_ASSESSED]:
        item = _item(parts[owner[position]], int(within[position]), float(first[position]), need, query)
        items.append(item)
        fitting += item.fit.eligibility != "not_eligible"
        if fitting >= 2 * need.limit:
            break
    items.sort(key=lambda item: -item.score)
    return _varied(items)


def _varied(items: list[Item]) -> list[Item]:
    """The order with the third and further services of one organization set back a little."""
    variety = weights().variety
    seen: dict[tuple[int, int], int] = {}
    varied = []
    for item in items:
        owner = (id(item.segment), int(item.segment.arrays["organization"][item.row]))
        before = seen.get(owner, 0)
        # Those that do not fit crowd nobody out: they stand in a list of their own.
        seen[owner] = before + (item.fit.eligibility != "not_eligible")
        back = min(variety["step"] * max(0, before + 1 - variety["free"]), variety["most"])
        varied.append(replace(item, score=item.score - back) if back else item)
    varied.sort(key=lambda item: -item.score)
    return varied


def _item(part: _Part, at: int, score: float, need: Need, query: Query) -> Item:
    row = int(part.nearby.rows[at])
    miles = float(part.nearby.miles[at])
    fit = fit_of(part.segment, row, need.facts, query.categories)
    values = {name: float(column[at]) for name, column in part.signals.items()}
    weight = weights().signals
    values |= {"fits": fit.certainty, "parts_couple": float(fit.parts_couple)}
    return Item(
        segment=part.segment,
        row=row,
        offering=int(part.nearby.offering[at]),
        miles=None if np.isnan(miles) else miles,
        signals=values,
        fit=fit,
        score=score + sum(weight[name] * values[name] for name in ("fits", "parts_couple")),
    )


def _match(item: Item, need: Need, query: Query, *, quote: bool) -> Match:
    segment, offering = item.segment, item.offering
    exact = offering >= 0 and bool(segment.arrays["offering.exact"][offering])
    return Match(
        service_id=segment.ids[item.row],
        location_id=segment.locations[offering] if offering >= 0 else None,
        score=round(item.score, 4),
        eligibility=item.fit.eligibility,
        missing_facts=item.fit.missing_facts,
        distance_miles=None if item.miles is None else round(item.miles, 1),
        exact_distance=exact,
        reasons=reasons_for(item, need, query, quote=quote),
        signals={name: round(value, 3) for name, value in item.signals.items()},
        bring=item.fit.bring,
        temporarily_closed=bool(segment.arrays["status"][item.row] == 1),
    )


def _to_the_point(item: Item) -> bool:
    """Whether anybody would look for it here: the reason why it does not fit is worth reading only then."""
    return item.signals["kind"] >= _GOOD_KIND / 2 or item.signals["own_words"] >= _GOOD_KIND


def _good(item: Item) -> bool:
    return item.signals["kind"] >= _GOOD_KIND and not item.signals["refused"] and not item.signals["closed"]


def _what_would_help(
    ranked: Sequence[Item], need: Need, index: Index, query: Query, radius: float | None
) -> tuple[dict[str, int], tuple[Outside, ...]]:
    """Which condition took away how many good answers, and the nearest ones beyond the radius."""
    costs = {
        "eligibility": sum(_good(item) for item in ranked if item.fit.eligibility == "not_eligible"),
        "avoid": sum(item.signals["kind"] >= _GOOD_KIND and item.signals["refused"] > 0 for item in ranked),
    }
    outside: list[Outside] = []
    if need.near is not None and radius is not None and radius < _WIDEST_MILES:
        wider = min(radius * _WIDER, _WIDEST_MILES)
        beyond = [item for item in _beyond(need, need.near, index, query, radius, wider) if _good(item)]
        costs["radius"] = len(beyond)
        beyond.sort(key=lambda item: item.miles or 0.0)
        outside = [Outside(i.segment.ids[i.row], round(i.miles or 0.0, 1)) for i in beyond[:5]]
    told = {name: count for name, count in sorted(costs.items(), key=lambda pair: -pair[1]) if count}
    return told, tuple(outside)


def _beyond(need: Need, near: Place, index: Index, query: Query, radius: float, wider: float) -> list[Item]:
    parts = []
    for segment in index.segments:
        found = segment.within(near.latitude, near.longitude, wider)
        far = found.miles > radius
        nearby = Nearby(found.rows[far], found.offering[far], found.miles[far], found.reach[far])
        if len(nearby.rows):
            parts.append(_Part(segment, nearby, signals(segment, nearby, need, query)))
    items = _ranked(parts, replace(need, limit=_FEW * 4), query)
    return [item for item in items if item.fit.eligibility != "not_eligible"]
