"""What clients, providers and caseworkers found wrong with a listing, told without telling on anybody."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from directory.instants import UtcDateTime
from directory.tables.keys import new_id

KINDS = (
    "phone_wrong",
    "address_wrong",
    "closed_permanently",
    "hours_wrong",
    "eligibility_wrong",
    "no_capacity",
    "bad_treatment",
)
SOURCES = ("client", "provider", "caseworker")


class ListingReport(SQLModel, table=True):
    """One problem with one service, as somebody met it; it names no client and no referral.

    `kind` is a listing problem of the vocabulary. `service_id` is no foreign key, so that a report
    outlives a listing that an import replaced.
    """

    __tablename__ = "listing_report"

    id: str = Field(default_factory=new_id, primary_key=True)
    service_id: str = Field(index=True)
    kind: str
    source: str
    reported_at: datetime = Field(sa_type=UtcDateTime, index=True)
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)


def report(
    session: Session, *, service_id: str, kinds: Iterable[str], source: str, now: datetime
) -> list[ListingReport]:
    """Notes problems with a service; raises ValueError for a kind or source that the vocabulary lacks."""
    if source not in SOURCES:
        raise ValueError(f"unknown source {source!r}")
    made = []
    for kind in dict.fromkeys(kinds):
        if kind not in KINDS:
            raise ValueError(f"unknown listing problem {kind!r}")
        made.append(ListingReport(service_id=service_id, kind=kind, source=source, reported_at=now))
    session.add_all(made)
    session.flush()
    return made


def unresolved(session: Session, service_id: str) -> list[ListingReport]:
    """Problems of a service that nobody has settled, newest first."""
    query = (
        select(ListingReport)
        .where(ListingReport.service_id == service_id, col(ListingReport.resolved_at).is_(None))
        .order_by(col(ListingReport.reported_at).desc())
    )
    return list(session.exec(query))


def resolve(session: Session, found: ListingReport, *, now: datetime) -> None:
    """Settles a problem; doing it twice keeps the first moment."""
    if found.resolved_at is None:
        found.resolved_at = now
        session.add(found)
        session.flush()
