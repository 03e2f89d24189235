"""Builds the sample community's HSDS package: `python -m data.sample_community.build`."""

import argparse
import csv
import json
import re
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from data.sample_community.entries import HERE, ListingErrors, read_listings
from data.sample_community.package import Rows, package_rows

REFERENCE = date(2026, 11, 1)
LISTINGS = HERE / "listings"
PACKAGE = HERE / "hsds"
TITLE = "Linkage sample community (fictional), as HSDS 3.2.3"

_FIELD = re.compile(
    r"(?P<name>\w+) (?P<type>\w+)(?::(?P<format>\w+))?(?P<key> key)?(?P<required> required)?"
    r"(?: in (?P<enum>[^>]+?))?(?: -> (?P<reference>\w+))?"
)


def build(listings: Path = LISTINGS, target: Path = PACKAGE, reference: date = REFERENCE) -> dict[str, int]:
    """Write the package and return rows per table. Raises ListingErrors; then nothing is written."""
    rows = package_rows(read_listings(listings), reference)
    tables = _tables()
    _check_ids(rows)
    target.mkdir(parents=True, exist_ok=True)
    resources = [_resource(name, table) for name, table in tables.items() if rows.get(name)]
    for stale in set(target.glob("*.csv")) - {target / resource["path"] for resource in resources}:
        stale.unlink()
    for resource in resources:
        _write_csv(target / resource["path"], resource["schema"]["fields"], rows[resource["name"]])
    description = {
        "name": "linkage-sample-community",
        "title": TITLE,
        "description": "Invented organizations and services in real Connecticut towns, for demonstration, "
        "tests and training. Only the national lines (988, 211, 911, SAMHSA, domestic violence) are real.",
        "profile": "tabular-data-package",
        "version": "3.2.3",
        "homepage": "https://docs.openreferral.org",
        "reference_date": reference.isoformat(),
        "resources": resources,
    }
    text = json.dumps(description, indent=2, ensure_ascii=False) + "\n"
    (target / "datapackage.json").write_text(text, "utf-8", newline="\n")
    return {name: len(rows[name]) for name in tables if name in rows}


def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads((HERE / "tables.toml").read_text("utf-8"))


def _check_ids(rows: Rows) -> None:
    """Two rows with one id mean that a listing says the same thing twice."""
    problems: list[str] = []
    for table, table_rows in rows.items():
        seen: set[str] = set()
        for row in table_rows:
            if row["id"] in seen:
                shown = {key: value for key, value in row.items() if value and key != "id"}
                problems.append(f"{table}: written twice: {shown}")
            seen.add(row["id"])
    if problems:
        raise ListingErrors(problems)


def _resource(name: str, table: dict[str, Any]) -> dict[str, Any]:
    fields: list[dict[str, Any]] = []
    foreign_keys: list[dict[str, Any]] = []
    for line in table["fields"]:
        match = _FIELD.fullmatch(line)
        if match is None:
            raise ValueError(f"tables.toml, {name}: cannot read field {line!r}")
        constraints: dict[str, Any] = {
            "required": bool(match["key"] or match["required"]),
            "unique": bool(match["key"]),
        }
        if match["enum"]:
            constraints["enum"] = match["enum"].split("|")
        field = {"name": match["name"], "type": match["type"], "constraints": constraints}
        if match["format"]:
            field["format"] = match["format"]
        fields.append(field)
        if match["reference"]:
            reference = {"resource": match["reference"], "fields": "id"}
            foreign_keys.append({"fields": match["name"], "reference": reference})
    schema: dict[str, Any] = {"fields": fields, "primaryKey": "id"}
    if foreign_keys:
        schema["foreignKeys"] = foreign_keys
    return {
        "name": name, "path": table["path"], "profile": "tabular-data-resource", "format": "csv",
        "mediatype": "text/csv", "encoding": "utf-8", "schema": schema,
    }  # fmt: skip


def _write_csv(path: Path, fields: list[dict[str, Any]], rows: list[dict[str, Any]]) -> None:
    names = [field["name"] for field in fields]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({key: "" if value is None else value for key, value in row.items()})


def main(arguments: list[str] | None = None) -> int:
    """Build, print the counts or the problems, and return the exit status."""
    parser = argparse.ArgumentParser(description="Build the sample community's HSDS package.")
    parser.add_argument("--listings", type=Path, default=LISTINGS, help="folder of *.toml listings")
    parser.add_argument("--target", type=Path, default=PACKAGE, help="folder the package is written to")
    parser.add_argument(
        "--reference", type=date.fromisoformat, default=REFERENCE, help="the day relative dates count from"
    )
    options = parser.parse_args(arguments)
    try:
        counts = build(options.listings, options.target, options.reference)
    except ListingErrors as error:
        print(error, file=sys.stderr)
        return 1
    for table, count in counts.items():
        print(f"{count:6}  {table}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
