"""The schemes of others that the directory holds, and their terms with what they stand for in ours."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from directory.tables import Attribute, Taxonomy, TaxonomyTerm, TermMapping
from directory.taxonomies.meaning import load_meanings

# Besides the categories we keep notes on places as terms; neither is there to be mapped.
_OURS = "Linkage %"


@dataclass(frozen=True)
class SchemeRow:
    """A scheme of others: its terms, how many of them mean something in ours, and listings under them."""

    taxonomy: Taxonomy
    terms: int
    mapped: int
    listings: int


@dataclass(frozen=True)
class TermRow:
    """A term with the names `above` it, the code it stands for (or none), who said so, and its listings."""

    term: TaxonomyTerm
    above: tuple[str, ...]
    code: str
    origin: str
    listings: int


def schemes(session: Session) -> list[SchemeRow]:
    """Every scheme that is not ours, by name."""
    others = select(Taxonomy).where(col(Taxonomy.name).not_like(_OURS)).order_by(Taxonomy.name)
    meant = {term for term, codes in load_meanings(session).mapped.items() if codes}
    rows = []
    for taxonomy in session.exec(others):
        of_scheme = select(TaxonomyTerm.id).where(TaxonomyTerm.taxonomy_id == taxonomy.id)
        terms = set(session.exec(of_scheme))
        listings = select(func.count(func.distinct(Attribute.link_id))).where(
            col(Attribute.taxonomy_term_id).in_(of_scheme), Attribute.link_entity == "service"
        )
        rows.append(SchemeRow(taxonomy, len(terms), len(terms & meant), session.exec(listings).one()))
    return rows


def terms(session: Session, taxonomy_id: str, *, only_open: bool = False, words: str = "") -> list[TermRow]:
    """The terms of a scheme, those with the most listings first.

    With `only_open` those alone that stand for none of ours, with `words` those whose name has them.
    """
    of_scheme = select(TaxonomyTerm).where(TaxonomyTerm.taxonomy_id == taxonomy_id)
    by_id = {row.id: row for row in session.exec(of_scheme)}
    mappings = {row.taxonomy_term_id: row for row in session.exec(select(TermMapping))}
    used = _used(session, taxonomy_id)
    found = []
    for term in by_id.values():
        mapping = mappings.get(term.id)
        code = mapping.codes[0] if mapping and mapping.codes else ""
        if (only_open and code) or words.lower() not in term.name.lower():
            continue
        origin = mapping.origin if mapping else ""
        found.append(TermRow(term, _above(term, by_id), code, origin, used.get(term.id, 0)))
    return sorted(found, key=lambda row: (-row.listings, row.term.name, row.term.id))


def _used(session: Session, taxonomy_id: str) -> Mapping[str, int]:
    query = (
        select(Attribute.taxonomy_term_id, func.count(func.distinct(Attribute.link_id)))
        .join(TaxonomyTerm, col(TaxonomyTerm.id) == col(Attribute.taxonomy_term_id))
        .where(TaxonomyTerm.taxonomy_id == taxonomy_id, Attribute.link_entity == "service")
        .group_by(col(Attribute.taxonomy_term_id))
    )
    return dict(session.exec(query).all())


def _above(term: TaxonomyTerm, by_id: Mapping[str, TaxonomyTerm]) -> tuple[str, ...]:
    names: list[str] = []
    parent = by_id.get(term.parent_id or "")
    # A scheme may be told in a circle; nine levels are more than any has.
    while parent is not None and len(names) < 9:
        names.insert(0, parent.name)
        parent = by_id.get(parent.parent_id or "")
    return tuple(names)
