"""The directory's change sequence: written with every change, read by every process that keeps an index."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from directory.tables import DirectoryChange

# Any fixed number does; it only has to differ from the other advisory locks of the program.
_SEQUENCE_LOCK = 7_306_215


@dataclass(frozen=True)
class Changes:
    """What changed after a point of the sequence: `latest` is the new point.

    `everything` means that any listing may have changed, `service_ids` names them otherwise.
    """

    latest: int
    everything: bool
    service_ids: frozenset[str]


def record(session: Session, *, service_id: str | None, kind: str, now: datetime) -> None:
    """Notes a change of one service, or of everything with `service_id` None; the caller commits.

    On PostgreSQL this holds an advisory lock until the transaction ends: numbers are handed out before a
    commit, so without it a follower could read number 8 while 7 is still unseen, and never look back.
    Therefore call it late in a long transaction.
    """
    lock(session)
    session.add(DirectoryChange(at=now, service_id=service_id, kind=kind))
    session.flush()


def lock(session: Session) -> None:
    """Waits until nobody else changes the directory, and lets others wait until the transaction ends.

    SQLite does so by itself at the first write.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _SEQUENCE_LOCK})


def latest(session: Session) -> int:
    """The number of the newest change; 0 when nothing has ever changed."""
    return session.execute(select(func.max(DirectoryChange.seq))).scalar() or 0


def since(session: Session, seq: int) -> Changes:
    """What changed after number `seq`."""
    rows = session.exec(
        select(DirectoryChange.seq, DirectoryChange.service_id).where(col(DirectoryChange.seq) > seq)
    ).all()
    return Changes(
        latest=max((row[0] or 0 for row in rows), default=seq),
        everything=any(row[1] is None for row in rows),
        service_ids=frozenset(row[1] for row in rows if row[1] is not None),
    )
