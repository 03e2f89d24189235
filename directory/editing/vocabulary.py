"""Terms and units that listings point to, made where they are missing.

They are written past the change log: by the time somebody undoes a change, other listings may use them.
"""

from collections.abc import Mapping

from sqlalchemy import insert
from sqlmodel import Session, SQLModel, func, select

from directory import changes
from directory.listings import ADDRESS_CONFIDENTIAL
from directory.tables import Taxonomy, TaxonomyTerm, Unit, new_id
from directory.taxonomies import ours

_PLACE_TAXONOMY = "Linkage location notes"


def unit_id(session: Session, name: str) -> str:
    """The id of the unit with this name ("beds"), whatever the case of its letters."""
    known = select(Unit.id).where(func.lower(Unit.name) == name.strip().lower()).order_by(Unit.id)
    return session.exec(known).first() or _made(session, Unit, {"name": name.strip()})


def ready_categories(session: Session) -> None:
    """Makes our own terms where the directory lacks them; before `changing` opens."""
    changes.lock(session)
    ours.term_ids(session)


def confidential_term(session: Session) -> str:
    """The id of the term that keeps the address of a place from everybody."""
    known = select(TaxonomyTerm.id).where(TaxonomyTerm.code == ADDRESS_CONFIDENTIAL).order_by(TaxonomyTerm.id)
    if found := session.exec(known).first():
        return found
    taxonomy_id = session.exec(select(Taxonomy.id).where(Taxonomy.name == _PLACE_TAXONOMY)).first() or _made(
        session, Taxonomy, {"name": _PLACE_TAXONOMY, "description": "What to know about a location."}
    )
    term = {"code": ADDRESS_CONFIDENTIAL, "name": "Address confidential", "taxonomy": _PLACE_TAXONOMY}
    told = "The address is told to nobody but those who come."
    return _made(
        session, TaxonomyTerm, {**term, "description": told, "language": "en", "taxonomy_id": taxonomy_id}
    )


def _made(session: Session, table: type[SQLModel], values: Mapping[str, str]) -> str:
    row_id = new_id()
    session.connection().execute(insert(table), [{"id": row_id, **values}])
    return row_id
