"""Whether two listings say the same in other words."""

from directory.duplicates.signals.signal import Signal

NAME = "meaning"
_LEVELS = ((0.9, "same"), (0.75, "alike"), (0.55, "related"))


def meaning(cosine: float) -> Signal:
    """The level of the cosine of two texts."""
    level = next((name for least, name in _LEVELS if cosine >= least), "other")
    return Signal(NAME, level, round(cosine, 2))
