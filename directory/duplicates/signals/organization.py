"""Whether two listings say the same of who offers them."""

from directory.duplicates.names import Rarity
from directory.duplicates.signals.naming import Naming, likest
from directory.duplicates.signals.signal import Signal

NAME = "organization"
_SAME, _INSIDE, _ALIKE, _RELATED = 0.97, 0.905, 0.85, 0.6


def organization(a: Naming, b: Naming, rarity: Rarity, *, one: bool) -> Signal:
    """Compares the names of organizations, and each with the other's service where that has a name.

    One source files a program under its parent, another as an organization of its own: that is `across`.
    `branch` are two places of one organization by their names. `one` says that the directory has both under
    one organization already.
    """
    if one:
        return Signal(NAME, "one", 1.0)
    best = likest(a.who, b.who, rarity)
    if best < _SAME:
        across = max(likest(a.who, b.proper, rarity), likest(a.proper, b.who, rarity))
        if across > best and across >= _ALIKE:
            return Signal(NAME, "across", round(across, 2))
    if best < _ALIKE and all(rarity.branches(x, y) for x in a.who for y in b.who):
        return Signal(NAME, "branch", round(best, 2))
    return Signal(NAME, _level(best), round(best, 2))


def _level(likeness: float) -> str:
    if likeness >= _SAME:
        return "same"
    if likeness > _INSIDE:
        return "alike"
    return "inside" if likeness >= _ALIKE else "related" if likeness >= _RELATED else "other"
