"""The parts in which a listing is edited: which rows and fields each of them has."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from directory.editing.described import Capacities, Categories
from directory.editing.other_hours import OtherHours
from directory.editing.places import ACCESSIBILITY, ADDRESSES, PLACE
from directory.editing.sections import ChildRows, OneRow, Section
from directory.editing.subject import Subject
from directory.editing.vocabulary import ready_categories
from directory.editing.week import Week
from directory.tables import (
    Contact,
    CostOption,
    Language,
    Organization,
    Phone,
    RequiredDocument,
    Service,
    ServiceArea,
    ServiceCapacity,
    Url,
)


@dataclass(frozen=True)
class Part:
    """What is edited on one page; `prepare` comes before a change of it is recorded."""

    key: str
    sections: tuple[Section, ...]
    prepare: Callable[[Session], None] | None = None

    def section(self, table: str) -> Section | None:
        """The section whose rows have keys that begin so."""
        return next((section for section in self.sections if section.table == table), None)


def _service(*fields: str) -> OneRow:
    return OneRow(Service, fields, _service_id)


def _service_id(subject: Subject) -> str:
    return subject.service.id


_ORGANIZATION = OneRow(
    Organization,
    ("name", "alternate_name", "description", "email", "website", "tax_status", "tax_id", "legal_status",
     "year_incorporated", "uri"),
    lambda subject: subject.service.organization_id,
)  # fmt: skip
_ANYWHERE = ("service", "service_at_location", "location", "organization")

PARTS: Mapping[str, Part] = {
    part.key: part
    for part in (
        Part(
            "service",
            (
                _service(
                    "name", "alternate_name", "description", "alert", "application_process", "wait_time",
                    "url", "email", "accreditations", "licenses",
                ),
                ChildRows(Url, ("label", "url")),
            ),
        ),
        Part("categories", (Categories(),), ready_categories),
        Part("eligibility", (_service("eligibility_description", "minimum_age", "maximum_age"),)),
        Part("hours", (Week(), OtherHours())),
        Part("phones", (ChildRows(Phone, ("number", "extension", "type", "description"), _ANYWHERE),)),
        Part("contacts", (ChildRows(Contact, ("name", "title", "department", "email"), _ANYWHERE),)),
        Part(
            "languages",
            (
                ChildRows(Language, ("name", "code", "note"), ("service", "location")),
                _service("interpretation_services"),
            ),
        ),
        Part(
            "costs",
            (
                _service("fees_description"),
                ChildRows(
                    CostOption,
                    ("option", "amount", "currency", "amount_description", "valid_from", "valid_to"),
                ),
            ),
        ),
        Part("documents", (ChildRows(RequiredDocument, ("document", "uri")),)),
        Part(
            "areas", (ChildRows(ServiceArea, ("name", "description"), ("service", "service_at_location")),)
        ),
        Part("capacity", (Capacities(ServiceCapacity, ("available", "maximum", "description")),)),
        Part("organization", (_ORGANIZATION,)),
        Part("place", (PLACE, ADDRESSES, ACCESSIBILITY)),
        Part("status", (_service("status", "alert"),)),
    )
}  # fmt: skip
