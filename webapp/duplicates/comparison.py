"""Two listings side by side: row by row, what is the same, what differs, and what there is to choose."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import format_time, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from directory.duplicates.merging import Plan
from directory.duplicates.merging.fields import FIELDS, PLACES
from directory.duplicates.streets import read_street
from directory.duplicates.telephones import national_number
from directory.hours import DAYS
from directory.listings import Listing
from directory.tables import Schedule
from directory.taxonomies.meaning import NEED_TAXONOMY
from webapp.duplicates.differences import Cell, any_differ, lists, texts
from webapp.finding import cards
from webapp.vocabulary_words import category, language_name
from webapp.words import day, phone


@dataclass(frozen=True)
class Row:
    """One line of the comparison. `choices` are (value, words) where there is something to choose.

    `united` says that a merge keeps what both sides have.
    """

    key: str
    title: str
    left: Cell
    right: Cell
    same: bool
    choices: tuple[tuple[str, str], ...] = ()
    chosen: str = ""
    united: bool = False


TITLES: Mapping[str, Any] = {
    "organization": _l("Organization"),
    "name": _l("Name"),
    "alternate_name": _l("Other name"),
    "description": _l("What it is"),
    "eligibility": _l("Who it is for"),
    "ages": _l("Ages"),
    "application": _l("How to apply"),
    "fees": _l("Fees"),
    "wait": _l("Waiting time"),
    "url": _l("Web page"),
    "email": _l("Mail address"),
    "interpretation": _l("Interpretation"),
    "accreditations": _l("Accreditations"),
    "licenses": _l("Licenses"),
    "alert": _l("Alert"),
    "status": _l("Status"),
    "verified": _l("Verified"),
    "hours": _l("Hours"),
    "room": _l("Room"),
    PLACES: _l("Places"),
}


def rows(kept: Listing, other: Listing, plan: Plan) -> tuple[Row, ...]:
    """All rows that say something on one side at least; `kept` stands left."""
    made = [_field_row(field.key, kept, other, field.side) for field in plan.fields]
    made.insert(3, _places(kept, other, plan))
    made.insert(4, _list_row("phones", _("Telephones"), _numbers(kept), _numbers(other), national_number))
    made += [
        _whole_row("hours", _hours(kept), _hours(other), plan.wholes["hours"]),
        _whole_row("room", _room(kept), _room(other), plan.wholes["room"]),
        _list_row("languages", _("Languages"), *_each(kept, other, _languages)),
        _list_row("areas", _("Area served"), *_each(kept, other, lambda one: one.areas)),
        _list_row("costs", _("Prices"), *_each(kept, other, _costs)),
        _list_row("documents", _("Bring"), *_each(kept, other, lambda one: one.documents)),
        _list_row("kinds", _("Kinds of help"), *_each(kept, other, _kinds)),
        _list_row("terms", _("Terms of its source"), *_each(kept, other, _terms)),
    ]
    return tuple(row for row in made if row.left or row.right)


def _each(
    kept: Listing, other: Listing, shape: Callable[[Listing], Sequence[str]]
) -> tuple[Sequence[str], Sequence[str]]:
    return shape(kept), shape(other)


def _field_row(key: str, kept: Listing, other: Listing, side: str) -> Row:
    left, right = _value(key, kept), _value(key, other)
    same = " ".join(left.lower().split()) == " ".join(right.lower().split())
    cells = texts(left, right)
    return Row(key, str(TITLES[key]), *cells, same, () if same else _sides(), side)


def _sides() -> tuple[tuple[str, str], ...]:
    return ("kept", _("Keep the left")), ("other", _("Keep the right"))


def _value(key: str, listing: Listing) -> str:
    service = listing.service
    if key == "organization":
        return listing.organization_name
    if key == "ages":
        return _ages(service.minimum_age, service.maximum_age)
    if key == "verified":
        return day(service.assured_date) if service.assured_date else ""
    if key == "status":
        return {"active": _("active"), "temporarily closed": _("temporarily closed")}.get(
            service.status, service.status
        )
    return "\n".join(str(value) for name in FIELDS[key] if (value := getattr(service, name)))


def _ages(lowest: float | None, highest: float | None) -> str:
    if lowest is None and highest is None:
        return ""
    if highest is None:
        return _("%(low)g and older", low=lowest)
    if lowest is None:
        return _("up to %(high)g", high=highest)
    return _("%(low)g to %(high)g", low=lowest, high=highest)


def _places(kept: Listing, other: Listing, plan: Plan) -> Row:
    cells = lists(*_each(kept, other, _addresses), key=_door)
    choices: tuple[tuple[str, str], ...] = (
        ("both", _("Keep the places of both")),
        ("kept", _("Keep the places on the left")),
    )
    if plan.confidential:
        choices = (("confidential", _("Keep only the confidential place")), *choices)
    same = not any_differ(*cells)
    return Row(
        PLACES, str(TITLES[PLACES]), *cells, same and not plan.confidential,
        () if same and not plan.confidential else choices, plan.places,
    )  # fmt: skip


def _addresses(listing: Listing) -> tuple[str, ...]:
    """Places in a line each; of a confidential one its town at the most, and that it is confidential."""
    told = (
        _("%(town)s (address confidential)", town=cards.where(listing, place))
        if place.confidential
        else cards.where(listing, place)
        for place in listing.places
    )
    return tuple(dict.fromkeys(line for line in told if line))


def _door(line: str) -> str:
    """The same for two writings of one address: "1520 East Main Street" and "1520 E. Main St."."""
    first, _comma, rest = line.lower().partition(",")
    street = read_street(first)
    return f"{street.key} {street.unit}, {rest}" if street.key else line.lower()


def _list_row(
    key: str,
    title: str,
    left: Sequence[str],
    right: Sequence[str],
    same_as: Callable[[str], str] = str.lower,
) -> Row:
    cells = lists(left, right, same_as)
    same = not any_differ(*cells)
    return Row(key, title, *cells, same, united=not same)


def _whole_row(key: str, left: Sequence[str], right: Sequence[str], side: str) -> Row:
    cells = lists(left, right)
    same = list(left) == list(right)
    return Row(key, str(TITLES[key]), *cells, same, () if same else _sides(), side)


def _numbers(listing: Listing) -> tuple[str, ...]:
    return tuple(
        " ".join(
            part
            for part in (
                phone(number.number),
                _("ext. %(number)s", number=number.extension) if number.extension else "",
                _("(fax)") if number.kind == "fax" else "",
            )
            if part
        )
        for number in listing.phones
    )


def _hours(listing: Listing) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(_opening, listing.schedules))))


def _opening(row: Schedule) -> str:
    days = _days(row.byday or "")
    if row.opens_at is None or row.closes_at is None:
        return " ".join(part for part in (days, row.description or row.notes or "") if part)
    times = " – ".join(format_time(at, "short", rebase=False) for at in (row.opens_at, row.closes_at))
    return f"{days} {times}".strip()


def _days(byday: str) -> str:
    locale = get_locale()
    names = locale.days["format"]["abbreviated"] if locale else {}
    codes = sorted(byday.split(","), key=lambda code: DAYS.index(code) if code in DAYS else len(DAYS))
    return " ".join(str(names.get(DAYS.index(code), code)) if code in DAYS else code for code in codes)


def _room(listing: Listing) -> tuple[str, ...]:
    return tuple(
        _("%(free)g of %(all)s %(unit)s", free=c.available or 0, all=f"{c.maximum:g}" if c.maximum else "?",
          unit=c.unit.lower())
        for c in listing.capacities
    )  # fmt: skip


def _languages(listing: Listing) -> tuple[str, ...]:
    return tuple(map(language_name, listing.languages))


def _costs(listing: Listing) -> tuple[str, ...]:
    words = cards.cost(listing) if listing.costs else ""
    return tuple(words.split("; ")) if words else ()


def _kinds(listing: Listing) -> tuple[str, ...]:
    return tuple(map(category, listing.categories))


def _terms(listing: Listing) -> tuple[str, ...]:
    return tuple(dict.fromkeys(term.name for term in listing.terms if term.taxonomy != NEED_TAXONOMY))
