"""What was searched for and how much there was, counted by day without telling who asked; our own table."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from directory.tables.keys import new_id


class SearchCount(SQLModel, table=True):
    """How many searches of one day asked for one need category in one area, and how they fared.

    `area` is a county with its state ("Hartford County, CT"), or empty where no place was named. `without`
    found nothing of the kind, `only_full` found only services that say they have no room.
    """

    __tablename__ = "search_count"
    __table_args__ = (UniqueConstraint("day", "category", "area"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    day: date = Field(index=True)
    category: str
    area: str
    searches: int = 0
    without: int = 0
    only_full: int = 0
