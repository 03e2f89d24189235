"""The figures of the directory gathered for the page and for the tables that can be taken along."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlmodel import Session

from casework import service_use
from directory.figures import problems, truth
from directory.listings import load_listings
from directory.searches import Gap, gaps
from directory.verification.due import count_due
from directory.verification.silence import silences
from webapp import vocabulary_words as names
from webapp.database import now
from webapp.dates import local_day
from webapp.state import linkage
from webapp.words import say

# Fewer ended referrals than this say little of a service, and could point to a person.
FEWEST_ENDED = 5
# From this share without help a service stands on the list.
_BAD_SHARE = 0.4
_LOOKED_BACK_DAYS = 90
_MOST_ROWS = 25


@dataclass(frozen=True)
class BadService:
    """A service whose referrals of the last year often ended without help."""

    service_id: str
    name: str
    organization: str
    ended: int
    bad: int

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.bad / self.ended


@dataclass(frozen=True)
class Figures:
    """Everything that the page shows."""

    in_time: list[truth.InTime]
    ages: list[truth.Age]
    due: int
    proposals: int
    silent: int
    problems: list[problems.Settled]
    gaps: list[Gap]
    bad: list[BadService]
    looked_back_days: int = _LOOKED_BACK_DAYS


def gather(session: Session, *, rows: int | None = _MOST_ROWS) -> Figures:
    """The figures as of now; `session` works for one agency, whose outcomes alone are counted."""
    today = local_day(linkage().settings.time_zone)
    since = now() - timedelta(days=_LOOKED_BACK_DAYS)
    linkage().search_book.write()
    return Figures(
        in_time=truth.in_time(session, today),
        ages=truth.ages(session, today),
        due=count_due(session, today),
        proposals=problems.count_proposals(session),
        silent=len(silences(session, now=now())),
        problems=problems.settled(session, since=since),
        gaps=gaps(session, since=since.date(), limit=rows),
        bad=_bad(session)[:rows],
    )


def _bad(session: Session) -> list[BadService]:
    """Services with enough ended referrals of which many brought no help, the worst first."""
    told = {
        service_id: use
        for service_id, use in service_use.counted(session, now=now()).items()
        if use.ended >= FEWEST_ENDED and use.bad / use.ended >= _BAD_SHARE
    }
    listings = load_listings(session, told)
    found = [
        BadService(
            service_id, listings[service_id].name, listings[service_id].organization_name, use.ended, use.bad
        )
        for service_id, use in told.items()
        if service_id in listings
    ]
    return sorted(found, key=lambda one: (-one.share, -one.ended, one.name))


PARTS = ("verified", "ages", "problems", "gaps", "outcomes")


def table(part: str, figures: Figures) -> Iterator[list[str]]:
    """One part of the figures as rows of a spreadsheet, the head first. Raises KeyError for another part."""
    return _TABLES[part](figures)


def _verified(figures: Figures) -> Iterator[list[str]]:
    yield [_("Category"), _("Listings"), _("Verified in time"), _("Share")]
    for row in figures.in_time:
        yield [_category(row.category), str(row.listings), str(row.in_time), f"{row.share:.3f}"]


def _ages(figures: Figures) -> Iterator[list[str]]:
    yield [_("Last verified"), _("Listings")]
    for row in figures.ages:
        yield [say(row.words), str(row.listings)]


def _problems(figures: Figures) -> Iterator[list[str]]:
    yield [_("Problem"), _("Reported"), _("Settled"), _("Open"), _("Days to settle (median)")]
    for row in figures.problems:
        kind = names.listing_problem(row.kind) if row.kind else _("All")
        days = "" if row.days is None else f"{row.days:.1f}"
        yield [kind, str(row.opened), str(row.closed), str(row.still_open), days]


def _gaps(figures: Figures) -> Iterator[list[str]]:
    yield [_("Need"), _("Area"), _("Searches"), _("Nothing found"), _("Only full ones")]
    for gap in figures.gaps:
        fared = [str(count) for count in gap.fared]
        yield [_category(gap.category), gap.area or _("No place named"), *fared]


def _outcomes(figures: Figures) -> Iterator[list[str]]:
    yield [_("Service"), _("Organization"), _("Referrals that ended"), _("Without help"), _("Share")]
    for row in figures.bad:
        yield [row.name, row.organization, str(row.ended), str(row.bad), f"{row.share:.3f}"]


def _category(code: str) -> str:
    return names.category(code) if code else _("All")


_TABLES: Mapping[str, Callable[[Figures], Iterator[list[str]]]] = {
    "verified": _verified,
    "ages": _ages,
    "problems": _problems,
    "gaps": _gaps,
    "outcomes": _outcomes,
}
