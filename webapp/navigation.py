"""Which places the top of each page leads to, for the person who looks at it."""

from dataclasses import dataclass

from flask import current_app, g, url_for
from flask_babel import gettext as _

from webapp.access import FIGURE_READERS, LISTING_EDITORS, LISTING_KEEPERS

# Blueprint, icon, and whether it opens clients' records. A place shows up once its blueprint is registered.
_PLACES = (
    ("today", "sun", True),
    ("find", "search-heart", False),
    ("clients", "people", True),
    ("upkeep", "clipboard-check", False),
    ("listings", "journal-text", False),
    ("imports", "cloud-arrow-up", False),
    ("figures", "graph-up", False),
    ("reports", "bar-chart", True),
    ("simulator", "phone", False),
)
# Who is led to a place that not everybody opens.
_FOR = {
    "upkeep": LISTING_EDITORS,
    "listings": LISTING_EDITORS,
    "imports": LISTING_EDITORS,
    "figures": FIGURE_READERS,
}


@dataclass(frozen=True)
class Place:
    """One entry: `key` is what a page puts into its `nav_here`."""

    key: str
    icon: str
    title: str
    address: str


def _title(key: str) -> str:
    return {
        "today": _("Today"),
        "find": _("Find"),
        "clients": _("Clients"),
        "upkeep": _("Upkeep"),
        "listings": _("Listings"),
        "imports": _("Imports"),
        "figures": _("Figures"),
        "reports": _("Reports"),
        "simulator": _("Simulator"),
    }[key]


def places() -> tuple[Place, ...]:
    """The entries for the signed-in person; none for visitors."""
    actor = g.get("actor")
    if actor is None or actor.role not in LISTING_KEEPERS:
        return ()
    return tuple(
        Place(key, icon, _title(key), url_for(f"{key}.page"))
        for key, icon, of_clients in _PLACES
        if f"{key}.page" in current_app.view_functions
        and (actor.may_see_clients or not of_clients)
        and actor.role in _FOR.get(key, LISTING_KEEPERS)
    )
