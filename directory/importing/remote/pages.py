"""Walks through the pages of a list, whatever of the standard's paging a server has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from directory.importing.remote.asking import Asker, SourceUnreachable

PER_PAGE = 100


@dataclass(frozen=True)
class RemotePage:
    """One page: its number, its records, and how many the whole list has where the server says so.

    `repeats` says that the server gave the page before once more, and so has no paging.
    """

    number: int
    records: list[Any]
    total: int | None
    repeats: bool = False


def pages(asker: Asker, path: str, first: int, parameters: Mapping[str, str | int]) -> Iterator[RemotePage]:
    """The pages from `first` on. Raises SourceUnreachable, also where the answer is no page."""
    number, before = first, None
    while True:
        answer = asker.ask(path, {**parameters, "page": number, "per_page": PER_PAGE})
        records = _records(answer)
        if records is None:
            raise SourceUnreachable(f"{asker.base}/{path} does not answer with a page of HSDS")
        if not records:
            return
        if records == before:
            yield RemotePage(number, [], None, repeats=True)
            return
        yield RemotePage(number, records, _number(answer, "total_items"))
        last = _number(answer, "total_pages")
        if isinstance(answer, list) or answer.get("last_page") is True or (last and number >= last):
            return
        number, before = number + 1, records


def _records(answer: Any) -> list[Any] | None:
    if isinstance(answer, list):
        return answer
    if not isinstance(answer, dict):
        return None
    # Servers of earlier versions say "content".
    found = answer.get("contents", answer.get("content"))
    return found if isinstance(found, list) else None


def _number(answer: Any, name: str) -> int | None:
    said = answer.get(name) if isinstance(answer, dict) else None
    return said if isinstance(said, int) and not isinstance(said, bool) and said >= 0 else None
