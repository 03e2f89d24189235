"""What clients, providers and caseworkers found wrong with a listing, told without telling on anybody.

Reports of one kind about one listing are gathered into one problem, which a coordinator resolves.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from directory.merges import absorbed_by, survivor, survivors
from directory.tables import ListingProblem, ListingReport
from directory.wording import N_

KINDS: Mapping[str, str] = {
    "phone_wrong": N_("telephone number is wrong"),
    "address_wrong": N_("address is wrong"),
    "closed_permanently": N_("closed for good"),
    "hours_wrong": N_("hours are wrong"),
    "eligibility_wrong": N_("eligibility is wrong"),
    "no_capacity": N_("no room"),
    "bad_treatment": N_("people were treated badly"),
}
SOURCES = ("client", "provider", "caseworker")
RESOLUTIONS: Mapping[str, str] = {
    "corrected": N_("The listing is corrected"),
    "true_already": N_("The provider says that the listing is right"),
    "taken_up": N_("Taken up with the provider"),
    "removed": N_("The listing is taken down"),
}


@dataclass(frozen=True)
class Gathered:
    """An open problem with its reports, newest first."""

    problem: ListingProblem
    reports: tuple[ListingReport, ...]

    @property
    def by_source(self) -> Mapping[str, int]:
        """How many reports came from each of SOURCES."""
        return Counter(report.source for report in self.reports)

    @property
    def notes(self) -> tuple[str, ...]:
        """What reporters wrote, newest first."""
        return tuple(report.note for report in self.reports if report.note)


def report(
    session: Session,
    *,
    service_id: str,
    kinds: Iterable[str],
    source: str,
    now: datetime,
    reporter_id: str | None = None,
    note: str = "",
) -> list[ListingReport]:
    """Notes problems with a service, each with those of its kind that are open already.

    `reporter_id` is the member of staff who is to hear what came of it. What is said of a listing that was
    merged into another is noted there. Raises ValueError for a kind or source that the vocabulary lacks. The
    caller commits.
    """
    if source not in SOURCES:
        raise ValueError(f"unknown source {source!r}")
    service_id = survivor(session, service_id)
    wanted = list(dict.fromkeys(kinds))
    for kind in wanted:
        if kind not in KINDS:
            raise ValueError(f"unknown listing problem {kind!r}")
    made = [
        ListingReport(
            problem_id=_open(session, service_id, kind, now).id,
            service_id=service_id,
            kind=kind,
            source=source,
            note=note.strip(),
            reporter_id=reporter_id,
            reported_at=now,
        )
        for kind in wanted
    ]
    session.add_all(made)
    session.flush()
    return made


def open_problems(session: Session, service_ids: Iterable[str] | None = None) -> dict[str, list[Gathered]]:
    """The open problems by service, all of them or those of these services, the oldest first.

    Those of a listing that was merged into another are that one's.
    """
    query = select(ListingProblem).where(col(ListingProblem.resolved_at).is_(None))
    if service_ids is not None:
        asked = list(service_ids)
        service_ids = [*asked, *absorbed_by(session, asked)]
        query = query.where(col(ListingProblem.service_id).in_(service_ids))
    problems = list(session.exec(query.order_by(col(ListingProblem.opened_at), col(ListingProblem.id))))
    reports: dict[str, list[ListingReport]] = defaultdict(list)
    of_open = select(ListingReport).join(
        ListingProblem, col(ListingProblem.id) == col(ListingReport.problem_id)
    )
    of_open = of_open.where(col(ListingProblem.resolved_at).is_(None))
    if service_ids is not None:
        of_open = of_open.where(col(ListingProblem.service_id).in_(service_ids))
    for row in session.exec(of_open.order_by(col(ListingReport.reported_at).desc())):
        reports[row.problem_id].append(row)
    found: dict[str, list[Gathered]] = defaultdict(list)
    now_called = survivors(session, {problem.service_id for problem in problems})
    for problem in problems:
        found[now_called.get(problem.service_id, problem.service_id)].append(
            Gathered(problem, tuple(reports[problem.id]))
        )
    return dict(found)


def resolve(
    session: Session,
    problem: ListingProblem,
    *,
    resolution: str,
    answer: str,
    by_id: str | None,
    now: datetime,
) -> None:
    """Settles a problem; doing it twice keeps the first. `answer` is what reporters are told besides.

    Raises ValueError for a resolution that is none of RESOLUTIONS.
    """
    if resolution not in RESOLUTIONS:
        raise ValueError(f"unknown resolution {resolution!r}")
    if problem.resolved_at is not None:
        return
    problem.resolved_at, problem.resolved_by = now, by_id
    problem.resolution, problem.answer = resolution, answer.strip()
    session.add(problem)
    session.flush()


def reopen(session: Session, problem: ListingProblem, *, now: datetime) -> None:
    """Takes a resolution back; where the problem was reported anew since, the reports join that one."""
    if problem.resolved_at is None:
        return
    newer = _find_open(session, problem.service_id, problem.kind)
    if newer is None:
        problem.resolved_at = problem.resolved_by = problem.resolution = None
        problem.answer = ""
        session.add(problem)
    else:
        for row in session.exec(select(ListingReport).where(ListingReport.problem_id == problem.id)):
            row.problem_id = newer.id
            session.add(row)
    session.flush()


def untold(
    session: Session, *, before: datetime, limit: int = 100
) -> list[tuple[ListingReport, ListingProblem]]:
    """Reports of problems resolved before a moment whose reporter has not been told."""
    query = (
        select(ListingReport, ListingProblem)
        .join(ListingProblem, col(ListingProblem.id) == col(ListingReport.problem_id))
        .where(
            col(ListingProblem.resolved_at) <= before,
            col(ListingReport.reporter_id).is_not(None),
            col(ListingReport.told_at).is_(None),
        )
        .order_by(col(ListingProblem.resolved_at))
        .limit(limit)
    )
    return [(found, problem) for found, problem in session.exec(query)]


def _open(session: Session, service_id: str, kind: str, now: datetime) -> ListingProblem:
    found = _find_open(session, service_id, kind)
    if found is not None:
        return found
    made = ListingProblem(service_id=service_id, kind=kind, opened_at=now)
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError:
        # Somebody reported the same at the same moment.
        found = _find_open(session, service_id, kind)
        if found is None:
            raise
        return found
    return made


def _find_open(session: Session, service_id: str, kind: str) -> ListingProblem | None:
    query = select(ListingProblem).where(
        ListingProblem.service_id == service_id,
        ListingProblem.kind == kind,
        col(ListingProblem.resolved_at).is_(None),
    )
    return session.exec(query).first()
