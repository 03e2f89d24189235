"""How fast the alternatives are: the same listings, needs, vectors and distances as our own search."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from time import perf_counter

from bench.alternatives.alternative import Alternative
from bench.alternatives.known import available, opened
from bench.alternatives.listing import Listing, listings
from bench.needs import needs_for
from bench.percentiles import percentiles
from bench.report import Row, Table
from bench.running import sentence_model
from bench.sizes import Size
from bench.speed import OwnSearch
from matcher.embedding import Embedder
from matcher.need import DEFAULT_LIMIT, Need
from matcher.query import make_query
from matcher.search import radius_of

_WARM_UP = 20


def comparison(own: OwnSearch, sizes: Sequence[Size]) -> list[Table]:
    """Our own search and the alternatives at the sizes that have listings to load."""
    rows: list[Row] = []
    for size in sizes:
        if size.packages:
            rows += _own_rows(size, own)
            rows += _alternative_rows(size, own)
    note = (
        f"One search for {DEFAULT_LIMIT} services, the need's embedding included. The alternatives know no "
        "eligibility and give no reasons. Loading is without embedding the listings, which all share."
    )
    return [Table("Alternatives: speed", rows, note)] if rows else []


def with_radius(need: Need, embedder: Embedder) -> Need:
    """The need with the distance that our own search looks within."""
    return replace(need, radius_miles=radius_of(need, make_query(need, embedder)))


def _own_rows(size: Size, own: OwnSearch) -> Iterator[Row]:
    searches = own.timed(size)
    for measured, times in (("search", searches.alone), ("all reasons", searches.all_read)):
        yield {
            "size": size.title,
            "what": f"Linkage, {measured}",
            "searches": len(times),
            **percentiles(times),
            "load s": None,
        }


def _alternative_rows(size: Size, own: OwnSearch) -> Iterator[Row]:
    state = own.cache.with_index(size)
    embedder = sentence_model()
    needs = [with_radius(need, embedder) for need in needs_for(size, state, own.searches)]
    services = list(listings(state))
    for name in available(own.cache.tell):
        own.cache.tell(f"{size.title}: {name}")
        with opened(name, embedder) as alternative:
            loaded = _load_seconds(alternative, services)
            times = _times(alternative, needs)
            yield {
                "size": size.title,
                "what": alternative.title,
                "searches": len(times),
                **percentiles(times),
                "load s": loaded,
            }


def _load_seconds(alternative: Alternative, services: Sequence[Listing]) -> float:
    began = perf_counter()
    alternative.load(services)
    return perf_counter() - began


def _times(alternative: Alternative, needs: Sequence[Need]) -> list[float]:
    """Milliseconds of each search."""
    for need in needs[:_WARM_UP]:
        alternative.search(need, DEFAULT_LIMIT)
    times = []
    for need in needs:
        began = perf_counter()
        alternative.search(need, DEFAULT_LIMIT)
        times.append(1000 * (perf_counter() - began))
    return times
