"""What a search answers: services with their reasons, those that do not fit apart, and what brings more."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from directory.wording import Wording

Eligibility = Literal["eligible", "may_be", "not_eligible"]


@dataclass(frozen=True)
class Explanation:
    """Why a match stands where it does, in words and numbers.

    `missing_facts` would settle a `may_be`. `bring` are the papers that the listing asks for and the client
    is not known to have. `signals` are those of matcher.signals, by name.
    """

    reasons: tuple[Wording, ...] = ()
    missing_facts: tuple[str, ...] = ()
    bring: tuple[Wording, ...] = ()
    signals: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Match:
    """One service for one need.

    `score` orders results of one search and means nothing across searches. `distance_miles` is None where
    there is no place to measure from or to; `exact_distance` is false where only the town or ZIP of the
    service is known. Reasons are worded when they are first read, since few of fifty matches are looked at.
    """

    service_id: str
    location_id: str | None
    score: float
    eligibility: Eligibility
    distance_miles: float | None
    exact_distance: bool
    temporarily_closed: bool = False
    explain: Callable[[], Explanation] = field(default=Explanation, repr=False, compare=False)

    @cached_property
    def explanation(self) -> Explanation:
        """Why it is shown."""
        return self.explain()

    @property
    def reasons(self) -> tuple[Wording, ...]:
        """What speaks for and against it, the weightiest first."""
        return self.explanation.reasons

    @property
    def missing_facts(self) -> tuple[str, ...]:
        """The facts that would settle whether the client fits."""
        return self.explanation.missing_facts

    @property
    def bring(self) -> tuple[Wording, ...]:
        """The papers to bring."""
        return self.explanation.bring

    @property
    def signals(self) -> Mapping[str, float]:
        """What its score is made of."""
        return self.explanation.signals


@dataclass(frozen=True)
class Outside:
    """A service that would have fitted, had one looked further."""

    service_id: str
    distance_miles: float


@dataclass(frozen=True)
class Question:
    """What to ask next: the unknown `fact` whose answer is expected to change most.

    `settles` are the services of the answer that it may settle, best first; `expected_change` is how much of
    the leading answers' weight changes hands on average, 0 to 1.
    """

    fact: str
    settles: tuple[str, ...]
    expected_change: float


@dataclass(frozen=True)
class Results:
    """`matches` best first, `not_eligible` with what stands against each.

    `total_in_area` counts all services that were looked at within `radius_miles` (None: anywhere).
    `costs` tells, by condition (`eligibility`, `avoid`, `radius`), how many good answers it took away,
    most first; `outside` are the nearest good answers beyond the radius, looked for when little was found.
    `question` is what to ask the client next, None when nothing that could be asked would change the answer.
    """

    matches: tuple[Match, ...]
    not_eligible: tuple[Match, ...]
    total_in_area: int
    radius_miles: float | None
    categories: tuple[str, ...]
    costs: Mapping[str, int] = field(default_factory=dict)
    outside: tuple[Outside, ...] = ()
    question: Question | None = None
