"""What is offered, at what price, to whom and with how much room (HSDS 3.2.3)."""

from datetime import date, datetime

from sqlalchemy import Text
from sqlmodel import Field

from directory.instants import UtcDateTime
from directory.tables.keys import HsdsTable


class Service(HsdsTable, table=True):
    """A service that an organization provides.

    `status` is `active`, `inactive`, `defunct` or `temporarily closed`. Ages are in years, and may be
    fractions. `assured_date` is the day on which the entry was last verified.
    """

    organization_id: str = Field(foreign_key="organization.id", index=True)
    program_id: str | None = Field(default=None, foreign_key="program.id", index=True)
    name: str = Field(sa_type=Text)
    alternate_name: str | None = Field(default=None, sa_type=Text)
    description: str | None = Field(default=None, sa_type=Text)
    url: str | None = Field(default=None, sa_type=Text)
    email: str | None = Field(default=None, sa_type=Text)
    status: str = Field(index=True)
    interpretation_services: str | None = Field(default=None, sa_type=Text)
    application_process: str | None = Field(default=None, sa_type=Text)
    fees_description: str | None = Field(default=None, sa_type=Text)
    wait_time: str | None = Field(default=None, sa_type=Text)
    fees: str | None = Field(default=None, sa_type=Text)
    accreditations: str | None = Field(default=None, sa_type=Text)
    eligibility_description: str | None = Field(default=None, sa_type=Text)
    minimum_age: float | None = None
    maximum_age: float | None = None
    assured_date: date | None = Field(default=None, index=True)
    assurer_email: str | None = Field(default=None, sa_type=Text)
    licenses: str | None = Field(default=None, sa_type=Text)
    alert: str | None = Field(default=None, sa_type=Text)
    last_modified: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)


class CostOption(HsdsTable, table=True):
    """A price of a service; `amount` in units of `currency` (ISO 4217), 0 for free."""

    service_id: str = Field(foreign_key="service.id", index=True)
    valid_from: date | None = None
    valid_to: date | None = None
    option: str | None = Field(default=None, sa_type=Text)
    currency: str | None = Field(default=None, sa_type=Text)
    amount: float | None = None
    amount_description: str | None = Field(default=None, sa_type=Text)


class RequiredDocument(HsdsTable, table=True):
    """A document that people must bring to receive the service."""

    service_id: str | None = Field(default=None, foreign_key="service.id", index=True)
    document: str | None = Field(default=None, sa_type=Text)
    uri: str | None = Field(default=None, sa_type=Text)


class ServiceArea(HsdsTable, table=True):
    """The area in which a service is available."""

    service_id: str | None = Field(default=None, foreign_key="service.id", index=True)
    service_at_location_id: str | None = Field(default=None, foreign_key="service_at_location.id", index=True)
    name: str | None = Field(default=None, sa_type=Text)
    description: str | None = Field(default=None, sa_type=Text)
    extent: str | None = Field(default=None, sa_type=Text)
    extent_type: str | None = Field(default=None, sa_type=Text)
    uri: str | None = Field(default=None, sa_type=Text)


class Unit(HsdsTable, table=True):
    """What a capacity is counted in: beds, rooms, slots."""

    name: str = Field(sa_type=Text)
    scheme: str | None = Field(default=None, sa_type=Text)
    identifier: str | None = Field(default=None, sa_type=Text)
    uri: str | None = Field(default=None, sa_type=Text)


class ServiceCapacity(HsdsTable, table=True):
    """How many units of a service were free at the moment `updated`, of how many at most."""

    service_id: str = Field(foreign_key="service.id", index=True)
    unit_id: str = Field(foreign_key="unit.id", index=True)
    available: float
    maximum: float | None = None
    description: str | None = Field(default=None, sa_type=Text)
    updated: datetime = Field(sa_type=UtcDateTime)
