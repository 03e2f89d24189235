"""Finds listings for those who keep them: by words, number or id, and by what is the matter with them.

No index of meaning here: everything in the directory must be found, also what is closed or has no category.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func
from sqlalchemy import select as typed_select
from sqlmodel import Session, col, or_

from directory.categories import kinds
from directory.place_names import county, key, state_code
from directory.places import Gazetteer
from directory.tables import (
    Address,
    Attribute,
    ListingProblem,
    Organization,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
    TaxonomyTerm,
)
from directory.taxonomies.meaning import NEED_TAXONOMY, load_meanings
from directory.verification.ages import AGES, AgeStep
from directory.verification.due import is_due

# Its types know ten columns at the most.
select: Any = typed_select

VERIFIED = ("due", "overdue", "in_time", *AGES)
PROBLEMS = ("reported", "no_phone", "no_place", "no_category", "no_description", "no_hours")
SORTS = ("name", "organization", "verified", "changed")
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{1,4}){0,3}(?:-[0-9a-f]{1,12})?", re.IGNORECASE)
_MARKS_OF_NUMBERS = "()-. +/"
_MOST_NUMBERS = 1_000


@dataclass(frozen=True)
class Asked:
    """What is looked for; an empty field asks for nothing. `today` is the day overdue is counted from."""

    today: date
    words: str = ""
    status: str = ""
    category: str = ""
    place: str = ""
    verified: str = ""
    problem: str = ""
    organization_id: str = ""
    sort: str = "name"


def find(session: Session, asked: Asked, *, offset: int, limit: int) -> tuple[list[str], int]:
    """The ids of listings in the order asked, from `offset` on, at most `limit`; and how many there are."""
    query = _filtered(session, select(Service.id, func.count().over()), asked)
    rows = session.execute(query.order_by(*_order(asked.sort)).offset(offset).limit(limit)).all()
    if rows or not offset:
        return [row[0] for row in rows], rows[0][1] if rows else 0
    everything = _filtered(session, select(func.count()), asked)
    return [], int(session.execute(everything).scalar_one())


def find_all(session: Session, asked: Asked, *, at_a_time: int) -> Iterator[list[str]]:
    """The ids of all listings of what is asked, in lists of at most `at_a_time`."""
    ids = list(
        session.execute(_filtered(session, select(Service.id), asked).order_by(*_order(asked.sort))).scalars()
    )
    for start in range(0, len(ids), at_a_time):
        yield ids[start : start + at_a_time]


def by_status(session: Session) -> Mapping[str, int]:
    """How many listings have each status."""
    query = select(Service.status, func.count()).group_by(Service.status).order_by(func.count().desc())
    return {row[0]: row[1] for row in session.execute(query)}


def organizations(session: Session, words: str, *, limit: int) -> list[Organization]:
    """Organizations whose name has these words, the shortest name first."""
    query = select(Organization)
    for word in words.split():
        query = query.where(_has(Organization.name, word))
    ordered = query.order_by(func.length(Organization.name), Organization.name)
    return list(session.execute(ordered.limit(limit)).scalars())


def _filtered(session: Session, query: Select[Any], asked: Asked) -> Select[Any]:
    query = query.select_from(Service)
    words = asked.words.strip()
    if words or asked.sort == "organization":
        query = query.join(Organization, col(Organization.id) == col(Service.organization_id))
    if words:
        query = query.where(_words(session, words))
    if asked.status:
        query = query.where(col(Service.status) == asked.status)
    if asked.category:
        query = query.where(col(Service.id).in_(_under(session, asked.category)))
    if asked.place.strip():
        query = query.where(col(Service.id).in_(_in_place(asked.place.strip())))
    if asked.organization_id:
        query = query.where(col(Service.organization_id) == asked.organization_id)
    if asked.verified in _VERIFIED:
        query = query.where(_VERIFIED[asked.verified](session, asked.today))
    if asked.problem in _PROBLEMS:
        query = query.where(_PROBLEMS[asked.problem](session))
    return query


def _order(sort: str) -> Sequence[Any]:
    name = func.lower(Service.name)
    orders: dict[str, Sequence[Any]] = {
        "organization": (func.lower(Organization.name), name, Service.id),
        "verified": (col(Service.assured_date).is_not(None), Service.assured_date, name, Service.id),
        "changed": (col(Service.last_modified).is_(None), col(Service.last_modified).desc(), Service.id),
    }
    return orders.get(sort, (name, Service.id))


def _words(session: Session, words: str) -> Any:
    """Every word in a name, of the listing or of who offers it, or in a town; or the number, or the id."""
    if _ID.fullmatch(words):
        return or_(col(Service.id).like(f"{words.lower()}%"), _in_names(words))
    digits = "".join(mark for mark in words if mark.isdigit())
    if len(digits) >= 4 and len(digits) + sum(mark in _MARKS_OF_NUMBERS for mark in words) == len(words):
        ten = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
        return or_(*_reached(col(Phone.id).in_(_numbers(session, ten))), _in_names(words))
    return _in_names(words)


def _in_names(words: str) -> Any:
    found: Any = True
    for word in words.split():
        towns = _services_at(_has(Address.city, word))
        here = or_(
            _has(Service.name, word),
            _has(Service.alternate_name, word),
            _has(Organization.name, word),
            col(Service.id).in_(towns),
        )
        found = here if found is True else found & here
    return found


def _has(column: Any, word: str) -> Any:
    return func.lower(column).like(f"%{_plain(word.lower())}%", escape="\\")


def _plain(word: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", word)


def _numbers(session: Session, digits: str) -> list[str]:
    """The telephone numbers with these digits, asked for once since it reads each of them."""
    bare: Any = Phone.number
    for mark in _MARKS_OF_NUMBERS:
        bare = func.replace(bare, mark, "")
    return list(
        session.execute(select(Phone.id).where(bare.like(f"%{digits}%")).limit(_MOST_NUMBERS)).scalars()
    )


def _reached(which: Any) -> tuple[Any, ...]:
    """The ways in which a listing has one of these numbers."""
    by_service = select(Phone.service_id).where(which, col(Phone.service_id).is_not(None))
    by_owner = select(Phone.organization_id).where(which, col(Phone.organization_id).is_not(None))
    at_places = (
        select(ServiceAtLocation.service_id)
        .join(Phone, col(Phone.location_id) == col(ServiceAtLocation.location_id))
        .where(which)
    )
    at_offers = (
        select(ServiceAtLocation.service_id)
        .join(Phone, col(Phone.service_at_location_id) == col(ServiceAtLocation.id))
        .where(which)
    )
    return (
        col(Service.id).in_(by_service),
        col(Service.organization_id).in_(by_owner),
        col(Service.id).in_(at_places),
        col(Service.id).in_(at_offers),
    )


def _services_at(*which: Any) -> Any:
    return (
        select(ServiceAtLocation.service_id)
        .join(Address, col(Address.location_id) == col(ServiceAtLocation.location_id))
        .where(*which)
    )


def _in_place(place: str) -> Any:
    """ "CT", "New Britain", "New Britain, CT" or "Hartford County, CT" of an address.

    A confidential place is found by its town and state only: its ZIP code is told to nobody.
    """
    town, comma, state = place.rpartition(",")
    code = state_code(state if comma else place)
    if code is None:
        return _services_at(_has(Address.city, place))
    of_state = func.upper(Address.state_province) == code
    if not comma:
        return _services_at(or_(of_state, func.lower(Address.city) == place.lower()))
    if county(key(town)) is not None:
        towns = Gazetteer.load().towns_of_county(town, code)
        return _services_at(of_state, func.lower(Address.city).in_([name.lower() for name in towns]))
    return _services_at(of_state, _has(Address.city, town.strip()))


def _under(session: Session, code: str = "") -> Any:
    """The listings under a category or kind of service, by our terms or mapped ones; without a code any."""
    mapped = load_meanings(session).mapped
    wanted = {code, *(kind.code for kind in kinds().values() if kind.category == code)}
    others = [term for term, codes in mapped.items() if codes and (not code or wanted & set(codes))]
    own = select(TaxonomyTerm.id).where(TaxonomyTerm.taxonomy == NEED_TAXONOMY)
    own = own.where(col(TaxonomyTerm.code).in_(wanted) if code else col(TaxonomyTerm.code).is_not(None))
    terms = col(Attribute.taxonomy_term_id)
    return select(Attribute.link_id).where(
        Attribute.link_entity == "service", or_(terms.in_(own), terms.in_(others))
    )


def _has_hours() -> tuple[Any, ...]:
    offered = select(ServiceAtLocation.service_id)
    return (
        col(Service.id).in_(select(Schedule.service_id).where(col(Schedule.service_id).is_not(None))),
        col(Service.id).in_(
            offered.join(Schedule, col(Schedule.service_at_location_id) == col(ServiceAtLocation.id))
        ),
        col(Service.id).in_(
            offered.join(Schedule, col(Schedule.location_id) == col(ServiceAtLocation.location_id))
        ),
    )


def _of_age(step: AgeStep) -> Callable[[Session, date], Any]:
    return lambda _session, today: step.holds(today)


# How long a verification holds depends on the kind of listing.
_VERIFIED: Mapping[str, Callable[[Session, date], Any]] = {
    "due": is_due,
    "overdue": lambda session, today: col(Service.assured_date).is_not(None) & is_due(session, today),
    "in_time": lambda session, today: col(Service.assured_date).is_not(None) & ~is_due(session, today),
    **{key: _of_age(step) for key, step in AGES.items()},
}
_PROBLEMS: Mapping[str, Callable[[Session], Any]] = {
    "reported": lambda _session: col(Service.id).in_(
        select(ListingProblem.service_id).where(col(ListingProblem.resolved_at).is_(None))
    ),
    "no_phone": lambda _session: ~or_(*_reached(col(Phone.number) != "")),
    "no_place": lambda _session: col(Service.id).not_in(select(ServiceAtLocation.service_id)),
    "no_category": lambda session: col(Service.id).not_in(_under(session)),
    "no_description": lambda _session: func.coalesce(Service.description, "") == "",
    "no_hours": lambda _session: ~or_(*_has_hours()),
}
