"""Keeps what coordinators decided from being overwritten by files: it raises proposals instead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_
from sqlmodel import Session, col, select

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
        return {row_id for row_id, one in self._decisions(table, row_ids).items() if one.removed}

    def touched_by_people(self, table: str, row_ids: Iterable[str]) -> set[str]:
        """Those of the rows that somebody added or changed by hand."""
        return set(self._decisions(table, row_ids))

    def review(self, table: str, pairs: list[tuple[Values, Values]]) -> list[tuple[Values, Values]]:
        """The changes that may be made; a corrected field stays, and a proposal is raised."""
        decided = self._decisions(table, (new["id"] for _, new in pairs))
        allowed = []
        for old, new in pairs:
            mine = decided[new["id"]].fields if new["id"] in decided else frozenset()
            for name in sorted(mine & new.keys()):
                if old[name] != new[name]:
                    self._keep(table, name, old, new)
            if old != new:
                allowed.append((old, new))
        return allowed

    def _keep(self, table: str, name: str, old: Values, new: Values) -> None:
        proposed, new[name] = new[name], old[name]
        self.kept += 1
        if name in _LINKS or (name == "assured_date" and not _later(proposed, old[name])):
            return
        row_id = str(old["id"])
        self.proposals += propose(
            self._session,
            service_id=self._about.get(row_id, ""),
            table=table,
            row_id=row_id,
            field=name,
            before=to_json(old[name]),
            proposed=to_json(proposed),
            by_name=self._by_name,
            why=self._why,
            now=self._now,
        )

    def _decisions(self, table: str, row_ids: Iterable[str]) -> dict[str, "_Decided"]:
        """What people decided of the rows, as far as it still stands.

        Taking an import back is no decision on its rows: the same file may be brought in again. Accepting
        what a feed proposed gives the field back to the feed.
        """
        found: dict[str, _Decided] = {}
        for some in batched(row_ids, _AT_A_TIME):
            query = (
                select(ChangeEntry, ChangeSet.id, col(Proposal.id).is_not(None))
                .join(ChangeSet, col(ChangeSet.id) == col(ChangeEntry.change_set_id))
                .join(
                    Proposal,
                    and_(col(Proposal.change_set_id) == col(ChangeSet.id), col(Proposal.source) == "feed"),
                    isouter=True,
                )
                .where(
                    ChangeEntry.table_name == table,
                    col(ChangeEntry.row_id).in_(some),
                    col(ChangeSet.by_kind).in_(_PEOPLE),
                    ChangeSet.kind != "undo",
                )
                .order_by(col(ChangeEntry.id))
            )
            for entry, set_id, of_feed in self._session.exec(query):
                if set_id not in self._stands:
                    self._stands[set_id] = stands(self._session, set_id)
                if self._stands[set_id]:
                    found.setdefault(entry.row_id, _Decided()).take(entry, of_feed=bool(of_feed))
        return found


@dataclass
class _Decided:
    """The fields of one row that somebody set by hand, and whether somebody removed the row."""

    fields: set[str] = field(default_factory=set)
    removed: bool = False

    def take(self, entry: ChangeEntry, *, of_feed: bool) -> None:
        """Follows one decision after those before it."""
        self.removed = entry.action == "remove"
        changed = set(entry.after or ())
        self.fields = self.fields - changed if of_feed else self.fields | changed


def _later(proposed: object, present: object) -> bool:
    return isinstance(proposed, date) and (
        present is None or (isinstance(present, date) and proposed > present)
    )
