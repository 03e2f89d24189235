"""What somebody looks for among the listings, kept in the address so that it can be sent as a link."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from directory.finding_listings import Asked
from directory.verification.ages import AGES
from webapp.listings import labels
from webapp.listings.kinds import Options
from webapp.vocabulary_words import CATEGORIES

VERIFIED: Mapping[str, Any] = {
    "due": _l("not in time, or never"),
    "overdue": _l("too long ago"),
    "in_time": _l("in time"),
    **{key: _l(step.words) for key, step in AGES.items()},
}
PROBLEMS: Mapping[str, Any] = {
    "reported": _l("a reported problem"),
    "no_phone": _l("no phone number"),
    "no_place": _l("no place"),
    "no_hours": _l("no hours"),
    "no_category": _l("no category"),
    "no_description": _l("no description"),
}
SORTS: Mapping[str, Any] = {
    "name": _l("Name"),
    "organization": _l("Organization"),
    "verified": _l("Verified longest ago"),
    "changed": _l("Changed last"),
}
_WORDS = ("words", "status", "category", "place", "verified", "problem", "organization_id", "sort")
# What they are called in the address.
_NAMES = {"words": "q", "organization_id": "organization"}


def read(arguments: MultiDict[str, str], today: date) -> Asked:
    """What an address asks for; a choice that is none asks for nothing."""
    values = {name: arguments.get(_NAMES.get(name, name), "").strip()[:200] for name in _WORDS}
    known = {
        "status": labels.STATUSES,
        "category": CATEGORIES,
        "verified": VERIFIED,
        "problem": PROBLEMS,
        "sort": SORTS,
    }
    for name, choices in known.items():
        if values[name] not in choices:
            values[name] = ""
    return Asked(today, **{**values, "sort": values["sort"] or "name"})


def parameters(asked: Asked) -> dict[str, str]:
    """The address's parameters that ask for the same."""
    defaults = Asked(asked.today)
    return {
        _NAMES.get(name, name): value
        for name in _WORDS
        if (value := getattr(asked, name)) and value != getattr(defaults, name)
    }


def without(asked: Asked, name: str) -> Asked:
    """The same without one of its conditions."""
    return replace(asked, **{name: ""})


def chosen(asked: Asked) -> list[tuple[str, str]]:
    """The conditions that are set, each with its words."""
    titles: Mapping[str, Mapping[str, Any]] = {
        "status": labels.STATUSES,
        "category": CATEGORIES,
        "verified": VERIFIED,
        "problem": PROBLEMS,
    }
    found = [(name, str(titles[name][value])) for name in titles if (value := getattr(asked, name))]
    return found + ([("place", asked.place)] if asked.place else [])


def options(titles: Mapping[str, Any]) -> Options:
    """Titles as a field of choices takes them."""
    return [(key, str(title)) for key, title in titles.items()]
