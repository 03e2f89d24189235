"""The change log in words: who changed what, from what to what, and why."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session, col, func, select

from casework import staff
from directory.change_log import Change, Clash, Difference
from directory.confidential import SECRET_FIELDS, ever_confidential
from directory.tables import Address, ChangeEntry, Location, Service, TaxonomyTerm, Unit
from matcher.eligibility.criteria import corrected
from webapp.finding.details import rules_said
from webapp.listings import labels

# What links rows says nothing to people, and what follows from something else is no news.
_UNTOLD = frozenset({
    "link_id", "link_entity", "link_type", "text_key", "corrected_at", "corrected_by", "label", "parent_id",
    "country", "freq", "wkst", "timezone", "dtstart", "updated",
})  # fmt: skip
_REFERENCES = frozenset({"taxonomy_term_id", "unit_id"})
_PLACE = ("service_at_location", "location_id")


@dataclass(frozen=True)
class Line:
    """One thing that changed: a field from `before` to `after`, or a row that came or went."""

    what: str
    field: str
    before: str
    after: str
    confidential: bool


@dataclass(frozen=True)
class Told:
    """A change set in words. `listing` names the first listing that it changed, if any, by id and name."""

    id: str
    at: datetime
    by: str
    kind: str
    what: str
    why: str
    lines: tuple[Line, ...]
    more: int
    undone: bool
    listing: tuple[str, str] | None


def told(session: Session, changes: Sequence[Change], *, most_lines: int = 40) -> list[Told]:
    """Changes in words, in their order."""
    names = staff.names(session)
    words = _words_of(session, changes)
    listings = _listings(session, [change.change_set.id for change in changes])
    counts = _counts(session, [change.change_set.id for change in changes])
    found = []
    for change in changes:
        lines = tuple(_lines(change.differences, words))
        seen = len({(d.table, d.row_id) for d in change.differences})
        found.append(
            Told(
                id=change.change_set.id,
                at=change.change_set.at,
                by=author(change, names),
                kind=change.change_set.kind,
                what=labels.kind_title(change.change_set.kind),
                why=change.change_set.why,
                lines=lines[:most_lines],
                more=max(0, counts.get(change.change_set.id, 0) - seen) + max(0, len(lines) - most_lines),
                undone=change.undone_by is not None,
                listing=listings.get(change.change_set.id),
            )
        )
    return found


def author(change: Change, names: Mapping[str, str]) -> str:
    """Who made a change; somebody of another agency is not named."""
    made = change.change_set
    if made.by_id is not None:
        return names.get(made.by_id, _("somebody of another agency"))
    return made.by_name or {
        "import": _("an import"),
        "feed": _("a feed"),
        "provider": _("the provider"),
    }.get(made.by_kind, _("the program"))


def clash_words(clashes: Iterable[Clash]) -> list[str]:
    """Why a change cannot be taken back, each in a sentence without what is confidential."""
    found = []
    for clash in clashes:
        table = labels.table_title(clash.table)
        if not clash.field:
            found.append(
                _("%(table)s: it has come back, or something else rests on it by now.", table=table)
                if clash.found is not None
                else _("%(table)s: it has been taken away since.", table=table)
            )
        elif clash.field in SECRET_FIELDS.get(clash.table, frozenset()) | _UNTOLD | _REFERENCES:
            found.append(_("%(table)s: it was changed since.", table=table))
        else:
            title = labels.field_title(clash.table, clash.field)
            now_is = _value(clash.table, clash.field, clash.found, {}) or _("nothing")
            found.append(
                _("%(table)s, %(field)s: it reads “%(now)s” by now.", table=table, field=title, now=now_is)
            )
    return list(dict.fromkeys(found))


def _lines(differences: Sequence[Difference], words: Mapping[str, str]) -> Iterable[Line]:
    rows: dict[tuple[str, str, str], list[Difference]] = defaultdict(list)
    for difference in differences:
        rows[difference.table, difference.row_id, difference.action].append(difference)
    for (table, _row_id, action), parts in rows.items():
        if action == "change":
            yield from (_changed(part, words) for part in parts if _is_told(part))
            continue
        content = _row(parts, words, "after" if action == "add" else "before")
        secret = any(part.confidential for part in parts)
        title = labels.table_title(table)
        if action == "add":
            yield Line(title, _("added"), "", content, secret)
        else:
            yield Line(title, _("taken away"), content, "", secret)


def _changed(part: Difference, words: Mapping[str, str]) -> Line:
    return Line(
        labels.table_title(part.table),
        labels.field_title(part.table, part.field),
        _value(part.table, part.field, part.before, words),
        _value(part.table, part.field, part.after, words),
        part.confidential,
    )


def _row(parts: Sequence[Difference], words: Mapping[str, str], side: str) -> str:
    values = (
        (part, _value(part.table, part.field, getattr(part, side), words)) for part in parts if _is_told(part)
    )
    return "; ".join(
        f"{labels.field_title(part.table, part.field)}: {value}" for part, value in values if value
    )


def _is_told(part: Difference) -> bool:
    if part.field in _REFERENCES or (part.table, part.field) == _PLACE:
        return True
    return part.field not in _UNTOLD and not part.field.endswith("_id")


def _value(table: str, field: str, value: Any, words: Mapping[str, str]) -> str:
    if field in _REFERENCES or (table, field) == _PLACE:
        return words.get(str(value), "")
    if (table, field) == ("eligibility_correction", "criteria"):
        return "; ".join(_rules(value)) or (_("it limits nobody") if value is not None else "")
    return labels.value_title(table, field, value)


def _rules(criteria: Sequence[str] | None) -> tuple[str, ...]:
    try:
        return rules_said(corrected(criteria or ()))
    except ValueError:
        return tuple(criteria or ())


def _words_of(session: Session, changes: Iterable[Change]) -> dict[str, str]:
    """The names of the terms, units and places that changes speak of; of a confidential place its town."""
    ids: dict[str, set[str]] = defaultdict(set)
    for change in changes:
        for part in change.differences:
            if part.field in _REFERENCES or (part.table, part.field) == _PLACE:
                ids[part.field] |= {str(value) for value in (part.before, part.after) if value}
    terms = select(TaxonomyTerm.id, TaxonomyTerm.name).where(
        col(TaxonomyTerm.id).in_(ids["taxonomy_term_id"])
    )
    units = select(Unit.id, Unit.name).where(col(Unit.id).in_(ids["unit_id"]))
    names: dict[str, str] = dict(session.exec(terms).all()) | dict(session.exec(units).all())
    secret = ever_confidential(session, ids["location_id"])
    places = (
        select(Location.id, Location.name, Address.city)
        .join(Address, col(Address.location_id) == col(Location.id), isouter=True)
        .where(col(Location.id).in_(ids["location_id"]))
    )
    for place, name, town in session.exec(places):
        names[place] = (town if place in secret else name or town) or ""
    return names


def _listings(session: Session, set_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """The one listing of each set that changed only one; sets that changed several have none."""
    rows: Any = (
        select(ChangeEntry.change_set_id, func.min(ChangeEntry.service_id), func.max(ChangeEntry.service_id))
        .where(col(ChangeEntry.change_set_id).in_(set_ids), col(ChangeEntry.service_id).is_not(None))
        .group_by(col(ChangeEntry.change_set_id))
    )
    only = {set_id: first for set_id, first, last in session.exec(rows) if first == last}
    query = select(Service.id, Service.name).where(col(Service.id).in_(set(only.values())))
    names: dict[str, str] = dict(session.exec(query).all())
    return {set_id: (one, names[one]) for set_id, one in only.items() if one in names}


def _counts(session: Session, set_ids: Sequence[str]) -> dict[str, int]:
    rows: Any = (
        select(ChangeEntry.change_set_id, func.count())
        .where(col(ChangeEntry.change_set_id).in_(set_ids))
        .group_by(col(ChangeEntry.change_set_id))
    )
    return dict(session.exec(rows).all())
