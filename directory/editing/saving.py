"""Reads a part of a listing, and saves it without overwriting what somebody else changed meanwhile."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from directory.change_log import Author, changing
from directory.editing.merging import Conflict, State, Steps, combined, merge
from directory.editing.parts import Part
from directory.editing.places import PLACE
from directory.editing.subject import Subject, load
from directory.tables import ChangeSet


class EditConflict(Exception):
    """Somebody changed the same things meanwhile; nothing is saved.

    `theirs` is the part as it is now, `together` the form to go on with: theirs and what this person changed.
    """

    def __init__(self, conflicts: Sequence[Conflict], theirs: State, together: State) -> None:
        super().__init__(f"{len(conflicts)} fields were changed by somebody else meanwhile")
        self.conflicts = tuple(conflicts)
        self.theirs = theirs
        self.together = together


def read_part(session: Session, part: Part, subject: Subject) -> State:
    """The part as it is in the database now."""
    found: dict[str, dict[str, object]] = {}
    for section in part.sections:
        found |= {key: dict(row) for key, row in section.read(session, subject).items()}
    return found


def save(
    session: Session,
    part: Part,
    service_id: str,
    base: State,
    mine: State,
    *,
    by: Author,
    why: str,
    now: datetime,
    location_id: str | None = None,
    kind: str = "edit",
) -> ChangeSet | None:
    """Keeps what leads from `base`, as the editor opened the part, to `mine`; None where nothing changed.

    Raises EditConflict where others changed the same meanwhile, LookupError where the listing is gone: the
    caller rolls back, and commits otherwise.
    """
    if part.prepare is not None:
        part.prepare(session)
    with changing(session, kind=kind, by=by, now=now, why=why) as made:
        # Only now nobody else can change it: what was read before may be old.
        subject = load(session, service_id, location_id)
        theirs = read_part(session, part, subject)
        steps, conflicts = merge(base, mine, theirs)
        if conflicts:
            raise EditConflict(conflicts, theirs, combined(base, mine, theirs))
        if steps and part.key == "place" and location_id is None:
            subject = replace(subject, location_id=PLACE.add(session, subject, steps))
            steps = Steps({key: row for key, row in steps.added.items() if not key.startswith("location:")})
        for section in part.sections:
            section.write(session, subject, steps.of(f"{section.table}:"), now=now)
    return made if made in session else None
