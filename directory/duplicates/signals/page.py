"""Whether two listings lead to the same page or mail address on the web."""

from collections.abc import Iterable, Mapping

from directory.duplicates.signals.signal import Signal
from directory.duplicates.traits import Traits

NAME = "page"
_FEW = 3


def page_use(listings: Iterable[Traits]) -> dict[str, int]:
    """By how many organizations each page is named."""
    owners: dict[str, set[str]] = {}
    for traits in listings:
        for one in traits.pages:
            owners.setdefault(one, set()).add(traits.organization_id)
    return {one: len(found) for one, found in owners.items()}


def page(a: Traits, b: Traits, use: Mapping[str, int]) -> Signal | None:
    """Compares web and mail addresses; a different one says nothing: sites move."""
    common = a.pages & b.pages
    if not common:
        return None
    best = min(common, key=lambda one: (use.get(one, 0), one))
    return Signal(NAME, "same" if use.get(best, 0) <= _FEW else "shared", best)
