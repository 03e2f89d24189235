"""Takes nested HSDS JSON apart into the rows of its tables, as the standard's own examples nest them."""

import json
from collections.abc import Iterator, Mapping
from typing import IO, Any, NamedTuple

from directory.importing.columns import PLANS, table_called
from directory.importing.report import ImportReport, Problem
from directory.wording import N_, Wording

_LISTS: Mapping[str, str] = {
    "services": "service",
    "locations": "location",
    "programs": "program",
    "contacts": "contact",
    "phones": "phone",
    "schedules": "schedule",
    "addresses": "address",
    "languages": "language",
    "accessibility": "accessibility",
    "funding": "funding",
    "organization_identifiers": "organization_identifier",
    "additional_urls": "url",
    "additional_websites": "url",
    "service_areas": "service_area",
    "service_at_locations": "service_at_location",
    "cost_options": "cost_option",
    "required_documents": "required_document",
    "capacities": "service_capacity",
    "attributes": "attribute",
    "metadata": "metadata",
}
# An object inside a row, and the column of the row that points to it.
_OBJECTS: Mapping[str, tuple[str, str]] = {
    "organization": ("organization", "organization_id"),
    "service": ("service", "service_id"),
    "program": ("program", "program_id"),
    "location": ("location", "location_id"),
    "unit": ("unit", "unit_id"),
    "taxonomy_term": ("taxonomy_term", "taxonomy_term_id"),
    "taxonomy_detail": ("taxonomy", "taxonomy_id"),
}
_TOP_LEVEL = ("service", "organization", "service_at_location", "location", "taxonomy_term", "taxonomy")


# A service inside another record may be there with its name alone.
_SHORT_INSIDE = frozenset({"service"})


class FlatRow(NamedTuple):
    """One row: the file and the position of the record in which it was first met, and its texts.

    `whole` is false where it was only met inside records that may tell of it in part.
    """

    file: str
    row: int
    cells: dict[str, str]
    whole: bool = True


class Flattened:
    """Collects rows by table and id: an organization met inside fifty services becomes one row."""

    def __init__(self, report: ImportReport) -> None:
        self.tables: dict[str, dict[str, FlatRow]] = {}
        self._report = report

    def read(self, file: str, stem: str, stream: IO[bytes], *, lines: bool) -> None:
        """Takes in one file: a record, a list of records, a page of the API, or tables by file name."""
        table = table_called(stem) or table_called(stem.removesuffix("_full").removesuffix("_list"))
        if lines:
            records = self._lines(file, stream)
        else:
            try:
                document = json.loads(stream.read().decode("utf-8-sig", "replace"))
            except (json.JSONDecodeError, RecursionError) as error:
                self._problem(
                    file, 0, "", "", Wording(N_("this is not JSON: {error}"), {"error": str(error)})
                )
                return
            by_table = self._by_table(document)
            if isinstance(document, dict) and "openapi_url" in document:
                self._report.note(N_("{file} says what an interface is and was left aside"), file=file)
                return
            if by_table is not None:
                for name, rows in by_table.items():
                    for position, row in enumerate(rows, start=1):
                        self._record(name, row, file, position, {}, None)
                return
            records = self._records(file, document)
        for position, record in records:
            self.take(file, position, record, table)

    def take(self, file: str, position: int, record: object, table: str | None = None) -> None:
        """Takes in one record, of `table` or of the one that it is most like."""
        if isinstance(record, dict):
            self._record(table or _most_like(record), record, file, position, {}, None)
        else:
            self._problem(file, position, "", "", Wording(N_("expected an object with fields")))

    def _lines(self, file: str, stream: IO[bytes]) -> Iterator[tuple[int, object]]:
        for position, line in enumerate(stream, start=1):
            text = line.decode("utf-8-sig", "replace").strip()
            if not text:
                continue
            try:
                yield position, json.loads(text)
            except (json.JSONDecodeError, RecursionError) as error:
                message = Wording(N_("this line is not JSON: {error}"), {"error": str(error)})
                self._problem(file, position, "", "", message)

    def _records(self, file: str, document: object) -> Iterator[tuple[int, object]]:
        if isinstance(document, dict) and isinstance(document.get("contents"), list):
            if document.get("last_page") is False or document.get("first_page") is False:
                self._report.note(N_("{file} is one page of several: the others are not in it"), file=file)
            document = document["contents"]
        yield from enumerate(document if isinstance(document, list) else [document], start=1)

    @staticmethod
    def _by_table(document: object) -> dict[str, list[dict[str, Any]]] | None:
        """`{"organizations.csv": [...], ...}`: the tables of a package in one document."""
        if not isinstance(document, dict) or not document or "id" in document:
            return None
        named = {name: table_called(str(name).removesuffix(".csv")) for name in document}
        if not all(named.values()) or not all(isinstance(rows, list) for rows in document.values()):
            return None
        return {str(named[name]): [r for r in rows if isinstance(r, dict)] for name, rows in document.items()}

    def _record(
        self,
        table: str,
        record: dict[str, Any],
        file: str,
        position: int,
        links: dict[str, str],
        organization_id: str | None,
        *,
        inside: bool = False,
    ) -> str | None:
        """Takes in a record and all inside it; returns its id, None if it has none."""
        plan = PLANS[table]
        cells = {n: _as_text(value) for n, value in record.items() if n in plan.columns and value is not None}
        row_id = cells.get("id", "").strip()
        if not row_id:
            message = Wording(N_("the record has no id; it was left out with all inside it"))
            self._problem(file, position, "", table, message)
            self._report.counts(table).read += 1
            self._report.counts(table).refused += 1
            return None
        if inside and len(record) == 1:
            # Nothing but an id names a record that is told elsewhere.
            return row_id
        unknown = [n for n in record if n not in plan.columns and n not in _LISTS and n not in _OBJECTS]
        if unknown:
            names = tuple(sorted(unknown))
            self._report.note(
                N_("{file}: unknown fields of {table} left aside: {names}"),
                file=file,
                table=table,
                names=names,
            )
        for name, (target, column) in _OBJECTS.items():
            if isinstance(inner := record.get(name), dict) and column in plan.columns:
                inherited = organization_id or cells.get("organization_id")
                inner_id = self._record(target, inner, file, position, {}, inherited, inside=True)
                if inner_id is not None:
                    cells.setdefault(column, inner_id)
        if table == "organization":
            organization_id = row_id
        organization_id = cells.get("organization_id") or organization_id
        if table in ("program", "service") and organization_id is not None:
            cells.setdefault("organization_id", organization_id)
        for column, value in links.items():
            if column in plan.columns:
                cells.setdefault(column, value)
        whole = not (inside and table in _SHORT_INSIDE)
        self._keep(table, row_id, FlatRow(file, position, cells, whole))
        for name, target in _LISTS.items():
            inner_rows = record.get(name)
            if not isinstance(inner_rows, list):
                continue
            inner_links = {f"{table}_id": row_id}
            if target == "attribute":
                inner_links = {"link_id": row_id, "link_entity": table}
            elif target == "metadata":
                inner_links = {"resource_id": row_id, "resource_type": table}
            for inner in inner_rows:
                if isinstance(inner, dict):
                    self._record(target, inner, file, position, inner_links, organization_id, inside=True)
                else:
                    self._problem(file, position, row_id, name, Wording(N_("expected an object with fields")))
        return row_id

    def _keep(self, table: str, row_id: str, row: FlatRow) -> None:
        rows = self.tables.setdefault(table, {})
        known = rows.setdefault(row_id, row)
        if known is row:
            return
        if row.whole and not known.whole:
            rows[row_id] = known._replace(whole=True)
        for name, value in row.cells.items():
            if known.cells.setdefault(name, value) != value:
                first = {"table": table, "row": known.row, "file": known.file}
                template = N_("the same {table} says something else in row {row} of {file}; that is kept")
                self._report.add(Problem(row.file, row.row, row_id, name, Wording(template, first), False))

    def _problem(self, file: str, row: int, row_id: str, field: str, message: Wording) -> None:
        self._report.add(Problem(file, row, row_id, field, message, True))


def _most_like(record: dict[str, Any]) -> str:
    """The table whose fields this record has most of; a service where it could be several."""

    def likeness(table: str) -> int:
        return sum(name in PLANS[table].columns for name in record) + sum(
            2 for name, (_, column) in _OBJECTS.items() if name in record and column in PLANS[table].columns
        )

    return max(_TOP_LEVEL, key=likeness)


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(item, str | int | float) for item in value):
        return ",".join(str(item) for item in value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
