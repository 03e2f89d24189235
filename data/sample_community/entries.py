"""Reads the hand-written listings and refuses whatever could mislead: unknown words, real-looking
telephone numbers, a confidential site that gives itself away."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from data.sample_community.hours import read_opening

HERE = Path(__file__).parent
TERMS: dict[str, dict[str, Any]] = tomllib.loads((HERE / "terms.toml").read_text("utf-8"))
TOWNS: dict[str, dict[str, Any]] = tomllib.loads((HERE / "towns.toml").read_text("utf-8"))

FICTIONAL_PHONE = re.compile(r"(203|475|860|959|800)-555-01\d\d")


class ListingErrors(Exception):
    """Every problem found, one line each, as `file, organization, service: what is wrong`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _slug(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        raise ValueError(f"{value!r} is not a slug (lower-case letters, digits and single hyphens)")
    return value


def _category(value: str) -> str:
    if value not in TERMS["categories"]:
        raise ValueError(f"{value!r} is no need category")
    return value


def _language(value: str) -> str:
    if value not in TERMS["languages"]:
        raise ValueError(f"language {value!r} is not in terms.toml")
    return value


def _hours(value: str) -> str:
    read_opening(value)
    return value


def _relative_date(value: str) -> str:
    if not re.fullmatch(r"-\d{1,4}d", value):
        raise ValueError(f"{value!r} is not a relative date like -40d")
    return value


def _example_website(value: str) -> str:
    host = urlsplit(value).hostname or ""
    if not value.startswith("https://") or not host.endswith(".example"):
        raise ValueError(f"website {value!r} must be https and under .example")
    return value


def _example_email(value: str) -> str:
    if not re.fullmatch(r"[\w.+-]+@[\w.-]+\.example", value):
        raise ValueError(f"e-mail {value!r} must be under .example")
    return value


Slug = Annotated[str, AfterValidator(_slug)]
Text = Annotated[str, Field(min_length=1)]
Website = Annotated[str, AfterValidator(_example_website)]
Email = Annotated[str, AfterValidator(_example_email)]
RelativeDate = Annotated[str, AfterValidator(_relative_date)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


Part = TypeVar("Part", bound=_Strict)


class Phone(_Strict):
    """A number that is not simply the voice line: text, fax, teletype, or one with a note."""

    number: Text
    type: Literal["text", "voice", "fax", "cell", "video", "pager", "textphone"] = "voice"
    description: str = ""


class Cost(_Strict):
    """One price in US dollars."""

    option: Text
    amount: float = Field(ge=0)
    description: str = ""


class Capacity(_Strict):
    """Places of one unit; `updated` is relative to the reference date."""

    unit: Text
    available: int = Field(ge=0)
    maximum: int | None = Field(default=None, ge=1)
    updated: RelativeDate
    description: str = ""

    @model_validator(mode="after")
    def _within_maximum(self) -> "Capacity":
        if self.maximum is not None and self.available > self.maximum:
            raise ValueError(f"capacity: {self.available} available of {self.maximum}")
        return self


class Site(_Strict):
    """A place; of a confidential one the package gets the town and nothing finer, no ZIP code either."""

    slug: Slug
    name: Text
    address: str | None = None
    address_2: str | None = None
    town: Text
    postal_code: str | None = None
    latitude: float | None = Field(default=None, ge=40.9, le=42.1)
    longitude: float | None = Field(default=None, ge=-73.8, le=-71.7)
    confidential: bool = False
    description: str = ""
    transportation: str = ""
    accessibility: list[Text] = []

    @model_validator(mode="after")
    def _place(self) -> "Site":
        if self.confidential:
            finer = ("address", "address_2", "latitude", "longitude")
            told = [key for key in finer if getattr(self, key) is not None]
            told += ["transportation"] if self.transportation else []
            if told:
                raise ValueError(f"a confidential site must not give {', '.join(told)}")
            return self
        if not self.address or not self.postal_code:
            raise ValueError("a site needs address and postal_code, or confidential = true")
        if self.postal_code not in TOWNS:
            raise ValueError(f"postal_code {self.postal_code} is not in towns.toml")
        if self.town not in TOWNS[self.postal_code]["towns"]:
            known = ", ".join(TOWNS[self.postal_code]["towns"])
            raise ValueError(f"{self.postal_code} is {known}, not {self.town}")
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("latitude and longitude go together")
        return self


class Service(_Strict):
    """What is offered; `sites` left out means the organization's only site."""

    slug: Slug
    name: Text
    category: list[Annotated[str, AfterValidator(_category)]] = Field(min_length=1)
    sites: list[Slug] | None = None
    description: Text
    alternate_name: str = ""
    eligibility: str = ""
    minimum_age: int | None = Field(default=None, ge=0, le=120)
    maximum_age: int | None = Field(default=None, ge=0, le=120)
    apply: str = ""
    fees: str = ""
    cost: list[Cost] = []
    documents: list[Text] = []
    languages: list[Annotated[str, AfterValidator(_language)]] = []
    interpretation: str = ""
    phone: str | None = None
    phones: list[Phone] = []
    email: Email | None = None
    website: Website | None = None
    hours: list[Annotated[str, AfterValidator(_hours)]] = []
    hours_note: str = ""
    area: list[Text] = []
    capacity: Capacity | list[Capacity] | None = None
    verified: RelativeDate | None = None
    modified: RelativeDate | None = None
    status: Literal["active", "inactive", "defunct", "temporarily closed"] = "active"
    wait: str = ""
    alert: str = ""
    licenses: str = ""
    accreditations: str = ""
    telehealth: bool = False

    @model_validator(mode="before")
    @classmethod
    def _one_area_is_a_list(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("area"), str):
            return {**value, "area": [value["area"]]}
        return value

    @model_validator(mode="after")
    def _in_order(self) -> "Service":
        if len(set(self.category)) != len(self.category):
            raise ValueError("a category is written twice")
        youngest, oldest = self.minimum_age, self.maximum_age
        if youngest is not None and oldest is not None and youngest > oldest:
            raise ValueError(f"minimum_age {youngest} is above maximum_age {oldest}")
        return self

    @property
    def capacities(self) -> list[Capacity]:
        """Capacities as a list, however many were written."""
        return [self.capacity] if isinstance(self.capacity, Capacity) else self.capacity or []


class Organization(_Strict):
    """Who runs services; `real` marks the national lines, whose numbers are true."""

    slug: Slug
    name: Text
    alternate_name: str = ""
    description: Text
    website: Website | None = None
    email: Email | None = None
    phone: str | None = None
    phones: list[Phone] = []
    real: bool = False
    sites: list[Site] = []
    services: list[Service] = []


def read_listings(folder: Path) -> list[Organization]:
    """Read every `*.toml` of the folder, in the order of file names. Raises ListingErrors."""
    problems: list[str] = []
    organizations: list[Organization] = []
    seen: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            tables = tomllib.loads(path.read_text("utf-8")).get("organization", [])
        except tomllib.TOMLDecodeError as error:
            problems.append(f"{path.name}: {error}")
            continue
        for number, table in enumerate(tables, 1):
            place = f"{path.name}, organization {table.get('slug', f'number {number}')}"
            organization = _read_organization(table, place, problems)
            if organization is None:
                continue
            if organization.slug in seen:
                problems.append(f"{place}: slug already used in {seen[organization.slug]}")
            seen[organization.slug] = path.name
            if organization.real and path.name != "national.toml":
                problems.append(f"{place}: only national.toml may hold a real organization")
            problems.extend(f"{place}{what}" for what in _problems_within(organization))
            organizations.append(organization)
    if not organizations and not problems:
        problems.append(f"{folder}: no listings found")
    if problems:
        raise ListingErrors(problems)
    return organizations


def _read_organization(table: dict[str, Any], place: str, problems: list[str]) -> Organization | None:
    before = len(problems)
    own = {key: value for key, value in table.items() if key not in ("site", "service")}
    organization = _read(Organization, own, place, problems)
    sites = [
        _read(Site, row, f"{place}, site {row.get('slug', '?')}", problems) for row in table.get("site", [])
    ]
    services = [
        _read(Service, row, f"{place}, service {row.get('slug', '?')}", problems)
        for row in table.get("service", [])
    ]
    if organization is None or len(problems) > before:
        return None
    organization.sites = [site for site in sites if site]
    organization.services = [service for service in services if service]
    return organization


def _read(kind: type[Part], row: dict[str, Any], place: str, problems: list[str]) -> Part | None:
    try:
        return kind.model_validate(row)
    except ValidationError as error:
        for detail in error.errors():
            where = ".".join(str(part) for part in detail["loc"])
            message = detail["msg"].removeprefix("Value error, ")
            problems.append(f"{place}: {where + ': ' if where else ''}{message}")
        return None


def _problems_within(organization: Organization) -> Iterator[str]:
    """What only shows when an organization's parts are read together."""
    for kind, slugs in (
        ("site", [site.slug for site in organization.sites]),
        ("service", [service.slug for service in organization.services]),
    ):
        for slug in sorted({slug for slug in slugs if slugs.count(slug) > 1}):
            yield f", {kind} {slug}: slug used twice"
    if not organization.services:
        yield ": has no services"
    known = {site.slug for site in organization.sites}
    for service in organization.services:
        for slug in service.sites or []:
            if slug not in known:
                yield f", service {service.slug}: no site {slug!r} in this organization"
        if service.sites is None and len(known) != 1 and not (service.area or service.telehealth):
            yield f", service {service.slug}: say which of the {len(known)} sites, or give an area"
        if service.sites == [] and not (service.area or service.telehealth):
            yield f", service {service.slug}: without a site it needs an area or telehealth"
    if not organization.real:
        for name, numbers in _numbers(organization):
            for number in numbers:
                if not FICTIONAL_PHONE.fullmatch(number):
                    yield f"{name}: {number} is not a fictional number (860-555-01xx or 203-555-01xx)"


def _numbers(organization: Organization) -> Iterator[tuple[str, list[str]]]:
    """Voice and other numbers of the organization and of each service, with the place to name."""
    own = [organization.phone] if organization.phone else []
    yield "", own + [phone.number for phone in organization.phones]
    for service in organization.services:
        own = [service.phone] if service.phone else []
        yield f", service {service.slug}", own + [phone.number for phone in service.phones]
