"""Permission to share, referrals with their history, and what left the agency about a client."""

from datetime import date, datetime

from sqlalchemy import JSON, Text
from sqlmodel import Field

from casework.personal import Personal
from casework.scope import AgencyRow
from directory.instants import UtcDateTime


class Release(AgencyRow, table=True):
    """A client's signed permission to tell one organization something (42 CFR 2.31(a), items 1 to 9).

    `information` describes what may be told, `purpose` why. It ends on `expires_on`, when withdrawn, or
    when the client's case closes.
    """

    __tablename__ = "release"

    client_id: str = Field(foreign_key="client.id", index=True)
    organization_id: str = Field(index=True)
    organization_name: str = Field(sa_type=Text)
    discloser: str = Field(sa_type=Text)
    information: str = Field(sa_type=Personal)
    purpose: str = Field(sa_type=Personal)
    signed_by: str = Field(sa_type=Personal)
    signed_on: date
    expires_on: date
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_how: str | None = Field(default=None, sa_type=Personal)
    recorded_by_id: str | None = Field(default=None, foreign_key="staff.id")


class Referral(AgencyRow, table=True):
    """One linkage: a client, a need, a service; `state` changes only through casework.referrals.

    `state` follows FHIR Task (see casework.referral_states). `channel` is `provider_told` (we inform the
    provider, with a release) or `client_contacts` (nothing leaves the agency). `outcome` is the last
    reading of what became of it, in the vocabulary's reply labels. Names of the service are kept as they
    were when the referral was made; the listing may change or go.
    """

    __tablename__ = "referral"

    client_id: str = Field(foreign_key="client.id", index=True)
    need_id: str | None = Field(default=None, foreign_key="client_need.id", index=True)
    objective_id: str | None = Field(default=None, foreign_key="objective.id")
    service_id: str = Field(index=True)
    location_id: str | None = None
    organization_id: str = Field(index=True)
    service_name: str = Field(sa_type=Text)
    organization_name: str = Field(sa_type=Text)
    category: str
    channel: str
    release_id: str | None = Field(default=None, foreign_key="release.id")
    state: str = Field(index=True)
    outcome: str | None = None
    barriers: list[str] = Field(default_factory=list, sa_type=JSON)
    appointment_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    note: str | None = Field(default=None, sa_type=Personal)
    made_by_id: str | None = Field(default=None, foreign_key="staff.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)


class ReferralEvent(AgencyRow, table=True):
    """One line of a referral's history. `by` is `staff`, `client`, `provider` or `linkage`."""

    __tablename__ = "referral_event"

    client_id: str = Field(foreign_key="client.id", index=True)
    referral_id: str = Field(foreign_key="referral.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    by: str
    staff_id: str | None = Field(default=None, foreign_key="staff.id")
    from_state: str | None = None
    to_state: str
    outcome: str | None = None
    note: str | None = Field(default=None, sa_type=Personal)


class Disclosure(AgencyRow, table=True):
    """What was told to whom about a client, on which release: the list of 42 CFR 2.24."""

    __tablename__ = "disclosure"

    client_id: str = Field(foreign_key="client.id", index=True)
    referral_id: str | None = Field(default=None, foreign_key="referral.id", index=True)
    release_id: str = Field(foreign_key="release.id")
    at: datetime = Field(sa_type=UtcDateTime)
    recipient: str = Field(sa_type=Text)
    what: str = Field(sa_type=Personal)
    how: str = Field(sa_type=Text)


class ProviderLink(AgencyRow, table=True):
    """An expiring address under which a provider answers one referral; only the token's hash is kept."""

    __tablename__ = "provider_link"

    referral_id: str = Field(foreign_key="referral.id", index=True)
    token_hash: str = Field(unique=True)
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
