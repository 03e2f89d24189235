"""The rows that hang on a listing: copied from one to the other, each thing once."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from directory.duplicates.telephones import national_number
from directory.duplicates.traits import web_page
from directory.tables import (
    Attribute,
    Contact,
    CostOption,
    Funding,
    Language,
    Phone,
    RequiredDocument,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    ServiceCapacity,
    Url,
    new_id,
)

Key = Callable[[Any], tuple[Any, ...]]


def _text(value: str | None) -> str:
    return " ".join((value or "").lower().split())


def _number(row: Phone) -> tuple[Any, ...]:
    return national_number(row.number) or row.number, row.extension or 0, "fax" if row.type == "fax" else ""


# What makes two rows the same thing said twice.
UNITED: Mapping[type[SQLModel], Key] = {
    Phone: _number,
    Contact: lambda row: (_text(row.name), _text(row.title), _text(row.email)),
    ServiceArea: lambda row: (_text(row.name or row.description),),
    CostOption: lambda row: (_text(row.option), row.amount, row.currency, _text(row.amount_description)),
    RequiredDocument: lambda row: (_text(row.document),),
    Language: lambda row: (_text(row.code or row.name),),
    Funding: lambda row: (_text(row.source),),
    Url: lambda row: (web_page(row.url) or row.url,),
}
AT_PLACE: tuple[type[Any], ...] = (Phone, Contact, Schedule, ServiceArea)


def rows_of(session: Session, table: type[Any], **links: str) -> list[Any]:
    """The rows of a table with these links, in the order of their ids."""
    query = select(table).where(*(col(getattr(table, name)) == value for name, value in links.items()))
    return list(session.exec(query.order_by(table.id)))


def copied(row: Any, **links: Any) -> Any:
    """A new row with the same values, hung on something else."""
    values = {name: getattr(row, name) for name in type(row).__table__.columns.keys()}  # noqa: SIM118
    return type(row)(**{**values, "id": new_id(), **links})


def unite(session: Session, kept: Service, other: Service) -> None:
    """Adds what only the other has: numbers, languages, areas, prices, papers, terms, pages."""
    for table, key in UNITED.items():
        there = {key(row) for row in rows_of(session, table, service_id=kept.id)}
        if table is Phone:
            there |= {_number(row) for row in rows_of(session, Phone, organization_id=kept.organization_id)}
        _add(session, rows_of(session, table, service_id=other.id), there, key, service_id=kept.id)
        if table is Phone and kept.organization_id != other.organization_id:
            _add_numbers(session, kept, other, there)
    terms = {_term(row) for row in rows_of(session, Attribute, link_id=kept.id, link_entity="service")}
    _add(
        session,
        rows_of(session, Attribute, link_id=other.id, link_entity="service"),
        terms,
        _term,
        link_id=kept.id,
    )


def _term(row: Any) -> tuple[Any, ...]:
    return row.taxonomy_term_id, row.link_type


def _time(row: Any) -> tuple[Any, ...]:
    return row.byday, row.opens_at, row.closes_at, _text(row.description)


def _add(session: Session, rows: Iterable[Any], there: set[tuple[Any, ...]], key: Key, **links: Any) -> None:
    for row in rows:
        if key(row) not in there:
            there.add(key(row))
            session.add(copied(row, **links))


def _add_numbers(session: Session, kept: Service, other: Service, there: set[tuple[Any, ...]]) -> None:
    """The other organization's own lines, which its listing showed and this one would not."""
    for row in rows_of(session, Phone, organization_id=other.organization_id):
        if _number(row) not in there:
            there.add(_number(row))
            session.add(copied(row, service_id=kept.id, organization_id=None))


def replace_rows(session: Session, table: type[Any], kept: Service, other: Service) -> None:
    """Puts the other's rows in the place of the kept one's."""
    mine, theirs = (rows_of(session, table, service_id=one.id) for one in (kept, other))
    for row in mine:
        session.delete(row)
    session.flush()
    for row in theirs:
        session.add(copied(row, service_id=kept.id))


def take_wholes(session: Session, kept: Service, other: Service, sides: Mapping[str, str]) -> None:
    """Hours and room from the side that is chosen."""
    for key, table in (("hours", Schedule), ("room", ServiceCapacity)):
        if sides.get(key) == "other":
            replace_rows(session, table, kept, other)


def copy_place_rows(session: Session, source: ServiceAtLocation, target: ServiceAtLocation) -> None:
    """What is said of the service at one place, said of another service there; each thing once."""
    for table in AT_PLACE:
        key: Key = UNITED.get(
            table, lambda row: (row.byday, row.opens_at, row.closes_at, _text(row.description))
        )
        there = {key(row) for row in rows_of(session, table, service_at_location_id=target.id)}
        rows = rows_of(session, table, service_at_location_id=source.id)
        _add(session, rows, there, key, service_at_location_id=target.id)
    if source.location_id != target.location_id:
        _add_numbers_of_place(session, source, target)


def _add_numbers_of_place(session: Session, source: ServiceAtLocation, target: ServiceAtLocation) -> None:
    """The numbers of a place that is not taken over, because the other listing has the same door already."""
    links = (
        {"service_at_location_id": target.id},
        {"location_id": target.location_id},
        {"service_id": target.service_id},
    )
    there = {_number(row) for link in links for row in rows_of(session, Phone, **link)}
    rows = rows_of(session, Phone, location_id=source.location_id)
    _add(session, rows, there, _number, service_at_location_id=target.id, location_id=None)
