"""Loads the sample caseload: a fictional agency with eight clients, so that every page shows something."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from casework import audit, check_ins, scope, staff, tasks
from casework.referral_states import ENDED
from casework.tables import (
    Agency,
    Client,
    ClientFact,
    ClientNeed,
    Disclosure,
    Goal,
    Message,
    Objective,
    Plan,
    Program,
    Referral,
    ReferralEvent,
    Release,
    Staff,
)
from data.sample_community.package import identifier
from directory.tables import Organization, Service

Table = Mapping[str, Any]

# Replies of these kinds wait for a person until somebody has dealt with them.
_WAITS = {
    "crisis": "crisis",
    "needs_help": "reply_needs_person",
    "unclear": "reply_needs_person",
    "full": "find_other",
}


@dataclass
class _Loader:
    """Remembers ids by slug while one client after the other is written."""

    session: Session
    now: datetime
    agency: Agency
    staff_ids: dict[str, str]

    def day(self, words: str) -> date:
        """`-9d` as a date."""
        zone = ZoneInfo(self.agency.time_zone)
        return self.now.astimezone(zone).date() + timedelta(days=int(words.rstrip("d")))

    def moment(self, words: str) -> datetime:
        """`-9d 14:05`, or `-9d` for noon, as a moment in the agency's zone."""
        days, _, clock = words.partition(" ")
        at = datetime.combine(
            self.day(days), time.fromisoformat(clock or "12:00"), ZoneInfo(self.agency.time_zone)
        )
        # Loaded before that hour of the day, "today 14:05" would lie ahead; nothing has happened yet then.
        return (
            min(at.astimezone(UTC), self.now) if days.startswith("-") or days == "0d" else at.astimezone(UTC)
        )

    def keep(self, row: Any) -> Any:
        """Adds a row and gives it its id."""
        row.agency_id = self.agency.id
        self.session.add(row)
        self.session.flush()
        return row


def is_loaded(session: Session) -> bool:
    """Whether the sample agency is in this database."""
    return session.exec(select(Agency).where(Agency.id == _agency_id())).first() is not None


def load(session: Session, *, passwords: Mapping[str, str], now: datetime) -> Agency:
    """Writes the sample agency, its staff with these passwords by username, and its clients.

    Days count from `now`. The sample community's listings must be there already. The caller commits.
    """
    source = tomllib.loads(files("data").joinpath("sample_community/caseload.toml").read_text("utf-8"))
    told = source["agency"]
    agency = Agency(
        id=_agency_id(),
        name=told["name"],
        short_name=told["short_name"],
        phone=told["phone"],
        sms_number=told["sms_number"],
        time_zone=told["time_zone"],
        state=told["state"],
        opens_at=time.fromisoformat(told["opens_at"]),
        closes_at=time.fromisoformat(told["closes_at"]),
        open_days=",".join(told["open_days"]),
    )
    session.add(agency)
    session.flush()
    scope.enter(session, agency.id)
    audit.working(session, staff_id=None, now=now)
    loader = _Loader(session, now, agency, {})
    program = loader.keep(Program(name=source["program"]["name"], plan_name=source["program"]["plan_name"]))
    for person in source["staff"]:
        row = loader.keep(
            Staff(
                username=person["username"],
                name=person["name"],
                role=person["role"],
                password_hash=staff.hash_password(passwords[person["username"]]),
            )
        )
        loader.staff_ids[person["username"]] = row.id
    for client in source["client"]:
        _client(loader, client, program)
    return agency


def people() -> list[dict[str, str]]:
    """Username, name and role of the sample staff."""
    source = tomllib.loads(files("data").joinpath("sample_community/caseload.toml").read_text("utf-8"))
    return [{key: person[key] for key in ("username", "name", "role")} for person in source["staff"]]


def _agency_id() -> str:
    return identifier("agency", "harbor-light")


def _client(loader: _Loader, told: Table, program: Program) -> None:
    client = loader.keep(
        Client(
            id=identifier("client", told["slug"]),
            program_id=program.id,
            primary_worker_id=loader.staff_ids[told["worker"]],
            name=told["name"],
            preferred_name=told["preferred_name"] or None,
            phone=told["phone"] or None,
            language=told["language"],
            time_zone=told["time_zone"],
            safe_to_text=told["safe_to_text"],
            safe_to_voicemail=told["safe_to_voicemail"],
            texts_from_hour=told["texts_from_hour"] or None,
            texts_until_hour=told["texts_until_hour"] or None,
            contact_note=told["contact_note"] or None,
            sms_agreed_at=loader.moment(told["sms_agreed"]) if told["sms_agreed"] else None,
            sms_stopped_at=loader.moment(told["sms_stopped"]) if told["sms_stopped"] else None,
            sms_stopped_how=told["sms_stopped_how"] or None,
            opened_on=loader.day(told["opened"]),
        )
    )
    for fact, value in told["facts"].items():
        loader.keep(
            ClientFact(
                client_id=client.id,
                fact=fact,
                value=json.dumps(value),
                source="told by the client",
                recorded_at=loader.moment(told["opened"]),
            )
        )
    plan = loader.keep(
        Plan(
            client_id=client.id,
            intensity=told["plan"]["intensity"],
            started_on=loader.day(told["plan"]["started"]),
            review_on=loader.day(told["plan"]["review"]) if told["plan"]["review"] else None,
        )
    )
    goals, needs, objectives = _plan(loader, client, plan, told)
    releases = {row["slug"]: _release(loader, client, row) for row in told.get("release", [])}
    referrals = {
        row["slug"]: _referral(loader, client, row, plan, needs, objectives, releases)
        for row in told.get("referral", [])
    }
    assert goals or not needs
    for message in told.get("message", []):
        _message(loader, client, message, referrals)


def _plan(
    loader: _Loader, client: Client, plan: Plan, told: Table
) -> tuple[dict[str, Goal], dict[str, ClientNeed], dict[str, Objective]]:
    goals = {
        row["slug"]: loader.keep(
            Goal(client_id=client.id, plan_id=plan.id, words=row["words"], status=row["status"])
        )
        for row in told.get("goal", [])
    }
    needs = {
        row["slug"]: loader.keep(
            ClientNeed(
                client_id=client.id,
                goal_id=goals[row["goal"]].id,
                category=row["category"],
                words=row["words"],
                status=row["status"],
            )
        )
        for row in told.get("need", [])
    }
    names = {person["username"]: person["name"] for person in people()}
    objectives = {
        row["slug"]: loader.keep(
            Objective(
                client_id=client.id,
                need_id=needs[row["need"]].id,
                words=row["words"],
                assignee=client.called if row["assignee"] == "client" else names[row["assignee"]],
                due_on=loader.day(row["due"]) if row["due"] else None,
                resource=row["resource"],
                status=row["status"],
            )
        )
        for row in told.get("objective", [])
    }
    return goals, needs, objectives


def _release(loader: _Loader, client: Client, told: Table) -> Release:
    organization = loader.session.get(Organization, identifier("organization", told["organization"]))
    if organization is None:
        raise LookupError(f"the sample community has no organization {told['organization']!r}")
    release: Release = loader.keep(
        Release(
            client_id=client.id,
            organization_id=organization.id,
            organization_name=organization.name,
            discloser=loader.agency.name,
            information=told["information"],
            purpose=told["purpose"],
            signed_by=client.name,
            signed_on=loader.day(told["signed"]),
            expires_on=loader.day(told["expires"]),
            withdrawn_at=loader.moment(told["withdrawn"]) if told["withdrawn"] else None,
            withdrawn_how=told["withdrawn_how"] or None,
        )
    )
    return release


def _referral(
    loader: _Loader,
    client: Client,
    told: Table,
    plan: Plan,
    needs: Mapping[str, ClientNeed],
    objectives: Mapping[str, Objective],
    releases: Mapping[str, Release],
) -> Referral:
    service = loader.session.get(Service, identifier("service", told["organization"], told["service"]))
    if service is None:
        raise LookupError(f"the sample community has no service {told['organization']}/{told['service']}")
    organization = loader.session.get_one(Organization, service.organization_id)
    release = releases.get(told["release"])
    need = needs.get(told["need"])
    first, last = told["history"][0], told["history"][-1]
    referral: Referral = loader.keep(
        Referral(
            client_id=client.id,
            need_id=need.id if need else None,
            objective_id=objectives[told["objective"]].id if told["objective"] else None,
            service_id=service.id,
            organization_id=organization.id,
            service_name=service.name,
            organization_name=organization.name,
            category=need.category if need else "",
            channel=told["channel"],
            release_id=release.id if release else None,
            state=told["state"],
            outcome=told["outcome"] or None,
            barriers=list(told["barriers"]),
            appointment_at=loader.moment(told["appointment"]) if told["appointment"] else None,
            note=told["note"] or None,
            made_by_id=loader.staff_ids.get(first["by"]),
            made_at=loader.moment(first["at"]),
            changed_at=loader.moment(last["at"]),
        )
    )
    _history(loader, client, referral, told)
    if release is not None and told["state"] != "draft":
        loader.keep(
            Disclosure(
                client_id=client.id,
                referral_id=referral.id,
                release_id=release.id,
                at=referral.made_at,
                recipient=organization.name,
                what=release.information,
                how="referral",
            )
        )
    if referral.state not in ENDED and referral.state != "draft":
        check_ins.schedule(loader.session, referral, client=client, intensity=plan.intensity, now=loader.now)
    return referral


def _history(loader: _Loader, client: Client, referral: Referral, told: Table) -> None:
    before = None
    for step in told["history"]:
        by_staff = step["by"] in loader.staff_ids
        loader.keep(
            ReferralEvent(
                client_id=client.id,
                referral_id=referral.id,
                at=loader.moment(step["at"]),
                by="staff" if by_staff else step["by"],
                staff_id=loader.staff_ids.get(step["by"]),
                from_state=before,
                to_state=step["state"],
                outcome=(told["outcome"] or None) if step is told["history"][-1] else None,
                note=step["note"] or None,
            )
        )
        before = step["state"]


def _message(loader: _Loader, client: Client, told: Table, referrals: Mapping[str, Referral]) -> None:
    referral = referrals.get(told["referral"])
    at = loader.moment(told["at"])
    inbound = told["direction"] == "in"
    message = loader.keep(
        Message(
            client_id=client.id,
            referral_id=referral.id if referral else None,
            direction=told["direction"],
            body=told["text"],
            phone=client.phone or "",
            language=client.language,
            status="received" if inbound else "delivered",
            created_at=at,
            sent_at=None if inbound else at,
            written_by_id=loader.staff_ids.get(told["by"]),
            label=told.get("label") or None if inbound else None,
            barriers=list(told.get("barriers", [])),
            listing_problems=list(told.get("listing_problems", [])),
            confidence=1.0 if inbound and told.get("label") else None,
            handled_at=at if told.get("handled") else None,
        )
    )
    kind = _WAITS.get(told.get("label", "")) if inbound and not told.get("handled") else None
    if kind in tasks.KINDS:
        tasks.open_task(
            loader.session,
            kind,
            client=client,
            referral=referral,
            message=message,
            now=at,
            due_at=at,
            note=told["text"],
        )
