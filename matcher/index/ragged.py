"""Values stored by row one after the other, as many for each row as it has: where those of some rows lie."""

import numpy as np

from matcher.index.files import Array


def flat(begin: Array, lengths: Array) -> Array:
    """Where the values of some rows lie: `lengths` of them from `begin` on, one row after the other."""
    before = np.cumsum(lengths) - lengths
    positions: Array = np.arange(int(lengths.sum())) + np.repeat(begin - before, lengths)
    return positions
