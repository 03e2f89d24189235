"""Mail to providers, kept until it is sent; without a mail server it stays readable on the outbox page."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from casework.personal import Personal
from casework.scope import AgencyRow
from directory.instants import UtcDateTime


class Mail(AgencyRow, table=True):
    """One mail. `status`: `due`, `sending`, `sent`, `failed`; `sending` that stays is one nobody knows of."""

    __tablename__ = "mail"

    client_id: str | None = Field(default=None, foreign_key="client.id", index=True)
    referral_id: str | None = Field(default=None, foreign_key="referral.id", index=True)
    to_address: str = Field(sa_type=Personal)
    subject: str = Field(sa_type=Personal)
    body: str = Field(sa_type=Personal)
    status: str = Field(default="due", index=True)
    attempts: int = 0
    due_at: datetime = Field(sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    problem: str | None = Field(default=None, sa_type=Text)
