"""What people who keep listings say of whom a service is for; no table of the listing standard."""

from datetime import datetime

from sqlalchemy import JSON, Text
from sqlmodel import Field, SQLModel

from directory.instants import UtcDateTime
from directory.tables.keys import new_id


class EligibilityCorrection(SQLModel, table=True):
    """The criteria (`fact:op:value`) that hold for a service in place of what is read from its words.

    No criteria at all say that it limits nobody. `text_key` stands for the words that the correction was made
    for. `corrected_by` is the id of a member of staff, whom the directory does not know. `service_id` is no
    foreign key, so that a correction outlives an import that replaces the listing.
    """

    __tablename__ = "eligibility_correction"

    id: str = Field(default_factory=new_id, primary_key=True)
    service_id: str = Field(unique=True)
    criteria: list[str] = Field(default_factory=list, sa_type=JSON)
    text_key: str
    note: str = Field(default="", sa_type=Text)
    corrected_at: datetime = Field(sa_type=UtcDateTime)
    corrected_by: str
