"""How many listings were verified in time, and how long ago, by need category and altogether."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from directory.tables import Attribute, Service, TaxonomyTerm
from directory.taxonomies.meaning import NEED_TAXONOMY, main_categories
from directory.verification.ages import AGES
from directory.verification.due import IN_USE, is_due
from directory.wording import Wording


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
    """How many listings in use are of one of the ages of `directory.verification.ages`."""

    key: str
    words: Wording
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
    counted = select_columns(
        *(func.sum(case((step.holds(today), 1), else_=0)).label(key) for key, step in AGES.items())
    ).where(col(Service.status).in_(IN_USE))
    counts = session.execute(counted).one()
    return [
        Age(key, Wording(AGES[key].words), int(count or 0)) for key, count in zip(AGES, counts, strict=True)
    ]


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
