"""The places of a merged listing: each door once, and nothing told of a confidential one."""

from typing import Literal

from sqlmodel import Session, col, select

from directory.duplicates.merging.rows import copied, copy_place_rows, rows_of
from directory.duplicates.streets import read_street, same_door
from directory.listings import confidential_locations
from directory.tables import (
    Address,
    Contact,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
)

PlaceChoice = Literal["both", "kept", "confidential"]


def any_confidential(session: Session, *services: Service) -> bool:
    """Whether one of these services keeps an address confidential."""
    return bool(_hidden(session, *services))


def _hidden(session: Session, *services: Service) -> set[str]:
    query = select(ServiceAtLocation.location_id).where(
        col(ServiceAtLocation.service_id).in_([service.id for service in services])
    )
    return confidential_locations(session, sorted(set(session.exec(query))))


def unite_places(session: Session, kept: Service, other: Service, choice: PlaceChoice) -> None:
    """Offers the kept service where the other is offered, too.

    With `confidential` only confidential places stay: an open address beside a confidential one may be the
    same house, and nobody is told which. With `kept` the places stay as they are.
    """
    if choice == "kept":
        return
    hidden = _hidden(session, kept, other)
    mine = rows_of(session, ServiceAtLocation, service_id=kept.id)
    if choice == "confidential":
        for link in mine:
            if link.location_id not in hidden:
                _remove(session, link)
        mine = [link for link in mine if link.location_id in hidden]
    for link in rows_of(session, ServiceAtLocation, service_id=other.id):
        if choice == "confidential" and link.location_id not in hidden:
            continue
        twin = next((own for own in mine if _one_place(session, own, link, hidden)), None)
        if twin is None:
            twin = copied(link, service_id=kept.id)
            session.add(twin)
            session.flush()
            mine.append(twin)
        copy_place_rows(session, link, twin)


def _one_place(session: Session, a: ServiceAtLocation, b: ServiceAtLocation, hidden: set[str]) -> bool:
    if a.location_id == b.location_id:
        return True
    if a.location_id in hidden or b.location_id in hidden:
        # Comparing its address would tell it.
        return False
    one, two = (session.get_one(Location, link.location_id) for link in (a, b))
    if one.location_type != two.location_type:
        return False
    return any(
        x.city.lower() == y.city.lower() or x.postal_code[:5] == y.postal_code[:5]
        for x in rows_of(session, Address, location_id=one.id)
        for y in rows_of(session, Address, location_id=two.id)
        if same_door(read_street(x.address_1, x.address_2 or ""), read_street(y.address_1, y.address_2 or ""))
    )


def _remove(session: Session, link: ServiceAtLocation) -> None:
    for table in (Phone, Contact, Schedule, ServiceArea):
        for row in rows_of(session, table, service_at_location_id=link.id):
            session.delete(row)
    session.flush()
    session.delete(link)
    session.flush()
