"""Small files and mappings for the tests; every name in them is invented."""

import csv
import io
from datetime import timedelta
from typing import Any

from sqlalchemy import select as select_rows
from sqlmodel import Session

from directory.change_log import Author, changing
from directory.change_log.rows import tables
from directory.importing.spreadsheets import Mapping, SheetReport, import_sheet
from directory.importing.spreadsheets.mapping import checked
from tests.conftest import NOW

PANTRIES = (
    {"id": "1", "name": "Harbor Pantry", "phone": "860-555-0101", "street": "1 Pier Rd",
     "city": "New Britain", "state": "CT", "zip": "6051", "hours": "Monday to Friday, 9 a.m. to 5 p.m."},
    {"id": "2", "name": "Mill Street Kitchen", "phone": "860-555-0102", "street": "2 Mill St",
     "city": "Hartford", "state": "CT", "zip": "06103", "hours": "Saturday 10-2"},
)  # fmt: skip
FIELDS = (
    {"to": "service.name", "from": "name"},
    {"to": "service.description", "from": "about"},
    {"to": "phone", "from": "phone"},
    {"to": "hours", "from": "hours"},
    {"to": "address.street", "from": "street"},
    {"to": "address.city", "from": "city"},
    {"to": "address.state", "from": "state"},
    {"to": "address.zip", "from": "zip"},
    {"to": "place.latitude", "from": "lat"},
    {"to": "place.longitude", "from": "lon"},
    {"to": "confidential", "from": "hidden"},
)


def mapping(*more: dict[str, Any], **values: Any) -> Mapping:
    """A mapping for files with these columns."""
    return checked(
        {"name": "Pantries", "source": "pantries", "key": "id", "field": [*FIELDS, *more],
         "always": {"category": "food"}, **values}
    )  # fmt: skip


def csv_of(*rows: dict[str, str]) -> dict[str, bytes]:
    """A CSV file with these rows."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    return {"pantries.csv": out.getvalue().encode()}


def bring(
    session: Session, *rows: dict[str, str], plan: Mapping | None = None, feed: str = "", **values: Any
) -> tuple[SheetReport, str | None]:
    """Brings rows in, as a feed of that name if one is given; commits."""
    by = Author("feed", name=feed) if feed else Author("import", name="Pantries")
    found = import_sheet(
        session, csv_of(*rows), plan or mapping(), by=by, now=values.pop("now", NOW), **values
    )
    session.commit()
    return found


def edit(session: Session, row: Any, *, minutes: int = 60, **values: Any) -> None:
    """A coordinator changes a row by hand."""
    with changing(session, kind="edit", by=Author.staff("cora"), now=NOW + timedelta(minutes=minutes)):
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)
    session.commit()


def dump(session: Session) -> dict[str, list[dict[str, Any]]]:
    """Everything that the directory says, but for when a listing was last changed."""
    found = {}
    for name, table in tables().items():
        rows = [dict(row) for row in session.execute(select_rows(table).order_by(table.c.id)).mappings()]
        found[name] = [{k: v for k, v in row.items() if k != "last_modified"} for row in rows]
    return found
