"""How to reach a service, and in which languages (HSDS 3.2.3)."""

from sqlalchemy import Text
from sqlmodel import Field

from directory.tables.keys import HsdsTable


class Contact(HsdsTable, table=True):
    """A named role or person to reach at an organization, service or location."""

    organization_id: str | None = Field(default=None, foreign_key="organization.id", index=True)
    service_id: str | None = Field(default=None, foreign_key="service.id", index=True)
    service_at_location_id: str | None = Field(default=None, foreign_key="service_at_location.id", index=True)
    location_id: str | None = Field(default=None, foreign_key="location.id", index=True)
    name: str | None = Field(default=None, sa_type=Text)
    title: str | None = Field(default=None, sa_type=Text)
    department: str | None = Field(default=None, sa_type=Text)
    email: str | None = Field(default=None, sa_type=Text)


class Phone(HsdsTable, table=True):
    """A telephone number; `type` is one of RFC 6350's: text, voice, fax, cell, video, pager, textphone."""

    location_id: str | None = Field(default=None, foreign_key="location.id", index=True)
    service_id: str | None = Field(default=None, foreign_key="service.id", index=True)
    organization_id: str | None = Field(default=None, foreign_key="organization.id", index=True)
    contact_id: str | None = Field(default=None, foreign_key="contact.id", index=True)
    service_at_location_id: str | None = Field(default=None, foreign_key="service_at_location.id", index=True)
    number: str = Field(sa_type=Text)
    extension: int | None = None
    type: str | None = Field(default=None, sa_type=Text)
    description: str | None = Field(default=None, sa_type=Text)


class Language(HsdsTable, table=True):
    """A language in which a service, location or telephone answers; `code` is ISO 639-1 or -3."""

    service_id: str | None = Field(default=None, foreign_key="service.id", index=True)
    location_id: str | None = Field(default=None, foreign_key="location.id", index=True)
    phone_id: str | None = Field(default=None, foreign_key="phone.id", index=True)
    name: str | None = Field(default=None, sa_type=Text)
    code: str | None = Field(default=None, sa_type=Text)
    note: str | None = Field(default=None, sa_type=Text)
