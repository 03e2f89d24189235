"""What of a listing tells whether another is the same: read for the whole directory in a few queries.

Of a confidential place only the town is read: no street, no postal code, no coordinates and no telephone of
the place itself ever reach a comparison.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select as typed_select
from sqlmodel import Session, col

from directory.duplicates.names import Words, name_words
from directory.duplicates.streets import Street, read_street
from directory.duplicates.telephones import national_number
from directory.listings import ADDRESS_CONFIDENTIAL
from directory.place_names import key as place_key
from directory.tables import (
    Address,
    Attribute,
    Location,
    Organization,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from directory.taxonomies.meaning import NEED_TAXONOMY

# Its types know ten columns at the most.
select: Any = typed_select

HIDDEN = ("inactive", "defunct")
_KIND_LINKS = ("service_category", "")
# Pages of these hosts are of many organizations.
_SHARED_HOSTS = ("facebook.com", "google.com", "youtube.com", "twitter.com", "instagram.com", "linkedin.com")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a listing. A confidential one has a town and nothing else."""

    town: str
    street: Street | None = None
    postal_code: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(slots=True)
class Traits:
    """One listing as it is compared.

    `organizations` are the names of its organization as words, `name` is its own and `others` its alternate
    names; `kinds` are the terms of its source's own categories and `sources` what these are called; `times`
    are its openings as day, from, to.
    """

    id: str
    organization_id: str
    organization: str
    service: str
    organizations: tuple[Words, ...]
    name: Words
    others: tuple[Words, ...]
    kinds: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    spots: list[Spot] = field(default_factory=list)
    pages: set[str] = field(default_factory=set)
    times: set[tuple[str, str, str]] = field(default_factory=set)


def read_traits(session: Session) -> list[Traits]:
    """The traits of all listings that may be shown, in the order of their ids."""
    organizations = _organizations(session)
    rows = session.execute(
        select(
            Service.id,
            Service.organization_id,
            Service.name,
            Service.alternate_name,
            Service.url,
            Service.email,
        )
        .where(col(Service.status).notin_(HIDDEN))
        .order_by(Service.id)
    )
    found: dict[str, Traits] = {}
    for service_id, owner, title, other, url, email in rows:
        name, names, page = organizations[owner]
        found[service_id] = Traits(
            service_id,
            owner,
            name,
            title,
            names,
            name_words(title),
            _names(other),
            pages=_pages(url, email, page),
        )
    _read_kinds(session, found)
    offered = _read_spots(session, found)
    _read_phones(session, found, offered)
    _read_times(session, found)
    return list(found.values())


def _organizations(session: Session) -> dict[str, tuple[str, tuple[Words, ...], str | None]]:
    rows = session.execute(
        select(Organization.id, Organization.name, Organization.alternate_name, Organization.website)
    )
    return {row[0]: (row[1], _names(row[1], row[2]), row[3]) for row in rows}


def _names(*names: str | None) -> tuple[Words, ...]:
    words = (name_words(name) for name in names if name)
    return tuple(dict.fromkeys(one for one in words if one))


def _pages(url: str | None, email: str | None, website: str | None) -> set[str]:
    """The listing's web pages and mail address."""
    pages = {web_page(address or "") for address in (url, website)} | {(email or "").strip().lower()}
    return pages - {""}


def web_page(address: str) -> str:
    """A web address as host and path, without what differs between two writings of it; empty for none."""
    text = address.strip().lower()
    parts = urlsplit(text if "//" in text else f"//{text}")
    host = (parts.netloc or "").removeprefix("www.")
    if "." not in host:
        return ""
    path = parts.path.rstrip("/")
    return host + path if path or not host.endswith(_SHARED_HOSTS) else ""


def _read_kinds(session: Session, found: dict[str, Traits]) -> None:
    rows = session.execute(
        select(
            Attribute.link_id, Attribute.link_type, TaxonomyTerm.id, TaxonomyTerm.name, TaxonomyTerm.taxonomy,
            Taxonomy.name,
        )
        .join(TaxonomyTerm, col(TaxonomyTerm.id) == Attribute.taxonomy_term_id)
        .join(Taxonomy, col(Taxonomy.id) == TaxonomyTerm.taxonomy_id, isouter=True)
        .where(Attribute.link_entity == "service")
    )  # fmt: skip
    for service_id, use, term, name, vocabulary, taxonomy in rows:
        source = taxonomy or vocabulary or ""
        if service_id not in found or source == NEED_TAXONOMY:
            continue
        traits = found[service_id]
        if (use or "") in _KIND_LINKS:
            traits.kinds.add(term)
        # A list that names its entries by their kind is known by that kind.
        traits.sources.add(f"{source}: {name}" if name == traits.service else source)


def _confidential(session: Session) -> set[str]:
    rows = session.execute(
        select(Attribute.link_id)
        .join(TaxonomyTerm, col(TaxonomyTerm.id) == Attribute.taxonomy_term_id)
        .where(TaxonomyTerm.code == ADDRESS_CONFIDENTIAL)
    )
    return set(rows.scalars())


def _read_spots(session: Session, found: dict[str, Traits]) -> dict[str, list[str]]:
    """Fills in the places; returns the services offered at each location that is not confidential."""
    hidden = _confidential(session)
    spots: dict[str, list[Spot]] = {}
    for row in session.execute(
        select(
            Location.id, Location.latitude, Location.longitude, Address.address_1,
            Address.address_2, Address.city, Address.state_province, Address.postal_code,
        )
        .join(Address, col(Address.location_id) == Location.id, isouter=True)
        .order_by(Location.id, Address.id)
    ):  # fmt: skip
        place, latitude, longitude, first, second, city, state, postal = row
        town = f"{place_key(city)} {(state or '').lower()}".strip() if city else ""
        if place in hidden:
            spots.setdefault(place, []).append(Spot(town))
            continue
        street = read_street(first or "", second or "") if first else None
        spots.setdefault(place, []).append(Spot(town, street, (postal or "")[:5], latitude, longitude))
    offered: dict[str, list[str]] = {}
    links = select(ServiceAtLocation.service_id, ServiceAtLocation.location_id).order_by(ServiceAtLocation.id)
    for service_id, place in session.execute(links):
        traits = found.get(service_id)
        if traits is None:
            continue
        traits.spots += spots.get(place, ())
        if place not in hidden:
            offered.setdefault(place, []).append(service_id)
    return offered


def _read_phones(session: Session, found: dict[str, Traits], offered: dict[str, list[str]]) -> None:
    """The numbers closest to each listing: its own or its places', else its organization's."""
    of_organization: dict[str, set[str]] = {}
    rows = session.execute(
        select(
            Phone.number, Phone.type, Phone.service_id, Phone.location_id, Phone.organization_id,
            ServiceAtLocation.service_id, ServiceAtLocation.location_id,
        ).join(ServiceAtLocation, col(ServiceAtLocation.id) == Phone.service_at_location_id, isouter=True)
    )  # fmt: skip
    for number, kind, service_id, place, organization, at_service, at_place in rows:
        digits = national_number(number or "")
        if not digits or kind == "fax":
            continue
        owners: Iterable[str | None] = (service_id, at_service if at_place in offered else None)
        for owner in (*owners, *offered.get(place or "", ())):
            if owner in found:
                found[owner].phones.add(digits)
        if organization:
            of_organization.setdefault(organization, set()).add(digits)
    for traits in found.values():
        if not traits.phones:
            traits.phones = of_organization.get(traits.organization_id, set())


def _read_times(session: Session, found: dict[str, Traits]) -> None:
    rows = session.execute(
        select(Schedule.service_id, Schedule.byday, Schedule.opens_at, Schedule.closes_at).where(
            col(Schedule.service_id).is_not(None), col(Schedule.opens_at).is_not(None)
        )
    )
    for service_id, days, opens, closes in rows:
        if service_id in found:
            found[service_id].times |= {(day, str(opens), str(closes)) for day in (days or "").split(",")}
