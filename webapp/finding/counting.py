"""What a search says of the community's gaps: whether there was anything of the kind, and anything free."""

from collections.abc import Iterable, Sequence
from datetime import date

from directory.places import Place
from directory.searches import Asked, Fared
from matcher.match import Match
from webapp.finding.cards import of_the_kind


def counted(
    categories: Iterable[str], place: Place | None, matches: Sequence[Match], day: date
) -> list[tuple[Asked, Fared]]:
    """What to count for one search: a line for each category that it asked for."""
    found = [match for match in matches if of_the_kind(match)]
    full = bool(found) and all(match.signals.get("room", 0.0) < 0 for match in found)
    fared = Fared(1, int(not found), int(full))
    area = _area(place)
    return [(Asked(day, category, area), fared) for category in categories]


def _area(place: Place | None) -> str:
    """The county, since a town may be so small that a search points to somebody."""
    if place is None:
        return ""
    return ", ".join(part for part in (place.county, place.state) if part)
