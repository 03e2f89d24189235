"""Writes the change log by itself: inside `changing`, every row that a session adds, changes or deletes."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import event, insert, inspect, update
from sqlalchemy.orm import UOWTransaction
from sqlmodel import Session, SQLModel, col

from directory import changes
from directory.change_log.authors import Author
from directory.change_log.rows import TRACKED, UNRECORDED, owners_of, to_json
from directory.tables import ChangeEntry, ChangeSet, Service
from directory.touched import Touched

_OPEN = "linkage_change_set"
_AT_A_TIME = 2_000
_FIELDS = ("action", "before", "after", "service_id", "location_id", "organization_id")

Values = Mapping[str, Any]


class _Recording:
    """A change set that is being filled, and what it has touched so far."""

    def __init__(self, change_set: ChangeSet) -> None:
        self.change_set = change_set
        self.touched = Touched()
        self.entries = 0


@contextmanager
def changing(
    session: Session, *, kind: str, by: Author, now: datetime, why: str = "", undoes: str | None = None
) -> Iterator[ChangeSet]:
    """Records every change of a listing's rows made through `session` inside the block, as one set.

    At the end the services touched get `last_modified`, and the change sequence that search indexes follow
    is told. A block that changed nothing leaves no set. Entering takes the lock that all changes of the
    directory take: read the rows again inside, and nobody can change them meanwhile. The caller commits.
    Rows written with core statements are not seen: tell of them with `record_rows`.
    """
    if _OPEN in session.info:
        raise RuntimeError("a change set is open in this session already")
    session.flush()
    changes.lock(session)
    change_set = ChangeSet(
        at=now, kind=kind, by_kind=by.kind, by_id=by.id, by_name=by.name, why=why, undoes=undoes
    )
    session.add(change_set)
    session.flush()
    recording = session.info[_OPEN] = _Recording(change_set)
    try:
        yield change_set
        session.flush()
    finally:
        del session.info[_OPEN]
    if not recording.entries:
        session.delete(change_set)
        session.flush()
        return
    for service_id in recording.touched.drain(session):
        if service_id is not None:
            _modified(session, service_id, now)
        changes.record(session, service_id=service_id, kind=kind, now=now)


def record_rows(
    session: Session,
    table: str,
    *,
    added: Iterable[Values] = (),
    changed: Iterable[tuple[Values, Values]] = (),
    removed: Iterable[Values] = (),
) -> None:
    """Tells the open change set of rows that core statements wrote; changed ones as before and after."""
    recording: _Recording = session.info[_OPEN]
    added, changed, removed = list(added), list(changed), list(removed)
    sides: list[tuple[Values | None, Values | None]] = [
        *((None, row) for row in added),
        *changed,
        *((row, None) for row in removed),
    ]
    owners = owners_of(session, table, [after or before or {} for before, after in sides])
    entries = [_entry(table, *pair, owner) for pair, owner in zip(sides, owners, strict=True)]
    rows = [{**entry, "change_set_id": recording.change_set.id} for entry in entries if entry is not None]
    for start in range(0, len(rows), _AT_A_TIME):
        session.connection().execute(insert(ChangeEntry), rows[start : start + _AT_A_TIME])
    recording.entries += len(rows)
    recording.touched.add(table, added=added, changed=changed, removed=removed)


def _entry(table: str, before: Values | None, after: Values | None, owner: Values) -> dict[str, Any] | None:
    """One entry as a row; None where nothing that the log keeps has changed."""
    row = after or before or {}
    was, is_now = _kept(table, before), _kept(table, after)
    if was is not None and is_now is not None:
        different = {name for name in is_now if name in was and was[name] != is_now[name]}
        if not different:
            return None
        was, is_now = ({name: side[name] for name in sorted(different)} for side in (was, is_now))
    action = "add" if was is None else "remove" if is_now is None else "change"
    values = {"action": action, "before": was, "after": is_now, **owner}
    return {"table_name": table, "row_id": row["id"], **{name: values.get(name) for name in _FIELDS}}


def _kept(table: str, values: Values | None) -> dict[str, Any] | None:
    if values is None:
        return None
    return {name: to_json(value) for name, value in values.items() if (table, name) not in UNRECORDED}


def _modified(session: Session, service_id: str, now: datetime) -> None:
    """The standard's own word of when a service was last changed."""
    which = update(Service).where(col(Service.id) == service_id).values(last_modified=now)
    session.execute(which, execution_options={"synchronize_session": "fetch"})


@event.listens_for(Session, "before_flush")
def _note_changes(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    recording: _Recording | None = session.info.get(_OPEN)
    if recording is None:
        return
    gathered: dict[str, tuple[list[Values], list[tuple[Values, Values]], list[Values]]] = {}
    for place, rows in enumerate((session.new, session.dirty, session.deleted)):
        for row in rows:
            if not isinstance(row, TRACKED) or (place == 1 and not session.is_modified(row)):
                continue
            table = str(row.__tablename__)
            kinds = gathered.setdefault(table, ([], [], []))
            before, after = _sides(row)
            if place == 1:
                kinds[1].append((before, after))
            else:
                kinds[place].append(after if place == 0 else before)  # type: ignore[arg-type]
    for table, (added, changed, removed) in gathered.items():
        with session.no_autoflush:
            record_rows(session, table, added=added, changed=changed, removed=removed)


def _sides(row: SQLModel) -> tuple[dict[str, Any], dict[str, Any]]:
    """The row's values as the database has them, and as they are about to be."""
    before, after = {}, {}
    for attribute in inspect(row).mapper.column_attrs:
        history = inspect(row).attrs[attribute.key].load_history()
        now_is = getattr(row, attribute.key)
        after[attribute.key] = now_is
        before[attribute.key] = history.deleted[0] if history.deleted else now_is
    return before, after
