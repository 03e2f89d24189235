"""Whether two listings name the same service, or two services of one place."""

from collections.abc import Set

from directory.duplicates.names import Rarity
from directory.duplicates.signals.naming import Naming, likest
from directory.duplicates.signals.signal import Signal

NAME = "service"
_SAME, _ALIKE, _AKIN = 0.9, 0.7, 0.15


def service(
    a: Naming, b: Naming, rarity: Rarity, *, who: str, lists_a: Set[str], lists_b: Set[str]
) -> Signal:
    """Compares what is offered, knowing from `who` how the organizations compare.

    A list that names its entries by their kind alone ("Mental health treatment") has one entry for a
    facility. Two such entries of different kinds are `list`, one facility in two lists, unless they share a
    category of their source (`lists_a`, `lists_b`): then they are two programs of one list, `apart`.

    Two entries for organizations as a whole are `whole`; of one organization `entry`; and `within` where one
    name is inside the other: a house, or its department. An entry as a whole and one for a service of it are
    `part`, or `sole` where that service is all there is.
    """
    if a.kind and b.kind:
        return _kinds(a, b, rarity, lists_a, lists_b)
    alike = likest(a.proper, b.proper, rarity)
    if alike >= _SAME and not (a.kind or b.kind):
        return Signal(NAME, "same", round(alike, 2))
    if a.whole and b.whole:
        return Signal(NAME, {"inside": "within", "one": "entry"}.get(who, "whole"), None)
    if who == "across":
        return _across(a, b, rarity)
    if a.whole or b.whole:
        part = b if a.whole else a
        if who == "one":
            return Signal(NAME, "apart", None)
        return Signal(NAME, "sole" if part.sole else "part", None)
    if a.proper and b.proper and alike >= _ALIKE and not (a.kind or b.kind):
        return Signal(NAME, "alike", round(alike, 2))
    if who == "one" or not (a.kind or b.kind):
        return Signal(NAME, "apart", None)
    return Signal(NAME, "unclear", None)


def _across(a: Naming, b: Naming, rarity: Rarity) -> Signal:
    """One is filed under the other's service: what is left of the names without the organizations' words."""
    own = {word for one in (a, b) for name in one.who for word in name}
    rest_a, rest_b = (
        tuple(rest for name in one.proper if (rest := tuple(word for word in name if word not in own)))
        for one in (a, b)
    )
    if rest_a and rest_b:
        alike = likest(rest_a, rest_b, rarity)
        return Signal(NAME, "across" if alike >= _AKIN else "apart", round(alike, 2))
    single = (not rest_a or a.sole) and (not rest_b or b.sole)
    return Signal(NAME, "across" if single else "part", None)


def _kinds(a: Naming, b: Naming, rarity: Rarity, lists_a: Set[str], lists_b: Set[str]) -> Signal:
    if a.kind != b.kind:
        one_list = not lists_a or not lists_b or bool(lists_a & lists_b)
        return Signal(NAME, "apart" if one_list else "list", None)
    if a.proper and b.proper:
        return Signal(NAME, "same" if likest(a.proper, b.proper, rarity) >= _ALIKE else "programs", None)
    return Signal(NAME, "program" if a.proper or b.proper else "same", None)
