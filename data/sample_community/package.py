"""Turns listings into the rows of an HSDS 3.2.3 tabular data package, the same rows every time."""

import hashlib
import math
import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from data.sample_community.entries import TERMS, TOWNS, Organization, Phone, Service, Site
from data.sample_community.hours import read_opening

Rows = dict[str, list[dict[str, Any]]]

NAMESPACE = uuid.UUID("5a1c4a52-6f0e-5d0b-9a53-0c2f6b7d1e90")
NEED_TAXONOMY = "Linkage need categories"
LOCATION_TAXONOMY = "Linkage location notes"
ADDRESS_CONFIDENTIAL = "address-confidential"
MAX_JITTER_MILES = 0.6
MILES_PER_DEGREE = 69.0


def identifier(*parts: str) -> str:
    """The UUIDv5 of a row: the same slugs give the same id in every build."""
    return str(uuid.uuid5(NAMESPACE, "/".join(parts)))


def package_rows(organizations: Iterable[Organization], reference: date) -> Rows:
    """Rows by table name, in the listings' order; relative dates count from `reference`."""
    builder = _Builder(reference)
    builder.add_terms()
    for organization in organizations:
        builder.add_organization(organization)
    return builder.rows


def place_near(address: str, postal_code: str) -> tuple[float, float]:
    """A point up to 0.6 miles from the ZIP centroid, the same for the same address (degrees)."""
    digest = hashlib.sha256(f"{address.casefold()}|{postal_code}".encode()).digest()
    angle = 2 * math.pi * int.from_bytes(digest[:4]) / 2**32
    miles = MAX_JITTER_MILES * math.sqrt(int.from_bytes(digest[4:8]) / 2**32)
    town = TOWNS[postal_code]
    latitude = town["latitude"] + miles * math.cos(angle) / MILES_PER_DEGREE
    miles_per_degree_east = MILES_PER_DEGREE * math.cos(math.radians(town["latitude"]))
    longitude = town["longitude"] + miles * math.sin(angle) / miles_per_degree_east
    return round(latitude, 5), round(longitude, 5)


class _Builder:
    """Collects rows; every row's id comes from the slugs on its way down."""

    def __init__(self, reference: date) -> None:
        self.reference = reference
        self.rows: Rows = {}

    def _add(self, table: str, *path: str, **values: Any) -> str:
        row_id = identifier(table, *path)
        self.rows.setdefault(table, []).append({"id": row_id, **values})
        return row_id

    def _date(self, relative: str | None) -> str:
        if relative is None:
            return ""
        return (self.reference + timedelta(days=int(relative.removesuffix("d")))).isoformat()

    def _datetime(self, relative: str | None) -> str:
        return f"{self._date(relative)}T12:00:00Z" if relative else ""

    def add_terms(self) -> None:
        needs = self._add(
            "taxonomy", "needs", name=NEED_TAXONOMY, version="1",
            description="What a client may need, as the fictional sample community uses the words.",
        )  # fmt: skip
        for code, (name, description) in TERMS["categories"].items():
            self._add(
                "taxonomy_term", "needs", code, code=code, name=name, description=description,
                taxonomy=NEED_TAXONOMY, language="en", taxonomy_id=needs,
            )  # fmt: skip
        notes = self._add(
            "taxonomy", "notes", name=LOCATION_TAXONOMY, version="1",
            description="What to know about a location of the fictional sample community.",
        )  # fmt: skip
        self._add(
            "taxonomy_term", "notes", ADDRESS_CONFIDENTIAL, code=ADDRESS_CONFIDENTIAL,
            name="Address confidential", description="The address is told to nobody but those who come.",
            taxonomy=LOCATION_TAXONOMY, language="en", taxonomy_id=notes,
        )  # fmt: skip

    def add_organization(self, organization: Organization) -> None:
        slug = organization.slug
        owner = self._add(
            "organization", slug, name=organization.name, alternate_name=organization.alternate_name,
            description=organization.description, email=organization.email, website=organization.website,
        )  # fmt: skip
        self._add_phones(organization.phone, organization.phones, slug, organization_id=owner)
        for site in organization.sites:
            self._add_site(site, slug, owner)
        if any(service.telehealth for service in organization.services):
            self._add(
                "location", slug, "virtual", location_type="virtual", organization_id=owner,
                name=f"{organization.name}: by telephone or video",
            )  # fmt: skip
        for service in organization.services:
            self._add_service(service, organization, owner)

    def _add_site(self, site: Site, slug: str, owner: str) -> None:
        latitude, longitude = site.latitude, site.longitude
        if latitude is None and site.address and site.postal_code:
            latitude, longitude = place_near(site.address, site.postal_code)
        location = self._add(
            "location", slug, site.slug, location_type="physical", organization_id=owner, name=site.name,
            description=site.description, transportation=site.transportation, latitude=latitude,
            longitude=longitude,
        )  # fmt: skip
        if site.confidential:
            self._add_attribute(location, "location", "location_note", "notes", ADDRESS_CONFIDENTIAL)
        else:
            self._add(
                "address", slug, site.slug, location_id=location, address_1=site.address,
                address_2=site.address_2, city=site.town, region=TOWNS[site.postal_code or ""]["county"],
                state_province="CT", postal_code=site.postal_code, country="US", address_type="physical",
            )  # fmt: skip
        for number, text in enumerate(site.accessibility):
            self._add("accessibility", slug, site.slug, str(number), location_id=location, description=text)

    def _add_attribute(self, link: str, entity: str, link_type: str, taxonomy: str, code: str) -> None:
        self._add(
            "attribute", link, code, link_id=link, link_entity=entity, link_type=link_type,
            taxonomy_term_id=identifier("taxonomy_term", taxonomy, code),
        )  # fmt: skip

    def _add_phones(self, voice: str | None, others: list[Phone], *path: str, **owner: str) -> None:
        first = [Phone(number=voice)] if voice else []
        for phone in [*first, *others]:
            self._add(
                "phone", *path, phone.type, phone.number, phone.description, **owner, number=phone.number,
                type=phone.type, description=phone.description,
            )  # fmt: skip

    def _add_service(self, service: Service, organization: Organization, owner: str) -> None:
        path = (organization.slug, service.slug)
        service_id = self._add(
            "service", *path, organization_id=owner, name=service.name, alternate_name=service.alternate_name,
            description=service.description, url=service.website, email=service.email, status=service.status,
            interpretation_services=service.interpretation, application_process=service.apply,
            fees_description=service.fees, wait_time=service.wait, accreditations=service.accreditations,
            eligibility_description=service.eligibility, minimum_age=service.minimum_age,
            maximum_age=service.maximum_age, assured_date=self._date(service.verified),
            licenses=service.licenses, alert=service.alert,
            last_modified=self._datetime(service.modified or service.verified),
        )  # fmt: skip
        for code in service.category:
            self._add_attribute(service_id, "service", "need_category", "needs", code)
        self._add_phones(service.phone, service.phones, *path, service_id=service_id)
        self._add_places(service, organization, path, service_id)
        self._add_schedules(service, path, service_id)
        self._add_lists(service, path, service_id)

    def _add_places(
        self, service: Service, organization: Organization, path: tuple[str, str], service_id: str
    ) -> None:
        sites = {site.slug: site for site in organization.sites}
        chosen = service.sites
        if chosen is None:
            chosen = list(sites) if len(sites) == 1 else []
        for slug in [*chosen, *(["virtual"] if service.telehealth else [])]:
            self._add(
                "service_at_location", *path, slug, service_id=service_id,
                location_id=identifier("location", organization.slug, slug),
            )  # fmt: skip
        # A confidential place is known by its town alone.
        towns = [sites[slug].town for slug in chosen if sites[slug].confidential]
        for name in service.area or dict.fromkeys(towns):
            self._add("service_area", *path, name, service_id=service_id, name=name)

    def _add_schedules(self, service: Service, path: tuple[str, str], service_id: str) -> None:
        for number, text in enumerate(service.hours):
            opening = read_opening(text)
            self._add(
                "schedule", *path, text, service_id=service_id, freq=opening.freq,
                byday=",".join(opening.byday), opens_at=opening.opens_at.isoformat(),
                closes_at=opening.closes_at.isoformat(),
                description=service.hours_note if number == 0 else "",
            )  # fmt: skip
        if service.hours_note and not service.hours:
            self._add("schedule", *path, "note", service_id=service_id, description=service.hours_note)

    def _add_lists(self, service: Service, path: tuple[str, str], service_id: str) -> None:
        for code in service.languages:
            self._add(
                "language", *path, code, service_id=service_id, name=TERMS["languages"][code], code=code
            )
        for cost in service.cost:
            self._add(
                "cost_option", *path, cost.option, service_id=service_id, option=cost.option, currency="USD",
                amount=cost.amount, amount_description=cost.description,
            )  # fmt: skip
        for document in service.documents:
            self._add("required_document", *path, document, service_id=service_id, document=document)
        for capacity in service.capacities:
            unit = identifier("unit", capacity.unit)
            if unit not in {row["id"] for row in self.rows.get("unit", [])}:
                self._add("unit", capacity.unit, name=capacity.unit)
            self._add(
                "service_capacity", *path, capacity.unit, service_id=service_id, unit_id=unit,
                available=capacity.available, maximum=capacity.maximum, description=capacity.description,
                updated=self._datetime(capacity.updated),
            )  # fmt: skip
