"""What one comparison found of a pair of listings."""

from typing import NamedTuple


class Signal(NamedTuple):
    """`level` is a row of `data/duplicates/weights.toml` under `name`; `value` is what was measured.

    Likenesses and cosines are 0 to 1, distances metres, telephones and pages the shared one as text.
    """

    name: str
    level: str
    value: float | str | None = None
