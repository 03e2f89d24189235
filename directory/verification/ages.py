"""How long ago listings were verified, in steps that a person can compare."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_
from sqlmodel import col

from directory.tables import Service
from directory.wording import N_


@dataclass(frozen=True)
class AgeStep:
    """Verified more than `over` and at most `within` days ago, in words; None where there is no such end."""

    words: str
    over: int | None
    within: int | None

    def holds(self, today: date) -> ColumnElement[bool]:
        """The condition on Service; without either end for those never verified."""
        verified = col(Service.assured_date)
        if self.over is None and self.within is None:
            return verified.is_(None)
        ends = []
        if self.within is not None:
            ends.append(verified > today - timedelta(days=self.within))
        if self.over is not None:
            ends.append(verified <= today - timedelta(days=self.over))
        return and_(*ends)


AGES: Mapping[str, AgeStep] = {
    "30_days": AgeStep(N_("within 30 days"), None, 30),
    "3_months": AgeStep(N_("1 to 3 months ago"), 30, 90),
    "6_months": AgeStep(N_("3 to 6 months ago"), 90, 180),
    "1_year": AgeStep(N_("6 to 12 months ago"), 180, 365),
    "2_years": AgeStep(N_("1 to 2 years ago"), 365, 730),
    "older": AgeStep(N_("over 2 years ago"), 730, None),
    "never": AgeStep(N_("never"), None, None),
}
