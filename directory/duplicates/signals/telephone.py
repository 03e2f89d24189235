"""Whether two listings answer under the same telephone number."""

from directory.duplicates.signals.signal import Signal
from directory.duplicates.telephones import Lines
from directory.duplicates.traits import Traits

NAME = "telephone"
_FEW, _SOME = 2, 8


def telephone(a: Traits, b: Traits, lines: Lines) -> Signal | None:
    """Compares the numbers; one that many doors share is an organization's line and tells little."""
    if not a.phones or not b.phones:
        return None
    common = a.phones & b.phones
    if not common:
        return Signal(NAME, "other")
    number = min(common, key=lambda one: (lines.doors(one), one))
    doors = lines.doors(number)
    return Signal(NAME, "same" if doors <= _FEW else "shared" if doors <= _SOME else "hotline", number)
