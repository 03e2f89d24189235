"""Listings as a table that spreadsheets read; the address of a confidential place is never in it."""

import csv
import io
from collections.abc import Iterator

from directory.listings import Listing
from webapp.finding.cards import where

COLUMNS = (
    "id", "service", "organization", "status", "categories", "address", "town", "state", "confidential",
    "phones", "languages", "email", "web", "verified_on",
)  # fmt: skip
# What spreadsheets would run as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def header() -> str:
    """The first line."""
    return _line(COLUMNS)


def lines(listings: Iterator[Listing]) -> Iterator[str]:
    """A line for each listing."""
    for listing in listings:
        yield _line(_cells(listing))


def _cells(listing: Listing) -> tuple[str, ...]:
    place = listing.place(None)
    service = listing.service
    return (
        listing.id,
        listing.name,
        listing.organization_name,
        service.status,
        " ".join(listing.stated_codes),
        where(listing, place) if place and place.kind != "virtual" else "",
        place.city if place else "",
        place.state if place else "",
        "yes" if place and place.confidential else "",
        "; ".join(phone.number for phone in listing.phones),
        " ".join(listing.languages),
        service.email or listing.organization.email or "",
        service.url or listing.organization.website or "",
        service.assured_date.isoformat() if service.assured_date else "",
    )


def _line(cells: tuple[str, ...]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return buffer.getvalue()
