"""Finds a mapping by its name, among those that people saved and those that come with the program."""

from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from directory.importing.spreadsheets import read_mapping, shipped
from directory.tables import ImportMapping


def find(session: Session, name: str) -> str:
    """The TOML of a mapping by the path of its file, or by name. Raises LookupError, naming what there is.

    For the command line only: whoever calls it may read files of this machine.
    """
    path = Path(name)
    if path.suffix == ".toml" and path.is_file():
        return path.read_text(encoding="utf-8")
    return by_name(session, name)


def by_name(session: Session, name: str) -> str:
    """The TOML of a mapping that somebody saved, or that is shipped. Raises LookupError."""
    saved = session.exec(select(ImportMapping).where(ImportMapping.name == name)).first()
    if saved is not None:
        return saved.toml
    known = shipped()
    if name in known:
        return known[name]
    others = [row.name for row in all_saved(session)]
    raise LookupError(f"no mapping {name!r}; there are: {', '.join([*known, *others])}")


def all_saved(session: Session) -> list[ImportMapping]:
    """The mappings that people saved, by name."""
    return list(session.exec(select(ImportMapping).order_by(col(ImportMapping.name))))


def save(session: Session, toml: str, *, staff_id: str | None, now: datetime) -> ImportMapping:
    """Keeps a mapping under its own name, in place of an earlier one of that name. Raises MappingInvalid."""
    mapping = read_mapping(toml)
    row = session.exec(select(ImportMapping).where(ImportMapping.name == mapping.name)).first()
    if row is None:
        row = ImportMapping(name=mapping.name, toml=toml, saved_at=now, saved_by=staff_id)
    row.toml, row.saved_at, row.saved_by = toml, now, staff_id
    session.add(row)
    session.flush()
    return row
