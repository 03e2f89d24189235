"""Loads records with all that hangs on them, a level at a time: as many queries as kinds of things."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from directory.importing.columns import PLANS
from directory.publishing.shape import LISTS, OBJECTS, WITHOUT_ATTRIBUTES, WITHOUT_METADATA
from directory.publishing.values import as_json
from directory.withheld import Withheld

Json = dict[str, Any]
_AT_A_TIME = 5_000


class Loader:
    """Reads records of one answer, and tells of each only what may be told."""

    def __init__(self, session: Session, withheld: Withheld | None = None) -> None:
        self._session = session
        self._withheld = withheld or Withheld.of(session)
        self._made: dict[str, list[Json]] = defaultdict(list)

    def short(self, table: str, ids: Sequence[str], fields: Sequence[str]) -> list[Json]:
        """The records with these ids in this order, with these fields alone, the id among them."""
        found = {row["id"]: row for row in self._rows(table, "id", ids, fields)}
        return [found[one] for one in ids if one in found]

    def plain(self, table: str, ids: Sequence[str]) -> list[Json]:
        """The records with these ids in this order, with the single records that they name, without lists."""
        found = self._by_id(table, ids)
        self._name_objects(table, list(found.values()))
        return [found[one] for one in ids if one in found]

    def full(self, table: str, ids: Sequence[str]) -> list[Json]:
        """The records with these ids in this order, with everything that hangs on them.

        The organization inside a service comes without its locations: it may have thousands, and those of the
        service are there.
        """
        found = self._by_id(table, ids)
        self._fill(table, list(found.values()), skip=frozenset())
        self._remark()
        return [found[one] for one in ids if one in found]

    def services_of(self, records: Iterable[Json], *, column: str = "id") -> dict[str, list[Json]]:
        """Full services by the organization that offers them, for these organizations."""
        owners = _values(records, column)
        rows = self._linked("service", "organization_id", owners)
        self._fill(
            "service", [row for some in rows.values() for row in some], skip=frozenset({"organization"})
        )
        self._remark()
        return rows

    def _fill(self, table: str, records: Sequence[Json], *, skip: frozenset[str]) -> None:
        if not records:
            return
        for name, inside in LISTS.get(table, {}).items():
            if name in skip:
                continue
            rows = self._linked(inside.table, inside.link, [record["id"] for record in records])
            for record in records:
                if record["id"] in rows:
                    record[name] = rows[record["id"]]
            self._fill(inside.table, [row for some in rows.values() for row in some], skip=frozenset())
        self._fill_objects(table, records, skip)
        self._made[table].extend(records)

    def _fill_objects(self, table: str, records: Sequence[Json], skip: frozenset[str]) -> None:
        for name, inside in OBJECTS.get(table, {}).items():
            if name in skip:
                continue
            named = self._by_id(inside.table, _values(records, inside.column))
            self._fill(inside.table, list(named.values()), skip=frozenset({"locations"}))
            _put(records, name, inside.column, named)

    def _name_objects(self, table: str, records: Sequence[Json]) -> None:
        for name, inside in OBJECTS.get(table, {}).items():
            named = self._by_id(inside.table, _values(records, inside.column))
            _put(records, name, inside.column, named)

    def _remark(self) -> None:
        """Puts attributes and metadata into everything that was read, whatever its level."""
        about = {
            table: {record["id"] for record in records}
            for table, records in self._made.items()
            if table not in WITHOUT_ATTRIBUTES
        }
        attributes = self._said("attribute", "link_id", "link_entity", about)
        spoken = [row for rows in attributes.values() for row in rows]
        terms = self._by_id("taxonomy_term", _values(spoken, "taxonomy_term_id"))
        _put(spoken, "taxonomy_term", "taxonomy_term_id", terms)
        self._made["attribute"].extend(spoken)
        self._made["taxonomy_term"].extend(terms.values())
        self._name_objects("taxonomy_term", self._made["taxonomy_term"])
        self._spread(attributes, "attributes", WITHOUT_ATTRIBUTES)
        about = {
            table: {record["id"] for record in records}
            for table, records in self._made.items()
            if table not in WITHOUT_METADATA
        }
        history = self._said("metadata", "resource_id", "resource_type", about)
        self._spread(history, "metadata", WITHOUT_METADATA)
        self._made.clear()

    def _said(
        self, table: str, link: str, entity: str, about: Mapping[str, set[str]]
    ) -> dict[tuple[str, str], list[Json]]:
        """What a table says of records, by the records' table and id."""
        everything = {row_id for ids in about.values() for row_id in ids}
        by_record: dict[tuple[str, str], list[Json]] = defaultdict(list)
        for row_id, rows in self._linked(table, link, everything).items():
            for row in rows:
                if row_id in about.get(row[entity], ()):
                    by_record[row[entity], row_id].append(row)
        return by_record

    def _spread(self, said: Mapping[tuple[str, str], list[Json]], name: str, silent: frozenset[str]) -> None:
        for table, records in self._made.items():
            if table in silent:
                continue
            for record in records:
                if rows := said.get((table, record["id"])):
                    record[name] = rows

    def _by_id(self, table: str, ids: Iterable[str]) -> dict[str, Json]:
        return {row["id"]: row for row in self._rows(table, "id", ids)}

    def _linked(self, table: str, link: str, ids: Iterable[str]) -> dict[str, list[Json]]:
        grouped: dict[str, list[Json]] = defaultdict(list)
        for row in self._rows(table, link, ids):
            grouped[row[link]].append(row)
        return dict(grouped)

    def _rows(
        self, table: str, column: str, ids: Iterable[str], fields: Sequence[str] | None = None
    ) -> Iterator[Json]:
        of = PLANS[table].table
        wanted = [of.c[name] for name in fields] if fields else list(of.c)
        remaining = iter(sorted(set(ids)))
        while some := list(islice(remaining, _AT_A_TIME)):
            query = select(*wanted).where(of.c[column].in_(some)).order_by(of.c.id)
            for row in self._session.execute(query).mappings():
                told = self._withheld.told(table, row)  # type: ignore[arg-type]
                if told is not None:
                    yield as_json(told)


def _values(records: Iterable[Json], column: str) -> set[str]:
    return {record[column] for record in records if column in record}


def _put(records: Iterable[Json], name: str, column: str, named: Mapping[str, Json]) -> None:
    for record in records:
        if (found := named.get(record.get(column, ""))) is not None:
            record[name] = found
