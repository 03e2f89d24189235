"""What every HSDS table shares: its name in the standard and a UUID as text for its key."""

import re
from uuid import uuid4

from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel


def new_id() -> str:
    """A fresh identifier as the standard wants it: a random UUID in lower-case text."""
    return str(uuid4())


class HsdsTable(SQLModel):
    """One table of HSDS 3.2.3: the class name in snake case is the table's name in the standard."""

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    id: str = Field(default_factory=new_id, primary_key=True)
