"""Compares two listings signal by signal, knowing what is rare in the directory that they are of."""

from collections.abc import Sequence

from directory.duplicates.names import Rarity
from directory.duplicates.scoring import FACILITY, Weights, relation
from directory.duplicates.signals.address import address
from directory.duplicates.signals.distance import Points, distance
from directory.duplicates.signals.hours import hours
from directory.duplicates.signals.naming import Namings
from directory.duplicates.signals.organization import organization
from directory.duplicates.signals.page import page, page_use
from directory.duplicates.signals.service import service
from directory.duplicates.signals.signal import Signal
from directory.duplicates.signals.telephone import telephone
from directory.duplicates.telephones import Lines
from directory.duplicates.traits import Traits

_OTHER_DOORS = ("street", "town", "elsewhere")


class Comparer:
    """Compares listings of one directory."""

    def __init__(self, listings: Sequence[Traits]) -> None:
        self.rarity = Rarity(
            [name for traits in listings for name in (*traits.organizations, traits.name, *traits.others)]
        )
        self._namings = Namings(listings)
        self._lines = Lines(
            (number, door) for traits in listings for number in traits.phones for door in _doors(traits)
        )
        self._points = Points(spot for traits in listings for spot in traits.spots)
        self._pages = page_use(listings)

    def signals(self, a: Traits, b: Traits, table: Weights, bar: float) -> tuple[Signal, ...] | None:
        """What speaks for and against two listings being the same, all but the meaning of their texts.

        None where no meaning could bring the pair to a score of `bar`. What is cheap to compare goes first.
        """
        door = address(a, b)
        outer = tuple(
            signal
            for signal in (
                telephone(a, b, self._lines),
                door,
                distance(a, b, self._points, other_door=door is not None and door.level in _OTHER_DOORS),
                page(a, b, self._pages),
                hours(a, b),
            )
            if signal is not None
        )
        if table.hope(outer, "organization", "service", "meaning") < bar:
            return None
        names_a, names_b = self._namings.of(a), self._namings.of(b)
        who = organization(names_a, names_b, self.rarity, one=a.organization_id == b.organization_id)
        if table.hope((*outer, who), "service", "meaning") < bar:
            return None
        what = service(names_a, names_b, self.rarity, who=who.level, lists_a=a.kinds, lists_b=b.kinds)
        found = (who, what, *outer)
        still = () if relation(found) == FACILITY else ("meaning",)
        return found if table.hope(found, *still) >= bar else None


def _doors(traits: Traits) -> set[str]:
    doors = {f"{s.street.key} {s.town}" for s in traits.spots if s.street is not None and s.street.key}
    return doors or {traits.organization_id}
