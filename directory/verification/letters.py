"""Writes to providers whose listings are due, and reminds those who have not answered; at a measured pace."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files

from sqlalchemy import false
from sqlmodel import Session, col, func, or_, select, update

from directory import changes
from directory.tables import Organization, ProviderContact, Service, UpkeepMail, VerificationRequest
from directory.verification import requests
from directory.verification.due import is_due
from directory.verification.rules import rules
from directory.withheld import Withheld

AddressOf = Callable[[str], str]

_LANGUAGES = ("en", "es")


def send_due(
    session: Session,
    *,
    now: datetime,
    today: date,
    address_of: AddressOf,
    language: str,
    to_all: bool = False,
) -> int:
    """Puts requests for listings that are due, and reminders, into the outbox; how many mails.

    Only listings for which a coordinator switched mail on, or with `to_all` every one that has an address.
    Listings with one address share a mail. Mail carries no address of a place and no name of a client: the
    listing stands behind the link. The caller commits.
    """
    _one_at_a_time(session)
    left = rules().mails_a_day - _mails_since(session, now - timedelta(days=1))
    if left <= 0:
        return 0
    withheld = Withheld.of(session)
    made = 0
    for to_address, waiting in _to_remind(session, now).items():
        if made >= left:
            return made
        links = []
        for request in waiting[: rules().listings_each]:
            request.reminded_at = now
            session.add(request)
            service = session.get_one(Service, request.service_id)
            links.append(
                (_name(service, withheld), address_of(requests.make_link(session, request, now=now)))
            )
        _put(session, to_address, "reminder", links, now=now, language=language)
        made += 1
    for to_address, services in _to_ask(session, now, today, to_all).items():
        if made >= left:
            return made
        links = []
        for service in services[: rules().listings_each]:
            _request, token = requests.ask(session, service.id, now=now, to_address=to_address)
            links.append((_name(service, withheld), address_of(token)))
        _put(session, to_address, "request", links, now=now, language=language)
        made += 1
    return made


def send_one(
    session: Session, service: Service, to_address: str, *, by_id: str, now: datetime, address_of: AddressOf,
    language: str,
) -> UpkeepMail:  # fmt: skip
    """Asks about one listing now, because a coordinator wants it."""
    _request, token = requests.ask(session, service.id, now=now, to_address=to_address, by_id=by_id)
    return _put(
        session,
        to_address,
        "request",
        [(_name(service, Withheld.of(session)), address_of(token))],
        now=now,
        language=language,
    )


def address_for(session: Session, service: Service) -> str:
    """The mail address that the provider of a listing is asked under; empty where there is none."""
    contact = session.exec(select(ProviderContact).where(ProviderContact.service_id == service.id)).first()
    organization = session.get(Organization, service.organization_id)
    listed = service.email or (organization.email if organization else None) or ""
    return ((contact.email if contact else "") or listed).strip()


def _name(service: Service, withheld: Withheld) -> str:
    """The name of a listing as mail may carry it."""
    told = withheld.told("service", {"id": service.id, "name": service.name})
    return str((told or {}).get("name", ""))


def _one_at_a_time(session: Session) -> None:
    """Two workers would ask the same provider twice: the second waits here, and finds it asked."""
    changes.lock(session)
    # SQLite locks at the first write, even of nothing.
    session.execute(update(UpkeepMail).where(false()).values(status="due"))


def _to_ask(session: Session, now: datetime, today: date, to_all: bool) -> dict[str, list[Service]]:
    asked_lately = select(VerificationRequest.service_id).where(
        VerificationRequest.to_address != "",
        col(VerificationRequest.asked_at) > now - timedelta(days=rules().again_days),
    )
    query = (
        select(Service)
        .join(ProviderContact, col(ProviderContact.service_id) == col(Service.id), isouter=True)
        .join(Organization, col(Organization.id) == col(Service.organization_id))
        .where(
            is_due(session, today),
            col(Service.id).not_in(asked_lately),
            or_(ProviderContact.email != "", Service.email != "", Organization.email != ""),
        )
        .order_by(col(Service.assured_date).is_not(None), col(Service.assured_date), col(Service.id))
        .limit(rules().mails_a_day * rules().listings_each)
    )
    if not to_all:
        query = query.where(col(ProviderContact.mail_on).is_(True))
    by_address: dict[str, list[Service]] = {}
    for service in session.exec(query):
        if to_address := address_for(session, service):
            by_address.setdefault(to_address, []).append(service)
    return by_address


def _to_remind(session: Session, now: datetime) -> dict[str, list[VerificationRequest]]:
    query = (
        select(VerificationRequest)
        .join(Service, col(Service.id) == col(VerificationRequest.service_id))
        .where(
            VerificationRequest.to_address != "",
            col(VerificationRequest.answered_at).is_(None),
            col(VerificationRequest.reminded_at).is_(None),
            col(VerificationRequest.closed_at).is_(None),
            col(VerificationRequest.asked_at) <= now - timedelta(days=rules().reminder_days),
        )
        .order_by(col(VerificationRequest.asked_at))
        .limit(rules().mails_a_day * rules().listings_each)
    )
    by_address: dict[str, list[VerificationRequest]] = {}
    for request in session.exec(query):
        by_address.setdefault(request.to_address, []).append(request)
    return by_address


def _mails_since(session: Session, since: datetime) -> int:
    query = select(func.count()).select_from(UpkeepMail).where(col(UpkeepMail.created_at) > since)
    return session.exec(query).one()


def _put(
    session: Session,
    to_address: str,
    kind: str,
    links: Sequence[tuple[str, str]],
    *,
    now: datetime,
    language: str,
) -> UpkeepMail:
    texts = _texts(language if language in _LANGUAGES else "en")
    listings = "\n\n".join(f"{name}\n{address}" for name, address in links)
    body = texts[f"{kind}_body"].format(listings=listings, days=rules().link_days)
    mail = UpkeepMail(
        to_address=to_address,
        subject=texts[f"{kind}_subject"],
        body=body.strip() + "\n",
        due_at=now,
        created_at=now,
    )
    session.add(mail)
    session.flush()
    return mail


@cache
def _texts(language: str) -> Mapping[str, str]:
    source = (files("data") / "upkeep" / f"mail_{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)
