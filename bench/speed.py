"""How fast our own search is: one match, the start of the program, an edit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from bench.asked import save
from bench.cache import Cache
from bench.edits import seconds_until_found
from bench.first_answer import seconds_to_first_answer
from bench.needs import labelled_rows, needs_for
from bench.percentiles import percentiles
from bench.report import Row, Table
from bench.searching import FIRST_PAGE, Searches, timed_apart
from bench.sizes import Size
from webapp.state import Linkage

_STARTS = 5
_EDITS = 10


@dataclass
class OwnSearch:
    """Our own search at each size, timed once however many tables show it."""

    cache: Cache
    searches: int
    _done: dict[str, Searches] = field(default_factory=dict)

    def timed(self, size: Size) -> Searches:
        """The times of `searches` searches."""
        if size.name not in self._done:
            state = self.cache.with_index(size)
            needs_file = state.settings.home / "needs.jsonl"
            save(needs_file, needs_for(size, state, self.searches))
            self.cache.tell(f"{size.title}: {self.searches} searches")
            self._done[size.name] = timed_apart(state.settings.index_folder, needs_file)
        return self._done[size.name]


def speed(own: OwnSearch, sizes: Sequence[Size]) -> list[Table]:
    """Tables of our own search at these sizes."""
    searched = [row for size in sizes for row in _search_rows(size, own.timed(size))]
    started = [_start_row(size, own.cache) for size in sizes]
    edited = [_edit_row(size, own.cache) for size in sizes if size.packages]
    tables = [
        Table(
            "One match",
            searched,
            "The need's embedding and everything else of the search; the process has loaded nothing but the "
            "search, and its peak memory counts the mapped index as far as it was read.",
        ),
        Table(
            "First answer after start",
            started,
            "From the start of a new process to its first answer, place and words of the need read as "
            "`linkage match` does; the index is there and in the system's file cache.",
        ),
    ]
    if edited:
        note = "From the commit of a changed description until a search finds the service by its new word."
        tables.append(Table("Until an edit is found", edited, note))
    return tables


def _search_rows(size: Size, searches: Searches) -> list[Row]:
    measures = {
        "the need's embedding by itself": searches.embedding,
        "search": searches.alone,
        f"with the reasons of {FIRST_PAGE}": searches.first_page,
        "with all reasons": searches.all_read,
    }
    return [
        {
            "size": size.title,
            "services": searches.services,
            "measured": measured,
            "searches": len(times),
            **percentiles(times),
            "peak memory MB": searches.peak_mb,
        }
        for measured, times in measures.items()
    ]


def _start_row(size: Size, cache: Cache) -> Row:
    home = cache.with_index(size).settings.home
    cache.tell(f"{size.title}: {_STARTS} starts")
    times = [seconds_to_first_answer(home, row) for row in labelled_rows()[:_STARTS]]
    return {"size": size.title, "starts": _STARTS, "median s": median(times), "worst s": max(times)}


def _edit_row(size: Size, cache: Cache) -> Row:
    state: Linkage = cache.with_index(size)
    cache.tell(f"{size.title}: {_EDITS} edits")
    times = seconds_until_found(state, _EDITS)
    found = [seconds for seconds in times if seconds is not None]
    return {
        "size": size.title,
        "edits": len(times),
        "found": len(found),
        "median s": median(found) if found else None,
        "worst s": max(found) if found else None,
    }
