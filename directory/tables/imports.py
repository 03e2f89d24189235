"""Files that were brought in, how they are mapped, and where they come from again; not of the standard."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary, Text
from sqlmodel import Field, SQLModel

from directory.instants import UtcDateTime
from directory.tables.keys import new_id


class ImportBatch(SQLModel, table=True):
    """One file brought in at one time: `change_set_id` is what it did, null where it changed nothing.

    `counts` is the report in numbers, `problems` its lines (row, field, what, whether the row was refused),
    the first thousand of them. `made_by` is the id of a member of staff, null for a feed or a command.
    """

    __tablename__ = "import_batch"

    id: str = Field(default_factory=new_id, primary_key=True)
    file_name: str = Field(sa_type=Text)
    mapping_name: str = Field(sa_type=Text)
    feed_id: str | None = Field(default=None, index=True)
    made_at: datetime = Field(sa_type=UtcDateTime, index=True)
    made_by: str | None = None
    change_set_id: str | None = Field(default=None, foreign_key="change_set.id", index=True)
    counts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    problems: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    reverted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reverted_by: str | None = None
    kept: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)


class ImportMapping(SQLModel, table=True):
    """A mapping that somebody saved, as TOML."""

    __tablename__ = "import_mapping"

    id: str = Field(default_factory=new_id, primary_key=True)
    name: str = Field(sa_type=Text, unique=True)
    toml: str = Field(sa_type=Text)
    saved_at: datetime = Field(sa_type=UtcDateTime)
    saved_by: str | None = None


class ImportUpload(SQLModel, table=True):
    """A file between its upload and its import, with the mapping as far as it is made."""

    __tablename__ = "import_upload"

    id: str = Field(default_factory=new_id, primary_key=True)
    file_name: str = Field(sa_type=Text)
    content: bytes = Field(sa_type=LargeBinary)
    mapping: str = Field(default="", sa_type=Text)
    uploaded_at: datetime = Field(sa_type=UtcDateTime, index=True)
    uploaded_by: str


class ImportFeed(SQLModel, table=True):
    """A file that is read again and again: its web address or path, and its mapping as TOML.

    `fingerprint` tells whether the file is the one that was read last. `last_error` (a packed wording) is
    null after a reading that went well. `next_at` is when it is due; a paused feed is never due.
    """

    __tablename__ = "import_feed"

    id: str = Field(default_factory=new_id, primary_key=True)
    name: str = Field(sa_type=Text)
    address: str = Field(sa_type=Text)
    mapping: str = Field(sa_type=Text)
    every_hours: int
    paused: bool = False
    next_at: datetime = Field(sa_type=UtcDateTime, index=True)
    added_at: datetime = Field(sa_type=UtcDateTime)
    added_by: str | None = None
    last_read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_error: dict[str, Any] | None = Field(default=None, nullable=True, sa_type=JSON(none_as_null=True))
    last_batch_id: str | None = None
    fingerprint: str = ""
