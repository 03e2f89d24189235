"""Leaves alone what a package still says of listings that were merged into others."""

from collections.abc import Sequence

from sqlmodel import Session

from directory.importing.report import ImportReport
from directory.importing.rows import Row
from directory.merges import merged_away
from directory.wording import N_

_SAID = N_("{file} has listings that were merged into others here; their rows were left aside")


class MergedAside:
    """Sorts out the rows of merged listings: brought back, they would stand beside what replaced them."""

    def __init__(self, session: Session, report: ImportReport) -> None:
        self._gone = merged_away(session)
        self._report = report

    def keep(self, table: str, rows: Sequence[Row]) -> list[Row]:
        """The rows that are not of a merged listing; the others are counted in the report as unchanged."""
        if not self._gone:
            return list(rows)
        kept = [row for row in rows if not self._of_merged(table, row)]
        if len(kept) < len(rows):
            self._report.note(_SAID, file=rows[0].file)
            self._report.counts(table).unchanged += len(rows) - len(kept)
        return kept

    def _of_merged(self, table: str, row: Row) -> bool:
        values = row.values
        if table == "service":
            return row.id in self._gone
        if table == "attribute":
            return values.get("link_entity") == "service" and values.get("link_id") in self._gone
        return values.get("service_id") in self._gone
