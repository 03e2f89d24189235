"""When a listing must be verified again: a period by kind of listing, shorter where mistakes harm more."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, or_, select

from directory.categories import categories, kinds, top_level
from directory.listings import Listing
from directory.tables import Attribute, Availability, Service, ServiceCapacity, TaxonomyTerm
from directory.taxonomies.meaning import NEED_TAXONOMY, load_meanings, main_categories
from directory.verification.rules import rules

_NOT_CATEGORIES = ("default", "shelters", "with_room")
IN_USE = ("active", "temporarily closed")


def period_days(name: str, stated: Iterable[str], *, tells_room: bool) -> int:
    """After how many days a listing of this name and these need categories or kinds is due again.

    Only what the listing was put under counts; nothing is guessed from its words but a shelter's name.
    """
    days = rules().days
    applying = [days["default"]]
    codes = {*stated, *main_categories(stated)}
    applying += [days[code] for code in codes if code in days and code not in _NOT_CATEGORIES]
    if any(word in name.lower() for word in rules().shelter_words):
        applying.append(days["shelters"])
    if tells_room:
        applying.append(days["with_room"])
    return min(applying)


def due_on(verified_on: date | None, period: int) -> date | None:
    """The day from which a listing is due; None for one that nobody ever verified, which is due now."""
    return None if verified_on is None else verified_on + timedelta(days=period)


def listing_due_on(listing: Listing) -> date | None:
    """The day from which this listing is due, as `due_on`."""
    tells_room = bool(listing.capacities) or listing.availability is not None
    return due_on(listing.verified_on, period_days(listing.name, listing.stated_codes, tells_room=tells_room))


def is_due(session: Session, today: date) -> ColumnElement[bool]:
    """The condition on Service for those in use that are due on this day."""
    days = rules().days
    by_period: dict[int, list[str]] = defaultdict(list)
    for code, period in days.items():
        if code not in _NOT_CATEGORIES and period < days["default"]:
            by_period[period].append(code)

    def older(period: int) -> Any:
        return col(Service.assured_date) <= today - timedelta(days=period)

    mapped = load_meanings(session).mapped

    def of_kind(codes: Sequence[str]) -> Any:
        ours = [code for code in (*categories(), *kinds()) if {code, top_level(code)} & set(codes)]
        theirs = [term for term, meant in mapped.items() if set(ours) & set(meant)]
        of_terms = col(Attribute.taxonomy_term_id).in_(
            select(TaxonomyTerm.id).where(
                TaxonomyTerm.taxonomy == NEED_TAXONOMY, col(TaxonomyTerm.code).in_(ours)
            )
        )
        linked = select(Attribute.link_id).where(
            Attribute.link_entity == "service", or_(of_terms, col(Attribute.taxonomy_term_id).in_(theirs))
        )
        return col(Service.id).in_(linked)

    name = func.lower(Service.name)
    tells_room = or_(
        col(Service.id).in_(select(ServiceCapacity.service_id)),
        col(Service.id).in_(select(Availability.service_id)),
    )
    due: ColumnElement[bool] = or_(
        col(Service.assured_date).is_(None),
        older(days["default"]),
        *(and_(older(period), of_kind(codes)) for period, codes in by_period.items()),
        and_(older(days["shelters"]), or_(*(name.contains(word) for word in rules().shelter_words))),
        and_(older(days["with_room"]), tells_room),
    )
    return and_(col(Service.status).in_(IN_USE), due)


def count_due(session: Session, today: date) -> int:
    """How many listings are due."""
    return session.exec(select(func.count()).select_from(Service).where(is_due(session, today))).one()
