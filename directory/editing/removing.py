"""Takes a row away together with what hangs on it, so that the log has all of it."""

from typing import Any

from sqlmodel import Session, SQLModel, col, select

from directory.change_log.rows import TRACKED
from directory.tables import Attribute


def remove(session: Session, row: SQLModel) -> None:
    """Deletes a row, the rows that point to it, and what is said of it; within `changing`."""
    table = row.__tablename__
    row_id: str = row.id  # type: ignore[attr-defined]
    for other in TRACKED:
        for key in other.__table__.foreign_keys:  # type: ignore[attr-defined]
            if key.column.table.name == table:
                which: Any = select(other).where(key.parent == row_id)
                for dependent in session.exec(which).all():
                    remove(session, dependent)
    said = select(Attribute).where(Attribute.link_entity == table, col(Attribute.link_id) == row_id)
    for attribute in session.exec(said).all():
        session.delete(attribute)
    session.delete(row)
    session.flush()
