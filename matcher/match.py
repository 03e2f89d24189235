"""What a search answers: services with their reasons, those that do not fit apart, and what brings more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from directory.wording import Wording

Eligibility = Literal["eligible", "may_be", "not_eligible"]


@dataclass(frozen=True)
class Match:
    """One service for one need.

    `score` orders results of one search and means nothing across searches. `missing_facts` would settle a
    `may_be`. `distance_miles` is None where there is no place to measure from or to; `exact_distance` is
    false where only the town or ZIP of the service is known. `bring` are the papers that the listing
    asks for and the client is not known to have.
    """

    service_id: str
    location_id: str | None
    score: float
    eligibility: Eligibility
    missing_facts: tuple[str, ...]
    distance_miles: float | None
    exact_distance: bool
    reasons: tuple[Wording, ...]
    signals: Mapping[str, float]
    bring: tuple[Wording, ...] = ()
    temporarily_closed: bool = False


@dataclass(frozen=True)
class Outside:
    """A service that would have fitted, had one looked further."""

    service_id: str
    distance_miles: float


@dataclass(frozen=True)
class Results:
    """`matches` best first, `not_eligible` with what stands against each.

    `total_in_area` counts all services that were looked at within `radius_miles` (None: anywhere).
    `costs` tells, by condition (`eligibility`, `avoid`, `radius`), how many good answers it took away,
    most first; `outside` are the nearest good answers beyond the radius, looked for when little was found.
    """

    matches: tuple[Match, ...]
    not_eligible: tuple[Match, ...]
    total_in_area: int
    radius_miles: float | None
    categories: tuple[str, ...]
    costs: Mapping[str, int] = field(default_factory=dict)
    outside: tuple[Outside, ...] = ()
