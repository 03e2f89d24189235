"""Brings an HSDS 3 package into the directory: checked row by row, upserted by id, with a full report."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from sqlmodel import Session

from directory import changes
from directory.importing.columns import PLANS
from directory.importing.report import ImportReport
from directory.importing.rows import KnownIds, RowChecker
from directory.importing.sources import RawRow, TableSource, open_package
from directory.importing.writing import TableWriter
from directory.touched import Touched
from directory.withheld import Withheld

_CHUNK = 2_000
# SQLite lets nobody else write during a transaction: between these many rows others get their turn.
_COMMIT_EVERY = 20_000

Progress = Callable[[str, int, int], None]


def import_hsds(
    session: Session,
    path: Path,
    *,
    now: datetime,
    dry_run: bool = False,
    progress: Progress | None = None,
    commit: Callable[[], None] | None = None,
) -> ImportReport:
    """Reads a folder, a .zip or one file of HSDS 3, as CSV or JSON, into the directory.

    Rows are upserted by id, parents before children; rows that the package no longer has stay. A row with a
    required field missing or wrong, or a required link to nothing, is refused; an optional field that is
    wrong is left out. Both stand in the report. The changes are noted in the change sequence. What a package
    withholds of a confidential place that is known here stays as it is.

    `progress` is called with the table, the rows done and their number. `commit`, usually the session's own,
    is called every 20,000 rows, which lets others write meanwhile; without it the caller commits once. With
    `dry_run` everything is checked and counted, and nothing stays. Raises `PackageUnreadable`.
    """
    report = ImportReport()
    if not dry_run:
        _run(session, path, report, now, progress, commit)
        return report
    trial = session.begin_nested()
    try:
        _run(session, path, report, now, progress, None)
    finally:
        trial.rollback()
    return report


def _run(
    session: Session,
    path: Path,
    report: ImportReport,
    now: datetime,
    progress: Progress | None,
    commit: Callable[[], None] | None,
) -> None:
    known, touched, withheld = KnownIds(session), Touched(), Withheld.of(session)
    uncommitted = 0

    def settle() -> None:
        for service_id in touched.drain(session):
            changes.record(session, service_id=service_id, kind="import", now=now)
        if commit is not None:
            commit()

    with open_package(path, report) as sources:
        checkers = {name: RowChecker(plan, known, report) for name, plan in PLANS.items()}
        for source in sources:
            writer = TableWriter(session, PLANS[source.table].table, source.columns)
            counts = report.counts(source.table)
            done = 0
            for chunk in _chunks(source):
                counts.read += len(chunk)
                rows = checkers[source.table].check(chunk)
                for row in rows:
                    row.keeps |= withheld.unsaid(source.table, row.values)
                written = writer.write(rows)
                counts.inserted += len(written.inserted)
                counts.updated += len(written.updated)
                counts.unchanged += written.unchanged
                known.add(source.table, (row.id for row in rows))
                touched.add(source.table, added=written.inserted, changed=written.updated)
                done += len(chunk)
                uncommitted += len(chunk)
                if progress is not None:
                    progress(source.table, done, source.total)
                if commit is not None and uncommitted >= _COMMIT_EVERY:
                    settle()
                    uncommitted = 0
    settle()


def _chunks(source: TableSource) -> Iterator[list[RawRow]]:
    rows = source.rows()
    while chunk := list(islice(rows, _CHUNK)):
        yield chunk
