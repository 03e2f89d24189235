"""What a term that a listing stands under says of its categories: ours by their code, others by a mapping."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from directory.categories import categories, kinds, top_level
from directory.tables import TermMapping

NEED_TAXONOMY = "Linkage need categories"
# SQLite takes 32,766 values in one statement at the most.
_AT_A_TIME = 5_000


@dataclass(frozen=True)
class Meanings:
    """The mappings that are there: a term's id to the codes that it stands for."""

    mapped: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def codes(self, taxonomy: str, code: str, term_id: str) -> tuple[str, ...]:
        """The need categories and kinds of service that a term stands for; none where nobody has said."""
        if taxonomy == NEED_TAXONOMY:
            return (code,) if code in categories() or code in kinds() else ()
        return self.mapped.get(term_id, ())


def load_meanings(session: Session, term_ids: Iterable[str] | None = None) -> Meanings:
    """The mappings of these terms, or all of them."""
    query = select(TermMapping.taxonomy_term_id, TermMapping.codes)
    if term_ids is None:
        return Meanings({term: tuple(codes) for term, codes in session.exec(query)})
    wanted = list(term_ids)
    mapped: dict[str, tuple[str, ...]] = {}
    for start in range(0, len(wanted), _AT_A_TIME):
        some = col(TermMapping.taxonomy_term_id).in_(wanted[start : start + _AT_A_TIME])
        mapped |= {term: tuple(codes) for term, codes in session.exec(query.where(some))}
    return Meanings(mapped)


def main_categories(codes: Iterable[str]) -> tuple[str, ...]:
    """The need categories that codes of either level belong to, each once, in their order."""
    return tuple(dict.fromkeys(main for code in codes if (main := top_level(code)) is not None))
