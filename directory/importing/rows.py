"""Checks the rows of one table: values, required fields, coordinates, duplicates and links to other rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlmodel import Session

from directory.importing.columns import DEPENDENT, PLANS, Column, TablePlan, table_called
from directory.importing.identifiers import as_uuid, is_uuid
from directory.importing.report import ImportReport, Problem
from directory.importing.sources import RawRow
from directory.importing.values import BadValue
from directory.wording import N_, Wording


@dataclass
class Row:
    """A row on its way in: its values by column, and the fields whose text was no good.

    Those fields keep the value that is there, and so do the fields in `keeps`, which say nothing.
    """

    file: str
    number: int
    values: dict[str, object]
    bad_fields: set[str] = field(default_factory=set)
    keeps: set[str] = field(default_factory=set)

    @property
    def id(self) -> str:
        return str(self.values["id"])


class KnownIds:
    """Which ids exist by table: accepted in this import, or found in the database when first asked for."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._present: dict[str, set[str]] = {name: set() for name in PLANS}
        self._absent: dict[str, set[str]] = {name: set() for name in PLANS}

    def add(self, table: str, ids: Iterable[str]) -> None:
        """Notes rows that were just written."""
        self._present[table].update(ids)

    def ask(self, table: str, ids: set[str]) -> None:
        """Looks up in one query what is not known yet."""
        unknown = ids - self._present[table] - self._absent[table]
        if unknown:
            column = PLANS[table].table.c.id
            found = set(self._session.execute(select(column).where(column.in_(unknown))).scalars())
            self._present[table] |= found
            self._absent[table] |= unknown - found

    def has(self, table: str, row_id: str) -> bool:
        """Whether the row exists, as far as was asked."""
        return row_id in self._present[table]


class RowChecker:
    """Checks the rows of one table, in chunks, across all files that have rows of it."""

    def __init__(self, plan: TablePlan, known: KnownIds, report: ImportReport) -> None:
        self._plan = plan
        self._known = known
        self._report = report
        self._seen: set[str] = set()
        self._links = [c for c in plan.columns.values() if c.link is not None]

    def check(self, raw_rows: Iterable[RawRow]) -> list[Row]:
        """The rows that may be written; everything else is in the report."""
        rows = [row for raw in raw_rows if (row := self._read(raw)) is not None]
        return self._linked(rows)

    def _read(self, raw: RawRow) -> Row | None:
        plan, cells = self._plan, raw.cells
        given = cells.get("id", "").strip()
        if not given:
            self._refuse(raw.file, raw.row, "", "id", Wording(N_("the id is missing")))
            return None
        row_id = self._id(plan.name, given)
        if row_id in self._seen:
            message = Wording(N_("a row with this id came before; that one is kept"))
            self._refuse(raw.file, raw.row, row_id, "id", message)
            return None
        row = Row(raw.file, raw.row, {"id": row_id}, keeps=set(raw.keeps))
        for name, text in cells.items():
            if name == "id" or self._read_cell(row, plan.columns[name], text):
                continue
            return None
        for column in plan.columns.values():
            if column.required and row.values.get(column.name) is None:
                message = Wording(N_("this required field is empty"))
                self._refuse(raw.file, raw.row, row_id, column.name, message)
                return None
        if plan.name == "location":
            self._check_coordinates(row)
        elif plan.name == "attribute":
            self._name_entity(row)
        self._seen.add(row_id)
        return row

    def _read_cell(self, row: Row, column: Column, text: str) -> bool:
        """Reads one cell into the row; False if that costs the row."""
        try:
            value = None if text.isspace() else column.convert(text)
        except BadValue as error:
            if column.required:
                self._refuse(row.file, row.number, row.id, column.name, error.wording)
                return False
            self._field_problem(row, column.name, error.wording)
            return True
        target = column.link or column.open_link
        row.values[column.name] = self._id(target, str(value)) if target and value is not None else value
        if "\ufffd" in text:
            message = Wording(N_("some letters were lost: the file is not all UTF-8"))
            self._report.add(Problem(row.file, row.number, row.id, column.name, message, False))
        return True

    def _id(self, table: str, given: str) -> str:
        row_id = as_uuid(table, given)
        if not is_uuid(given.strip().lower()):
            self._report.note(
                N_("ids of {table} that are no UUIDs were each given a UUID of their own"), table=table
            )
        return row_id

    def _check_coordinates(self, row: Row) -> None:
        latitude, longitude = row.values.get("latitude"), row.values.get("longitude")
        if (latitude is None) != (longitude is None):
            name = "latitude" if longitude is None else "longitude"
            message = N_("the other coordinate is missing or wrong, so this one says nothing")
        elif latitude == 0 and longitude == 0:
            name, message = "latitude", N_("0, 0 lies in the sea: coordinates unknown")
        else:
            return
        self._field_problem(row, name, Wording(message))
        for coordinate in ("latitude", "longitude"):
            row.values.pop(coordinate, None)
            row.bad_fields.add(coordinate)

    def _name_entity(self, row: Row) -> None:
        """Writes the table that an attribute speaks of as the standard names it, and its id as a UUID."""
        entity = table_called(str(row.values["link_entity"]))
        if entity is not None:
            row.values["link_entity"] = entity
            row.values["link_id"] = self._id(entity, str(row.values["link_id"]))

    def _linked(self, rows: list[Row]) -> list[Row]:
        for column in self._links:
            assert column.link is not None
            wanted = {str(value) for row in rows if (value := row.values.get(column.name)) is not None}
            self._known.ask(column.link, wanted)
        kept = [row for row in rows if self._has_its_links(row)]
        return self._about_something(kept) if self._plan.name == "attribute" else kept

    def _has_its_links(self, row: Row) -> bool:
        dangling = [c for c in self._links if self._is_dangling(row, c)]
        if not dangling:
            return True
        left = [c for c in self._links if row.values.get(c.name) is not None and c not in dangling]
        needed = next((c for c in dangling if c.required), None)
        if needed is None and self._plan.name in DEPENDENT and not left:
            needed = dangling[0]
        if needed is not None:
            self._refuse(row.file, row.number, row.id, needed.name, _nothing_there(row, needed))
            self._seen.discard(row.id)
            return False
        for column in dangling:
            self._field_problem(row, column.name, _nothing_there(row, column))
            row.values.pop(column.name)
        return True

    def _is_dangling(self, row: Row, column: Column) -> bool:
        value = row.values.get(column.name)
        return value is not None and column.link is not None and not self._known.has(column.link, str(value))

    def _about_something(self, rows: list[Row]) -> list[Row]:
        """The attributes whose entity exists; of a table that the standard does not have, nobody can tell."""
        by_entity: dict[str, set[str]] = {}
        for row in rows:
            by_entity.setdefault(str(row.values["link_entity"]), set()).add(str(row.values["link_id"]))
        for entity in by_entity.keys() & PLANS.keys():
            self._known.ask(entity, by_entity[entity])
        kept = []
        for row in rows:
            entity, link = str(row.values["link_entity"]), str(row.values["link_id"])
            if entity not in PLANS:
                self._report.note(N_("attributes of “{entity}”, which is no table, were kept"), entity=entity)
            elif not self._known.has(entity, link):
                message = Wording(N_("there is no {table} {id}"), {"table": entity, "id": link})
                self._refuse(row.file, row.number, row.id, "link_id", message)
                continue
            kept.append(row)
        return kept

    def _field_problem(self, row: Row, name: str, message: Wording) -> None:
        row.bad_fields.add(name)
        self._report.add(Problem(row.file, row.number, row.id, name, message, False))

    def _refuse(self, file: str, number: int, row_id: str, name: str, message: Wording) -> None:
        self._report.add(Problem(file, number, row_id, name, message, True))
        self._report.counts(self._plan.name).refused += 1


def _nothing_there(row: Row, column: Column) -> Wording:
    return Wording(N_("there is no {table} {id}"), {"table": column.link, "id": row.values[column.name]})
