"""How listings are kept true: verifications, requests to providers, room, and mail; not of the standard.

`service_id` is no foreign key in any of them, so that the history outlives a listing that an import replaced.
"""

from datetime import date, datetime

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from directory.instants import UtcDateTime
from directory.tables.keys import new_id


class Verification(SQLModel, table=True):
    """That somebody made sure of a listing, or tried to.

    `method` is `phone`, `link`, `mail` or `visit`; `outcome` is `confirmed`, `changed`, `no_answer` or
    `refused`. `provider_name` and `provider_title` say who at the provider answered (AIRS/Inform USA
    Standards 9.0 ask for both). `by_id` is the member of staff who asked, None where the provider came by
    link. `day` is the day that it counts for, where the people are. `change_set_id` is what it changed.
    """

    __tablename__ = "verification"

    id: str = Field(default_factory=new_id, primary_key=True)
    service_id: str = Field(index=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    day: date
    method: str
    outcome: str
    provider_name: str = Field(default="", sa_type=Text)
    provider_title: str = Field(default="", sa_type=Text)
    by_id: str | None = Field(default=None, index=True)
    note: str = Field(default="", sa_type=Text)
    change_set_id: str | None = Field(default=None, foreign_key="change_set.id")
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class VerificationRequest(SQLModel, table=True):
    """A provider was asked to look at a listing.

    `to_address` is empty for a link that a coordinator handed over. `by_id` is None where the program
    asked by itself. `answer` is `confirmed`, `proposed`
    or `note` (words alone); `settled_at` is when a coordinator had decided
    all that was proposed. `closed_at` ends a request without an answer.
    """

    __tablename__ = "verification_request"

    id: str = Field(default_factory=new_id, primary_key=True)
    service_id: str = Field(index=True)
    to_address: str = Field(default="", sa_type=Text, index=True)
    by_id: str | None = None
    asked_at: datetime = Field(sa_type=UtcDateTime, index=True)
    reminded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    answer: str | None = None
    provider_name: str = Field(default="", sa_type=Text)
    provider_title: str = Field(default="", sa_type=Text)
    note: str = Field(default="", sa_type=Text)
    note_read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class VerificationLink(SQLModel, table=True):
    """A secret address under which a request is answered; only the hash of the secret is kept."""

    __tablename__ = "verification_link"

    id: str = Field(default_factory=new_id, primary_key=True)
    request_id: str = Field(foreign_key="verification_request.id", index=True)
    token_hash: str = Field(unique=True)
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class ProviderContact(SQLModel, table=True):
    """How the provider of one listing is asked, as a coordinator set it.

    `mail_on` lets the program send requests by itself, to `email` or else the listing's own address.
    `sms_number` (E.164) may text how much room there is; its owner agreed to that at `sms_agreed_at`. A
    number speaks for one listing, so that a text never fills the wrong one.
    """

    __tablename__ = "provider_contact"

    id: str = Field(default_factory=new_id, primary_key=True)
    service_id: str = Field(unique=True)
    mail_on: bool = False
    email: str = Field(default="", sa_type=Text)
    sms_number: str | None = Field(default=None, unique=True)
    sms_agreed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Availability(SQLModel, table=True):
    """Room as a provider or coordinator told it; the newest row of a service counts until `expires_at`.

    `status` is `open`, `limited`, `waitlist` or `full`; `places` counts `unit` ("beds") where a number was
    told, `wait` says how long the list is. `via` is `link`, `text` or `staff`.
    """

    __tablename__ = "availability"

    id: str = Field(default_factory=new_id, primary_key=True)
    service_id: str = Field(index=True)
    status: str
    places: int | None = None
    unit: str = Field(default="", sa_type=Text)
    wait: str = Field(default="", sa_type=Text)
    reported_at: datetime = Field(sa_type=UtcDateTime, index=True)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    via: str
    by_name: str = Field(default="", sa_type=Text)
    by_id: str | None = None


class UpkeepMail(SQLModel, table=True):
    """One mail to a provider about listings; see directory.mailing for `status`."""

    __tablename__ = "upkeep_mail"

    id: str = Field(default_factory=new_id, primary_key=True)
    to_address: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    status: str = Field(default="due", index=True)
    attempts: int = 0
    due_at: datetime = Field(sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    problem: str | None = Field(default=None, sa_type=Text)
