"""The taxonomies that an import refers to: need categories, the source's keywords, the confidential mark."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from directory.categories import categories
from directory.importing.identifiers import as_uuid
from directory.listings import ADDRESS_CONFIDENTIAL, NEED_TAXONOMY
from directory.tables import Taxonomy, TaxonomyTerm

_NOTES = "Linkage notes on locations"

Cells = dict[str, str]


class Vocabulary:
    """Hands out terms: those that the directory has already, and new ones where it has not."""

    def __init__(self, session: Session, source: str, name: str) -> None:
        self._source, self._name = source, name
        self._rows: dict[str, tuple[str, Cells]] = {}
        self._needs = _known(session, TaxonomyTerm.taxonomy_id, NEED_TAXONOMY)
        hidden = select(TaxonomyTerm.id).where(TaxonomyTerm.code == ADDRESS_CONFIDENTIAL)
        self._hidden = session.exec(hidden.order_by(col(TaxonomyTerm.id))).first()

    def need(self, code: str) -> str:
        """The term of a need category."""
        if code not in self._needs:
            category = categories()[code]
            taxonomy = self._taxonomy("linkage-needs", NEED_TAXONOMY, "What a client may need.")
            self._needs[code] = self._term(
                f"linkage-needs/{code}", taxonomy, NEED_TAXONOMY, category.name, code, category.covers
            )
        return self._needs[code]

    def keyword(self, words: str) -> str:
        """The term of one of the source's own keywords."""
        title = f"{self._name}: keywords"
        taxonomy = self._taxonomy(f"{self._source}/keywords", title, f"Keywords as {self._name} uses them.")
        return self._term(f"{self._source}/keywords/{words.lower()}", taxonomy, title, words, "", words)

    def confidential(self) -> str:
        """The term that keeps the address of a place from everybody."""
        if self._hidden is None:
            taxonomy = self._taxonomy("linkage-notes", _NOTES, "What to know about a location.")
            self._hidden = self._term(
                "linkage-notes/confidential", taxonomy, _NOTES, "Address confidential", ADDRESS_CONFIDENTIAL,
                "The address is told to nobody but those who come.",
            )  # fmt: skip
        return self._hidden

    def rows(self) -> Iterator[tuple[str, Cells]]:
        """The rows that are new, as table and cells."""
        yield from self._rows.values()

    def _taxonomy(self, key: str, name: str, description: str) -> str:
        row_id = as_uuid("taxonomy", key)
        self._rows.setdefault(row_id, ("taxonomy", {"id": row_id, "name": name, "description": description}))
        return row_id

    def _term(self, key: str, taxonomy_id: str, taxonomy: str, name: str, code: str, description: str) -> str:
        row_id = as_uuid("taxonomy_term", key)
        cells = {
            "id": row_id,
            "name": name,
            "description": description,
            "taxonomy": taxonomy,
            "taxonomy_id": taxonomy_id,
        }
        self._rows.setdefault(row_id, ("taxonomy_term", {**cells, "code": code}))
        return row_id


def _known(session: Session, link: object, taxonomy: str) -> dict[str, str]:
    """The terms of a taxonomy that the directory has, by code."""
    query = (
        select(TaxonomyTerm.code, TaxonomyTerm.id)
        .join(Taxonomy, col(Taxonomy.id) == link)
        .where(Taxonomy.name == taxonomy)
        .order_by(col(TaxonomyTerm.id))
    )
    return {code: term_id for code, term_id in session.exec(query) if code}
