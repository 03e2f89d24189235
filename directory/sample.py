"""How the sample community's listings were kept so far, so that the coordinator's pages show something."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from data.sample_community.package import identifier
from directory import availability, problems
from directory.tables import (
    Proposal,
    ProviderContact,
    Service,
    Verification,
    VerificationRequest,
)

Table = Mapping[str, Any]


class _Loader:
    def __init__(self, session: Session, now: datetime, zone: str, staff_ids: Mapping[str, str]) -> None:
        self.session, self.now, self.staff_ids = session, now, staff_ids
        self._zone = ZoneInfo(zone)

    def moment(self, words: str) -> datetime:
        """`-9d 14:05`, or `-9d` for noon, as a moment in the agency's zone; never later than now."""
        days, _, clock = words.partition(" ")
        day = self.now.astimezone(self._zone).date() + timedelta(days=int(days.rstrip("d")))
        at = datetime.combine(day, time.fromisoformat(clock or "12:00"), self._zone)
        return min(at.astimezone(UTC), self.now)

    def service(self, told: Table) -> Service:
        found = self.session.get(Service, identifier("service", told["organization"], told["service"]))
        if found is None:
            raise LookupError(f"the sample community has no service {told['organization']}/{told['service']}")
        return found

    def keep(self, *rows: Any) -> None:
        self.session.add_all(rows)
        self.session.flush()


def load(session: Session, *, now: datetime, zone: str, staff_ids: Mapping[str, str]) -> None:
    """Writes it; `staff_ids` by username, of whom `jbaptiste` is the coordinator. The caller commits."""
    source = files("data").joinpath("sample_community/upkeep.toml").read_text("utf-8")
    told = tomllib.loads(source)
    loader = _Loader(session, now, zone, staff_ids)
    coordinator = staff_ids["jbaptiste"]
    for row in told["verified"]:
        _verified(loader, row, coordinator)
    _silences(loader, told, coordinator)
    for row in told["contact"]:
        agreed = now if row["sms_number"] else None
        number = row["sms_number"] or None
        service_id = loader.service(row).id
        loader.keep(
            ProviderContact(
                service_id=service_id,
                mail_on=row["mail_on"],
                email=row["email"],
                sms_number=number,
                sms_agreed_at=agreed,
            )
        )
    for row in told["room"]:
        _room(loader, row)
    for row in told["problem"]:
        _problem(loader, row)
    _proposals(loader, told["proposal"])
    for row in told["note"]:
        _answered(loader, row, "note")


def _verified(loader: _Loader, told: Table, coordinator: str) -> None:
    service = loader.service(told)
    if service.assured_date is None:
        return
    at = datetime.combine(service.assured_date, time(15), UTC)
    loader.keep(
        Verification(
            service_id=service.id,
            at=at,
            day=service.assured_date,
            method="phone",
            outcome="confirmed",
            provider_name=told["name"],
            provider_title=told["title"],
            by_id=coordinator,
        )
    )


def _silences(loader: _Loader, told: Table, coordinator: str) -> None:
    for row in told["silent"]:
        loader.keep(
            VerificationRequest(
                service_id=loader.service(row).id,
                to_address=row["to"],
                asked_at=loader.moment(row["asked"]),
                reminded_at=loader.moment(row["reminded"]),
            )
        )
    for row in told["unanswered"]:
        for at in map(loader.moment, row["at"]):
            loader.keep(
                Verification(
                    service_id=loader.service(row).id,
                    at=at,
                    day=at.date(),
                    method="phone",
                    outcome="no_answer",
                    by_id=coordinator,
                )
            )


def _room(loader: _Loader, told: Table) -> None:
    availability.report(
        loader.session,
        loader.service(told).id,
        status=told["status"],
        places=told["places"] if told["places"] != "" else None,
        unit=told["unit"],
        wait=told["wait"],
        via=told["via"],
        by_name=told["by"],
        good_for=timedelta(days=told["holds_days"]) if told["holds_days"] else None,
        now=loader.moment(told["at"]),
    )


def _problem(loader: _Loader, told: Table) -> None:
    """A problem with its reports; one that replies brought already gets them added."""
    for report in told["reports"]:
        problems.report(
            loader.session,
            service_id=loader.service(told).id,
            kinds=[told["kind"]],
            source=report["source"],
            note=report["note"],
            reporter_id=loader.staff_ids.get(report["by"]),
            now=loader.moment(report["at"]),
        )


def _proposals(loader: _Loader, told: Iterable[Table]) -> None:
    answered: set[str] = set()
    for row in told:
        service = loader.service(row)
        if service.id not in answered:
            _answered(loader, row, "proposed")
            answered.add(service.id)
        loader.keep(
            Proposal(
                service_id=service.id,
                table_name="service",
                row_id=service.id,
                field=row["field"],
                before=getattr(service, row["field"]),
                proposed=row["proposed"],
                source="provider",
                by_name=row["by"],
                why=row["note"],
                proposed_at=loader.moment(row["at"]),
            )
        )


def _answered(loader: _Loader, told: Table, answer: str) -> None:
    name, _, title = told["by"].partition(", ")
    at = loader.moment(told["at"])
    loader.keep(
        VerificationRequest(
            service_id=loader.service(told).id,
            asked_at=at - timedelta(days=3),
            answered_at=at,
            answer=answer,
            provider_name=name,
            provider_title=title,
            note=told["note"],
            # The words that come with proposals stand beside each of them.
            note_read_at=at if answer == "proposed" else None,
        )
    )
