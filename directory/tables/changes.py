"""The sequence of changes to the directory, which search indexes in every process follow."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from directory.instants import UtcDateTime


class DirectoryChange(SQLModel, table=True):
    """One change: of one service, or of everything where `service_id` is null.

    `service_id` is no foreign key, so that a change outlives the service that was deleted by it.
    """

    __tablename__ = "directory_change"
    # Without AUTOINCREMENT SQLite gives a deleted row's number to the next one, and followers miss it.
    __table_args__ = {"sqlite_autoincrement": True}

    seq: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    service_id: str | None = Field(default=None, index=True)
    kind: str
