"""How far the reading of another directory's interface has come; no table of the listing standard."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from directory.instants import UtcDateTime


class HsdsSource(SQLModel, table=True):
    """An interface that listings are read from, by its address.

    While a reading is under way `started_at` is set, and `step` and `page` name what comes next; they are
    written together with the rows of the page before. `since` is what that reading asked to be changed after.
    `completed_at` is when the last whole reading began, and `all_dated` whether every service then said when
    it was changed: only then may a later reading ask for the changed ones alone.
    """

    __tablename__ = "hsds_source"

    url: str = Field(primary_key=True)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    step: str | None = None
    page: int = 1
    since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    dated: bool = True
    completed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    all_dated: bool = False
