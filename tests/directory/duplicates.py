"""Listings for the tests of duplicates; keyword arguments say what matters to a test."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from directory.duplicates.names import name_words
from directory.duplicates.streets import read_street
from directory.duplicates.traits import Spot, Traits
from directory.listings import ADDRESS_CONFIDENTIAL
from directory.tables import (
    Address,
    Attribute,
    Location,
    Organization,
    Phone,
    Service,
    ServiceAtLocation,
    TaxonomyTerm,
)


def traits(
    key: str,
    organization: str,
    service: str = "",
    *,
    street: str = "",
    town: str = "hartford ct",
    phone: str = "",
    kinds: Sequence[str] = (),
    others: Sequence[str] = (),
    organization_id: str = "",
    **values: Any,
) -> Traits:
    """The traits of a listing; `service` is called as the organization where nothing is said."""
    name = service or organization
    return Traits(
        id=key,
        organization_id=organization_id or organization,
        organization=organization,
        service=name,
        organizations=(name_words(organization),),
        name=name_words(name),
        others=tuple(map(name_words, others)),
        kinds=set(kinds),
        phones={phone} if phone else set(),
        spots=[Spot(town, read_street(street) if street else None, "06106")],
        **values,
    )


class FakeMeanings:
    """Cosines that a test sets, and which pairs were asked for."""

    def __init__(self, cosine: float = 0.95) -> None:
        self.cosine = cosine
        self.asked: list[tuple[str, str]] = []

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        self.asked += pairs
        return np.full(len(pairs), self.cosine, dtype=np.float32)


def listing(
    session: Session,
    organization: str,
    service: str = "",
    *,
    street: str = "12 Elm Street",
    phone: str = "860-555-0100",
    confidential: bool = False,
    verified: date | None = None,
    organization_id: str | None = None,
    **values: Any,
) -> Service:
    """A service with its organization, a place in Hartford and a telephone of its own."""
    owner = session.get(Organization, organization_id) if organization_id else None
    if owner is None:
        owner = Organization(name=organization, description="")
        session.add(owner)
        session.flush()
    row = Service(
        **{
            "organization_id": owner.id,
            "name": service or organization,
            "status": "active",
            "assured_date": verified,
            **values,
        }
    )
    session.add(row)
    session.flush()
    session.add(Phone(service_id=row.id, number=phone, type="voice"))
    place(session, row, street, confidential=confidential)
    return row


def place(session: Session, service: Service, street: str, *, confidential: bool = False) -> Location:
    """A place in Hartford at which a service is offered."""
    location = Location(location_type="physical", name=service.name, latitude=41.76, longitude=-72.69)
    session.add(location)
    session.flush()
    session.add(
        Address(
            location_id=location.id, address_1=street, city="Hartford", state_province="CT",
            postal_code="06106", country="US", address_type="physical",
        )
    )  # fmt: skip
    session.add(ServiceAtLocation(service_id=service.id, location_id=location.id))
    if confidential:
        term = TaxonomyTerm(code=ADDRESS_CONFIDENTIAL, name="Confidential", description="")
        session.add(term)
        session.flush()
        session.add(Attribute(link_id=location.id, link_entity="location", taxonomy_term_id=term.id))
    session.flush()
    return location
