"""What people found wrong with a listing: single reports, gathered into one problem of each kind."""

from datetime import datetime

from sqlalchemy import Index, Text, text
from sqlmodel import Field, SQLModel

from directory.instants import UtcDateTime
from directory.tables.keys import new_id

_OPEN = text("resolved_at IS NULL")


class ListingProblem(SQLModel, table=True):
    """One kind of problem with one service, until a coordinator resolves it; at most one of a kind is open.

    `kind` is a listing problem of the vocabulary, `resolution` one of directory.problems.RESOLUTIONS.
    `resolved_by` is the id of a member of staff, whom the directory does not know. `service_id` is no
    foreign key, so that a problem outlives a listing that an import replaced.
    """

    __tablename__ = "listing_problem"
    __table_args__ = (
        Index(
            "uq_listing_problem_open",
            "service_id",
            "kind",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    service_id: str = Field(index=True)
    kind: str
    opened_at: datetime = Field(sa_type=UtcDateTime)
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    resolved_by: str | None = None
    resolution: str | None = None
    answer: str = Field(default="", sa_type=Text)


class ListingReport(SQLModel, table=True):
    """One problem with one service, as somebody met it; it names no client and no referral.

    `reporter_id` is the member of staff who is to hear what came of it: who wrote it, or whose client or
    referral it came from. The directory does not know them. `told_at` is when they were told.
    """

    __tablename__ = "listing_report"

    id: str = Field(default_factory=new_id, primary_key=True)
    problem_id: str = Field(foreign_key="listing_problem.id", index=True)
    service_id: str = Field(index=True)
    kind: str
    source: str
    note: str = Field(default="", sa_type=Text)
    reporter_id: str | None = Field(default=None, index=True)
    reported_at: datetime = Field(sa_type=UtcDateTime, index=True)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
