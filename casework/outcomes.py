"""How an agency's referrals ended, by service and by the kind of person: what the ranking may learn from
them."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from casework.tables import ClientFact, Referral
from directory.merges import survivors
from matcher.facts import Facts
from matcher.outcomes import Outcome

Kind = tuple[str, str, str]
"""Gender, age (`minor`, `adult`, `older`) and children at home (`children`, `none`), or `unknown`.

A shelter that fails men may serve mothers well: what became of one kind of person counts neither for nor
against another.
"""

_FACTS = ("gender", "age", "children_ages", "children")
_OLDER = 60
_ADULT = 18
_REMEMBERED = timedelta(days=730)
_ENDS = {"completed": True, "failed": False, "rejected": False}


def kind_of(facts: Facts) -> Kind:
    """The kind of person that facts tell of."""
    age = facts.age
    years = "unknown" if age is None else "minor" if age < _ADULT else "older" if age >= _OLDER else "adult"
    children = {True: "children", False: "none", None: "unknown"}[facts.has_children]
    return facts.gender or "unknown", years, children


def counted(session: Session, *, now: datetime) -> Mapping[Kind, Mapping[str, Outcome]]:
    """The outcomes of the agency's referrals of the last two years, by kind of person and service.

    A referral counts once it has ended in help (`completed`) or without (`failed`, `rejected`); one that was
    cancelled says nothing of the service. What became of referrals to a listing that was merged into another
    counts for that one.
    """
    ended = session.exec(
        select(Referral.client_id, Referral.service_id, Referral.state).where(
            col(Referral.state).in_(_ENDS), col(Referral.changed_at) >= now - _REMEMBERED
        )
    ).all()
    kinds = _kinds(session, {client for client, _service, _state in ended})
    known: dict[Kind, Counter[str]] = defaultdict(Counter)
    helped: dict[Kind, Counter[str]] = defaultdict(Counter)
    now_called = survivors(session, {service for _client, service, _state in ended})
    for client, asked, state in ended:
        service = now_called.get(asked, asked)
        known[kinds[client]][service] += 1
        helped[kinds[client]][service] += _ENDS[state]
    return {
        kind: {service: Outcome(helped[kind][service], count) for service, count in services.items()}
        for kind, services in known.items()
    }


def _kinds(session: Session, clients: set[str]) -> dict[str, Kind]:
    """The kind of each client, by the newest word on each fact."""
    facts: dict[str, dict[str, Any]] = {client: {} for client in clients}
    rows = session.exec(
        select(ClientFact)
        .where(col(ClientFact.fact).in_(_FACTS), col(ClientFact.client_id).in_(clients))
        .order_by(col(ClientFact.recorded_at))
    )
    for row in rows:
        facts[row.client_id][row.fact] = json.loads(row.value)
    return {client: kind_of(Facts.model_validate(known)) for client, known in facts.items()}
