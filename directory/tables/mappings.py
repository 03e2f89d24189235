"""What terms of other schemes mean in our own categories; no table of the listing standard."""

from datetime import datetime

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from directory.instants import UtcDateTime
from directory.tables.keys import new_id


class TermMapping(SQLModel, table=True):
    """The need categories or kinds of service (codes) that a term of another scheme stands for.

    No codes at all say that it stands for none of them. `origin` is `table` where a crosswalk of the program
    said so, `words` where the term's own words did, and `person` where somebody decided: that one is never
    overwritten. `taxonomy_term_id` is no foreign key, so that a decision outlives a scheme that is read anew.
    """

    __tablename__ = "term_mapping"

    id: str = Field(default_factory=new_id, primary_key=True)
    taxonomy_term_id: str = Field(unique=True)
    codes: list[str] = Field(default_factory=list, sa_type=JSON)
    origin: str
    mapped_at: datetime = Field(sa_type=UtcDateTime)
    mapped_by: str | None = None
