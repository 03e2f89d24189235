"""The people who sign in: who they are, and whether a password is theirs."""

from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlmodel import Session, select

from casework.actors import Actor
from casework.tables import Staff

_HASHER = PasswordHasher()
# Checked when nobody has the name, so that the time an answer takes does not tell which names exist.
_NOBODY = _HASHER.hash("nobody")


def hash_password(password: str) -> str:
    """An Argon2id hash (RFC 9106) of a password, with its own salt and parameters inside."""
    return _HASHER.hash(password)


def sign_in(session: Session, username: str, password: str, *, now: datetime) -> Actor | None:
    """The person with this name and password, or None; the session must see all agencies."""
    person = session.exec(select(Staff).where(Staff.username == username.strip().lower())).first()
    try:
        _HASHER.verify(person.password_hash if person else _NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        return None
    if person is None or not person.active:
        return None
    if _HASHER.check_needs_rehash(person.password_hash):
        person.password_hash = _HASHER.hash(password)
    person.last_signed_in_at = now
    session.add(person)
    session.flush()
    return _actor(person)


def actor(session: Session, staff_id: str) -> Actor | None:
    """The person with this id if they may still work; the session must see all agencies."""
    person = session.get(Staff, staff_id)
    return _actor(person) if person is not None and person.active else None


def names(session: Session) -> dict[str, str]:
    """The names of the agency's staff by id."""
    return {person.id: person.name for person in session.exec(select(Staff))}


def _actor(person: Staff) -> Actor:
    return Actor(person.id, person.agency_id, person.role, person.name, person.language)
