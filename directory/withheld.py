"""What of a confidential place may leave the directory: that it is there, in which town, and its hours.

Every way out (the HSDS interface, an exported package) asks here row by row, so that there is one rule.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Self

from sqlalchemy import Table, select
from sqlmodel import Session, SQLModel

from directory.listings import ADDRESS_CONFIDENTIAL

Record = dict[str, Any]

# The standard requires both of an address; these words stand where nothing is told.
ADDRESS_WITHHELD = "Address withheld"
POSTAL_CODE_WITHHELD = "withheld"

# Columns that name, describe or point at the place: nobody can tell what free text gives away.
TELLING: Mapping[str, tuple[str, ...]] = {
    "location": (
        "url",
        "name",
        "alternate_name",
        "description",
        "transportation",
        "latitude",
        "longitude",
        "external_identifier",
        "external_identifier_type",
    ),
    "address": ("attention", "address_1", "address_2", "postal_code"),
    "service_at_location": ("description",),
    "schedule": ("description", "schedule_link", "notes"),
    "service_area": ("description", "extent", "extent_type", "uri"),
    "language": ("note",),
    "attribute": ("value", "label"),
}
_INSTEAD: Mapping[tuple[str, str], str] = {
    ("address", "address_1"): ADDRESS_WITHHELD,
    ("address", "postal_code"): POSTAL_CODE_WITHHELD,
}
# A number or a person leads to the door, and what helps there describes it.
LEFT_OUT = frozenset(("phone", "contact", "accessibility"))
# SQLite takes 32,766 values in one statement at the most.
_AT_A_TIME = 5_000


@dataclass(frozen=True)
class Withheld:
    """The confidential places, and the ids of all rows that hang on one.

    `owners` are the services and organizations of these places, `naming` those of them whose own words name
    one of their `streets`.
    """

    locations: frozenset[str]
    links: frozenset[str]
    hanging: frozenset[str]
    left_out: frozenset[str]
    owners: frozenset[str] = frozenset()
    naming: frozenset[str] = frozenset()
    streets: re.Pattern[str] | None = None

    @classmethod
    def of(cls, session: Session) -> Self:
        """As the directory is now; a handful of queries, however many places are confidential."""
        attribute, term = _table("attribute"), _table("taxonomy_term")
        marked = (
            select(attribute.c.link_id)
            .join(term, term.c.id == attribute.c.taxonomy_term_id)
            .where(term.c.code == ADDRESS_CONFIDENTIAL)
        )
        locations = _ids(session, _table("location"), {"id": set(session.execute(marked).scalars())})
        links = _ids(session, _table("service_at_location"), {"location_id": locations})
        hanging, left_out = locations | links, set[str]()
        for name in ("address", "schedule", "service_area", "language", *sorted(LEFT_OUT)):
            found = _ids(session, _table(name), {"location_id": locations, "service_at_location_id": links})
            hanging |= found
            if name in LEFT_OUT:
                left_out |= found
        for name, column in (("phone", "contact_id"), ("language", "phone_id")):
            left_out |= _ids(session, _table(name), {column: left_out})
        noted = _ids(session, _table("attribute"), {"link_id": hanging | left_out})
        owners = _owners(session, locations, links)
        streets = _streets(session, locations)
        return cls(
            locations=frozenset(locations),
            links=frozenset(links),
            hanging=frozenset(hanging | left_out | noted),
            left_out=frozenset(left_out),
            owners=frozenset(owners),
            naming=frozenset(_naming(session, owners, streets)),
            streets=streets,
        )

    def told(self, table: str, row: Mapping[str, Any]) -> Record | None:
        """The row as it may be told; None where nothing of it may."""
        if not self.locations:
            return dict(row)
        told = self._told(table, row)
        return None if told is None else self._without_streets(told)

    def _told(self, table: str, row: Mapping[str, Any]) -> Record | None:
        if row["id"] in self.left_out:
            return None
        if table == "metadata":
            # It repeats what a field said before and after.
            return None if row["resource_id"] in self.hanging else dict(row)
        if table == "attribute":
            if row["link_id"] not in self.hanging:
                return dict(row)
            # What else is said of such a place may describe it; that it is confidential must be told.
            about_place = row["link_id"] in self.locations or row["link_id"] in self.links
            return self._emptied(table, row) if about_place else None
        return self._emptied(table, row) if self._is_of_such_a_place(table, row) else dict(row)

    def unsaid(self, table: str, values: Mapping[str, Any]) -> set[str]:
        """The fields of a row that comes in which say nothing because they were withheld on the way out."""
        if not self.locations:
            return set()
        unsaid = set[str]()
        if self._is_of_an_owner(values):
            unsaid = {name for name, told in values.items() if ADDRESS_WITHHELD in str(told)}
        if values["id"] not in self.hanging:
            return unsaid
        telling = {name: _INSTEAD.get((table, name)) for name in TELLING.get(table, ())}
        return unsaid | {name for name, instead in telling.items() if values.get(name) in (None, instead)}

    def _is_of_such_a_place(self, table: str, row: Mapping[str, Any]) -> bool:
        if table == "location":
            return row["id"] in self.locations
        return row.get("location_id") in self.locations or row.get("service_at_location_id") in self.links

    def _without_streets(self, row: Record) -> Record:
        """The row of a service or organization, or of what hangs on it, without such streets in its words."""
        if self.streets is None or not self._is_of_an_owner(row):
            return row
        return {
            name: self.streets.sub(ADDRESS_WITHHELD, value) if isinstance(value, str) else value
            for name, value in row.items()
        }

    def _is_of_an_owner(self, row: Mapping[str, Any]) -> bool:
        links = ("id", "service_id", "organization_id", "link_id", "resource_id")
        return any(row.get(name) in self.owners for name in links)

    @staticmethod
    def _emptied(table: str, row: Mapping[str, Any]) -> Record:
        instead = {name: _INSTEAD.get((table, name)) for name in TELLING.get(table, ())}
        return {**row, **instead}


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]


def _owners(session: Session, locations: set[str], links: set[str]) -> set[str]:
    """The services at these places, their organizations, and the organizations of the places."""
    services = _column(session, "service_at_location", "service_id", "id", links)
    return (
        services
        | _column(session, "service", "organization_id", "id", services)
        | _column(session, "location", "organization_id", "id", locations)
    )


def _streets(session: Session, locations: set[str]) -> re.Pattern[str] | None:
    """What finds the street of one of these places in a text, in whatever letters and however spaced."""
    lines = _column(session, "address", "address_1", "location_id", locations) - {ADDRESS_WITHHELD}
    # "PO Box" or "Main" alone would blot out half a text.
    lines = {line for line in lines if re.search(r"\d", line) and re.search(r"[^\W\d]{2}", line)}
    if not lines:
        return None
    spaced = (r"\s+".join(map(re.escape, line.split())) for line in sorted(lines, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)", re.IGNORECASE)


def _naming(session: Session, owners: set[str], streets: re.Pattern[str] | None) -> set[str]:
    if streets is None:
        return set()
    return {
        row["id"]
        for name in ("service", "organization")
        for some in _few_at_a_time(owners)
        for row in session.execute(select(_table(name)).where(_table(name).c.id.in_(some))).mappings()
        if any(isinstance(value, str) and streets.search(value) for value in row.values())
    }


def _column(session: Session, table: str, wanted: str, by: str, values: set[str]) -> set[str]:
    """What one column has in the rows in which another has one of these values."""
    of = _table(table)
    found: set[str] = set()
    for some in _few_at_a_time(values):
        found.update(session.execute(select(of.c[wanted]).where(of.c[by].in_(some))).scalars())
    found.discard(None)
    return found


def _few_at_a_time(values: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(sorted(values))
    while some := list(islice(remaining, _AT_A_TIME)):
        yield some


def _ids(session: Session, table: Table, columns: Mapping[str, Iterable[str]]) -> set[str]:
    """The ids of the rows in which one of these columns has one of these values."""
    found: set[str] = set()
    for name, values in columns.items():
        if name in table.c:
            found |= _column(session, table.name, "id", name, set(values))
    return found
