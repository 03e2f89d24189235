"""Brings schemes into the directory and says what their terms mean in our categories."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from sqlmodel import Session, col, func, select

from directory import changes
from directory.categories import categories, categorize, kinds
from directory.change_log import Author, changing
from directory.tables import Attribute, Taxonomy, TaxonomyTerm, TermMapping
from directory.taxonomies.meaning import NEED_TAXONOMY
from directory.taxonomies.schemes import Scheme, SchemeTerm


@dataclass(frozen=True)
class SchemeCounts:
    """What became of a scheme that was read: its terms, and how many of them have a meaning in ours."""

    name: str
    added: int
    changed: int
    unchanged: int
    mapped: int


@dataclass(frozen=True)
class Suggestion:
    """What a term probably stands for, and why: `table` (a crosswalk of the program) or `words` (its own)."""

    codes: tuple[str, ...]
    origin: str


def bring_in(session: Session, scheme: Scheme, *, by: Author, now: datetime) -> SchemeCounts:
    """Adds a scheme or brings it up to date, and maps the terms that nobody has decided on.

    Terms that the scheme no longer has stay, since listings may stand under them. The caller commits.
    """
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    with changing(session, kind="taxonomy", by=by, now=now, why=scheme.name):
        _put(
            session,
            Taxonomy,
            scheme.id,
            {
                "name": scheme.name,
                "description": scheme.description,
                "uri": scheme.uri,
                "version": scheme.version,
            },
        )
        for term in scheme.terms:
            values = {
                "code": term.code or None,
                "name": term.name,
                "description": term.description or term.name,
                "parent_id": term.parent_id,
                "taxonomy": scheme.name,
                "taxonomy_id": scheme.id,
                "language": term.language,
            }
            counts[_put(session, TaxonomyTerm, term.id, values)] += 1
    mapped = _map_undecided(session, scheme, now)
    return SchemeCounts(scheme.name, counts["added"], counts["changed"], counts["unchanged"], mapped)


def _put(
    session: Session, table: type[Taxonomy] | type[TaxonomyTerm], row_id: str, values: dict[str, Any]
) -> str:
    row = session.get(table, row_id)
    if row is None:
        session.add(table(id=row_id, **values))
        session.flush()
        return "added"
    before = row.model_dump()
    row.sqlmodel_update(values)
    session.add(row)
    return "unchanged" if row.model_dump() == before else "changed"


def _map_undecided(session: Session, scheme: Scheme, now: datetime) -> int:
    by_id = {term.id: term for term in scheme.terms}
    query = select(TermMapping).where(col(TermMapping.taxonomy_term_id).in_(by_id))
    known = {row.taxonomy_term_id: row for row in session.exec(query)}
    mapped = 0
    for term in scheme.terms:
        row = known.get(term.id)
        if row is not None and row.origin == "person":
            mapped += bool(row.codes)
            continue
        found = suggest(scheme.name, term.code, _path(term.name, term.parent_id, by_id))
        row = row or TermMapping(taxonomy_term_id=term.id, origin=found.origin, mapped_at=now)
        if list(found.codes) != row.codes:
            row.codes, row.origin, row.mapped_at = list(found.codes), found.origin, now
        mapped += bool(row.codes)
        session.add(row)
    session.flush()
    _follow(session, by_id, now)
    return mapped


def _path(name: str, parent_id: str | None, by_id: Mapping[str, SchemeTerm]) -> Sequence[str]:
    """The name of a term and the names of those above it, its own first."""
    names = [name]
    while parent_id is not None and (above := by_id.get(parent_id)) is not None and len(names) < 9:
        names.append(above.name)
        parent_id = above.parent_id
    return names


def suggest(scheme: str, code: str, path: Sequence[str]) -> Suggestion:
    """What a term of another scheme stands for: by our crosswalk where there is one, else by its words.

    `path` is the term's name and the names above it. A crosswalk that leaves a code out means that it stands
    for none of our categories.
    """
    crosswalk = crosswalks().get(scheme)
    if crosswalk is not None:
        known = crosswalk.get(code)
        return Suggestion((known,) if known else (), "table")
    for name in path:
        found = categorize(name, "")
        if found:
            return Suggestion(found[:1], "words")
    return Suggestion((), "words")


@cache
def crosswalks() -> Mapping[str, Mapping[str, str]]:
    """The crosswalks of the program: scheme to the codes of its terms to our codes."""
    found = {}
    for entry in sorted((files("data") / "taxonomy" / "crosswalks").iterdir(), key=lambda one: one.name):
        if entry.name.endswith(".toml"):
            table = tomllib.loads(entry.read_text(encoding="utf-8"))
            found[str(table["taxonomy"])] = {str(code): str(ours) for code, ours in table["terms"].items()}
    return found


def decide(session: Session, term_id: str, codes: Iterable[str], *, by: str, now: datetime) -> TermMapping:
    """A person says what a term stands for; none of our codes is an answer too. The caller commits.

    Raises LookupError for a term that is not there, ValueError for a code that is not ours or a term that is.
    """
    term = session.get(TaxonomyTerm, term_id)
    if term is None:
        raise LookupError(f"no taxonomy term {term_id}")
    if term.taxonomy == NEED_TAXONOMY:
        raise ValueError("our own terms mean themselves")
    wanted = list(dict.fromkeys(codes))
    unknown = [code for code in wanted if code not in categories() and code not in kinds()]
    if unknown:
        raise ValueError(f"no such category: {', '.join(unknown)}")
    row = session.exec(select(TermMapping).where(TermMapping.taxonomy_term_id == term_id)).first()
    row = row or TermMapping(taxonomy_term_id=term_id, origin="person", mapped_at=now)
    row.codes, row.origin, row.mapped_at, row.mapped_by = wanted, "person", now, by
    session.add(row)
    session.flush()
    _follow(session, [term_id], now)
    return row


def _follow(session: Session, term_ids: Iterable[str], now: datetime) -> None:
    """Lets every index read the listings under these terms anew."""
    under = select(func.count()).where(
        col(Attribute.taxonomy_term_id).in_(list(term_ids)), Attribute.link_entity == "service"
    )
    if session.exec(under).one():
        changes.record(session, service_id=None, kind="taxonomy", now=now)
