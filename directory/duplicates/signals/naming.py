"""What the names of a listing are names of: its organization, its service, or a kind of service."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from directory.duplicates.names import Rarity, Words
from directory.duplicates.traits import Traits

# A name that this many organizations give a service is a kind of service.
_KIND_OF_HOW_MANY = 4


@dataclass(frozen=True, slots=True)
class Naming:
    """The names of one listing, sorted out.

    `who`: of its organization. `kind`: the kind of service that stands in the place of a name, or None.
    `proper`: names of the service itself, without its organization's words. `whole`: the listing is of the
    organization as a whole. `sole`: it is the only listing of its organization.
    """

    who: tuple[Words, ...]
    kind: Words | None
    proper: tuple[Words, ...]
    whole: bool
    sole: bool


class Namings:
    """Sorts out the names of the listings of one directory; each listing's once."""

    def __init__(self, listings: Sequence[Traits]) -> None:
        users: dict[Words, set[str]] = {}
        for traits in listings:
            users.setdefault(traits.name, set()).add(traits.organization_id)
        self._kinds = {name for name, found in users.items() if len(found) >= _KIND_OF_HOW_MANY}
        self._listings = Counter(traits.organization_id for traits in listings)
        self._known: dict[str, Naming] = {}

    def of(self, traits: Traits) -> Naming:
        """The names of one listing."""
        known = self._known.get(traits.id)
        if known is None:
            known = self._known[traits.id] = self._sort_out(traits)
        return known

    def _sort_out(self, traits: Traits) -> Naming:
        own = {word for name in traits.organizations for word in name}
        is_kind = traits.name in self._kinds
        # Where a kind stands for the name, the alternate name tells a program from its neighbours.
        names = traits.others if is_kind else (traits.name,)
        proper = [tuple(word for word in name if word not in own) for name in names]
        return Naming(
            who=traits.organizations,
            kind=traits.name if is_kind else None,
            proper=tuple(name for name in proper if name),
            whole=not is_kind and not any(proper),
            sole=self._listings[traits.organization_id] == 1,
        )


def likest(these: Sequence[Words], those: Sequence[Words], rarity: Rarity) -> float:
    """The best likeness of any of these names with any of those; 0 where there are none."""
    return max((rarity.likeness(one, other) for one in these for other in those), default=0.0)
