"""What of a confidential place may leave the directory: that it is there, in which town, and its hours.

Every way out (the HSDS interface, an exported package) asks here row by row, so that there is one rule.
"""

from collections.abc import Iterable, Mapping
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
    """The confidential places, and the ids of all rows that hang on one."""

    locations: frozenset[str]
    links: frozenset[str]
    hanging: frozenset[str]
    left_out: frozenset[str]

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
        return cls(
            frozenset(locations), frozenset(links), frozenset(hanging | left_out | noted), frozenset(left_out)
        )

    def told(self, table: str, row: Mapping[str, Any]) -> Record | None:
        """The row as it may be told; None where nothing of it may."""
        if not self.locations:
            return dict(row)
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
        if values["id"] not in self.hanging:
            return set()
        telling = {name: _INSTEAD.get((table, name)) for name in TELLING.get(table, ())}
        return {name for name, instead in telling.items() if values.get(name) in (None, instead)}

    def _is_of_such_a_place(self, table: str, row: Mapping[str, Any]) -> bool:
        if table == "location":
            return row["id"] in self.locations
        return row.get("location_id") in self.locations or row.get("service_at_location_id") in self.links

    @staticmethod
    def _emptied(table: str, row: Mapping[str, Any]) -> Record:
        instead = {name: _INSTEAD.get((table, name)) for name in TELLING.get(table, ())}
        return {**row, **instead}


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]


def _ids(session: Session, table: Table, columns: Mapping[str, Iterable[str]]) -> set[str]:
    """The ids of the rows in which one of these columns has one of these values."""
    found: set[str] = set()
    for name, values in columns.items():
        if name not in table.c:
            continue
        remaining = iter(sorted(values))
        while some := list(islice(remaining, _AT_A_TIME)):
            found.update(session.execute(select(table.c.id).where(table.c[name].in_(some))).scalars())
    return found
