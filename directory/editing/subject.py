"""The listing that is edited, with what its rows may belong to: the service, its places, its organization."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from directory.tables import Service, ServiceAtLocation

OWNERS = ("service", "service_at_location", "location", "organization")


@dataclass(frozen=True)
class Subject:
    """A service with where it is offered; `location_id` is the place that is edited, where one is."""

    service: Service
    offered: tuple[ServiceAtLocation, ...]
    location_id: str | None = None

    def owners(self, kinds: Sequence[str]) -> dict[str, tuple[str, str]]:
        """What a row may belong to, as "location:<id>", with the column that says so and its value."""
        found = {
            "service": [self.service.id],
            "service_at_location": [row.id for row in self.offered],
            "location": [row.location_id for row in self.offered],
            "organization": [self.service.organization_id],
        }
        return {f"{kind}:{one}": (f"{kind}_id", one) for kind in kinds for one in found[kind]}

    def offer(self) -> ServiceAtLocation | None:
        """That the service is offered at the place that is edited."""
        return next((row for row in self.offered if row.location_id == self.location_id), None)


def load(session: Session, service_id: str, location_id: str | None = None) -> Subject:
    """The subject as it is in the database now. Raises LookupError where it is not there."""
    service = session.get(Service, service_id, populate_existing=True)
    if service is None:
        raise LookupError(f"no service {service_id}")
    offered: Any = select(ServiceAtLocation).where(ServiceAtLocation.service_id == service_id)
    rows = session.exec(offered.order_by(col(ServiceAtLocation.id)).execution_options(populate_existing=True))
    subject = Subject(service, tuple(rows), location_id)
    if location_id is not None and subject.offer() is None:
        raise LookupError(f"service {service_id} is not offered at {location_id}")
    return subject
