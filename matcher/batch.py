"""Many needs at once, in the exchange format of `linkage batch match` and of the HTTP interface."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from time import perf_counter
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from directory.places import Place
from directory.wording import Wording
from matcher.embedding import Embedder
from matcher.facts import Facts
from matcher.index.index import Index
from matcher.index.rows import avoid_names, category_names
from matcher.match import Match, Results
from matcher.need import DEFAULT_LIMIT, Need
from matcher.search import search

_MOST_ASKED = 500


class RowError(ValueError):
    """A row that cannot be answered; the text says why, without the row's number."""


def _nothing_is_empty(value: Any) -> Any:
    return () if value is None else value


class NeedRow(BaseModel):
    """One need as it is written: `{"id", "need", "categories"?, "facts"?, …}`; unknown keys are ignored."""

    model_config = ConfigDict(extra="ignore")

    id: str = ""
    need: str
    categories: Annotated[tuple[str, ...], BeforeValidator(_nothing_is_empty)] = ()
    facts: Annotated[Facts, BeforeValidator(lambda value: value or {})] = Field(default_factory=Facts)
    near: str | None = None
    radius_miles: Annotated[float, Field(gt=0, le=25_000)] | None = None
    when: str | None = None
    avoid: Annotated[tuple[str, ...], BeforeValidator(_nothing_is_empty)] = ()
    limit: Annotated[int, Field(ge=1, le=_MOST_ASKED)] | None = None


def need_of(row: Mapping[str, Any], find_place: Callable[[str], Place], *, now: datetime) -> Need:
    """The need of one row. Raises RowError for a row that is not one, and for a place that cannot be found.

    Categories and things to avoid that the vocabulary does not have are passed over: the words still count.
    """
    try:
        read = NeedRow.model_validate(row)
    except ValidationError as error:
        raise RowError("; ".join(_problem(one) for one in error.errors())) from None
    near = None
    if read.near and read.near.strip():
        try:
            near = find_place(read.near)
        except LookupError:
            raise RowError(f"near: no place {read.near!r} was found") from None
    return Need(
        text=read.need,
        now=now,
        categories=tuple(name for name in read.categories if name in category_names()),
        facts=read.facts,
        near=near,
        radius_miles=read.radius_miles,
        when=read.when,
        avoid=tuple(name for name in read.avoid if name in avoid_names()),
        limit=read.limit or DEFAULT_LIMIT,
    )


def _problem(error: Any) -> str:
    return f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}"


def match_rows(
    rows: Iterable[Mapping[str, Any]],
    index: Index,
    embedder: Embedder,
    find_place: Callable[[str], Place],
    *,
    now: datetime,
    wording: Callable[[Wording], str] = Wording.text,
) -> Iterator[dict[str, Any]]:
    """The answer to each row, in their order.

    An answer is `{"id", "results": […], "question", "ms"}`, or `{"id", "error"}`. Services that do not fit
    stand after the others. `find_place` raises LookupError for an unknown place.
    """
    for row in rows:
        began = perf_counter()
        name = row.get("id", "") if isinstance(row, Mapping) else ""
        try:
            need = need_of(row, find_place, now=now)
        except RowError as error:
            yield {"id": name, "error": str(error)}
            continue
        results = search(need, index, embedder)
        answer = {
            "id": name,
            "results": result_rows(results, wording),
            "question": question_row(results),
        }
        yield answer | {"ms": round(1000 * (perf_counter() - began), 1)}


def result_rows(results: Results, wording: Callable[[Wording], str] = Wording.text) -> list[dict[str, Any]]:
    """All matches as plain values, the best first, those that do not fit at the end."""
    return [_plain(match, wording) for match in (*results.matches, *results.not_eligible)]


def question_row(results: Results) -> dict[str, Any] | None:
    """What to ask next: the fact, the services that it may settle, and how much it is expected to change."""
    asked = results.question
    if asked is None:
        return None
    return {"fact": asked.fact, "settles": list(asked.settles), "expected_change": asked.expected_change}


def _plain(match: Match, wording: Callable[[Wording], str]) -> dict[str, Any]:
    return {
        "service_id": match.service_id,
        "location_id": match.location_id,
        "score": match.score,
        "eligibility": match.eligibility,
        "missing_facts": list(match.missing_facts),
        "distance_miles": match.distance_miles,
        "reasons": [wording(reason) for reason in match.reasons],
    }
