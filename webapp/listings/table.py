"""Listings as a table that spreadsheets read; what would tell where a confidential place is, is not in it."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from sqlmodel import Session, col, or_, select

from directory.listings import Listing, load_listings
from directory.tables import Phone
from directory.withheld import Withheld
from webapp.finding.cards import where

COLUMNS = (
    "id", "service", "organization", "status", "categories", "address", "town", "state", "confidential",
    "phones", "languages", "email", "web", "verified_on",
)  # fmt: skip
# What spreadsheets would run as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def written(session: Session, pieces: Iterable[list[str]]) -> Iterator[str]:
    """The table of the listings whose ids come in `pieces`, line by line."""
    withheld = Withheld.of(session)
    yield _line(COLUMNS)
    for ids in pieces:
        for listing in load_listings(session, ids).values():
            cells = _cells(listing)
            if any(place.confidential for place in listing.places):
                cells = _without_secrets(session, listing, cells, withheld)
            yield _line(list(cells.values()))
        session.expunge_all()


def _cells(listing: Listing) -> dict[str, str]:
    place = listing.place(None)
    service = listing.service
    values = (
        listing.id,
        listing.name,
        listing.organization_name,
        service.status,
        " ".join(listing.stated_codes),
        where(listing, place) if place and place.kind != "virtual" else "",
        place.city if place else "",
        place.state if place else "",
        "yes" if any(one.confidential for one in listing.places) else "",
        "; ".join(phone.number for phone in listing.phones),
        " ".join(listing.languages),
        service.email or listing.organization.email or "",
        service.url or listing.organization.website or "",
        service.assured_date.isoformat() if service.assured_date else "",
    )
    return dict(zip(COLUMNS, values, strict=True))


def _without_secrets(
    session: Session, listing: Listing, cells: dict[str, str], withheld: Withheld
) -> dict[str, str]:
    """Numbers of the confidential place lead to its door, and its street may stand in a name."""
    own = or_(
        col(Phone.service_id) == listing.id, col(Phone.organization_id) == listing.service.organization_id
    )
    phones = session.exec(select(Phone).where(own).order_by(col(Phone.id))).all()
    numbers = dict.fromkeys(phone.number for phone in phones if phone.id not in withheld.left_out)
    told = withheld.told("service", {**cells, "phones": "; ".join(numbers)})
    return {name: str(value) for name, value in (told or {"id": listing.id}).items()}


def _line(cells: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return buffer.getvalue()
