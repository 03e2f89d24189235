"""Listings in the making: what the rows of a file say of organizations, services and places, put together."""

from dataclasses import dataclass, field

from directory.importing.spreadsheets.addresses import Address
from directory.importing.spreadsheets.coordinates import Point
from directory.importing.spreadsheets.hours_text import Opening
from directory.importing.spreadsheets.reach import Telephone


@dataclass(frozen=True)
class Hours:
    """A schedule: an opening that could be read, or words; a meeting may have no end."""

    opening: Opening | None = None
    words: str = ""
    begins: str = ""
    byday: str = ""
    attending: str = ""


@dataclass
class OrganizationDraft:
    """An organization, from all rows that name it."""

    id: str
    row: int
    cells: dict[str, str]


@dataclass
class SiteDraft:
    """A place. A confidential one is written without name, address and coordinates."""

    id: str
    row: int
    organization_id: str
    name: str = ""
    transportation: str = ""
    address: Address | None = None
    point: Point | None = None
    confidential: bool = False
    online: bool = False
    url: str = ""
    accessibility: list[str] = field(default_factory=list)


@dataclass
class ServiceDraft:
    """A service with all that hangs on it; `rows` are those that were put together."""

    id: str
    key: str
    rows: list[int]
    organization_id: str
    cells: dict[str, str]
    phones: dict[Telephone, str] = field(default_factory=dict)
    hours: list[Hours] = field(default_factory=list)
    sites: list[str] = field(default_factory=list)
    categories: dict[str, None] = field(default_factory=dict)
    terms: dict[str, None] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)
    documents: dict[str, None] = field(default_factory=dict)
    areas: dict[str, None] = field(default_factory=dict)
    types: list[frozenset[str]] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)
