"""What is asked of every alternative."""

from collections.abc import Sequence
from typing import Protocol

from bench.alternatives.listing import Listing
from matcher.need import Need


class Alternative(Protocol):
    """A search over listings by words, meaning or both, within a distance.

    Near a place it finds what has a place there. Listings without one are left out: an alternative cannot
    tell which of them serve the place, and with all of them its answers were worse (nDCG@10 of meaning alone
    on the labelled needs 0.21 instead of 0.25).
    """

    @property
    def title(self) -> str:
        """What it is, with its version."""

    def load(self, services: Sequence[Listing]) -> None:
        """Stores and indexes the listings; once."""

    def search(self, need: Need, limit: int) -> list[str]:
        """The ids of the best services for a need whose radius is given, best first."""

    def close(self) -> None:
        """Stops and removes what it has set up."""
