"""Makes one listing of two, as one change set that can be taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from directory.change_log import Author, changing, undo
from directory.corrections import corrections
from directory.duplicates import queue
from directory.duplicates.merging.fields import FIELDS, PLACES, WHOLES, FieldPlan, Side, field_plans
from directory.duplicates.merging.places import PlaceChoice, any_confidential, unite_places
from directory.duplicates.merging.rows import copied, rows_of, take_wholes, unite
from directory.duplicates.traits import HIDDEN
from directory.tables import (
    ChangeSet,
    DuplicatePair,
    MergedListing,
    Schedule,
    Service,
    ServiceCapacity,
)

_KIND = "merge"
_GONE = "defunct"


class CannotMerge(ValueError):
    """The two cannot be merged: one is gone, or both are the same; somebody may have been faster."""


@dataclass(frozen=True)
class Plan:
    """What a merge would do by itself: the fields, hours and room each with a side, and which places stay."""

    fields: tuple[FieldPlan, ...]
    wholes: Mapping[str, Side]
    places: PlaceChoice
    confidential: bool


def better(first: Service, second: Service) -> Service:
    """Which of two stays by itself: the more recently verified, then the fuller, then the first."""
    dates = first.assured_date or date.min, second.assured_date or date.min
    if dates[0] != dates[1]:
        return first if dates[0] > dates[1] else second
    return second if _fullness(second) > _fullness(first) else first


def _fullness(service: Service) -> int:
    return sum(len(str(getattr(service, name) or "")) for columns in FIELDS.values() for name in columns[:1])


def plan(session: Session, kept: Service, other: Service) -> Plan:
    """What merging `other` into `kept` would do by itself."""
    wholes: dict[str, Side] = {}
    newer: Side = "kept" if better(kept, other) is kept else "other"
    for key, table in zip(WHOLES, (Schedule, ServiceCapacity), strict=True):
        mine, theirs = (bool(rows_of(session, table, service_id=one.id)) for one in (kept, other))
        wholes[key] = newer if mine and theirs else "other" if theirs else "kept"
    confidential = any_confidential(session, kept, other)
    return Plan(
        tuple(field_plans(kept, other)), wholes, "confidential" if confidential else "both", confidential
    )


def merge(
    session: Session,
    kept_id: str,
    other_id: str,
    *,
    sides: Mapping[str, str],
    by: str,
    now: datetime,
    why: str = "",
) -> ChangeSet:
    """Makes one listing of two: `kept_id` stays, and `other_id` is defunct and stands for it from now on.

    `sides` says for a field of FIELDS, for `hours` and for `room` whether the `kept` or the `other` value
    stays, and for `places` `both`, `kept` or `confidential`; what it leaves out goes as `plan` says. Numbers,
    languages, areas, prices, papers and terms of both stay. `by` is the id of a member of staff. The caller
    commits. Raises CannotMerge, and ValueError for a choice that there is not.
    """
    _check(sides)
    with changing(session, kind=_KIND, by=Author.staff(by), now=now, why=why) as change_set:
        kept, other = _fresh(session, kept_id), _fresh(session, other_id)
        if kept is None or other is None or kept_id == other_id:
            raise CannotMerge("one of the two is no longer there")
        by_itself = plan(session, kept, other)
        chosen: dict[str, str] = {field.key: field.side for field in by_itself.fields}
        chosen |= {**by_itself.wholes, PLACES: by_itself.places, **sides}
        unite(session, kept, other)
        unite_places(session, kept, other, chosen[PLACES])  # type: ignore[arg-type]
        take_wholes(session, kept, other, chosen)
        _correct(session, kept, other, chosen["eligibility"])
        for key, columns in FIELDS.items():
            if chosen[key] == "other":
                for column in columns:
                    setattr(kept, column, getattr(other, column))
        other.status = _GONE
        session.add_all([kept, other])
    session.add(
        MergedListing(
            old_id=other_id, new_id=kept_id, change_set_id=change_set.id, merged_at=now, merged_by=by
        )
    )
    _settle(session, kept_id, other_id, change_set, by, now)
    return change_set


def unmerge(session: Session, change_set_id: str, *, by: str, now: datetime) -> None:
    """Takes a merge back, and puts its pair into the queue again. The caller commits.

    Raises ChangedSince where either listing was changed since, LookupError for a set that is no merge, and
    ValueError where it has been taken back already.
    """
    rows = list(session.exec(select(MergedListing).where(MergedListing.change_set_id == change_set_id)))
    if not rows:
        raise LookupError(f"no merge {change_set_id}")
    undo(session, change_set_id, by=Author.staff(by), now=now)
    for pair in session.exec(select(DuplicatePair).where(DuplicatePair.change_set_id == change_set_id)):
        queue.reopen(session, pair)


def _check(sides: Mapping[str, str]) -> None:
    for key, side in sides.items():
        known = ("both", "kept", "confidential") if key == PLACES else ("kept", "other")
        if (key not in FIELDS and key not in WHOLES and key != PLACES) or side not in known:
            raise ValueError(f"there is no choice {side!r} for {key!r}")


def _fresh(session: Session, service_id: str) -> Service | None:
    query = select(Service).where(Service.id == service_id, col(Service.status).notin_(HIDDEN))
    return session.exec(query.execution_options(populate_existing=True)).first()


def _correct(session: Session, kept: Service, other: Service, side: str) -> None:
    """A correction of whom the service is for goes with the words that it corrects."""
    known = corrections(session, [kept.id, other.id])
    mine, theirs = known.get(kept.id), known.get(other.id)
    if theirs is None or (side == "kept" and (mine is not None or kept.eligibility_description)):
        return
    if mine is not None:
        session.delete(mine)
        session.flush()
    session.add(copied(theirs, service_id=kept.id))


def _settle(
    session: Session, kept_id: str, other_id: str, change_set: ChangeSet, by: str, now: datetime
) -> None:
    first, second = queue.key_of(kept_id, other_id)
    query = select(DuplicatePair).where(DuplicatePair.first_id == first, DuplicatePair.second_id == second)
    pair = session.exec(query).first() or DuplicatePair(
        first_id=first, second_id=second, score=1.0, relation="same", found_at=now
    )
    pair.status, pair.decided_at, pair.decided_by = queue.MERGED, now, by
    pair.change_set_id = change_set.id
    session.add(pair)
    session.flush()
