"""What referrals teach the ranking: by service and by the kind of person, within one agency."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from casework import clients, scope
from casework.outcomes import counted, kind_of
from casework.tables import Client, Referral
from directory.duplicates import merging
from matcher.facts import Facts
from matcher.outcomes import Outcome
from tests import factories
from tests.conftest import NOW

MAN, WOMAN = ("man", "adult", "none"), ("woman", "adult", "children")


def person(session: Session, **facts: object) -> Client:
    row = factories.client(session)
    clients.record_facts(session, row, facts, source="test", staff_id=None, now=NOW)
    return row


def ended(session: Session, who: Client, service_id: str, state: str, **values: object) -> None:
    fields = {"client_id": who.id, "service_id": service_id, "organization_id": "o", "service_name": "House"}
    fields |= {
        "organization_name": "House",
        "category": "housing",
        "channel": "client_contacts",
        "state": state,
    }
    session.add(Referral(**{**fields, "made_at": NOW, "changed_at": NOW, **values}))
    session.flush()


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({}, ("unknown", "unknown", "unknown")),
        ({"gender": "man", "age": 40, "children_ages": []}, MAN),
        ({"gender": "woman", "age": 30, "children": 2}, WOMAN),
        ({"age": 17}, ("unknown", "minor", "unknown")),
        ({"age": 60}, ("unknown", "older", "unknown")),
    ],
)
def test_the_kind_of_person_is_gender_age_and_children(
    facts: dict[str, object], kind: tuple[str, ...]
) -> None:
    assert kind_of(Facts.model_validate(facts)) == kind


def test_outcomes_of_one_kind_of_person_are_kept_from_those_of_another(session: Session) -> None:
    factories.agency(session)
    man = person(session, gender="man", age=40, children_ages=[])
    mother = person(session, gender="woman", age=30, children_ages=[4])
    for state in ("completed", "failed", "rejected"):
        ended(session, man, "house", state)
    ended(session, mother, "house", "completed")
    known = counted(session, now=NOW)
    assert known[MAN]["house"] == Outcome(1, 3)
    assert known[WOMAN]["house"] == Outcome(1, 1)


@pytest.mark.parametrize("state", ["cancelled", "requested", "in-progress", "entered-in-error"])
def test_what_has_no_end_or_says_nothing_of_the_service_does_not_count(session: Session, state: str) -> None:
    factories.agency(session)
    ended(session, person(session, gender="man"), "house", state)
    assert counted(session, now=NOW) == {}


def test_what_is_long_past_no_longer_counts(session: Session) -> None:
    factories.agency(session)
    ended(session, person(session), "house", "completed", changed_at=NOW - timedelta(days=800))
    assert counted(session, now=NOW) == {}


def test_another_agency_learns_nothing_from_it(session: Session) -> None:
    first = factories.agency(session)
    ended(session, person(session), "house", "completed")
    session.commit()
    factories.agency(session)
    assert counted(session, now=NOW) == {}
    scope.enter(session, first.id)
    assert counted(session, now=NOW) != {}


def test_outcomes_of_a_merged_listing_count_for_the_one_that_stayed(session: Session) -> None:
    factories.agency(session)
    old, kept = factories.service(session), factories.service(session)
    man = person(session, gender="man", age=40, children_ages=[])
    ended(session, man, old.id, "completed")
    ended(session, man, kept.id, "failed")
    merging.merge(session, kept.id, old.id, sides={}, by="coordinator", now=NOW)
    assert counted(session, now=NOW)[MAN] == {kept.id: Outcome(1, 2)}
