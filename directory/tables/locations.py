"""Where and when services are offered (HSDS 3.2.3)."""

from datetime import date, time

from sqlalchemy import Text
from sqlmodel import Field

from directory.tables.keys import HsdsTable


class Location(HsdsTable, table=True):
    """A place, of `location_type` `physical`, `postal` or `virtual`; coordinates in degrees (WGS 84)."""

    location_type: str
    url: str | None = Field(default=None, sa_type=Text)
    organization_id: str | None = Field(default=None, foreign_key="organization.id", index=True)
    name: str | None = Field(default=None, sa_type=Text)
    alternate_name: str | None = Field(default=None, sa_type=Text)
    description: str | None = Field(default=None, sa_type=Text)
    transportation: str | None = Field(default=None, sa_type=Text)
    latitude: float | None = None
    longitude: float | None = None
    external_identifier: str | None = Field(default=None, sa_type=Text)
    external_identifier_type: str | None = Field(default=None, sa_type=Text)


class ServiceAtLocation(HsdsTable, table=True):
    """That a service is offered at a location."""

    service_id: str = Field(foreign_key="service.id", index=True)
    location_id: str = Field(foreign_key="location.id", index=True)
    description: str | None = Field(default=None, sa_type=Text)


class Address(HsdsTable, table=True):
    """The address of a location, of `address_type` `physical`, `postal` or `virtual`."""

    location_id: str | None = Field(default=None, foreign_key="location.id", index=True)
    attention: str | None = Field(default=None, sa_type=Text)
    address_1: str = Field(sa_type=Text)
    address_2: str | None = Field(default=None, sa_type=Text)
    city: str = Field(sa_type=Text)
    region: str | None = Field(default=None, sa_type=Text)
    state_province: str = Field(sa_type=Text)
    postal_code: str = Field(index=True)
    country: str
    address_type: str


class Accessibility(HsdsTable, table=True):
    """What helps people with disabilities at a location."""

    location_id: str | None = Field(default=None, foreign_key="location.id", index=True)
    description: str | None = Field(default=None, sa_type=Text)
    details: str | None = Field(default=None, sa_type=Text)
    url: str | None = Field(default=None, sa_type=Text)


class Schedule(HsdsTable, table=True):
    """Opening hours after iCalendar's RRULE (RFC 5545).

    `opens_at` and `closes_at` are local wall-clock times. `byday` lists days as `MO,TU`, in monthly rules
    also `2TU`. `timezone` is an offset from UTC in hours.
    """

    service_id: str | None = Field(default=None, foreign_key="service.id", index=True)
    location_id: str | None = Field(default=None, foreign_key="location.id", index=True)
    service_at_location_id: str | None = Field(default=None, foreign_key="service_at_location.id", index=True)
    valid_from: date | None = None
    valid_to: date | None = None
    dtstart: date | None = None
    timezone: float | None = None
    until: date | None = None
    count: int | None = None
    wkst: str | None = None
    freq: str | None = None
    interval: int | None = None
    byday: str | None = None
    byweekno: str | None = None
    bymonthday: str | None = None
    byyearday: str | None = None
    description: str | None = Field(default=None, sa_type=Text)
    opens_at: time | None = None
    closes_at: time | None = None
    schedule_link: str | None = Field(default=None, sa_type=Text)
    attending_type: str | None = Field(default=None, sa_type=Text)
    notes: str | None = Field(default=None, sa_type=Text)
