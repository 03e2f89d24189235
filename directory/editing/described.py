"""Sections with fields that are no columns: the need categories, and capacity with its unit by name."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from directory.editing.merging import State, Steps
from directory.editing.sections import ChildRows
from directory.editing.subject import Subject
from directory.editing.vocabulary import category_terms, unit_id
from directory.listings import NEED_TAXONOMY
from directory.tables import Attribute, ServiceCapacity, TaxonomyTerm, Unit

NEED_CATEGORY = "need_category"


@dataclass(frozen=True)
class Categories:
    """The need categories that the directory states for a service: `codes`, the main one first."""

    table: str = "category"

    def read(self, session: Session, subject: Subject) -> State:
        """See Section."""
        codes = [code for _, code in _stated(session, subject.service.id)]
        return {f"{self.table}:{subject.service.id}": {"codes": list(dict.fromkeys(codes)) or None}}

    def write(self, session: Session, subject: Subject, steps: Steps, *, now: datetime) -> None:
        """See Section."""
        for values in steps.changed.values():
            state_categories(session, subject.service.id, values["codes"] or [])


def state_categories(session: Session, service_id: str, codes: list[str]) -> None:
    """Makes these the need categories of a service, in this order; within `changing`.

    The order stands in the attributes' values, as the search and the pages read it.
    """
    terms = category_terms(session)
    known: dict[str, Attribute] = {}
    for attribute, code in _stated(session, service_id):
        if code in known or code not in codes:
            session.delete(attribute)
        known.setdefault(code, attribute)
    for place, code in enumerate(dict.fromkeys(codes), 1):
        row = known.get(code) or Attribute(
            link_id=service_id,
            link_entity="service",
            link_type=NEED_CATEGORY,
            taxonomy_term_id=terms[code],
        )
        row.value = str(place)
        session.add(row)
    session.flush()


def _stated(session: Session, service_id: str) -> list[tuple[Attribute, str]]:
    query: Any = (
        select(Attribute, TaxonomyTerm.code)
        .join(TaxonomyTerm, col(TaxonomyTerm.id) == col(Attribute.taxonomy_term_id))
        .where(Attribute.link_entity == "service", Attribute.link_id == service_id)
        .where(TaxonomyTerm.taxonomy == NEED_TAXONOMY, col(TaxonomyTerm.code).is_not(None))
        .order_by(col(Attribute.value).is_(None), col(Attribute.value), col(Attribute.id))
        .execution_options(populate_existing=True)
    )
    return [(row, code) for row, code in session.exec(query)]


@dataclass(frozen=True)
class Capacities(ChildRows):
    """Capacity rows with the name of their unit; whoever writes one says that it is so now."""

    def read(self, session: Session, subject: Subject) -> State:
        """See Section."""
        names: dict[str, str] = dict(session.exec(select(Unit.id, Unit.name)).all())
        return {
            f"{self.table}:{row.id}": {"unit": names.get(row.unit_id), **self._fields(row)}
            for row in self.rows(session, subject)
            if isinstance(row, ServiceCapacity)
        }

    def columns(
        self,
        session: Session,
        subject: Subject,
        values: Any,
        *,
        now: datetime,
        row: SQLModel | None = None,
    ) -> dict[str, Any]:
        """See ChildRows."""
        found = super().columns(session, subject, values, now=now, row=row)
        if values.get("unit"):
            found["unit_id"] = unit_id(session, values["unit"])
        return {**found, "updated": now}
