"""Tells those who reported a problem with a listing what became of it: a task on their own day."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import Session

from casework import scope, tasks
from casework.tables import Staff
from directory.problems import KINDS, RESOLUTIONS, untold
from directory.tables import ListingProblem, Service

# A resolution taken back at once is news to nobody.
_GRACE = timedelta(minutes=2)


def tell_reporters(make_session: Callable[[], Session], *, now: datetime) -> int:
    """Tells of problems that were resolved, everybody once for each; how many. Owns its transaction."""
    told = 0
    with make_session() as session:
        scope.enter_all(session)
        seen: set[tuple[str, str]] = set()
        for report, problem in untold(session, before=now - _GRACE):
            report.told_at = now
            session.add(report)
            person = session.get(Staff, report.reporter_id) if report.reporter_id else None
            if person is None or not person.active or (person.id, problem.id) in seen:
                continue
            seen.add((person.id, problem.id))
            with scope.inside(session, person.agency_id):
                tasks.open_task(
                    session,
                    "listing_problem_resolved",
                    client=None,
                    referral=None,
                    message=None,
                    for_staff=person,
                    now=now,
                    due_at=now,
                    note=problem.answer or None,
                    details=_details(session, problem),
                )
            told += 1
        session.commit()
    return told


def _details(session: Session, problem: ListingProblem) -> dict[str, str]:
    service = session.get(Service, problem.service_id)
    return {
        "service_id": problem.service_id,
        "service": service.name if service else "",
        "problem": KINDS[problem.kind],
        "resolution": RESOLUTIONS[problem.resolution or "corrected"],
    }
