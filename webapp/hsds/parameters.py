"""Reads the query parameters of the HSDS interface; what cannot be read is an error, never a guess."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from directory.importing.identifiers import is_uuid
from directory.places import Gazetteer
from directory.publishing.selecting import Around, Filters, words_of
from directory.wording import N_, Wording
from matcher.index.areas import covers

PER_PAGE = 100
MOST_PER_PAGE = 1_000
# "aim to return all services within one page", says the standard of `minimal`.
MOST_MINIMAL = 1_000_000
_MINIMAL_PAGE = MOST_MINIMAL, MOST_MINIMAL
_FULL_PAGE = PER_PAGE, MOST_PER_PAGE
_LONGEST_SEARCH = 300
_MOST_WORDS = 12
_SPACE_FOR_PLUS = re.compile(r"(T?\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) (\d{2}:?\d{2})$")


class BadParameter(ValueError):
    """A parameter that cannot be read; `name` is the parameter, `wording` says what it takes."""

    def __init__(self, name: str, template: str, **values: object) -> None:
        self.name = name
        self.wording = Wording(template, values)
        super().__init__(f"{name}: {self.wording.text()}")


@dataclass(frozen=True)
class Asked:
    """What an address was asked: the filters, the page, and how the records are to look."""

    filters: Filters = field(default_factory=Filters)
    page: int = 1
    per_page: int = PER_PAGE
    lines: bool = False
    minimal: bool = False
    full: bool = False
    full_service: bool = False


PAGING = ("page", "per_page", "format")
TAKES: Mapping[str, tuple[str, ...]] = {
    "services": (
        "search",
        *PAGING,
        "taxonomy_term_id",
        "taxonomy_id",
        "organization_id",
        "modified_after",
        "minimal",
        "full",
    ),
    "organizations": ("search", *PAGING, "taxonomy_term_id", "taxonomy_id", "full", "full_service"),
    "service_at_locations": (
        "search",
        *PAGING,
        "taxonomy_term_id",
        "taxonomy_id",
        "organization_id",
        "modified_after",
        "full",
        "full_service",
        "postcode",
        "proximity",
    ),
    "taxonomies": ("search", *PAGING),
    "taxonomy_terms": ("search", *PAGING, "taxonomy_id", "top_only", "parent_id"),
}
_OF_THE_STANDARD = frozenset(name for names in TAKES.values() for name in names)


def read(resource: str, given: Mapping[str, str], gazetteer: Callable[[], Gazetteer]) -> Asked:
    """What was asked of `/services` or another list. Raises BadParameter.

    Parameters that the standard does not know are ignored, as are empty ones. One that it knows, but not for
    this address, is refused: to ignore a filter would be to answer something else.
    """
    said = {name: text.strip() for name, text in given.items() if text.strip()}
    for name, text in said.items():
        if name in _OF_THE_STANDARD and name not in TAKES[resource]:
            raise BadParameter(name, N_("/{resource} does not take this"), resource=resource)
        if name in TAKES[resource] and "\x00" in text:
            raise BadParameter(name, N_("no zero character can be looked for"))
    said = {name: text for name, text in said.items() if name in TAKES[resource]}
    minimal = _truth(said, "minimal")
    return Asked(
        filters=_filters(said, gazetteer),
        page=_whole(said, "page", 1, None),
        per_page=_whole(
            said,
            "per_page",
            MOST_MINIMAL if minimal else PER_PAGE,
            MOST_MINIMAL if minimal else MOST_PER_PAGE,
        ),
        lines=_lines(said),
        minimal=minimal,
        full=_truth(said, "full"),
        full_service=_truth(said, "full_service"),
    )


def truth(given: Mapping[str, str], name: str) -> bool:
    """A parameter that is true or false, false where it is missing. Raises BadParameter."""
    return _truth({key: text.strip() for key, text in given.items()}, name)


def _filters(said: Mapping[str, str], gazetteer: Callable[[], Gazetteer]) -> Filters:
    search = said.get("search", "")
    if len(search) > _LONGEST_SEARCH:
        raise BadParameter("search", N_("at most {most} characters"), most=_LONGEST_SEARCH)
    words = words_of(search)
    if len(words) > _MOST_WORDS:
        raise BadParameter("search", N_("at most {most} words"), most=_MOST_WORDS)
    filters = Filters(
        words=words,
        taxonomy_term_id=_id(said, "taxonomy_term_id"),
        taxonomy_id=_id(said, "taxonomy_id"),
        organization_id=_id(said, "organization_id"),
        parent_id=_id(said, "parent_id"),
        top_only=_truth(said, "top_only"),
        modified_after=_moment(said, "modified_after"),
    )
    return replace(filters, around=_around(said, gazetteer))


def _around(said: Mapping[str, str], gazetteer: Callable[[], Gazetteer]) -> Around | None:
    metres = _metres(said)
    code = said.get("postcode")
    if code is None:
        if metres is not None:
            raise BadParameter("proximity", N_("needs a postcode to be near to"))
        return None
    match = re.fullmatch(r"(\d{5})(-?\d{4})?", code, re.ASCII)
    place = gazetteer().postal_code(match[1]) if match else None
    if place is None:
        raise BadParameter("postcode", N_("not a ZIP code of the United States"))
    return Around(place.postal_code, place, metres, lambda area: covers(area, place))


def _metres(said: Mapping[str, str]) -> float | None:
    text = said.get("proximity")
    if text is None:
        return None
    try:
        metres = float(text)
    except ValueError:
        metres = math.nan
    if not (math.isfinite(metres) and metres >= 0):
        raise BadParameter("proximity", N_("a distance in metres, such as 5000"))
    return metres


def _whole(said: Mapping[str, str], name: str, default: int, most: int | None) -> int:
    text = said.get(name)
    if text is None:
        return default
    if re.fullmatch(r"\+?\d{1,18}", text, re.ASCII) is None or int(text) < 1 or (most and int(text) > most):
        if most:
            raise BadParameter(name, N_("a whole number from 1 to {most}"), most=most)
        raise BadParameter(name, N_("a whole number from 1"))
    return int(text)


def _truth(said: Mapping[str, str], name: str) -> bool:
    text = said.get(name, "").lower()
    if text not in ("", "true", "false", "1", "0"):
        raise BadParameter(name, N_("true or false"))
    return text in ("true", "1")


def _lines(said: Mapping[str, str]) -> bool:
    text = said.get("format", "json").lower()
    if text not in ("json", "ndjson"):
        raise BadParameter("format", N_("json or ndjson"))
    return text == "ndjson"


def _id(said: Mapping[str, str], name: str) -> str | None:
    text = said.get(name)
    if text is None:
        return None
    if not is_uuid(text.lower()):
        raise BadParameter(name, N_("a UUID such as 5c4d79d7-cc55-470e-9f1f-8cad074e4892"))
    return text.lower()


def _moment(said: Mapping[str, str], name: str) -> datetime | None:
    text = said.get(name)
    if text is None:
        return None
    # A plus sign that was not percent-encoded arrives as a space.
    text = _SPACE_FOR_PLUS.sub(r"\1+\2", text)
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadParameter(name, N_("a date and time such as 2026-11-30T14:05:00Z")) from None


def as_error(error: BadParameter, translate: Callable[[str], str]) -> dict[str, Any]:
    """The error as the interface answers it."""
    return {"error": error.wording.text(translate), "parameter": error.name}
