"""Pages of the HSDS interface: which ids stand on one, and the object that the standard wraps them in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Select, Table, func, select
from sqlmodel import Session


class Selection(Protocol):
    """The records that an asker chose, ordered by id."""

    def count(self) -> int:
        """How many there are."""

    def ids(self, start: int, most: int) -> list[str]:
        """At most `most` ids from position `start`."""

    def batches(self, size: int) -> Iterator[list[str]]:
        """All ids, so many at a time."""


class Chosen:
    """A selection that the database makes: conditions on one table."""

    def __init__(self, session: Session, table: Table, query: Select[Any]) -> None:
        self._session = session
        self._id = table.c.id
        self._query = query.with_only_columns(table.c.id)

    def count(self) -> int:
        inner = self._query.order_by(None).subquery()
        return int(self._session.execute(select(func.count()).select_from(inner)).scalar_one())

    def ids(self, start: int, most: int) -> list[str]:
        query = self._query.order_by(self._id).offset(start).limit(most)
        return list(self._session.execute(query).scalars())

    def batches(self, size: int) -> Iterator[list[str]]:
        last = ""
        while some := list(
            self._session.execute(self._query.where(self._id > last).order_by(self._id).limit(size)).scalars()
        ):
            yield some
            last = some[-1]


class Listed:
    """A selection whose ids are known already."""

    def __init__(self, ids: Sequence[str]) -> None:
        self._ids = sorted(ids)

    def count(self) -> int:
        return len(self._ids)

    def ids(self, start: int, most: int) -> list[str]:
        return self._ids[start : start + most]

    def batches(self, size: int) -> Iterator[list[str]]:
        for start in range(0, len(self._ids), size):
            yield self._ids[start : start + size]


@dataclass(frozen=True)
class Page:
    """One page: its number from 1, how many records a page has, how many there are in all, and its ids."""

    number: int
    per_page: int
    total: int
    ids: list[str]

    @classmethod
    def of(cls, selection: Selection, number: int, per_page: int) -> "Page":
        """A page of a selection; one beyond the last is empty."""
        total = selection.count()
        start = (number - 1) * per_page
        # Databases take no offset beyond 64 bits.
        return cls(number, per_page, total, selection.ids(start, per_page) if start < total else [])

    def wrap(self, contents: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """The page as the standard has it."""
        pages = -(-self.total // self.per_page)
        return {
            "total_items": self.total,
            "total_pages": pages,
            "page_number": self.number,
            "size": len(contents),
            "first_page": self.number == 1,
            "last_page": self.number >= pages,
            "empty": not contents,
            "contents": list(contents),
        }
