"""Rows as the log keeps them: which tables it follows, their values as JSON and back, what they belong to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import Table
from sqlmodel import Session, SQLModel, col, select

from directory.instants import UtcDateTime
from directory.tables import HSDS_TABLES, EligibilityCorrection, ServiceAtLocation

# Parents before children.
TRACKED: tuple[type[SQLModel], ...] = (*HSDS_TABLES, EligibilityCorrection)
# Set by the log itself whenever a listing changes; as a change of its own it would stand in every undo's way.
UNRECORDED = frozenset({("service", "last_modified")})

_OWNERS = ("service_id", "location_id", "organization_id")
# SQLite takes 32,766 values in one statement at the most.
_AT_A_TIME = 5_000


def batched(values: Iterable[str], size: int) -> Iterator[list[str]]:
    """The values in lists of at most `size`."""
    remaining = iter(values)
    while some := list(islice(remaining, size)):
        yield some


@cache
def tables() -> Mapping[str, Table]:
    """The tables that the log follows, by name, parents before children."""
    return {table.name: table for table in (getattr(cls, "__table__") for cls in TRACKED)}  # noqa: B009


def to_json(value: Any) -> Any:
    """A column's value as JSON keeps it."""
    return value.isoformat() if isinstance(value, date | datetime | time) else value


def from_json(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values that `to_json` made, as the table's columns take them; columns that are gone are left out."""
    return {name: _read(table, name, value) for name, value in values.items() if name in table.c}


def _read(table: Table, name: str, value: Any) -> Any:
    kind = table.c[name].type
    if not isinstance(value, str):
        return value
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    python = kind.python_type
    if python is date:
        return date.fromisoformat(value)
    return time.fromisoformat(value) if python is time else value


def owners_of(session: Session, table: str, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str | None]]:
    """The service, or else the location and the organization, that each row says something about."""
    unclear = {at for row in rows if (at := row.get("service_at_location_id")) and not row.get("service_id")}
    offered = {row.id: row.service_id for row in session.new if isinstance(row, ServiceAtLocation)}
    for some in batched(sorted(unclear - offered.keys()), _AT_A_TIME):
        query = select(ServiceAtLocation.id, ServiceAtLocation.service_id)
        offered |= dict(session.exec(query.where(col(ServiceAtLocation.id).in_(some))).all())
    return [_owner(table, row, offered) for row in rows]


def _owner(table: str, row: Mapping[str, Any], offered: Mapping[str, str]) -> dict[str, str | None]:
    if table in ("service", "location", "organization"):
        return {f"{table}_id": row["id"]}
    if table == "attribute":
        return {f"{row['link_entity']}_id": row["link_id"]} if f"{row['link_entity']}_id" in _OWNERS else {}
    # The row of one service would otherwise stand in the history of every service of its organization.
    service_id = row.get("service_id") or offered.get(row.get("service_at_location_id") or "")
    return {"service_id": service_id} if service_id else {name: row.get(name) for name in _OWNERS[1:]}
