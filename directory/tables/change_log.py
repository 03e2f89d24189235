"""Who changed what in the directory, when and why; no tables of the listing standard."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Text
from sqlmodel import Field, SQLModel

from directory.instants import UtcDateTime
from directory.tables.keys import new_id


class ChangeSet(SQLModel, table=True):
    """Changes that somebody made in one go, and that are undone in one go.

    `kind` says what was done (`edit`, `verification`, `proposal`, `import`, `merge`, `undo` and so on).
    `by_kind` is `staff`, `provider`, `import`, `feed` or `program`; `by_id` is the id of a member of staff,
    whom the directory does not know, and `by_name` the name and title of somebody who has no account.
    `undoes` is the set that this one took back.
    """

    __tablename__ = "change_set"

    id: str = Field(default_factory=new_id, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    kind: str = Field(index=True)
    by_kind: str
    by_id: str | None = Field(default=None, index=True)
    by_name: str = Field(default="", sa_type=Text)
    why: str = Field(default="", sa_type=Text)
    undoes: str | None = Field(default=None, foreign_key="change_set.id", index=True)


class ChangeEntry(SQLModel, table=True):
    """What a change set did to one row: `action` is `add`, `change` or `remove`.

    `before` and `after` hold the fields as JSON: the whole row where it came or went, else the fields that
    changed. `service_id`, `location_id` and `organization_id` say what the row belongs to; they are no
    foreign keys, so that the log outlives what it tells of.
    """

    __tablename__ = "change_entry"
    __table_args__ = (Index("ix_change_entry_row", "table_name", "row_id"),)

    id: int | None = Field(default=None, primary_key=True)
    change_set_id: str = Field(foreign_key="change_set.id", index=True)
    table_name: str
    row_id: str
    action: str
    before: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    after: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    service_id: str | None = Field(default=None, index=True)
    location_id: str | None = Field(default=None, index=True)
    organization_id: str | None = Field(default=None, index=True)
