"""Whether two listings name the same service, or two services of one place."""

from collections.abc import Set

from directory.duplicates.names import Rarity
from directory.duplicates.signals.naming import Naming, likest
from directory.duplicates.signals.signal import Signal

NAME = "service"
_SAME, _ALIKE = 0.9, 0.7


def service(a: Naming, b: Naming, rarity: Rarity, *, who: str, lists_a: Set[str], lists_b: Set[str]) -> Signal:
    """Compares what is offered, knowing from `who` how the organizations compare.

    A list that names its entries by their kind alone ("Mental health treatment") has one entry for a facility.
    Two such entries of different kinds are `list`, one facility in two lists, unless they share a category of
    their source (`lists_a`, `lists_b`): then they are two programs of one list, `apart`. An organization's
    entry as a whole and one for its service are `part`, or `sole` where that service is all it has.
    """
    alike = likest(a.proper, b.proper, rarity)
    told_apart = bool(a.proper and b.proper) and alike < _ALIKE
    if a.kind and b.kind:
        if a.kind & b.kind:
            return Signal(NAME, "programs" if told_apart else "same", None)
        if not lists_a or not lists_b or lists_a & lists_b:
            return Signal(NAME, "apart", None)
        return Signal(NAME, "programs" if told_apart else "list", None)
    if a.proper and b.proper and alike >= _SAME:
        return Signal(NAME, "same", round(alike, 2))
    if who == "across":
        return Signal(NAME, "across", None)
    if a.whole and b.whole:
        return Signal(NAME, "apart" if told_apart and who == "one" else "whole", None)
    if a.whole or b.whole:
        part = b if a.whole else a
        return Signal(NAME, "sole" if part.sole and who != "one" else "part", None)
    if a.proper and b.proper and alike >= _ALIKE:
        return Signal(NAME, "alike", round(alike, 2))
    if who == "one" or (a.proper and b.proper):
        return Signal(NAME, "apart", None)
    return Signal(NAME, "unclear", None)
