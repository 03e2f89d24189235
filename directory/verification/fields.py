"""What can be asked of a listing and changed by an answer: questions, each over some fields of its rows.

The address of a place that is kept confidential is no field: nobody reads it out, and no link shows it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from directory.hours import DAYS
from directory.listings import confidential_locations
from directory.tables import (
    Address,
    CostOption,
    Phone,
    RequiredDocument,
    Schedule,
    Service,
    ServiceAtLocation,
)
from directory.wording import N_

NEW = "new"
EVERY_SERVICE = N_("for all services of this organization")
EVERY_SERVICE_HERE = N_("for all services at this place")


@dataclass(frozen=True)
class Field:
    """One column of one row, `row_id` being NEW for a row that is not there yet.

    `kind` says how it is typed: `text`, `long`, `phone`, `email`, `web`, `time`, `days`, `age`, `money` or
    `status`. `whose` says whom else a change touches.
    """

    table: str
    row_id: str
    name: str
    label: str
    kind: str
    value: Any = None
    whose: str = ""

    @property
    def key(self) -> str:
        """The name of its input."""
        return f"{self.table}.{self.row_id}.{self.name}"


@dataclass(frozen=True)
class Question:
    """Something to ask a provider, over the fields that it is about."""

    key: str
    words: str
    fields: tuple[Field, ...]


def questions(session: Session, service: Service) -> tuple[Question, ...]:
    """The questions of a listing in the order of asking; those with nothing to ask are left out."""
    offered = list(session.exec(select(ServiceAtLocation).where(ServiceAtLocation.service_id == service.id)))
    places = [row.location_id for row in offered]
    asked = (
        Question("still", N_("Do you still offer this?"), _still(service)),
        Question("phone", N_("How do people reach you?"), _reach(session, service, offered, places)),
        Question("address", N_("Where do people come to?"), _addresses(session, places)),
        Question("hours", N_("When are you open?"), _hours(session, service, offered, places)),
        Question("who", N_("Who can come?"), _who(service)),
        Question("cost", N_("What does it cost?"), _cost(session, service)),
        Question("apply", N_("How do people get it, and what do they bring?"), _apply(session, service)),
    )
    return tuple(question for question in asked if question.fields)


def all_fields(asked: Iterable[Question]) -> tuple[Field, ...]:
    """The fields of questions in one row."""
    return tuple(field for question in asked for field in question.fields)


def _of(service: Service, name: str, label: str, kind: str) -> Field:
    return Field("service", service.id, name, label, kind, getattr(service, name))


def _still(service: Service) -> tuple[Field, ...]:
    return (
        _of(service, "name", N_("Name"), "text"),
        _of(service, "status", N_("State"), "status"),
        _of(service, "description", N_("What it is"), "long"),
    )


def _reach(
    session: Session, service: Service, offered: Sequence[ServiceAtLocation], places: Sequence[str]
) -> tuple[Field, ...]:
    levels = (
        (col(Phone.service_at_location_id), [row.id for row in offered], ""),
        (col(Phone.service_id), [service.id], ""),
        (col(Phone.location_id), list(places), EVERY_SERVICE_HERE),
        (col(Phone.organization_id), [service.organization_id], EVERY_SERVICE),
    )
    found: dict[str, Field] = {}
    for column, ids, whose in levels:
        for row in session.exec(select(Phone).where(column.in_(ids)).order_by(col(Phone.id))):
            label = N_("Fax") if row.type == "fax" else N_("Telephone")
            found.setdefault(row.id, Field("phone", row.id, "number", label, "phone", row.number, whose))
    return (
        *found.values(),
        Field("phone", NEW, "number", N_("Another number"), "phone"),
        _of(service, "email", N_("E-mail"), "email"),
        _of(service, "url", N_("Web page"), "web"),
    )


def _addresses(session: Session, places: Sequence[str]) -> tuple[Field, ...]:
    hidden = confidential_locations(session, list(places))
    told = [place for place in places if place not in hidden]
    rows = session.exec(
        select(Address)
        .where(col(Address.location_id).in_(told), Address.address_type == "physical")
        .order_by(col(Address.id))
    )
    parts = (
        ("address_1", N_("Street")),
        ("address_2", N_("Floor, suite")),
        ("city", N_("Town")),
        ("state_province", N_("State")),
        ("postal_code", N_("ZIP code")),
    )
    return tuple(
        Field("address", row.id, name, label, "text", getattr(row, name), EVERY_SERVICE_HERE)
        for row in rows
        for name, label in parts
    )


def _hours(
    session: Session, service: Service, offered: Sequence[ServiceAtLocation], places: Sequence[str]
) -> tuple[Field, ...]:
    """The closest hours that are known, as directory.listings has them."""
    hidden = confidential_locations(session, list(places))
    levels = (
        (col(Schedule.service_at_location_id), [row.id for row in offered], ""),
        (col(Schedule.service_id), [service.id], ""),
        (col(Schedule.location_id), list(places), EVERY_SERVICE_HERE),
    )
    for column, ids, whose in levels:
        rows = list(session.exec(select(Schedule).where(column.in_(ids)).order_by(*_IN_WEEK)))
        if rows:
            return tuple(
                field
                for row in rows
                for field in _schedule(row, whose)
                if not (row.location_id in hidden and field.name == "description")
            )
    return (Field("schedule", NEW, "description", N_("Hours, in words"), "long"),)


_IN_WEEK = (col(Schedule.opens_at), col(Schedule.id))


def _schedule(row: Schedule, whose: str) -> Iterable[Field]:
    def of(name: str, label: str, kind: str) -> Field:
        return Field("schedule", row.id, name, label, kind, getattr(row, name), whose)

    if row.opens_at is not None and row.closes_at is not None:
        if _plain_week(row):
            yield of("byday", N_("Days"), "days")
        yield of("opens_at", N_("Opens"), "time")
        yield of("closes_at", N_("Closes"), "time")
    if row.description or row.opens_at is None:
        yield of("description", N_("Hours, in words"), "long")


def _plain_week(row: Schedule) -> bool:
    """Whether the rule is no more than some days of every week."""
    days = [day for day in (row.byday or "").split(",") if day]
    return bool(days) and set(days) <= set(DAYS) and (row.interval or 1) == 1 and not row.bymonthday


def _who(service: Service) -> tuple[Field, ...]:
    return (
        _of(service, "eligibility_description", N_("Who can come"), "long"),
        _of(service, "minimum_age", N_("Lowest age"), "age"),
        _of(service, "maximum_age", N_("Highest age"), "age"),
    )


def _cost(session: Session, service: Service) -> tuple[Field, ...]:
    rows = session.exec(
        select(CostOption).where(CostOption.service_id == service.id).order_by(col(CostOption.id))
    )
    prices = (
        field
        for row in rows
        for field in (
            Field("cost_option", row.id, "amount", row.option or N_("Price in dollars"), "money", row.amount),
            Field(
                "cost_option", row.id, "amount_description", N_("About the price"), "text",
                row.amount_description,
            ),
        )
    )  # fmt: skip
    return (*prices, _of(service, "fees_description", N_("Cost, in words"), "long"))


def _apply(session: Session, service: Service) -> tuple[Field, ...]:
    rows = session.exec(
        select(RequiredDocument)
        .where(RequiredDocument.service_id == service.id)
        .order_by(col(RequiredDocument.id))
    )
    return (
        _of(service, "application_process", N_("How to apply"), "long"),
        *(Field("required_document", row.id, "document", N_("Bring"), "text", row.document) for row in rows),
        Field("required_document", NEW, "document", N_("Bring also"), "text"),
        _of(service, "wait_time", N_("How long people wait"), "text"),
    )
