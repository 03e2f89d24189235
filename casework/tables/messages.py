"""What is to be asked by text, what was sent, and what came back."""

from datetime import datetime

from sqlalchemy import JSON, Text
from sqlmodel import Field

from casework.personal import Personal
from casework.scope import AgencyRow
from directory.instants import UtcDateTime


class CheckIn(AgencyRow, table=True):
    """One question about one referral, due at a moment.

    `kind`: `first`, `nudge` (no answer yet), `again` (the client is waiting or has not been), `appointment`
    (the day after it), or `silence`: no text, but the moment at which a person takes over. `status`: `due`,
    `sending`, `asked`, `answered`, `unanswered`, `cancelled` or `held` (a person must look); `reason` says
    why. `step` counts the texts of a referral from 0. The worker claims a row by moving it from `due` to
    `sending`, in one transaction with the message it writes.
    """

    __tablename__ = "check_in"

    client_id: str = Field(foreign_key="client.id", index=True)
    referral_id: str = Field(foreign_key="referral.id", index=True)
    kind: str = "first"
    step: int = 0
    due_at: datetime = Field(sa_type=UtcDateTime, index=True)
    status: str = Field(default="due", index=True)
    reason: str | None = Field(default=None, sa_type=Text)
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Message(AgencyRow, table=True):
    """One text message, to (`out`) or from (`in`) a client's phone.

    `status` of an outgoing one: `queued` until `due_at`, `sending` from `claimed_at`, then `sent`,
    `delivered` or `failed`, never backwards, or `cancelled` before it went; `sending` that stays is a text
    of which nobody knows whether it went. An incoming one is `received`. `kind` is the key of its wording in
    data/messages, `written` for a worker's own words; an incoming one is a `reply`, `reply_media` or `media`.
    `provider_id` is the carrier's message id, unique, so that a repeated delivery of the same webhook is
    seen once. An incoming one from a number that nobody has is kept with no client. `label` to `confidence`
    are what was heard in it; no `label` yet means that nothing has been done about it.
    """

    __tablename__ = "message"

    client_id: str | None = Field(default=None, foreign_key="client.id", index=True)
    referral_id: str | None = Field(default=None, foreign_key="referral.id", index=True)
    check_in_id: str | None = Field(default=None, foreign_key="check_in.id", index=True)
    direction: str
    kind: str = Field(default="check_in")
    body: str = Field(sa_type=Personal)
    phone: str = Field(sa_type=Personal)
    language: str = "en"
    status: str = Field(index=True)
    provider_id: str | None = Field(default=None, unique=True)
    error_code: str | None = None
    attempts: int = 0
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime, index=True)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    written_by_id: str | None = Field(default=None, foreign_key="staff.id")
    label: str | None = None
    barriers: list[str] = Field(default_factory=list, sa_type=JSON)
    listing_problems: list[str] = Field(default_factory=list, sa_type=JSON)
    confidence: float | None = None
    handled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
