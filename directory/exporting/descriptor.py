"""Describes an exported package as a Frictionless tabular data package, made from the tables themselves."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Date, Float, Integer, Time

from directory.importing.columns import ONE_OF, PLANS, holds_email, holds_web_address
from directory.instants import UtcDateTime
from directory.tables import HSDS_TABLES

Json = dict[str, Any]

HSDS_VERSION = "3.2.3"
NAME = "linkage-directory"
TABLES: tuple[str, ...] = tuple(str(cls.__tablename__) for cls in HSDS_TABLES)
# Most tables are written to the file of their plural, as the standard's own package has it.
_FILES: Mapping[str, str] = {
    "accessibility": "accessibility.csv",
    "address": "addresses.csv",
    "funding": "funding.csv",
    "metadata": "metadata.csv",
    "service_at_location": "service_at_location.csv",
    "service_capacity": "service_capacity.csv",
    "taxonomy": "taxonomies.csv",
    "url": "url.csv",
}
FILE_OF: Mapping[str, str] = {table: _FILES.get(table, f"{table}s.csv") for table in TABLES}
DESCRIPTOR = "datapackage.json"


def describe() -> Json:
    """The contents of datapackage.json; the same for every export of one version."""
    return {
        "name": NAME,
        "title": "Linkage directory, as HSDS",
        "profile": "tabular-data-package",
        "version": HSDS_VERSION,
        "homepage": "https://docs.openreferral.org",
        "resources": [_resource(table) for table in TABLES],
    }


def _resource(table: str) -> Json:
    schema: Json = {"fields": [_field(table, name) for name in PLANS[table].columns], "primaryKey": "id"}
    links = [
        {"fields": name, "reference": {"resource": column.link, "fields": "id"}}
        for name, column in PLANS[table].columns.items()
        if column.link is not None
    ]
    if links:
        schema["foreignKeys"] = links
    return {
        "name": table,
        "path": FILE_OF[table],
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(table: str, name: str) -> Json:
    constraints: Json = {"required": PLANS[table].columns[name].required}
    if name == "id":
        constraints["unique"] = True
    if (allowed := ONE_OF.get((table, name))) is not None:
        constraints["enum"] = list(allowed)
    return {"name": name, **_kind(table, name), "constraints": constraints}


def _kind(table: str, name: str) -> Json:
    by_type: tuple[tuple[type, str], ...] = (
        (UtcDateTime, "datetime"),
        (Date, "date"),
        (Time, "time"),
        (Integer, "number"),
        (Float, "number"),
    )
    kind = PLANS[table].table.c[name].type
    word = next((word for cls, word in by_type if isinstance(kind, cls)), "string")
    if word != "string":
        return {"type": word}
    if name == "id" or PLANS[table].columns[name].link is not None:
        return {"type": word, "format": "uuid"}
    if holds_web_address(table, name):
        return {"type": word, "format": "uri"}
    return {"type": word, "format": "email"} if holds_email(name) else {"type": word}
