"""Every row of casework belongs to one agency; this is the one place that keeps agencies apart.

A session is opened for an agency with `enter`. From then on every query of a casework table through it
sees that agency's rows only, and rows written through it belong to that agency. A session without a
scope cannot touch casework at all. The worker, which serves all agencies, says so with `enter_all`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, UOWTransaction, with_loader_criteria
from sqlmodel import Field, Session, SQLModel, col

from directory.tables.keys import new_id

_KEY = "linkage_agency"
_ALL = "*"


class ScopeMissing(RuntimeError):
    """A casework table was touched by a session that never said for which agency."""


class ScopeBroken(RuntimeError):
    """A row of one agency was about to be written by a session of another."""


class AgencyRow(SQLModel):
    """What every casework table shares: a key and the agency that the row belongs to."""

    id: str = Field(default_factory=new_id, primary_key=True)
    agency_id: str = Field(default="", foreign_key="agency.id", index=True)


def enter(session: Session, agency_id: str) -> None:
    """From here on `session` works for this agency alone."""
    session.info[_KEY] = agency_id


def enter_all(session: Session) -> None:
    """From here on `session` works for every agency: for the worker and for sign-in, never for a page."""
    session.info[_KEY] = _ALL


@contextmanager
def inside(session: Session, agency_id: str) -> Iterator[None]:
    """Works for one agency for the length of the block, then as before."""
    before = session.info.get(_KEY)
    session.info[_KEY] = agency_id
    try:
        yield
        session.flush()
    finally:
        if before is None:
            session.info.pop(_KEY, None)
        else:
            session.info[_KEY] = before


def agency_of(session: Session) -> str | None:
    """The agency a session works for; None for one that serves all of them."""
    scope = session.info.get(_KEY)
    if scope is None:
        raise ScopeMissing("this session has not said for which agency it works")
    return None if scope == _ALL else str(scope)


@lru_cache(maxsize=256)
def _criteria(agency_id: str) -> tuple[Any, ...]:
    tables = [cls for cls in AgencyRow.__subclasses__() if hasattr(cls, "__table__")]
    return tuple(
        with_loader_criteria(cls, col(cls.agency_id) == agency_id, include_aliases=True) for cls in tables
    )


@event.listens_for(Session, "do_orm_execute")
def _only_this_agency(state: ORMExecuteState) -> None:
    touched = any(issubclass(mapper.class_, AgencyRow) for mapper in state.all_mappers)
    scope = state.session.info.get(_KEY)
    if scope is None and touched:
        raise ScopeMissing("this session has not said for which agency it works")
    if scope in (None, _ALL) or state.is_column_load or state.is_relationship_load:
        return
    # Every casework table, not only those named first: one may stand in a subquery or a join.
    state.statement = state.statement.options(*_criteria(scope))


@event.listens_for(Session, "before_flush")
def _write_for_this_agency(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    for row in [*session.new, *session.dirty, *session.deleted]:
        if not isinstance(row, AgencyRow):
            continue
        agency_id = agency_of(session)
        if row.agency_id == "":
            if agency_id is None:
                raise ScopeBroken(f"a new {type(row).__name__} does not say whose it is")
            row.agency_id = agency_id
        elif agency_id is not None and row.agency_id != agency_id:
            raise ScopeBroken(f"a {type(row).__name__} of another agency was about to be written")
