"""What providers and feeds would change in a listing, until a coordinator decides; not of the standard."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Text
from sqlmodel import Field, SQLModel

from directory.instants import UtcDateTime
from directory.tables.keys import new_id


class Proposal(SQLModel, table=True):
    """One field of one row of a listing, as it is and as somebody would have it.

    `source` is `provider` or `feed`; `by_name` is who says so (a name and title, or the feed's name).
    `status` is `open`, `accepted`, `rejected` or `superseded` by a later proposal for the same field.
    `row_id` None proposes a row that is not there yet, whose fields are then the JSON object `proposed`.
    `service_id` is no foreign key, so that a proposal outlives a listing that an import replaced.
    """

    __tablename__ = "proposal"

    id: str = Field(default_factory=new_id, primary_key=True)
    service_id: str = Field(index=True)
    table_name: str
    row_id: str | None = Field(default=None, index=True)
    field: str
    before: Any = Field(default=None, nullable=True, sa_type=JSON(none_as_null=True))
    proposed: Any = Field(default=None, nullable=True, sa_type=JSON(none_as_null=True))
    source: str
    by_name: str = Field(default="", sa_type=Text)
    why: str = Field(default="", sa_type=Text)
    proposed_at: datetime = Field(sa_type=UtcDateTime, index=True)
    status: str = Field(default="open", index=True)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: str | None = None
    change_set_id: str | None = Field(default=None, foreign_key="change_set.id")
