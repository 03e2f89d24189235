"""Writes a field of a listing's row, inside an open change set."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from directory.change_log.rows import TRACKED, from_json, tables, to_json
from directory.tables import Language
from directory.verification.fields import NEW
from directory.verification.typed import REMOVES, Wish

_CLASSES: Mapping[str, type[SQLModel]] = {str(cls.__tablename__): cls for cls in TRACKED}


class RowGone(LookupError):
    """The row that was to be changed is not there any more."""


def current(session: Session, table: str, row_id: str, field: str) -> Any:
    """The value in the database now, as the log keeps it (JSON). Raises RowGone, or KeyError for no table."""
    row = session.get(_CLASSES[table], row_id, populate_existing=True)
    if row is None:
        raise RowGone(f"{table} {row_id}")
    return to_json(getattr(row, field))


def apply(session: Session, service_id: str, wish: Wish) -> None:
    """Makes a wish come true: see `write`."""
    field = wish.field
    if field.row_id == NEW:
        if wish.value is not None:
            add(session, field.table, {"service_id": service_id, field.name: to_json(wish.value)})
        return
    write(session, field.table, field.row_id, field.name, to_json(wish.value))


def write(session: Session, table: str, row_id: str, field: str, value: Any) -> None:
    """Sets one field to a value as the log keeps it; emptying a telephone number or paper removes its row.

    Raises RowGone where the row is not there, KeyError where the table or field is none.
    """
    row = session.get(_CLASSES[table], row_id, populate_existing=True)
    if row is None:
        raise RowGone(f"{table} {row_id}")
    if value is None and (table, field) in REMOVES:
        for spoken in session.exec(select(Language).where(col(Language.phone_id) == row_id)):
            session.delete(spoken)
        session.flush()
        session.delete(row)
    else:
        setattr(row, field, from_json(tables()[table], {field: value})[field])
        session.add(row)
    session.flush()


def add(session: Session, table: str, values: Mapping[str, Any]) -> None:
    """Adds a row of values as the log keeps them."""
    session.add(_CLASSES[table](**from_json(tables()[table], values)))
    session.flush()
