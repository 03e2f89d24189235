"""What earlier referrals tell of a service: how often people of one kind got help there."""

from dataclasses import dataclass

from matcher.ranking import weights


@dataclass(frozen=True)
class Outcome:
    """Of `known` earlier referrals whose end is known, `got_help` ended in help.

    All are of people of the kind that the need is for: what happened to others says nothing here.
    """

    got_help: int
    known: int

    @property
    def share(self) -> float:
        """The expected share that get help, 0 to 1, drawn towards what is usual while little is known.

        The mean of a Beta distribution whose prior weighs as much as `prior_referrals` referrals.
        """
        usual = weights().outcomes
        before = usual["prior_referrals"]
        return (self.got_help + before * usual["prior_share"]) / (self.known + before)

    @property
    def signal(self) -> float:
        """The share above (or, negative, below) what is usual."""
        return self.share - weights().outcomes["prior_share"]
