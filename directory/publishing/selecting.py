"""Which records an asker chose, by the filters of HSDS 3.2.3; filters combine with AND."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import numpy as np
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlmodel import Session, SQLModel

from directory.distance import distances_miles
from directory.publishing.paging import Chosen, Listed, Selection
from directory.withheld import Withheld

METRES_PER_MILE = 1609.344
_MILES_PER_DEGREE = 69.0
# A degree of longitude shrinks towards the poles: from there on a box around a point is no help.
_HIGH_LATITUDE = 80.0

Condition = ColumnElement[bool]


class Point(Protocol):
    """The middle of a postal code."""

    @property
    def latitude(self) -> float: ...

    @property
    def longitude(self) -> float: ...


@dataclass(frozen=True)
class Around:
    """A postal code: `holds` says of an area's name whether the code lies in it, None where nobody can tell.

    `metres` limits the distance from `middle`; None asks for the area alone.
    """

    postal_code: str
    middle: Point
    metres: float | None
    holds: Callable[[str], bool | None]


@dataclass(frozen=True)
class Filters:
    """What an asker chose by; what is None or empty filters nothing."""

    words: tuple[str, ...] = ()
    taxonomy_term_id: str | None = None
    taxonomy_id: str | None = None
    organization_id: str | None = None
    parent_id: str | None = None
    top_only: bool = False
    modified_after: datetime | None = None
    around: Around | None = field(default=None)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a search; each must occur, in any order."""
    return tuple(dict.fromkeys(text.lower().split()))


def services(session: Session, filters: Filters) -> Selection:
    """Services by words in them or in their organization's name, terms, organization and last change.

    A service that does not say when it was changed is in no answer to `modified_after`.
    """
    service = _table("service")
    query = select(service.c.id).where(*_about_services(session, filters))
    if terms := _has_terms(filters, {"service": service.c.id}):
        query = query.where(*terms)
    return Chosen(session, service, query)


def organizations(session: Session, filters: Filters) -> Selection:
    """Organizations by words in them, and by terms said of them or of one of their services."""
    organization, service = _table("organization"), _table("service")
    query = select(organization.c.id).where(
        *_contain(
            filters.words, organization.c.name, organization.c.alternate_name, organization.c.description
        )
    )
    if filters.words:
        query = query.where(organization.c.id.not_in(Withheld.of(session).naming))
    if own := _has_terms(filters, {"organization": organization.c.id}):
        of_services = select(service.c.organization_id).where(*_has_terms(filters, {"service": service.c.id}))
        query = query.where(or_(and_(*own), organization.c.id.in_(of_services)))
    return Chosen(session, organization, query)


def service_at_locations(session: Session, filters: Filters) -> Selection:
    """Services at places: by their services as `services` does, by terms of either or of the place, and by
    where they are. A confidential place is in no answer to where."""
    link, service = _table("service_at_location"), _table("service")
    query = select(link.c.id)
    if about := _about_services(session, filters):
        query = query.where(link.c.service_id.in_(select(service.c.id).where(*about)))
    entities = {
        "service": link.c.service_id,
        "service_at_location": link.c.id,
        "location": link.c.location_id,
    }
    query = query.where(*_has_terms(filters, entities))
    if filters.around is None:
        return Chosen(session, link, query)
    return Listed(_around(session, query, filters.around))


def taxonomies(session: Session, filters: Filters) -> Selection:
    """Taxonomies by words in them."""
    taxonomy = _table("taxonomy")
    found = _contain(filters.words, taxonomy.c.name, taxonomy.c.description)
    return Chosen(session, taxonomy, select(taxonomy.c.id).where(*found))


def taxonomy_terms(session: Session, filters: Filters) -> Selection:
    """Terms by words in them, taxonomy and parent; `top_only` leaves those that have no parent."""
    term = _table("taxonomy_term")
    conditions = _contain(filters.words, term.c.name, term.c.code, term.c.description)
    if filters.taxonomy_id:
        conditions.append(term.c.taxonomy_id == filters.taxonomy_id)
    if filters.parent_id:
        conditions.append(term.c.parent_id == filters.parent_id)
    if filters.top_only:
        conditions.append(term.c.parent_id.is_(None))
    return Chosen(session, term, select(term.c.id).where(*conditions))


def _table(name: str) -> Any:
    return SQLModel.metadata.tables[name]


def _about_services(session: Session, filters: Filters) -> list[Condition]:
    service, organization = _table("service"), _table("organization")
    conditions = []
    # Words that name the street of a confidential place would be found word by word.
    if filters.words and (naming := Withheld.of(session).naming):
        conditions.append(and_(service.c.id.not_in(naming), service.c.organization_id.not_in(naming)))
    for word in filters.words:
        owner = select(organization.c.id).where(
            *_contain([word], organization.c.name, organization.c.alternate_name)
        )
        inside = _contain([word], service.c.name, service.c.alternate_name, service.c.description)
        conditions.append(or_(*inside, service.c.organization_id.in_(owner)))
    if filters.organization_id:
        conditions.append(service.c.organization_id == filters.organization_id)
    if filters.modified_after is not None:
        conditions.append(service.c.last_modified >= filters.modified_after)
    return conditions


def _contain(words: Iterable[str], *columns: Any) -> list[Condition]:
    """Every word is in one of the columns."""
    return [
        or_(*(func.lower(column).contains(word, autoescape=True) for column in columns)) for word in words
    ]


def _has_terms(filters: Filters, entities: dict[str, Any]) -> list[Condition]:
    """One of the entities, by table and id column, has the term, and one has a term of the taxonomy."""
    attribute, term = _table("attribute"), _table("taxonomy_term")
    wanted = []
    if filters.taxonomy_term_id:
        wanted.append(attribute.c.taxonomy_term_id == filters.taxonomy_term_id)
    if filters.taxonomy_id:
        of_taxonomy = select(term.c.id).where(term.c.taxonomy_id == filters.taxonomy_id)
        wanted.append(attribute.c.taxonomy_term_id.in_(of_taxonomy))
    return [
        or_(
            *(
                id_column.in_(select(attribute.c.link_id).where(attribute.c.link_entity == entity, condition))
                for entity, id_column in entities.items()
            )
        )
        for condition in wanted
    ]


def _around(session: Session, query: Select[Any], around: Around) -> list[str]:
    """The ids that the query finds near the postal code, or in whose area it lies."""
    link, location = _table("service_at_location"), _table("location")
    hidden = Withheld.of(session).locations
    query = query.join(location, location.c.id == link.c.location_id).add_columns(
        link.c.service_id, location.c.id, location.c.latitude, location.c.longitude
    )
    if around.metres is not None:
        query = query.where(*_box(location, around.middle, around.metres / METRES_PER_MILE))
    rows = [row for row in session.execute(query) if row[2] not in hidden]
    if around.metres is not None:
        latitudes, longitudes = (np.array([row[at] for row in rows], dtype=float) for at in (3, 4))
        away = distances_miles(around.middle.latitude, around.middle.longitude, latitudes, longitudes)
        within = away * METRES_PER_MILE <= around.metres
        rows = [row for row, near in zip(rows, within, strict=True) if near]
    verdicts = _areas(session, around)
    same_code = set[str]() if around.metres is not None else _with_postal_code(session, around.postal_code)
    found = []
    for row in rows:
        own = verdicts.get(row[0])
        verdict = verdicts.get(row[1]) if own is None else own
        # Where no area is stated, the standard says nothing: near is near, and the same code is the same.
        if verdict or (verdict is None and (around.metres is not None or row[2] in same_code)):
            found.append(row[0])
    return found


def _box(location: Any, middle: Point, miles: float) -> list[Condition]:
    """What every place within the distance has in common, so that few rows need a look."""
    known = [location.c.latitude.is_not(None), location.c.longitude.is_not(None)]
    high = miles / _MILES_PER_DEGREE * 1.01
    if abs(middle.latitude) + high >= _HIGH_LATITUDE:
        return known
    wide = high / np.cos(np.radians(abs(middle.latitude) + high))
    return [
        *known,
        location.c.latitude.between(middle.latitude - high, middle.latitude + high),
        location.c.longitude.between(middle.longitude - float(wide), middle.longitude + float(wide)),
    ]


def _areas(session: Session, around: Around) -> dict[str, bool | None]:
    """By the id of a service, or of a service at a place, that states areas: whether one holds the code."""
    area = _table("service_area")
    query = select(area.c.service_id, area.c.service_at_location_id, area.c.name, area.c.description)
    holds: dict[str, bool | None] = {}
    verdicts: dict[str, bool | None] = {}
    for service_id, link_id, name, description in session.execute(query):
        words = name or description or ""
        if words not in holds:
            holds[words] = around.holds(words) if words else None
        for owner in (service_id, link_id):
            if owner is not None:
                verdicts[owner] = (
                    _either(verdicts[owner], holds[words]) if owner in verdicts else holds[words]
                )
    return verdicts


def _either(one: bool | None, other: bool | None) -> bool | None:
    if one or other:
        return True
    return None if one is None or other is None else False


def _with_postal_code(session: Session, code: str) -> set[str]:
    address = _table("address")
    query = select(address.c.location_id).where(
        or_(address.c.postal_code == code, address.c.postal_code.startswith(f"{code}-"))
    )
    return {found for found in session.execute(query).scalars() if found is not None}
