"""A part of a listing as its page shows it: sections, rows and fields, with choices and what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session, col, func, select

from directory.editing import Conflict, Part, State, Subject
from directory.editing.sections import ChildRows
from directory.editing.values import is_hidden
from directory.editing.week import HOUR_OWNERS
from directory.listings import Listing, Place
from directory.tables import Service, ServiceAtLocation
from webapp.finding.cards import where
from webapp.listings import labels
from webapp.listings.forms import FORMS
from webapp.listings.kinds import Options
from webapp.listings.sheet import MANY, Problems, Sheet, is_new, table_of


@dataclass(frozen=True)
class Field:
    """One field of a row, as the page shows it."""

    name: str
    column: str
    label: str
    help: str
    error: str
    shape: str
    value: str
    options: Options
    attributes: Mapping[str, str]
    hidden: bool


@dataclass(frozen=True)
class Row:
    """One row of a section."""

    key: str
    title: str
    fields: tuple[Field, ...]
    is_new: bool
    removed: bool


@dataclass(frozen=True)
class Section:
    """Rows of one table; `many` tells that rows can be added and taken away."""

    table: str
    title: str
    rows: tuple[Row, ...]
    many: bool


@dataclass(frozen=True)
class Difference:
    """Where two people differ: `name` is that of the form; the choices are `mine` and `theirs`, for rows
    `keep` and `remove`."""

    name: str
    title: str
    before: str
    theirs: str
    mine: str
    choices: Options


def sections(
    part: Part, base: State, sheet: Sheet, problems: Problems, owners: Mapping[str, str]
) -> tuple[Section, ...]:
    """The sections of a part with what stands in the form."""
    found = []
    for section in part.sections:
        table = section.table
        kinds = section.owners if isinstance(section, ChildRows) else HOUR_OWNERS
        options = [(key, title) for key, title in owners.items() if key.partition(":")[0] in kinds]
        keys = [key for key in sheet.rows if table_of(key) == table]
        found.append(
            Section(
                table,
                str(labels.SECTIONS.get(table, "")) or labels.table_title(table),
                tuple(_row(key, base, sheet, problems, options, owners) for key in keys),
                table in MANY,
            )
        )
    return tuple(found)


def _row(
    key: str, base: State, sheet: Sheet, problems: Problems, owners: Options, titles: Mapping[str, str]
) -> Row:
    table = table_of(key)
    widgets = FORMS[table].widgets()
    fields = []
    for name, value in sheet.rows[key].items():
        widget = widgets[name]
        options = list(owners if name == "owner" else widget.options() if widget.options else ())
        shape = "choice" if name == "owner" else widget.shape
        if name == "owner" and len(options) < 2:
            shape = "fixed"
        if shape in ("choice", "fixed") and value and value not in {option for option, _title in options}:
            # An import may have brought words that are none of ours.
            options.append((value, value))
        fields.append(
            Field(
                name=f"{key}.{name}",
                column=name,
                label=labels.field_title(table, name),
                help=labels.help_of(table, name) if is_new(key) or table not in MANY else "",
                error=problems.get((key, name), ""),
                shape=shape,
                value=value,
                options=options,
                attributes=widget.attributes,
                hidden=is_hidden(base.get(key, {}).get(name)),
            )
        )
    title = titles.get(key.partition(":")[2], "") if table == "week" else ""
    return Row(key, title, tuple(fields), is_new(key), key in sheet.removed)


def owners(session: Session, subject: Subject, listing: Listing) -> dict[str, str]:
    """What a row can belong to in words, the service first; shared ones say how many listings they change."""
    found = {f"service:{listing.id}": _("This service, everywhere")}
    places = {place.id: place for place in listing.places}
    shared = shared_by(session, listing)
    for offer in subject.offered:
        name = place_name(listing, places[offer.location_id])
        found[f"service_at_location:{offer.id}"] = _("This service at %(place)s", place=name)
    for offer in subject.offered:
        name = place_name(listing, places[offer.location_id])
        number = shared.get(offer.location_id, 1)
        found[f"location:{offer.location_id}"] = ngettext(
            "The place %(place)s", "The place %(place)s (%(num)d listings)", number, place=name
        )
    number = shared[listing.organization.id]
    found[f"organization:{listing.organization.id}"] = ngettext(
        "%(name)s as a whole",
        "%(name)s as a whole (%(num)d listings)",
        number,
        name=listing.organization_name,
    )
    return found


def shared_by(session: Session, listing: Listing) -> dict[str, int]:
    """How many listings the organization has and each place has, by their ids."""
    of_organization = select(func.count()).where(col(Service.organization_id) == listing.organization.id)
    at_places: Any = (
        select(ServiceAtLocation.location_id, func.count(func.distinct(ServiceAtLocation.service_id)))
        .where(col(ServiceAtLocation.location_id).in_([place.id for place in listing.places]))
        .group_by(col(ServiceAtLocation.location_id))
    )
    return {
        listing.organization.id: session.exec(of_organization).one(),
        **dict(session.exec(at_places).all()),
    }


def place_name(listing: Listing, place: Place) -> str:
    """A place in a few words; of a confidential one its town."""
    if place.confidential:
        return _("confidential place in %(town)s", town=place.city or "?")
    return place.name or where(listing, place) or _("a place without an address")


def differences(conflicts: Sequence[Conflict], keys: Mapping[str, str]) -> tuple[Difference, ...]:
    """Where two people differ, in words; `keys` names rows of the form that have another key by now."""
    found = (_difference(conflict, keys.get(conflict.key, conflict.key)) for conflict in conflicts)
    return tuple(replace(one, before=one.before or _("nothing")) for one in found)


def asked_again(names: Sequence[str], base: State, sheet: Sheet) -> tuple[Difference, ...]:
    """The differences of a form that came back without a choice for each; what was before both is gone."""
    found = []
    for name in names:
        key, _dot, column = name.rpartition(".")
        if key not in sheet.rows:
            continue
        there, typed = base.get(key), sheet.rows[key]
        if column:
            conflict = Conflict(key, column, None, (there or {}).get(column), typed.get(column))
        else:
            conflict = Conflict(key, "", {}, there, None if there else typed)
        found.append(_difference(conflict, key))
    return tuple(found)


def _difference(conflict: Conflict, key: str) -> Difference:
    table = table_of(conflict.key)
    if conflict.field:
        return Difference(
            f"{key}.{conflict.field}",
            f"{labels.table_title(table)}: {labels.field_title(table, conflict.field)}",
            said(table, conflict.field, conflict.before),
            said(table, conflict.field, conflict.theirs),
            said(table, conflict.field, conflict.mine),
            (("mine", _("mine")), ("theirs", _("theirs"))),
        )
    return Difference(
        f"{key}.",
        labels.table_title(table),
        row_words(table, conflict.before),
        row_words(table, conflict.theirs) if conflict.theirs is not None else _("taken away"),
        row_words(table, conflict.mine) if conflict.mine is not None else _("taken away"),
        (("keep", _("keep it")), ("remove", _("take it away"))),
    )


def row_words(table: str, row: Mapping[str, Any]) -> str:
    """A row in one line."""
    told = (
        f"{labels.field_title(table, name)}: {words}"
        for name, value in row.items()
        if name != "owner" and (words := said(table, name, value))
    )
    return "; ".join(told)


def said(table: str, field: str, value: Any) -> str:
    """A value of an editor as people read it; what is told to nobody is said to be so."""
    if is_hidden(value):
        return _("(confidential)")
    if table == "week" and value and not isinstance(value, list):
        spans = (span.partition("-") for span in str(value).split(","))
        return ", ".join(f"{labels.clock(opens)} – {labels.clock(closes)}" for opens, _dash, closes in spans)
    return labels.value_title(table, field, value)
