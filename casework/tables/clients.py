"""The people who are served, how they may be reached, and what is known of them."""

from datetime import date, datetime

from sqlalchemy import JSON, Text
from sqlmodel import Field

from casework.personal import Personal
from casework.scope import AgencyRow
from directory.instants import UtcDateTime


class Client(AgencyRow, table=True):
    """A person and how they may be reached safely.

    `phone` is E.164. Texts go out only with `sms_agreed_at` set, `sms_stopped_at` unset and
    `safe_to_text`. `texts_may_name_service` is the client's own wish: without it no text names a service
    or a provider. `texts_from_hour`/`texts_until_hour` narrow the hours further (local, 24 h).
    """

    __tablename__ = "client"

    program_id: str | None = Field(default=None, foreign_key="casework_program.id", index=True)
    primary_worker_id: str | None = Field(default=None, foreign_key="staff.id", index=True)
    name: str = Field(sa_type=Personal)
    preferred_name: str | None = Field(default=None, sa_type=Personal)
    phone: str | None = Field(default=None, sa_type=Personal, index=True)
    language: str = "en"
    time_zone: str = "America/New_York"
    safe_to_text: bool = False
    safe_to_voicemail: bool = False
    texts_may_name_service: bool = False
    texts_from_hour: int | None = None
    texts_until_hour: int | None = None
    contact_note: str | None = Field(default=None, sa_type=Personal)
    sms_agreed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sms_stopped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sms_stopped_how: str | None = Field(default=None, sa_type=Text)
    opened_on: date
    closed_on: date | None = None

    @property
    def called(self) -> str:
        """The name that the client wants to be called by."""
        return self.preferred_name or self.name


class ClientFact(AgencyRow, table=True):
    """One thing known of a client, in the vocabulary's words; the newest row of a fact counts.

    `value` is JSON; a row whose value is null says that the fact is no longer known.
    """

    __tablename__ = "client_fact"

    client_id: str = Field(foreign_key="client.id", index=True)
    fact: str
    value: str = Field(sa_type=Personal)
    source: str = Field(default="", sa_type=Text)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    recorded_by_id: str | None = Field(default=None, foreign_key="staff.id")


class Task(AgencyRow, table=True):
    """Something that waits for a person: what `Today` shows.

    `kind` is a key of casework.tasks.KINDS, which gives it its rank by harm. `for_id` is whose it is where no
    client says so; a task with neither is everybody's.
    """

    __tablename__ = "task"

    client_id: str | None = Field(default=None, foreign_key="client.id", index=True)
    referral_id: str | None = Field(default=None, foreign_key="referral.id", index=True)
    message_id: str | None = Field(default=None, foreign_key="message.id", index=True)
    for_id: str | None = Field(default=None, foreign_key="staff.id", index=True)
    kind: str = Field(index=True)
    note: str | None = Field(default=None, sa_type=Personal)
    details: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    due_at: datetime = Field(sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    done_by_id: str | None = Field(default=None, foreign_key="staff.id")


class AuditEntry(AgencyRow, table=True):
    """Who looked at or changed what of a client's record, and when; rows are only ever added."""

    __tablename__ = "audit_entry"

    at: datetime = Field(sa_type=UtcDateTime, index=True)
    staff_id: str | None = Field(default=None, index=True)
    client_id: str | None = Field(default=None, index=True)
    action: str
    thing: str
    thing_id: str | None = None
