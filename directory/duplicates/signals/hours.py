"""Whether two listings are open at the same times: what tells two meetings of one group apart."""

from directory.duplicates.signals.signal import Signal
from directory.duplicates.traits import Traits

NAME = "hours"
_FEW = 2


def hours(a: Traits, b: Traits) -> Signal | None:
    """Compares openings: hours of an office that differ say little, a meeting at another time is another."""
    if not a.times or not b.times:
        return None
    if a.times == b.times:
        return Signal(NAME, "same")
    meetings = len(a.times) <= _FEW and len(b.times) <= _FEW and not a.times & b.times
    return Signal(NAME, "meetings" if meetings else "other")
