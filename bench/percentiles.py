"""What many times come to."""

from collections.abc import Sequence

import numpy as np

SHARES = (50, 95, 99)


def percentiles(milliseconds: Sequence[float]) -> dict[str, float]:
    """The median and the slow end."""
    return {f"p{share} ms": float(np.percentile(milliseconds, share)) for share in SHARES}
