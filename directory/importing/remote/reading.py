"""Reads another HSDS 3 interface into the directory, page by page, and goes on where it was stopped."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlmodel import Session

from directory.importing.columns import PLANS
from directory.importing.hsds import Intake, Progress
from directory.importing.nested import FlatRow, Flattened
from directory.importing.remote.asking import Asker, SourceRefuses
from directory.importing.remote.pages import RemotePage, pages
from directory.importing.report import ImportReport, Problem
from directory.importing.sources import RawRow, TableSource, parents_first
from directory.publishing.shape import LISTS
from directory.tables import HsdsSource
from directory.wording import N_, Wording

# What the standard requires of a server is the last alone.
_STEPS = {
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
    "organizations": "organization",
    "services": "service",
}
_REQUIRED = "services"
# Clocks differ, and a change may be committed after the moment that it bears.
_OVERLAP = timedelta(hours=1)


def read_source(
    session: Session,
    asker: Asker,
    *,
    now: datetime,
    commit: Callable[[], None] | None,
    progress: Progress | None = None,
    anew: bool = False,
) -> ImportReport:
    """Reads taxonomies, organizations and services of a server with everything that hangs on them.

    Each page is written and committed together with the place to go on from, so a reading that was stopped
    goes on with the page that it stopped at; `anew` begins from the start. Once everything was read, a later
    reading asks for the services changed since (`modified_after`), if all of them said when they were
    changed. Rows that the server no longer has stay. `commit` None tries it out: everything is read first and
    held in memory, then written, and the caller rolls back.
    Raises SourceUnreachable; what was read before stays.
    """
    return _Reading(session, asker, now, commit, progress, anew=anew).run()


class _Reading:
    def __init__(
        self,
        session: Session,
        asker: Asker,
        now: datetime,
        commit: Callable[[], None] | None,
        progress: Progress | None,
        *,
        anew: bool,
    ) -> None:
        self._session = session
        self._asker = asker
        self._now = now
        self._commit = commit
        self._progress = progress
        self._report = ImportReport()
        self._intake = Intake(session, self._report, now)
        # Of a trial nothing is written while the server is waited for: that would keep others from writing.
        self._tried: list[list[TableSource]] = []
        self._source = session.get(HsdsSource, asker.base) or HsdsSource(url=asker.base)
        if commit is None:
            self._source = HsdsSource(**self._source.model_dump())
        else:
            session.add(self._source)
        if anew or self._source.started_at is None:
            self._begin(anew=anew)

    def _begin(self, *, anew: bool) -> None:
        source = self._source
        source.started_at, source.step, source.page, source.dated = self._now, next(iter(_STEPS)), 1, True
        source.since = None
        if source.completed_at is not None and source.all_dated and not anew:
            source.since = source.completed_at - _OVERLAP

    def run(self) -> ImportReport:
        steps = list(_STEPS)
        for step in steps[steps.index(self._source.step or steps[0]) :]:
            if step != self._source.step:
                self._source.step, self._source.page = step, 1
            self._read(step)
        for sources in self._tried:
            self._intake.take(sources)
        source = self._source
        # A reading of the changes alone says nothing of the services that it did not see.
        source.all_dated = source.dated and (source.since is None or source.all_dated)
        source.completed_at, source.started_at, source.step, source.page = source.started_at, None, None, 1
        self._intake.settle(self._commit)
        return self._report

    def _read(self, step: str) -> None:
        try:
            self._walk(step)
        except SourceRefuses as refusal:
            if refusal.status == 400 and step == _REQUIRED and self._source.since is not None:
                self._source.since = None
                self._walk(step)
            elif refusal.status in (404, 405, 501) and step != _REQUIRED:
                self._report.note(N_("{url} has no {list}"), url=self._asker.base, list=step)
            else:
                raise

    def _walk(self, step: str) -> None:
        done = 0
        parameters: dict[str, str | int] = {}
        if LISTS.get(_STEPS[step]):
            parameters["full"] = "true"
        if step == _REQUIRED and self._source.since is not None:
            parameters["modified_after"] = self._source.since.isoformat().replace("+00:00", "Z")
        for page in pages(self._asker, step, self._source.page, parameters):
            if page.repeats:
                words = Wording(N_("the server gives the page before once more: it has no paging"))
                self._report.add(Problem(f"{step}, page {page.number}", 0, "", "", words, False))
                return
            self._take(step, page)
            done += len(page.records)
            if self._progress is not None:
                self._progress(step, done, max(done, page.total or 0))
            self._source.page = page.number + 1
            if self._commit is not None:
                self._intake.settle(self._commit)

    def _take(self, step: str, page: RemotePage) -> None:
        table = _STEPS[step]
        flattened = Flattened(self._report)
        for file, position, record in self._records(step, page):
            if table == "service" and not (isinstance(record, dict) and record.get("last_modified")):
                self._source.dated = False
            flattened.take(file, position, record, table)
        sources = _sources(flattened)
        if self._commit is None:
            self._tried.append(sources)
        else:
            self._intake.take(sources)

    def _records(self, step: str, page: RemotePage) -> Iterator[tuple[str, int, Any]]:
        """The page's records; where the list has them short, each as the server tells it by itself."""
        name = f"{step}, page {page.number}"
        short = bool(LISTS.get(_STEPS[step])) and not _any_nested(_STEPS[step], page.records)
        for position, record in enumerate(page.records, start=1):
            row_id = record.get("id") if short and isinstance(record, dict) else None
            if not isinstance(row_id, str) or not row_id.strip() or "/" in row_id:
                yield name, position, record
                continue
            try:
                yield f"{step}/{row_id}", 1, self._asker.ask(f"{step}/{row_id}")
            except SourceRefuses as refusal:
                words = Wording(
                    N_("it cannot be read by itself (status {status}): the list's short record is taken"),
                    {"status": refusal.status},
                )
                self._report.add(Problem(name, position, row_id, "", words, False))
                yield name, position, record


def _any_nested(table: str, records: list[Any]) -> bool:
    lists = {*LISTS[table], "services", "attributes", "metadata"}
    return any(isinstance(record, dict) and lists & record.keys() for record in records)


def _sources(flattened: Flattened) -> list[TableSource]:
    return parents_first(
        TableSource(table, tuple(PLANS[table].columns), len(rows), partial(_raw_rows, table, rows))
        for table, rows in flattened.tables.items()
    )


def _raw_rows(table: str, rows: dict[str, FlatRow]) -> Iterator[RawRow]:
    """A field that a record leaves out is not known, since HSDS writes no nulls, and the old value goes.

    Not so for links, which follow from where a record stands, nor in a record that may be told in part.
    """
    links = frozenset(
        name for name, column in PLANS[table].columns.items() if column.link or name == "parent_id"
    )
    for row in rows.values():
        absent = links if row.whole else PLANS[table].columns.keys()
        yield RawRow(row.file, row.row, row.cells, frozenset(absent - row.cells.keys()))
