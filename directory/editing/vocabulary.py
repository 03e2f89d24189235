"""Terms and units that listings point to, made where they are missing.

They are written past the change log: by the time somebody undoes a change, other listings may use them.
"""

from collections.abc import Mapping

from sqlalchemy import insert
from sqlmodel import Session, SQLModel, func, select

from directory.categories import categories
from directory.listings import ADDRESS_CONFIDENTIAL, NEED_TAXONOMY
from directory.tables import Taxonomy, TaxonomyTerm, Unit, new_id

_PLACE_TAXONOMY = "Linkage location notes"


def unit_id(session: Session, name: str) -> str:
    """The id of the unit with this name ("beds"), whatever the case of its letters."""
    known = select(Unit.id).where(func.lower(Unit.name) == name.strip().lower()).order_by(Unit.id)
    return session.exec(known).first() or _made(session, Unit, {"name": name.strip()})


def category_terms(session: Session) -> Mapping[str, str]:
    """The ids of the terms of the need categories, by the category's code."""
    known = dict(
        session.exec(
            select(TaxonomyTerm.code, TaxonomyTerm.id)
            .where(TaxonomyTerm.taxonomy == NEED_TAXONOMY)
            .order_by(TaxonomyTerm.id)
        ).all()
    )
    found = {code: known[code] for code in categories() if code in known}
    missing = [category for code, category in categories().items() if code not in found]
    if missing:
        taxonomy = _taxonomy(session, NEED_TAXONOMY, "What a client may need.")
        for category in missing:
            found[category.code] = _term(
                session, taxonomy, NEED_TAXONOMY, category.code, category.name, category.covers
            )
    return found


def confidential_term(session: Session) -> str:
    """The id of the term that keeps the address of a place from everybody."""
    known = select(TaxonomyTerm.id).where(TaxonomyTerm.code == ADDRESS_CONFIDENTIAL).order_by(TaxonomyTerm.id)
    if found := session.exec(known).first():
        return found
    taxonomy = _taxonomy(session, _PLACE_TAXONOMY, "What to know about a location.")
    told = "The address is told to nobody but those who come."
    return _term(session, taxonomy, _PLACE_TAXONOMY, ADDRESS_CONFIDENTIAL, "Address confidential", told)


def _taxonomy(session: Session, name: str, description: str) -> str:
    known = session.exec(select(Taxonomy.id).where(Taxonomy.name == name).order_by(Taxonomy.id)).first()
    return known or _made(session, Taxonomy, {"name": name, "description": description})


def _term(session: Session, taxonomy_id: str, taxonomy: str, code: str, name: str, description: str) -> str:
    values = {"code": code, "name": name, "description": description, "language": "en"}
    return _made(session, TaxonomyTerm, {**values, "taxonomy": taxonomy, "taxonomy_id": taxonomy_id})


def _made(session: Session, table: type[SQLModel], values: Mapping[str, str]) -> str:
    row_id = new_id()
    session.connection().execute(insert(table), [{"id": row_id, **values}])
    return row_id
