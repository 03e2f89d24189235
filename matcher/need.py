"""What a person needs, in words and facts, without saying who it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from directory.places import Place
from matcher.eligibility.homes import ward_said
from matcher.facts import Facts, Residence
from matcher.outcomes import Outcome

DEFAULT_LIMIT = 50
_PARTS = ("city", "county", "state", "postal_code")


@dataclass(frozen=True)
class Need:
    """One need as the search takes it.

    `categories` are those of the vocabulary; none means that they are read from the words. `near` is where
    the help is wanted, None for anywhere. `radius_miles` None lets the categories decide. `when` is what was
    asked for (`tonight`, `today`, `weekend`, `evening`; other words are passed over). `avoid` holds what the
    client refuses. `limit` counts services that fit and, apart from them, services that do not. `outcomes`
    tells by service how earlier referrals of people of the client's kind ended.
    """

    text: str
    now: datetime
    categories: tuple[str, ...] = ()
    facts: Facts = field(default_factory=Facts)
    near: Place | None = None
    radius_miles: float | None = None
    when: str | None = None
    avoid: tuple[str, ...] = ()
    limit: int = DEFAULT_LIMIT
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)

    @property
    def placed(self) -> "Need":
        """The same, its facts with where help is wanted, and with the ward that its words name as the
        home."""
        update: dict[str, Residence] = {}
        if self.near is not None:
            parts = {name: getattr(self.near, name) or None for name in _PARTS}
            update["help_wanted_in"] = Residence(**parts)
        home = self.facts.residence or Residence()
        ward = ward_said(self.text)
        if ward is not None and home.ward is None:
            update["residence"] = home.model_copy(update={"ward": ward})
        return replace(self, facts=self.facts.model_copy(update=update)) if update else self
