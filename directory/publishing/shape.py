"""How records nest in the JSON of HSDS 3.2.3: which lists and which objects stand inside which."""

from collections.abc import Mapping
from dataclasses import dataclass

from directory.importing.columns import PLANS


@dataclass(frozen=True)
class Inside:
    """A list inside a record: its table, and the column that links back."""

    table: str
    link: str


@dataclass(frozen=True)
class Object:
    """A record inside a record: its table, and the column that names it."""

    table: str
    column: str


LISTS: Mapping[str, Mapping[str, Inside]] = {
    "service": {
        "additional_urls": Inside("url", "service_id"),
        "phones": Inside("phone", "service_id"),
        "schedules": Inside("schedule", "service_id"),
        "service_areas": Inside("service_area", "service_id"),
        "service_at_locations": Inside("service_at_location", "service_id"),
        "languages": Inside("language", "service_id"),
        "funding": Inside("funding", "service_id"),
        "cost_options": Inside("cost_option", "service_id"),
        "required_documents": Inside("required_document", "service_id"),
        "contacts": Inside("contact", "service_id"),
        "capacities": Inside("service_capacity", "service_id"),
    },
    "service_at_location": {
        "service_areas": Inside("service_area", "service_at_location_id"),
        "contacts": Inside("contact", "service_at_location_id"),
        "phones": Inside("phone", "service_at_location_id"),
        "schedules": Inside("schedule", "service_at_location_id"),
    },
    "location": {
        "languages": Inside("language", "location_id"),
        "addresses": Inside("address", "location_id"),
        "contacts": Inside("contact", "location_id"),
        "accessibility": Inside("accessibility", "location_id"),
        "phones": Inside("phone", "location_id"),
        "schedules": Inside("schedule", "location_id"),
    },
    "organization": {
        "additional_websites": Inside("url", "organization_id"),
        "funding": Inside("funding", "organization_id"),
        "contacts": Inside("contact", "organization_id"),
        "phones": Inside("phone", "organization_id"),
        "locations": Inside("location", "organization_id"),
        "programs": Inside("program", "organization_id"),
        "organization_identifiers": Inside("organization_identifier", "organization_id"),
    },
    "contact": {"phones": Inside("phone", "contact_id")},
    "phone": {"languages": Inside("language", "phone_id")},
}
OBJECTS: Mapping[str, Mapping[str, Object]] = {
    "service": {
        "organization": Object("organization", "organization_id"),
        "program": Object("program", "program_id"),
    },
    "service_at_location": {"location": Object("location", "location_id")},
    "service_capacity": {"unit": Object("unit", "unit_id")},
    "attribute": {"taxonomy_term": Object("taxonomy_term", "taxonomy_term_id")},
    "taxonomy_term": {"taxonomy_detail": Object("taxonomy", "taxonomy_id")},
}
WITHOUT_ATTRIBUTES = frozenset(("attribute", "metadata", "taxonomy", "taxonomy_term"))
WITHOUT_METADATA = frozenset(("metadata",))


def columns(table: str) -> tuple[str, ...]:
    """The table's own fields, in the order of the standard."""
    return tuple(PLANS[table].columns)
