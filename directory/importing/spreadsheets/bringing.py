"""Brings a sheet into the directory by a mapping: tried out or for good, as one set of changes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Table, delete, select
from sqlmodel import Session

from directory.categories import categorize
from directory.change_log import Author, changing, record_rows
from directory.change_log.rows import batched
from directory.importing.columns import PLANS
from directory.importing.identifiers import as_uuid
from directory.importing.merged import MergedAside
from directory.importing.rows import KnownIds, RowChecker
from directory.importing.sources import RawRow
from directory.importing.spreadsheets.addresses import AddressReader
from directory.importing.spreadsheets.building import Builder, Refused
from directory.importing.spreadsheets.emitting import NUMBERED, Emitter, numbered_id
from directory.importing.spreadsheets.keeping import Keeper
from directory.importing.spreadsheets.mapping import Mapping as SheetMapping
from directory.importing.spreadsheets.picking import Picker
from directory.importing.spreadsheets.reading import read_sheet
from directory.importing.spreadsheets.repairs import Repair
from directory.importing.spreadsheets.report import SheetReport
from directory.importing.spreadsheets.sheet import Sheet
from directory.importing.spreadsheets.vocabulary import Vocabulary
from directory.importing.writing import TableWriter
from directory.listings import confidential_locations
from directory.places import Gazetteer
from directory.tables import ChangeSet
from directory.wording import N_

_CHUNK = 2_000
# So many numbers beyond the last one are looked for: children that a file no longer has.
_SURPLUS = 200
_PARENTS = {"address": "location_id", "accessibility": "location_id", "attribute": "link_id"}


def import_sheet(
    session: Session,
    files: Mapping[str, bytes],
    mapping: SheetMapping,
    *,
    by: Author,
    now: datetime,
    dry_run: bool = False,
) -> tuple[SheetReport, str | None]:
    """Reads files by a mapping into the directory; the report, and the id of the change set if any.

    What the file says replaces what an earlier reading of it brought: a telephone number that is gone goes.
    Listings that it no longer has stay. What somebody corrected by hand stays too, and becomes a proposal.
    With `dry_run` everything is checked and counted, and nothing stays. The caller commits.
    Raises SheetUnreadable.
    """
    sheet = read_sheet(files, mapping.layout)
    report = SheetReport(sheet.file, mapping.name)
    report.tables.notes += sheet.notes
    built = _build(sheet, mapping, report)
    if not dry_run:
        return report, _write(session, sheet.file, mapping, built, report, by, now)
    trial = session.begin_nested()
    try:
        _write(session, sheet.file, mapping, built, report, by, now)
    finally:
        trial.rollback()
        session.expire_all()
    return report, None


def _build(sheet: Sheet, mapping: SheetMapping, report: SheetReport) -> Builder:
    picker, built = Picker(mapping), Builder(mapping, AddressReader(Gazetteer.load()))
    for record in sheet.records:
        report.read += 1
        if record.refusal is not None:
            report.refuse(record.number, "", record.refusal)
            continue
        if (why := picker.skipped(record.cells)) is not None:
            report.skipped[why] += 1
            continue
        picked = picker.pick(record)
        left: list[tuple[str, Repair, str]] = []
        try:
            service = built.add(picked, lambda *told, left=left: left.append(told))
        except Refused as refusal:
            report.refuse(record.number, refusal.field, refusal.wording)
            continue
        for field, repair, text in left:
            report.left_out(record.number, field, repair, text)
        report.repaired(frozenset((*picked.repairs, *(repair for _, repair, _ in left))))
        if any(built.sites[site].address for site in service.sites) and _from_violence(service.cells):
            report.look_at.append(record.number)
    report.listings = len(built.services)
    report.service_ids = frozenset(built.services)
    return built


def _from_violence(cells: Mapping[str, str]) -> bool:
    found = categorize(cells.get("name", ""), cells.get("description", ""))
    return "domestic_violence" in found and "housing" in found


def _write(
    session: Session,
    file: str,
    mapping: SheetMapping,
    built: Builder,
    report: SheetReport,
    by: Author,
    now: datetime,
) -> str | None:
    with changing(session, kind=by.kind, by=by, now=now, why=f"{file} ({mapping.name})") as change_set:
        hidden: set[str] = set()
        for some in batched(built.sites, _CHUNK):
            hidden |= confidential_locations(session, some)
        emitter = Emitter(file, mapping, Vocabulary(session, mapping.source, mapping.name))
        rows = emitter.emit(built, hidden)
        keeper = Keeper(session, about=emitter.about, by_name=by.name or mapping.name, why=file, now=now)
        rows = _without_removed(session, rows, keeper, report)
        known, merged = KnownIds(session), MergedAside(session, report.tables)
        for table, raw in rows.items():
            _write_table(session, table, raw, emitter, known, merged, keeper, report)
        for table in (*NUMBERED, "service_at_location"):
            _clear(session, table, rows.get(table, ()), built, keeper)
        report.proposals, report.kept = keeper.proposals, keeper.kept
        set_id = change_set.id
    # A reading that found everything as it was leaves no set.
    return set_id if session.get(ChangeSet, set_id) is not None else None


def _write_table(
    session: Session,
    table: str,
    raw: Sequence[RawRow],
    emitter: Emitter,
    known: KnownIds,
    merged: MergedAside,
    keeper: Keeper,
    report: SheetReport,
) -> None:
    checker = RowChecker(PLANS[table], known, report.tables)
    writer = TableWriter(session, PLANS[table].table, emitter.columns(table), keeper.review)
    counts = report.tables.counts(table)
    remaining = iter(raw)
    while chunk := list(islice(remaining, _CHUNK)):
        counts.read += len(chunk)
        rows = merged.keep(table, checker.check(chunk))
        written = writer.write(rows)
        counts.inserted += len(written.inserted)
        counts.updated += len(written.updated)
        counts.unchanged += written.unchanged
        known.add(table, (row.id for row in rows))
        record_rows(session, table, added=written.inserted, changed=written.updated)


def _without_removed(
    session: Session, rows: dict[str, list[RawRow]], keeper: Keeper, report: SheetReport
) -> dict[str, list[RawRow]]:
    """The rows without those that somebody took out of the directory, and without what hangs on them."""
    gone: set[str] = set()
    kept: dict[str, list[RawRow]] = {}
    for table, raw in rows.items():
        ids = [row.cells["id"] for row in raw]
        gone |= keeper.removed_by_people(table, ids) - set(_present(session, PLANS[table].table, ids))
        owner = _present(session, PLANS["service"].table, ids) if table == "service" else {}
        kept[table] = []
        for row in raw:
            cells = dict(row.cells)
            if table == "service" and cells["id"] in owner and cells["organization_id"] in gone:
                # Its organization was merged into another: there it stays.
                cells["organization_id"] = str(owner[cells["id"]]["organization_id"])
            if gone & {cells["id"], *(cells.get(link, "") for link in _links(table))}:
                gone.add(cells["id"])
            else:
                kept[table].append(RawRow(row.file, row.row, cells))
        if table == "service" and (count := len(raw) - len(kept[table])):
            report.tables.note(N_("{count} listings that were taken out by hand stay out"), count=count)
    return kept


def _links(table: str) -> list[str]:
    return [
        column.name for column in PLANS[table].columns.values() if column.link or column.name == "link_id"
    ]


def _clear(session: Session, table: str, raw: Iterable[RawRow], built: Builder, keeper: Keeper) -> None:
    """Removes the children of these listings that an earlier reading brought and this one does not have."""
    plan = PLANS[table].table
    parent = _PARENTS.get(table, "service_id")
    owners: dict[str, object] = {**built.sites} if parent != "service_id" else {}
    if parent != "location_id":
        owners |= built.services
    said = {row.cells["id"] for row in raw}
    surplus: dict[str, dict[str, Any]] = {}
    for some in batched(owners, _CHUNK):
        query = select(plan).where(plan.c[parent].in_(some))
        for row in session.execute(query).mappings():
            if row["id"] not in said and _is_ours(table, parent, dict(row)):
                surplus[row["id"]] = dict(row)
    for row_id in keeper.touched_by_people(table, surplus) | _rested_on(session, table, surplus):
        del surplus[row_id]
    for some in batched(surplus, _CHUNK):
        session.connection().execute(delete(plan).where(plan.c.id.in_(some)))
    if surplus:
        record_rows(session, table, removed=list(surplus.values()))


def _is_ours(table: str, parent: str, row: Mapping[str, Any]) -> bool:
    """Whether an import of a sheet brought the row: its id is that of a numbered child."""
    if table == "service_at_location":
        return bool(row["id"] == as_uuid(table, f"{row['service_id']}/{row['location_id']}"))
    return any(row["id"] == numbered_id(table, row[parent], number) for number in range(1, _SURPLUS))


def _rested_on(session: Session, table: str, row_ids: Iterable[str]) -> set[str]:
    """Those of the rows to which rows of other tables still point."""
    found: set[str] = set()
    for some in batched(row_ids, _CHUNK):
        for plan in PLANS.values():
            for column in plan.columns.values():
                if column.link == table:
                    key = plan.table.c[column.name]
                    found |= set(session.execute(select(key).where(key.in_(some))).scalars())
    return found


def _present(session: Session, table: Table, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for some in batched(ids, _CHUNK):
        rows = session.execute(select(table).where(table.c.id.in_(some))).mappings()
        found |= {str(row["id"]): dict(row) for row in rows}
    return found
