"""Writes small HSDS packages for the import tests, with every row as the test wants it."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

ORGANIZATION = "11111111-1111-4111-8111-111111111111"
SERVICE = "22222222-2222-4222-8222-222222222222"
LOCATION = "33333333-3333-4333-8333-333333333333"
LINK = "44444444-4444-4444-8444-444444444444"

Rows = Sequence[Mapping[str, str]]


def organization(**cells: str) -> dict[str, str]:
    return {"id": ORGANIZATION, "name": "Stone Bridge", "description": "Sober homes."} | cells


def service(**cells: str) -> dict[str, str]:
    defaults = {"id": SERVICE, "organization_id": ORGANIZATION, "name": "Women's house", "status": "active"}
    return defaults | cells


def location(**cells: str) -> dict[str, str]:
    return {"id": LOCATION, "location_type": "physical", "name": "Arch Street"} | cells


def link(**cells: str) -> dict[str, str]:
    return {"id": LINK, "service_id": SERVICE, "location_id": LOCATION} | cells


def write_package(folder: Path, **tables: Rows) -> Path:
    """Writes each table as `<name>.csv`; the columns are those that its rows have."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder
