"""Which services a change of rows touches, so that indexes renew these and not everything."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel import Session, col, or_, select

from directory.tables import Location, Service, ServiceAtLocation

# Beyond this renewing everything is cheaper than asking for each.
_MOST = 1_000

# Rows of these that come or go change no listing by themselves: what links them to a service is a row too.
_QUIET_ALONE = frozenset(
    ("contact", "location", "organization", "program", "taxonomy", "taxonomy_term", "unit")
)
_SILENT = frozenset(("metadata", "meta_table_description"))
_LINKS = ("service_id", "service_at_location_id", "location_id", "organization_id")


class Touched:
    """Gathers what changed since it was last drained."""

    def __init__(self) -> None:
        self._ids: dict[str, set[str]] = {}
        self._everything = False
        self._any = False

    def add(
        self,
        table: str,
        *,
        added: Iterable[Mapping[str, Any]] = (),
        changed: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]] = (),
        removed: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        """Takes note of rows of a table; changed ones as they were before and after."""
        if table in _SILENT:
            return
        self._note(table, () if table in _QUIET_ALONE else added)
        self._note(table, (row for pair in changed for row in pair))
        self._note(table, () if table in _QUIET_ALONE else removed)
        if sum(map(len, self._ids.values())) > _MOST:
            self._everything = True
            self._ids = {}

    def _note(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        for row in rows:
            self._any = True
            if self._everything:
                return
            if table in ("service", "service_at_location", "location", "organization"):
                self._ids.setdefault(f"{table}_id", set()).add(row["id"])
                if table == "service_at_location":
                    self._ids.setdefault("service_id", set()).add(row["service_id"])
                continue
            if table == "attribute":
                links = {f"{row['link_entity']}_id": row["link_id"]}
            else:
                links = {name: row[name] for name in _LINKS if row.get(name) is not None}
            if not links or not links.keys() <= set(_LINKS):
                self._everything = True
                return
            for name, value in links.items():
                self._ids.setdefault(name, set()).add(value)

    def drain(self, session: Session) -> list[str | None]:
        """The services touched since the last call; `[None]` stands for all of them, `[]` for none."""
        ids, everything, any_change = self._ids, self._everything, self._any
        self._ids, self._everything, self._any = {}, False, False
        if not any_change:
            return []
        if everything:
            return [None]
        services = set(ids.get("service_id", ()))
        places = ids.get("location_id", set())
        organizations = ids.get("organization_id", set())
        links = ids.get("service_at_location_id", set())
        if organizations:
            services |= set(
                session.exec(select(Service.id).where(col(Service.organization_id).in_(organizations)))
            )
            places |= set(
                session.exec(select(Location.id).where(col(Location.organization_id).in_(organizations)))
            )
        if places or links:
            services |= set(
                session.exec(
                    select(ServiceAtLocation.service_id).where(
                        or_(
                            col(ServiceAtLocation.location_id).in_(places),
                            col(ServiceAtLocation.id).in_(links),
                        )
                    )
                )
            )
        return [None] if len(services) > _MOST else list[str | None](sorted(services))
