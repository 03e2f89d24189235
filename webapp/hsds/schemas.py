"""JSON Schemas of the records that the interface answers with, made from the tables and their nesting."""

from typing import Any

from sqlalchemy import Date, Float, Integer, Time

from directory.importing.columns import ONE_OF, PLANS, holds_email, holds_web_address
from directory.instants import UtcDateTime
from directory.publishing.shape import LISTS, OBJECTS, WITHOUT_ATTRIBUTES, WITHOUT_METADATA

Schema = dict[str, Any]
# What a table needs to say of whom a row speaks, a record in JSON says by where it stands.
_SAID_BY_PLACE = frozenset(("link_id", "link_entity", "resource_id", "resource_type"))


def records() -> dict[str, Schema]:
    """A schema for every table, with what nests inside it."""
    return {name: _record(name) for name in PLANS if name != "meta_table_description"}


def _record(table: str) -> Schema:
    properties: dict[str, Schema] = {name: field(table, name) for name in PLANS[table].columns}
    for name, inside in OBJECTS.get(table, {}).items():
        properties[name] = reference(inside.table)
    for name, listed in LISTS.get(table, {}).items():
        properties[name] = _list_of(listed.table)
    if table not in WITHOUT_ATTRIBUTES:
        properties["attributes"] = _list_of("attribute")
    if table not in WITHOUT_METADATA:
        properties["metadata"] = _list_of("metadata")
    if table == "organization":
        properties["services"] = {**_list_of("service"), "description": "With full_service only."}
    if table == "service_at_location":
        properties["service"] = {**reference("service"), "description": "With full_service only."}
    needed = [
        name
        for name, column in PLANS[table].columns.items()
        if column.required and column.link is None and name not in _SAID_BY_PLACE
    ]
    if table == "service_capacity":
        needed.append("unit")
    return {"type": "object", "properties": properties, "required": needed, "additionalProperties": False}


def field(table: str, name: str) -> Schema:
    """The schema of one column."""
    kind = PLANS[table].table.c[name].type
    if isinstance(kind, Integer | Float):
        return {"type": "number"}
    if (allowed := ONE_OF.get((table, name))) is not None:
        return {"type": "string", "enum": list(allowed)}
    shown = _format(table, name, kind)
    return {"type": "string", **({"format": shown} if shown else {})}


def _format(table: str, name: str, kind: object) -> str | None:
    if name == "id" or (name.endswith("_id") and name != "tax_id"):
        return "uuid"
    if isinstance(kind, UtcDateTime):
        return "date-time"
    if isinstance(kind, Date):
        return "date"
    if isinstance(kind, Time):
        return None
    return "uri" if holds_web_address(table, name) else "email" if holds_email(name) else None


def reference(table: str) -> Schema:
    """A pointer to the schema of a table."""
    return {"$ref": f"#/components/schemas/{table}"}


def _list_of(table: str) -> Schema:
    return {"type": "array", "items": reference(table)}
