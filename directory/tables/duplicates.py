"""Likely duplicates, what people said of them, and which listing went into which; not of the standard."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from directory.instants import UtcDateTime
from directory.tables.keys import new_id


class DuplicatePair(SQLModel, table=True):
    """Two services that a search found likely to be the same, `first_id` before `second_id`.

    `relation` is `same`, one listing twice, or `facility`, one facility with another service in each of two
    lists. `signals` are [name, level, value] of what was compared. `about`, `towns` and `lists` are the
    pair's names and towns in lower case and its sources, to look for. `status` is `open`, `merged` or
    `not_same`. The ids are no foreign keys: what was decided about two listings outlives an import that
    replaces them.
    """

    __tablename__ = "duplicate_pair"
    __table_args__ = (UniqueConstraint("first_id", "second_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    first_id: str = Field(index=True)
    second_id: str = Field(index=True)
    score: float = Field(index=True)
    relation: str = Field(index=True)
    signals: list[Any] = Field(default_factory=list, sa_type=JSON)
    about: str = Field(default="", sa_type=Text)
    towns: str = Field(default="", sa_type=Text)
    lists: str = Field(default="", sa_type=Text)
    found_at: datetime = Field(sa_type=UtcDateTime)
    status: str = Field(default="open", index=True)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: str | None = None
    change_set_id: str | None = Field(default=None, foreign_key="change_set.id", index=True)


class MergedListing(SQLModel, table=True):
    """That a service went into another one by a merge.

    It holds as long as the old service is gone or `defunct`: undoing the merge brings that one back, by
    whichever way it is undone. `merged_by` is the id of a member of staff, whom the directory does not know.
    """

    __tablename__ = "merged_listing"

    id: str = Field(default_factory=new_id, primary_key=True)
    old_id: str = Field(index=True)
    new_id: str = Field(index=True)
    change_set_id: str = Field(foreign_key="change_set.id", index=True)
    merged_at: datetime = Field(sa_type=UtcDateTime)
    merged_by: str


class DuplicateSearch(SQLModel, table=True):
    """One search for duplicates over the whole directory: asked for, under way since, done.

    `sequence` is the directory change up to which it looked; `found` how many pairs it put before people.
    """

    __tablename__ = "duplicate_search"

    id: str = Field(default_factory=new_id, primary_key=True)
    asked_at: datetime = Field(sa_type=UtcDateTime, index=True)
    asked_by: str | None = None
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failed: str | None = Field(default=None, sa_type=Text)
    found: int | None = None
    sequence: int | None = None
