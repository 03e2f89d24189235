"""Whom a listing is for as the search holds it: what its words were read as, or what a person corrected."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import blake2b

from sqlmodel import Session

from casework import staff
from directory.corrections import corrections
from directory.listings import Listing
from matcher.eligibility.criteria import Reading
from matcher.eligibility.listing import ListingText
from matcher.eligibility.reader import read_corrected, read_listing


@dataclass(frozen=True)
class Correction:
    """Who corrected a reading, when and why; `by` is empty for somebody of another agency.

    `text_changed` tells that the listing has other words by now than those it was made for.
    """

    by: str
    at: datetime
    note: str
    text_changed: bool


@dataclass(frozen=True)
class WhoFor:
    """The criteria that hold, and the correction that they come from, None where the words were read."""

    readings: tuple[Reading, ...]
    correction: Correction | None = None


def who_for(session: Session, listing: Listing) -> WhoFor:
    """What holds for a listing now."""
    row = corrections(session, [listing.id]).get(listing.id)
    if row is None:
        return WhoFor(from_text(listing))
    return WhoFor(
        read_corrected(row.criteria, _words(listing)),
        Correction(
            by=staff.names(session).get(row.corrected_by, ""),
            at=row.corrected_at,
            note=row.note,
            text_changed=row.text_key != text_key(listing),
        ),
    )


def from_text(listing: Listing) -> tuple[Reading, ...]:
    """What the words of a listing are read as, whoever corrected it."""
    return read_listing(_words(listing))


def text_key(listing: Listing) -> str:
    """Stands for the words that are read, in 32 characters: other words have another key."""
    said = {part: words for part, words in asdict(_words(listing)).items() if words}
    return blake2b(json.dumps(said, sort_keys=True).encode(), digest_size=16).hexdigest()


def _words(listing: Listing) -> ListingText:
    service = listing.service
    return ListingText(
        eligibility_description=(service.eligibility_description or "").strip(),
        description=service.description or "",
        name=service.name,
        minimum_age=service.minimum_age,
        maximum_age=service.maximum_age,
        required_documents=listing.documents,
        service_areas=listing.areas,
    )
