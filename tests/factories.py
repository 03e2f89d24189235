"""Rows for tests: each function makes one valid row, and keyword arguments say what matters to the test."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlmodel import Session

from casework import audit, scope
from casework.referrals import Linkage
from casework.tables import Agency, Client, ClientNeed, Goal, Plan, Release, Staff
from directory.tables import Organization, Service
from tests.conftest import NOW

TODAY = date(2026, 11, 10)


def agency(session: Session, **values: Any) -> Agency:
    """An agency in Connecticut; the session works for it from here on."""
    row = Agency(
        **{
            "name": "Test Agency",
            "short_name": "Test",
            "phone": "+18605550100",
            "sms_number": f"+1860555{uuid4().int % 10000:04d}",
            "state": "CT",
            **values,
        }
    )
    scope.enter_all(session)
    session.add(row)
    session.commit()
    scope.enter(session, row.id)
    audit.working(session, staff_id=None, now=NOW)
    return row


def worker(session: Session, **values: Any) -> Staff:
    """A specialist with a password hash that fits nothing."""
    row = Staff(
        **{
            "username": f"w{uuid4().hex[:8]}",
            "name": "Wanda",
            "role": "specialist",
            "password_hash": "x",
            **values,
        }
    )
    session.add(row)
    session.flush()
    return row


def client(session: Session, **values: Any) -> Client:
    """A person who agreed to texts and can be texted safely."""
    row = Client(
        **{
            "name": "Ana Sample",
            "preferred_name": "Ana",
            "phone": f"+1860555{uuid4().int % 10000:04d}",
            "safe_to_text": True,
            "sms_agreed_at": NOW - timedelta(days=30),
            "opened_on": TODAY - timedelta(days=30),
            **values,
        }
    )
    session.add(row)
    session.flush()
    return row


def plan(session: Session, person: Client, **values: Any) -> Plan:
    """A plan of medium intensity."""
    row = Plan(**{"client_id": person.id, "started_on": TODAY - timedelta(days=20), **values})
    session.add(row)
    session.flush()
    return row


def need(session: Session, person: Client, **values: Any) -> ClientNeed:
    """A need under a goal of a plan."""
    under = plan(session, person)
    goal = Goal(client_id=person.id, plan_id=under.id, words="A safe place")
    session.add(goal)
    session.flush()
    row = ClientNeed(
        **{
            "client_id": person.id,
            "goal_id": goal.id,
            "category": "sober_living",
            "words": "A sober home",
            **values,
        }
    )
    session.add(row)
    session.flush()
    return row


def service(session: Session, **values: Any) -> Service:
    """An active service of an organization of its own."""
    organization = Organization(name="Hope House", description="A house")
    session.add(organization)
    session.flush()
    row = Service(**{"organization_id": organization.id, "name": "Sober home", "status": "active", **values})
    session.add(row)
    session.flush()
    return row


def linkage(offered: Service) -> Linkage:
    """What a referral to this service names."""
    return Linkage(
        service_id=offered.id,
        location_id=None,
        organization_id=offered.organization_id,
        service_name=offered.name,
        organization_name="Hope House",
        category="sober_living",
    )


def release(session: Session, person: Client, offered: Service, **values: Any) -> Release:
    """A live release to the service's organization."""
    row = Release(
        **{
            "client_id": person.id,
            "organization_id": offered.organization_id,
            "organization_name": "Hope House",
            "discloser": "Test Agency",
            "information": "Name and telephone number",
            "purpose": "To arrange a place",
            "signed_by": person.name,
            "signed_on": TODAY - timedelta(days=1),
            "expires_on": TODAY + timedelta(days=100),
            **values,
        }
    )
    session.add(row)
    session.flush()
    return row


def referral(session: Session, person: Client, *, now: datetime = NOW, **values: Any) -> Any:
    """A referral that the client follows up alone, with its first check-in planned."""
    from casework import referrals

    return referrals.make(
        session,
        person,
        linkage(values.pop("service", None) or service(session)),
        **{
            "channel": "client_contacts",
            "need": None,
            "objective": None,
            "release": None,
            "plan": None,
            "note": None,
            "staff_id": None,
            "now": now,
            "today": now.date(),
            **values,
        },
    )
