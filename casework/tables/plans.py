"""The plan: goals in the client's words, needs under them, objectives with who does what by when."""

from datetime import date

from sqlalchemy import Text
from sqlmodel import Field

from casework.personal import Personal
from casework.scope import AgencyRow

INTENSITIES = ("high", "medium", "low")


class Plan(AgencyRow, table=True):
    """A client's plan; its intensity sets how often follow-up happens."""

    __tablename__ = "plan"

    client_id: str = Field(foreign_key="client.id", index=True)
    intensity: str = "medium"
    started_on: date
    review_on: date | None = None


class Goal(AgencyRow, table=True):
    """What the client wants, in the client's words."""

    __tablename__ = "goal"

    client_id: str = Field(foreign_key="client.id", index=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    words: str = Field(sa_type=Personal)
    status: str = "active"


class ClientNeed(AgencyRow, table=True):
    """A need of the client under a goal; `category` is a need category of the vocabulary."""

    __tablename__ = "client_need"

    client_id: str = Field(foreign_key="client.id", index=True)
    goal_id: str = Field(foreign_key="goal.id", index=True)
    category: str
    words: str = Field(sa_type=Personal)
    status: str = "open"


class Objective(AgencyRow, table=True):
    """A step toward meeting a need: who does it, by when, with an internal or external resource."""

    __tablename__ = "objective"

    client_id: str = Field(foreign_key="client.id", index=True)
    need_id: str = Field(foreign_key="client_need.id", index=True)
    words: str = Field(sa_type=Personal)
    assignee: str = Field(default="", sa_type=Personal)
    due_on: date | None = None
    resource: str = Field(default="external", sa_type=Text)
    status: str = "open"
