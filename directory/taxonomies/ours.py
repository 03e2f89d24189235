"""Our own two levels of categories as terms of the directory, and putting a listing under them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlmodel import Session, col, select

from directory.categories import categories, kinds
from directory.tables import Attribute, Taxonomy, TaxonomyTerm
from directory.taxonomies.meaning import NEED_TAXONOMY

_USE = "service_category"
_AT_A_TIME = 5_000


def term_ids(session: Session) -> Mapping[str, str]:
    """The ids of our terms by code; what the directory lacks of them is added."""
    known = {
        code: term_id
        for code, term_id in session.exec(
            select(TaxonomyTerm.code, TaxonomyTerm.id).where(TaxonomyTerm.taxonomy == NEED_TAXONOMY)
        )
        if code
    }
    wanted = [*categories(), *kinds()]
    if all(code in known for code in wanted):
        return known
    taxonomy_id = _taxonomy(session)
    for code in wanted:
        if code not in known:
            known[code] = _id(code)
            session.add(_term(code, taxonomy_id, known))
            session.flush()
    return known


def stated(session: Session, service_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The codes of our own terms that these listings stand under, the main one first."""
    ids = list(service_ids)
    found: dict[str, list[str]] = {service_id: [] for service_id in ids}
    for start in range(0, len(ids), _AT_A_TIME):
        for attribute, code in session.exec(
            _attributes().where(
                col(Attribute.link_id).in_(ids[start : start + _AT_A_TIME]),
            )
        ):
            found[attribute.link_id].append(code or "")
    return {service_id: tuple(code for code in codes if code) for service_id, codes in found.items()}


def place_under(session: Session, service_id: str, codes: Sequence[str]) -> None:
    """Lets a listing stand under exactly these of our terms, the main one first.

    Raises ValueError without any code, or for a code that is not ours: each listing stands in at least one
    category. Call it inside `changing`; terms of other schemes stay as they are.
    """
    wanted = list(dict.fromkeys(codes))
    unknown = [code for code in wanted if code not in categories() and code not in kinds()]
    if not wanted or unknown:
        raise ValueError(f"no such category: {', '.join(unknown)}" if unknown else "no category chosen")
    ids = term_ids(session)
    rows = session.exec(_attributes().where(Attribute.link_id == service_id)).all()
    kept: dict[str, Attribute] = {}
    for attribute, code in rows:
        if code in wanted and code not in kept:
            kept[code] = attribute
        else:
            session.delete(attribute)
    for number, code in enumerate(wanted):
        row = kept.get(code) or Attribute(
            link_id=service_id, link_entity="service", link_type=_USE, taxonomy_term_id=ids[code]
        )
        # The value gives the order: the first is the main one (directory.listings reads them by it).
        row.value = f"{number + 1:02d}"
        session.add(row)
    session.flush()


def _attributes() -> Any:
    return (
        select(Attribute, TaxonomyTerm.code)
        .join(TaxonomyTerm, col(TaxonomyTerm.id) == col(Attribute.taxonomy_term_id))
        .where(Attribute.link_entity == "service", TaxonomyTerm.taxonomy == NEED_TAXONOMY)
        .order_by(col(Attribute.value).is_(None), col(Attribute.value), col(Attribute.id))
    )


def _taxonomy(session: Session) -> str:
    found = session.exec(
        select(Taxonomy.id).where(Taxonomy.name == NEED_TAXONOMY).order_by(Taxonomy.id)
    ).first()
    if found is not None:
        return found
    row = Taxonomy(
        id=_id(""),
        name=NEED_TAXONOMY,
        description="What a client may need: categories, and the kinds of service in each.",
        version="1",
    )
    session.add(row)
    session.flush()
    return row.id


def _term(code: str, taxonomy_id: str, known: Mapping[str, str]) -> TaxonomyTerm:
    if code in categories():
        category = categories()[code]
        name, description, parent = category.name, category.covers, None
    else:
        kind = kinds()[code]
        name, description, parent = kind.name, kind.says, known.get(kind.category)
    return TaxonomyTerm(
        id=known[code],
        code=code,
        name=name,
        description=description,
        parent_id=parent,
        taxonomy=NEED_TAXONOMY,
        taxonomy_id=taxonomy_id,
        language="en",
    )


def _id(code: str) -> str:
    """Stable, so that two machines that read the same package speak of the same term."""
    return str(uuid5(NAMESPACE_URL, f"linkage:need-categories:{code}"))
