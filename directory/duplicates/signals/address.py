"""Whether two listings are at the same address."""

from directory.duplicates.signals.signal import Signal
from directory.duplicates.streets import same_door, same_street
from directory.duplicates.traits import Spot, Traits

NAME = "address"
_UNITS = {
    "suite",
    "suites",
    "ste",
    "unit",
    "room",
    "rm",
    "floor",
    "fl",
    "bldg",
    "building",
    "no",
    "number",
    "apt",
}
_ORDER = ("same", "building", "street", "town", "elsewhere")


def address(a: Traits, b: Traits) -> Signal | None:
    """The closest that any two places of theirs come; None where no street can be compared.

    `unknown` says that one of the two has no place at all. Of a confidential place nothing but the town is
    known here.
    """
    if bool(a.spots) != bool(b.spots):
        return Signal(NAME, "unknown")
    found = [level for one in a.spots for other in b.spots if (level := _compare(one, other))]
    return Signal(NAME, min(found, key=_ORDER.index)) if found else None


def _compare(a: Spot, b: Spot) -> str | None:
    near = (a.town and a.town == b.town) or (a.postal_code and a.postal_code == b.postal_code)
    if not near:
        return "elsewhere" if a.town and b.town else None
    if a.street is None or b.street is None or not (a.street.key and b.street.key):
        return None
    if same_door(a.street, b.street):
        return "building" if _other_unit(a.street.unit, b.street.unit) else "same"
    return "street" if same_street(a.street, b.street) else "town"


def _other_unit(a: str, b: str) -> bool:
    """Whether both say where in the building they are, and not the same ("220" is in "220 #250")."""
    words_a, words_b = set(a.split()) - _UNITS, set(b.split()) - _UNITS
    return not (words_a <= words_b or words_b <= words_a)
