"""The fields of a listing that a merge chooses between, and which of two values stays by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from directory.tables import Service

Side = Literal["kept", "other"]

# Each field with the columns of a service that go together.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "organization": ("organization_id", "program_id"),
    "name": ("name",),
    "alternate_name": ("alternate_name",),
    "description": ("description",),
    "eligibility": ("eligibility_description",),
    "ages": ("minimum_age", "maximum_age"),
    "application": ("application_process",),
    "fees": ("fees_description", "fees"),
    "wait": ("wait_time",),
    "url": ("url",),
    "email": ("email",),
    "interpretation": ("interpretation_services",),
    "accreditations": ("accreditations",),
    "licenses": ("licenses",),
    "alert": ("alert",),
    "status": ("status",),
    "verified": ("assured_date", "assurer_email"),
}
# What the listing has beside its own row, taken from one side as a whole: hours of two sources contradict
# each other when they are put together.
WHOLES = ("hours", "room")
PLACES = "places"


@dataclass(frozen=True)
class FieldPlan:
    """One field of both listings; `same` where there is nothing to choose, `side` what stays by itself."""

    key: str
    kept: tuple[Any, ...]
    other: tuple[Any, ...]
    side: Side

    @property
    def same(self) -> bool:
        """Whether both say the same, or neither says anything."""
        return tuple(map(_plain, self.kept)) == tuple(map(_plain, self.other))


def field_plans(kept: Service, other: Service) -> list[FieldPlan]:
    """All fields of a service, each with the side that stays by itself."""
    return [
        FieldPlan(key, _values(kept, columns), _values(other, columns), _side(key, kept, other))
        for key, columns in FIELDS.items()
    ]


def _side(key: str, kept: Service, other: Service) -> Side:
    """What is said over what is empty; then the more recently verified; the fuller; the kept one's."""
    if key in ("organization", "status"):
        return "kept"
    mine, theirs = _values(kept, FIELDS[key]), _values(other, FIELDS[key])
    if not _said(theirs):
        return "kept"
    if not _said(mine):
        return "other"
    dates = kept.assured_date or date.min, other.assured_date or date.min
    if dates[0] != dates[1]:
        return "kept" if dates[0] > dates[1] else "other"
    if key in ("name", "ages"):
        return "kept"
    return "other" if _length(theirs) > _length(mine) else "kept"


def _values(service: Service, columns: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(service, column) for column in columns)


def _said(values: tuple[Any, ...]) -> bool:
    return any(value not in (None, "") for value in values)


def _length(values: tuple[Any, ...]) -> int:
    return sum(len(str(value)) for value in values if value is not None)


def _plain(value: Any) -> Any:
    return " ".join(value.split()).lower() if isinstance(value, str) else value or None
