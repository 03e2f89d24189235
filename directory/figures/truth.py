"""How many listings were verified in time, and how long ago, by need category and altogether."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import case, literal
from sqlmodel import Session, col, func, select

from directory.tables import Attribute, Service, TaxonomyTerm
from directory.taxonomies.meaning import NEED_TAXONOMY, main_categories
from directory.verification.due import IN_USE, is_due
from directory.wording import N_, Wording

# Days since a listing was verified, and what to call that age; the last one has no end.
_AGES: tuple[tuple[int, str], ...] = (
    (30, N_("within 30 days")),
    (90, N_("1 to 3 months ago")),
    (180, N_("3 to 6 months ago")),
    (365, N_("6 to 12 months ago")),
    (730, N_("1 to 2 years ago")),
)
_OLDER, _NEVER = N_("over 2 years ago"), N_("never")


@dataclass(frozen=True)
class InTime:
    """Of `listings` in use under a category so many were verified in time; `category` is empty for all."""

    category: str
    listings: int
    in_time: int

    @property
    def share(self) -> float:
        """From 0 to 1; nothing at all is all in time."""
        return self.in_time / self.listings if self.listings else 1.0


@dataclass(frozen=True)
class Age:
    """How many listings in use were last verified between two days, the later one included."""

    words: Wording
    after: date | None
    until: date | None
    listings: int


def in_time(session: Session, today: date) -> list[InTime]:
    """All listings first, then each category by how many of its listings are due, most first.

    A listing under several categories counts in each. Those under none have no line of their own.
    """
    due = set(session.exec(select(Service.id).where(is_due(session, today))))
    everything = set(session.exec(select(Service.id).where(col(Service.status).in_(IN_USE))))
    of_category: dict[str, set[str]] = defaultdict(set)
    for service_id, category in _under(session):
        if service_id in everything:
            of_category[category].add(service_id)
    rows = [InTime(code, len(ids), len(ids - due)) for code, ids in of_category.items()]
    rows.sort(key=lambda row: (row.in_time - row.listings, row.category))
    return [InTime("", len(everything), len(everything - due)), *rows]


def ages(session: Session, today: date) -> list[Age]:
    """The listings in use by when they were last verified, the youngest first, those never verified last."""
    limits = [today - timedelta(days=days) for days, _ in _AGES]
    number = case(
        (col(Service.assured_date).is_(None), literal(len(_AGES) + 1)),
        *((col(Service.assured_date) > limit, literal(place)) for place, limit in enumerate(limits)),
        else_=literal(len(_AGES)),
    )
    query = select(number, func.count()).where(col(Service.status).in_(IN_USE)).group_by(number)
    counts: Mapping[int, int] = dict(session.exec(query).all())
    rows = [
        Age(Wording(words), limits[place], limits[place - 1] if place else None, counts.get(place, 0))
        for place, (_, words) in enumerate(_AGES)
    ]
    rows.append(Age(Wording(_OLDER), None, limits[-1], counts.get(len(_AGES), 0)))
    rows.append(Age(Wording(_NEVER), None, None, counts.get(len(_AGES) + 1, 0)))
    return rows


def _under(session: Session) -> list[tuple[str, str]]:
    query = (
        select(Attribute.link_id, TaxonomyTerm.code)
        .join(TaxonomyTerm, col(TaxonomyTerm.id) == col(Attribute.taxonomy_term_id))
        .where(Attribute.link_entity == "service", TaxonomyTerm.taxonomy == NEED_TAXONOMY)
    )
    return [
        (service_id, category)
        for service_id, code in session.exec(query)
        for category in main_categories([code or ""])
    ]
