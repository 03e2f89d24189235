"""How each column of HSDS is read: its conversion, whether it must be there, and what it links to."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Date, Float, Integer, Table, Time
from sqlmodel import SQLModel

from directory.importing import values
from directory.instants import UtcDateTime
from directory.tables import HSDS_TABLES

# Columns that take a few words of the standard only.
ONE_OF: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("service", "status"): ("active", "inactive", "defunct", "temporarily closed"),
    ("location", "location_type"): ("physical", "postal", "virtual"),
    ("address", "address_type"): ("physical", "postal", "virtual"),
    ("schedule", "freq"): ("WEEKLY", "MONTHLY"),
    ("schedule", "wkst"): ("MO", "TU", "WE", "TH", "FR", "SA", "SU"),
}
_SPECIAL: Mapping[tuple[str, str], values.Convert] = {
    **{place: values.one_of(*words) for place, words in ONE_OF.items()},
    ("service", "minimum_age"): values.between(0, 150),
    ("service", "maximum_age"): values.between(0, 150),
    ("location", "latitude"): values.between(-90, 90),
    ("location", "longitude"): values.between(-180, 180),
    ("phone", "extension"): values.extension,
}
_WEB_ADDRESSES = {"url", "website", "logo", "uri", "term_uri", "schedule_link"}
_EMAILS = {"email", "assurer_email"}
# The standard takes any text there.
_NO_WEB_ADDRESSES = {("service_area", "uri")}
# The standard links these too, without calling it a foreign key: what they name may be outside the package.
_OPEN_LINKS = {
    ("organization", "parent_organization_id"): "organization",
    ("taxonomy_term", "parent_id"): "taxonomy_term",
}
# A row of these says something about another row: without any link it would belong to nothing.
DEPENDENT = frozenset(
    (
        "accessibility",
        "address",
        "contact",
        "funding",
        "language",
        "phone",
        "required_document",
        "schedule",
        "service_area",
        "url",
    )
)


@dataclass(frozen=True)
class Column:
    """One column: `link` names the table that it must point into, `open_link` one that it may."""

    name: str
    convert: values.Convert
    required: bool
    link: str | None
    open_link: str | None


@dataclass(frozen=True)
class TablePlan:
    """How the rows of one table are read."""

    name: str
    table: Table
    columns: Mapping[str, Column]


def _plan(name: str) -> TablePlan:
    table = SQLModel.metadata.tables[name]
    columns = {}
    for column in table.columns:
        target = next((key.column.table.name for key in column.foreign_keys), None)
        columns[column.name] = Column(
            name=column.name,
            convert=_converter(name, column.name, column.type, linked=target is not None),
            required=not column.nullable,
            link=target,
            open_link=_OPEN_LINKS.get((name, column.name)),
        )
    return TablePlan(name, table, columns)


def _converter(table: str, name: str, kind: object, *, linked: bool) -> values.Convert:
    special = _SPECIAL.get((table, name))
    if special is not None:
        return special
    if linked or name == "id" or name.endswith("_id"):
        return values.trimmed
    if holds_web_address(table, name):
        return values.web_address
    if holds_email(name):
        return values.email
    by_type: tuple[tuple[type, values.Convert], ...] = (
        (UtcDateTime, values.moment),
        (Date, values.day),
        (Time, values.clock),
        (Integer, values.whole),
        (Float, values.number),
    )
    return next((convert for cls, convert in by_type if isinstance(kind, cls)), values.text)


def holds_web_address(table: str, column: str) -> bool:
    """Whether the column takes a web address."""
    return column in _WEB_ADDRESSES and (table, column) not in _NO_WEB_ADDRESSES


def holds_email(column: str) -> bool:
    """Whether a column of this name takes an electronic mail address."""
    return column in _EMAILS


def _table_name(cls: type[SQLModel]) -> str:
    return str(SQLModel.metadata.tables[cls.__tablename__].name)  # type: ignore[index]


PLANS: Mapping[str, TablePlan] = {name: _plan(name) for name in map(_table_name, HSDS_TABLES)}

_PLURALS = {
    "accessibility": "accessibility",
    "address": "addresses",
    "service_capacity": "service_capacities",
    "taxonomy": "taxonomies",
}
_BY_FILE_NAME = {name: name for name in PLANS} | {_PLURALS.get(name, f"{name}s"): name for name in PLANS}


def table_called(word: str) -> str | None:
    """The table that a file or an entity of this name means, in the singular or the plural; None if none."""
    return _BY_FILE_NAME.get(word.strip().lower().replace("-", "_").replace(" ", "_"))
