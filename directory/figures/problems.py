"""How many problems with listings were reported and settled, and how fast."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlmodel import Session, col, func, or_, select

from directory.tables import ListingProblem, Proposal


@dataclass(frozen=True)
class Settled:
    """Problems of one kind (empty for all) since a moment: opened, closed, still open, and how fast closed.

    `days` is the median of those that were closed since then; None where none was.
    """

    kind: str
    opened: int
    closed: int
    still_open: int
    days: float | None


def settled(session: Session, *, since: datetime) -> list[Settled]:
    """All kinds together first, then each, the one with the most open first."""
    rows = session.exec(
        select(ListingProblem).where(
            or_(
                col(ListingProblem.resolved_at).is_(None),
                col(ListingProblem.resolved_at) >= since,
                col(ListingProblem.opened_at) >= since,
            )
        )
    ).all()
    by_kind: dict[str, list[ListingProblem]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    kinds = sorted(
        (_settled(kind, found, since) for kind, found in by_kind.items()),
        key=lambda one: (-one.still_open, -one.opened, one.kind),
    )
    return [_settled("", list(rows), since), *kinds]


def count_proposals(session: Session) -> int:
    """How many changes that providers or feeds propose wait for a decision."""
    return session.exec(select(func.count()).select_from(Proposal).where(Proposal.status == "open")).one()


def _settled(kind: str, rows: list[ListingProblem], since: datetime) -> Settled:
    closed = [row for row in rows if row.resolved_at is not None and row.resolved_at >= since]
    took = [
        (row.resolved_at - row.opened_at).total_seconds() / 86_400
        for row in closed
        if row.resolved_at is not None
    ]
    return Settled(
        kind,
        opened=sum(row.opened_at >= since for row in rows),
        closed=len(closed),
        still_open=sum(row.resolved_at is None for row in rows),
        days=median(took) if took else None,
    )
