"""Who offers services: organizations, their programs, identifiers, funding and web addresses (HSDS 3.2.3)."""

from sqlalchemy import Text
from sqlmodel import Field

from directory.tables.keys import HsdsTable


class Organization(HsdsTable, table=True):
    """An organization that delivers services.

    The standard names no foreign key for `parent_organization_id`: the parent may be outside the package.
    """

    name: str = Field(sa_type=Text)
    alternate_name: str | None = Field(default=None, sa_type=Text)
    description: str = Field(sa_type=Text)
    email: str | None = Field(default=None, sa_type=Text)
    website: str | None = Field(default=None, sa_type=Text)
    tax_status: str | None = Field(default=None, sa_type=Text)
    tax_id: str | None = Field(default=None, sa_type=Text)
    year_incorporated: int | None = None
    legal_status: str | None = Field(default=None, sa_type=Text)
    logo: str | None = Field(default=None, sa_type=Text)
    uri: str | None = Field(default=None, sa_type=Text)
    parent_organization_id: str | None = Field(default=None, index=True)


class Program(HsdsTable, table=True):
    """A number of services grouped under one name by one organization."""

    organization_id: str = Field(foreign_key="organization.id", index=True)
    name: str = Field(sa_type=Text)
    alternate_name: str | None = Field(default=None, sa_type=Text)
    description: str = Field(sa_type=Text)


class OrganizationIdentifier(HsdsTable, table=True):
    """A third party's identifier of an organization, such as a company number."""

    organization_id: str = Field(foreign_key="organization.id", index=True)
    identifier_scheme: str | None = Field(default=None, sa_type=Text)
    identifier_type: str = Field(sa_type=Text)
    identifier: str = Field(sa_type=Text)


class Funding(HsdsTable, table=True):
    """Where the money of an organization or a service comes from."""

    organization_id: str | None = Field(default=None, foreign_key="organization.id", index=True)
    service_id: str | None = Field(default=None, foreign_key="service.id", index=True)
    source: str | None = Field(default=None, sa_type=Text)


class Url(HsdsTable, table=True):
    """A further web address of an organization or a service."""

    label: str | None = Field(default=None, sa_type=Text)
    url: str = Field(sa_type=Text)
    organization_id: str | None = Field(default=None, foreign_key="organization.id", index=True)
    service_id: str | None = Field(default=None, foreign_key="service.id", index=True)
