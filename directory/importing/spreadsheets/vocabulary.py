"""The taxonomies that an import refers to: our categories, the source's keywords, the confidential mark."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from sqlmodel import Session, col, select

from directory.importing.identifiers import as_uuid
from directory.listings import ADDRESS_CONFIDENTIAL
from directory.tables import TaxonomyTerm
from directory.taxonomies.ours import term_ids

_NOTES = "Linkage notes on locations"

Cells = dict[str, str]


class Vocabulary:
    """Hands out terms: those that the directory has already, and new ones where it has not."""

    def __init__(self, session: Session, source: str, name: str) -> None:
        self._session, self._source, self._name = session, source, name
        self._rows: dict[str, tuple[str, Cells]] = {}
        hidden = select(TaxonomyTerm.id).where(TaxonomyTerm.code == ADDRESS_CONFIDENTIAL)
        self._hidden = session.exec(hidden.order_by(col(TaxonomyTerm.id))).first()

    def need(self, code: str) -> str:
        """The term of a need category or kind of service."""
        return self._needs[code]

    @cached_property
    def _needs(self) -> Mapping[str, str]:
        return term_ids(self._session)

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
        cells = {"id": row_id, "name": name, "description": description, "code": code}
        self._rows.setdefault(
            row_id, ("taxonomy_term", {**cells, "taxonomy": taxonomy, "taxonomy_id": taxonomy_id})
        )
        return row_id
