"""Keeps what coordinators decided from being overwritten by files: it raises proposals instead."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from directory.change_log.rows import batched, to_json
from directory.change_log.undoing import stands
from directory.importing.proposing import propose
from directory.tables import ChangeEntry, ChangeSet, Proposal

_AT_A_TIME = 2_000
_PEOPLE = ("staff", "provider")
# Who belongs to whom follows from the other fields, and is nothing to decide by itself.
_LINKS = ("id", "organization_id", "service_id", "location_id", "link_id", "taxonomy_term_id")

Values = dict[str, Any]


class Keeper:
    """Asked before rows change: whether somebody corrected them by hand, or took them away."""

    def __init__(
        self, session: Session, *, about: Mapping[str, str], by_name: str, why: str, now: datetime
    ) -> None:
        self._session, self._about = session, about
        self._by_name, self._why, self._now = by_name, why, now
        self._stands: dict[str, bool] = {}
        self.proposals = 0
        self.kept = 0

    def removed_by_people(self, table: str, row_ids: Iterable[str]) -> set[str]:
        """Those of the rows that somebody took out of the directory, in a merge for instance."""
        found: set[str] = set()
        for row_id, entries in self._decisions(table, row_ids).items():
            if entries[-1].action == "remove":
                found.add(row_id)
        return found

    def touched_by_people(self, table: str, row_ids: Iterable[str]) -> set[str]:
        """Those of the rows that somebody added or changed by hand."""
        return set(self._decisions(table, row_ids))

    def review(self, table: str, pairs: list[tuple[Values, Values]]) -> list[tuple[Values, Values]]:
        """The changes that may be made; a corrected field stays, and a proposal is raised."""
        decided = self._decisions(table, (new["id"] for _, new in pairs))
        allowed = []
        for old, new in pairs:
            mine = {field for entry in decided.get(new["id"], ()) for field in (entry.after or {})}
            for field in mine & new.keys():
                if old[field] != new[field]:
                    self._keep(table, field, old, new)
            if old != new:
                allowed.append((old, new))
        return allowed

    def _keep(self, table: str, field: str, old: Values, new: Values) -> None:
        proposed, new[field] = new[field], old[field]
        self.kept += 1
        if field in _LINKS or (field == "assured_date" and not _later(proposed, old[field])):
            return
        row_id = str(old["id"])
        self.proposals += propose(
            self._session,
            service_id=self._about.get(row_id, ""),
            table=table,
            row_id=row_id,
            field=field,
            before=to_json(old[field]),
            proposed=to_json(proposed),
            by_name=self._by_name,
            why=self._why,
            now=self._now,
        )

    def _decisions(self, table: str, row_ids: Iterable[str]) -> dict[str, list[ChangeEntry]]:
        """What people did to the rows and what still stands, by row, the earliest first.

        Taking an import back is no decision on its rows: the same file may be brought in again. Accepting
        what a feed proposed gives the field back to the feed.
        """
        found: dict[str, list[ChangeEntry]] = {}
        for some in batched(row_ids, _AT_A_TIME):
            from_feed = select(Proposal.change_set_id).where(
                Proposal.source == "feed", col(Proposal.change_set_id).is_not(None)
            )
            query = (
                select(ChangeEntry, ChangeSet.id)
                .join(ChangeSet, col(ChangeSet.id) == col(ChangeEntry.change_set_id))
                .where(
                    ChangeEntry.table_name == table,
                    col(ChangeEntry.row_id).in_(some),
                    col(ChangeSet.by_kind).in_(_PEOPLE),
                    ChangeSet.kind != "undo",
                    or_(ChangeSet.kind != "proposal", col(ChangeSet.id).not_in(from_feed)),
                )
                .order_by(col(ChangeEntry.id))
            )
            for entry, set_id in self._session.exec(query):
                if set_id not in self._stands:
                    self._stands[set_id] = stands(self._session, set_id)
                if self._stands[set_id]:
                    found.setdefault(entry.row_id, []).append(entry)
        return found


def _later(proposed: object, present: object) -> bool:
    return isinstance(proposed, date) and (
        present is None or (isinstance(present, date) and proposed > present)
    )
