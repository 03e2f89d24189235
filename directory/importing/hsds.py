"""Brings an HSDS 3 package into the directory: checked row by row, upserted by id, with a full report."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from sqlmodel import Session

from directory import changes
from directory.importing.columns import PLANS
from directory.importing.merged import MergedAside
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
    withholds of a confidential place that is known here stays as it is, and rows of listings that were merged
    into others are left aside.

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
    intake = Intake(session, report, now)
    with open_package(path, report) as sources:
        intake.take(sources, progress, commit)
    intake.settle(commit)


class Intake:
    """Checks rows and writes them, table by table, and notes which services that touched."""

    def __init__(self, session: Session, report: ImportReport, now: datetime) -> None:
        self._session = session
        self._report = report
        self._now = now
        self._known = KnownIds(session)
        self._touched = Touched()
        self._withheld = Withheld.of(session)
        self._merged = MergedAside(session, report)

    def take(
        self,
        sources: Iterable[TableSource],
        progress: Progress | None = None,
        commit: Callable[[], None] | None = None,
    ) -> None:
        """Takes in the tables of one package, parents first; of a row that comes twice the first is kept."""
        checkers = {name: RowChecker(plan, self._known, self._report) for name, plan in PLANS.items()}
        uncommitted = 0
        for source in sources:
            writer = TableWriter(self._session, PLANS[source.table].table, source.columns)
            done = 0
            for chunk in _chunks(source):
                self._write(source.table, checkers[source.table], writer, chunk)
                done += len(chunk)
                uncommitted += len(chunk)
                if progress is not None:
                    progress(source.table, done, source.total)
                if commit is not None and uncommitted >= _COMMIT_EVERY:
                    self.settle(commit)
                    uncommitted = 0

    def settle(self, commit: Callable[[], None] | None) -> None:
        """Tells the change sequence of the services touched since the last time, and commits."""
        for service_id in self._touched.drain(self._session):
            changes.record(self._session, service_id=service_id, kind="import", now=self._now)
        if commit is not None:
            commit()

    def _write(self, table: str, checker: RowChecker, writer: TableWriter, chunk: list[RawRow]) -> None:
        rows = self._merged.keep(table, checker.check(chunk))
        for row in rows:
            row.keeps |= self._withheld.unsaid(table, row.values)
        written = writer.write(rows)
        counts = self._report.counts(table)
        counts.read += len(chunk)
        counts.inserted += len(written.inserted)
        counts.updated += len(written.updated)
        counts.unchanged += written.unchanged
        self._known.add(table, (row.id for row in rows))
        self._touched.add(table, added=written.inserted, changed=written.updated)


def _chunks(source: TableSource) -> Iterator[list[RawRow]]:
    rows = source.rows()
    while chunk := list(islice(rows, _CHUNK)):
        yield chunk
