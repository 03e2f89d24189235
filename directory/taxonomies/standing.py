"""Listings that nobody has put under a category, and putting them there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import insert
from sqlmodel import Session, col, exists, func, select

from directory.change_log import Author, changing, record_rows
from directory.tables import Attribute, ChangeSet, Organization, Service, TaxonomyTerm, TermMapping
from directory.taxonomies.meaning import NEED_TAXONOMY
from directory.taxonomies.ours import term_ids

GONE = ("inactive", "defunct")
_AT_A_TIME = 1_000


@dataclass(frozen=True)
class Uncategorized:
    """A listing under no category, with the words that a suggestion is read from."""

    service_id: str
    name: str
    organization: str
    description: str
    terms: tuple[str, ...]


def count_uncategorized(session: Session) -> int:
    """How many listings that are not retired stand under no category."""
    return session.exec(select(func.count()).select_from(Service).where(*_without(session))).one()


def uncategorized(session: Session, *, limit: int, after: str = "") -> list[Uncategorized]:
    """Listings under no category in the order of their ids, those after the id `after`."""
    query = (
        select(Service, Organization.name)
        .join(Organization, col(Organization.id) == Service.organization_id)
        .where(*_without(session), Service.id > after)
        .order_by(Service.id)
        .limit(limit)
    )
    rows = session.exec(query).all()
    named = _names(session, [service.id for service, _ in rows])
    return [
        Uncategorized(
            service.id, service.name, organization, service.description or "", named.get(service.id, ())
        )
        for service, organization in rows
    ]


def all_uncategorized(session: Session) -> Iterator[Uncategorized]:
    """Every listing under no category, some at a time."""
    after = ""
    while some := uncategorized(session, limit=_AT_A_TIME, after=after):
        yield from some
        after = some[-1].service_id


def fill(
    session: Session,
    chosen: Iterable[tuple[str, Sequence[str]]],
    *,
    by: Author,
    now: datetime,
    why: str = "",
) -> ChangeSet | None:
    """Puts listings that stand under none under these codes, as one set; None where nothing was to do.

    A listing that somebody has put under a category meanwhile is left as it is. The caller commits.
    """
    wanted = {service_id: list(dict.fromkeys(codes)) for service_id, codes in chosen if codes}
    done = 0
    with changing(session, kind="categories", by=by, now=now, why=why) as made:
        ids = term_ids(session)
        for some in _batches(list(wanted)):
            missing = session.exec(select(Service.id).where(*_without(session), col(Service.id).in_(some)))
            rows = [
                _attribute(service_id, ids[code], number)
                for service_id in missing
                for number, code in enumerate(wanted[service_id])
            ]
            if rows:
                session.connection().execute(insert(Attribute), rows)
                record_rows(session, "attribute", added=rows)
                done += len(rows)
    return made if done else None


def counts_by_code(session: Session) -> Mapping[str, int]:
    """How many listings that are not retired stand under each of our terms, by code."""
    query = (
        select(TaxonomyTerm.code, func.count(func.distinct(Attribute.link_id)))
        .join(Attribute, col(Attribute.taxonomy_term_id) == col(TaxonomyTerm.id))
        .join(Service, col(Service.id) == col(Attribute.link_id))
        .where(
            TaxonomyTerm.taxonomy == NEED_TAXONOMY,
            Attribute.link_entity == "service",
            col(Service.status).notin_(GONE),
        )
        .group_by(col(TaxonomyTerm.code))
    )
    return {code or "": count for code, count in session.exec(query)}


def _attribute(service_id: str, term_id: str, number: int) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "link_id": service_id,
        "link_entity": "service",
        "link_type": "service_category",
        "taxonomy_term_id": term_id,
        "value": f"{number + 1:02d}",
        "label": None,
    }


def _without(session: Session) -> tuple[Any, ...]:
    meant = select(TermMapping.taxonomy_term_id, TermMapping.codes)
    mapped = [term_id for term_id, codes in session.exec(meant) if codes]
    ours = select(TaxonomyTerm.id).where(
        TaxonomyTerm.taxonomy == NEED_TAXONOMY, col(TaxonomyTerm.code).is_not(None)
    )
    under = exists().where(
        col(Attribute.link_id) == col(Service.id),
        col(Attribute.link_entity) == "service",
        func.coalesce(Attribute.link_type, "") != "eligibility",
        col(Attribute.taxonomy_term_id).in_(ours) | col(Attribute.taxonomy_term_id).in_(mapped),
    )
    return ~under, col(Service.status).notin_(GONE)


def _names(session: Session, service_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The names of the terms that listings stand under, but for what merely says who may come."""
    query = (
        select(Attribute.link_id, TaxonomyTerm.name)
        .join(TaxonomyTerm, col(TaxonomyTerm.id) == col(Attribute.taxonomy_term_id))
        .where(
            Attribute.link_entity == "service",
            col(Attribute.link_id).in_(service_ids),
            func.coalesce(Attribute.link_type, "") != "eligibility",
        )
        .order_by(Attribute.id)
    )
    named: dict[str, tuple[str, ...]] = {}
    for service_id, name in session.exec(query):
        named[service_id] = (*named.get(service_id, ()), name)
    return named


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + _AT_A_TIME] for start in range(0, len(ids), _AT_A_TIME))
