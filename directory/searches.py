"""Counts what people look for and do not find: the gaps of a community, without a trace of who asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import uuid4

from sqlalchemy import Table, func
from sqlalchemy import select as select_columns
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from directory.tables import SearchCount

# Fewer searches than this are not shown: one in a small county could point to a person.
FEWEST_SHOWN = 3


class Asked(NamedTuple):
    """What one count is of."""

    day: date
    category: str
    area: str


class Fared(NamedTuple):
    """How searches fared: how many, of these without anything of the kind, and with full services only."""

    searches: int
    without: int
    only_full: int

    def plus(self, other: "Fared") -> "Fared":
        """Both together."""
        return Fared(*(one + two for one, two in zip(self, other, strict=True)))


@dataclass(frozen=True)
class Gap:
    """A need in an area that was searched for, and how often there was nothing or nothing free."""

    category: str
    area: str
    fared: Fared

    @property
    def unmet(self) -> int:
        """Searches that found nothing that would take somebody."""
        return self.fared.without + self.fared.only_full


def add(session: Session, counts: Mapping[Asked, Fared]) -> None:
    """Adds to the counts that are there; safe for several processes at once. The caller commits."""
    if not counts:
        return
    table: Table = SearchCount.__table__  # type: ignore[attr-defined]
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    sums = {name: table.c[name] + insert.excluded[name] for name in Fared._fields}
    upsert = insert.on_conflict_do_update(index_elements=["day", "category", "area"], set_=sums)
    # In one order, so that two processes never wait for each other.
    rows = [
        {"id": str(uuid4()), **asked._asdict(), **fared._asdict()} for asked, fared in sorted(counts.items())
    ]
    session.connection().execute(upsert, rows)


def gaps(session: Session, *, since: date, limit: int | None = None) -> list[Gap]:
    """The needs and areas with the most searches since a day that found nothing, or nothing free."""
    rows = session.execute(
        select_columns(
            col(SearchCount.category),
            col(SearchCount.area),
            func.sum(SearchCount.searches),
            func.sum(SearchCount.without),
            func.sum(SearchCount.only_full),
        )
        .where(col(SearchCount.day) >= since)
        .group_by(col(SearchCount.category), col(SearchCount.area))
    )
    found = [
        Gap(category, area, Fared(int(searches), int(without), int(only_full)))
        for category, area, searches, without, only_full in rows
    ]
    unmet = [gap for gap in found if gap.unmet and gap.fared.searches >= FEWEST_SHOWN]
    return sorted(unmet, key=lambda gap: (-gap.unmet, gap.category, gap.area))[:limit]
