"""Providers are asked by links that expire, mail is measured, and what they propose waits field by field."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from directory.change_log import Author, changing, history
from directory.tables import (
    Proposal,
    ProviderContact,
    Service,
    UpkeepMail,
    Verification,
    VerificationLink,
    VerificationRequest,
)
from directory.verification import letters, proposals, requests
from directory.verification.fields import NEW, Field
from directory.verification.proposals import ChangedMeanwhile
from directory.verification.recording import WhoMissing
from directory.verification.requests import LinkGone
from directory.verification.rules import rules
from directory.verification.typed import Wish
from tests import factories
from tests.conftest import NOW

TODAY = date(2026, 11, 10)
WHO = {"provider_name": "Ann Lee", "provider_title": "director", "note": ""}


def fee(service: Service, value: str) -> Wish:
    field = Field("service", service.id, "fees_description", "", "long", service.fees_description)
    return Wish(field, value)


def answer(session: Session, service: Service, *wishes: Wish, **values: object) -> VerificationRequest:
    request, _token = requests.ask(session, service.id, now=NOW)
    requests.answer(session, request, wishes, **{**WHO, "now": NOW, "on": TODAY, **values})  # type: ignore[arg-type]
    return request


def test_a_link_is_kept_as_a_hash_and_ends(session: Session) -> None:
    service = factories.service(session)
    request, token = requests.ask(session, service.id, now=NOW)
    assert token not in session.exec(select(VerificationLink.token_hash)).one()
    link, found, of = requests.find(session, token, now=NOW)
    assert (found.id, of.id) == (request.id, service.id)
    for wrong, at in ((token, link.expires_at), ("guessed", NOW)):
        with pytest.raises(LinkGone):
            requests.find(session, wrong, now=at)
    session.delete(service)
    session.flush()
    with pytest.raises(LinkGone):
        requests.find(session, token, now=NOW)


def test_a_provider_who_confirms_verifies_the_listing_under_their_own_name(session: Session) -> None:
    service = factories.service(session)
    request = answer(session, service)
    assert session.get_one(Service, service.id).assured_date == TODAY
    row = session.exec(select(Verification)).one()
    assert (row.method, row.provider_title, row.by_id) == ("link", "director", None)
    assert (request.answer, request.settled_at) == ("confirmed", NOW)
    by = history(session, service.id)[0].change_set
    assert (by.by_kind, by.by_name) == ("provider", "Ann Lee, director")


def test_an_answer_without_name_and_title_counts_for_nothing(session: Session) -> None:
    service = factories.service(session)
    with pytest.raises(WhoMissing):
        answer(session, service, provider_title="")
    assert session.exec(select(Verification)).all() == []


def test_what_a_provider_changes_waits_and_verifies_once_all_of_it_is_decided(session: Session) -> None:
    service = factories.service(session, fees_description="$20")
    more = Wish(Field("phone", NEW, "number", "", "phone"), "860-555-0111")
    answer(session, service, fee(service, "Free"), more)
    first, second = proposals.open_proposals(session, service.id)
    assert session.get_one(Service, service.id).fees_description == "$20"
    proposals.accept(session, first, by_id="josette", now=NOW)
    assert requests.settle(session, service.id, now=NOW, on=TODAY) == []
    assert session.get_one(Service, service.id).assured_date is None
    proposals.reject(session, second, by_id="josette", now=NOW)
    assert len(requests.settle(session, service.id, now=NOW, on=TODAY)) == 1
    assert requests.settle(session, service.id, now=NOW, on=TODAY) == []
    assert session.get_one(Service, service.id).assured_date == TODAY
    assert session.exec(select(Verification.outcome)).one() == "changed"


def test_an_accepted_proposal_is_in_the_history_with_who_said_so_and_can_be_taken_back(
    session: Session,
) -> None:
    service = factories.service(session, fees_description="$20")
    answer(session, service, fee(service, "Free"))
    [proposal] = proposals.open_proposals(session)
    proposals.accept(session, proposal, by_id="josette", now=NOW)
    session.commit()
    change = history(session, service.id)[0].change_set
    assert (change.kind, change.by_id, change.why) == ("proposal", "josette", "Ann Lee, director")
    proposals.take_back(session, proposal, by_id="josette", now=NOW)
    session.commit()
    assert session.get_one(Service, service.id).fees_description == "$20"
    assert [one.id for one in proposals.open_proposals(session)] == [proposal.id]


def test_a_field_changed_since_is_compared_anew_before_it_is_overwritten(session: Session) -> None:
    service = factories.service(session, fees_description="$20")
    answer(session, service, fee(service, "Free"))
    with changing(session, kind="edit", by=Author.staff("josette"), now=NOW):
        session.get_one(Service, service.id).fees_description = "$5"
    [proposal] = proposals.open_proposals(session)
    with pytest.raises(ChangedMeanwhile):
        proposals.accept(session, proposal, by_id="josette", now=NOW)
    session.commit()
    assert (proposal.before, proposal.status) == ("$5", "open")
    assert session.get_one(Service, service.id).fees_description == "$5"
    proposals.accept(session, proposal, by_id="josette", now=NOW)
    assert session.get_one(Service, service.id).fees_description == "Free"


def test_a_proposal_that_is_true_already_is_accepted_without_a_change(session: Session) -> None:
    service = factories.service(session, fees_description="$20")
    answer(session, service, fee(service, "Free"))
    with changing(session, kind="edit", by=Author.staff("josette"), now=NOW):
        session.get_one(Service, service.id).fees_description = "Free"
    [proposal] = proposals.open_proposals(session)
    assert proposals.accept(session, proposal, by_id="josette", now=NOW) is None
    session.commit()
    assert proposal.status == "accepted"


def test_a_later_word_on_a_field_takes_the_place_of_an_earlier_one(session: Session) -> None:
    service = factories.service(session, fees_description="$20")
    answer(session, service, fee(service, "$10"))
    answer(session, service, fee(service, "Free"))
    assert [one.proposed for one in proposals.open_proposals(session)] == ["Free"]
    assert set(session.exec(select(Proposal.status))) == {"open", "superseded"}


def provider(session: Session, name: str, *, mail_on: bool = True, email: str = "a@hope.example") -> Service:
    service = factories.service(session, name=name, email=email)
    session.add(ProviderContact(service_id=service.id, mail_on=mail_on))
    session.flush()
    return service


def send(session: Session, *, days: int = 0, **values: object) -> int:
    at = NOW + timedelta(days=days)
    made = letters.send_due(
        session,
        now=at,
        today=at.date(),
        address_of=lambda token: f"https://x/{token}",
        **{"language": "en", **values},
    )  # type: ignore[arg-type]
    session.commit()
    return made


def test_mail_goes_only_where_it_was_switched_on_or_to_all(session: Session) -> None:
    provider(session, "On")
    provider(session, "Off", mail_on=False, email="b@hope.example")
    provider(session, "No address", email="")
    assert send(session) == 1
    assert session.exec(select(UpkeepMail.to_address)).all() == ["a@hope.example"]
    assert send(session, to_all=True) == 1
    assert send(session, to_all=True) == 0


def test_listings_of_one_address_share_a_mail_with_a_link_each(session: Session) -> None:
    for name in ("House", "Outpatient"):
        provider(session, name)
    assert send(session) == 1
    body = session.exec(select(UpkeepMail.body)).one()
    assert "House\nhttps://x/" in body and "Outpatient\nhttps://x/" in body
    token = body.split("Outpatient\nhttps://x/")[1].split()[0]
    assert requests.find(session, token, now=NOW)[2].name == "Outpatient"


def test_a_provider_is_reminded_once_after_three_weeks_and_not_asked_again_soon(session: Session) -> None:
    provider(session, "House")
    sent = [send(session, days=days) for days in (0, 1, 20, 21, 22, 42, 119)]
    assert sent == [1, 0, 0, 1, 0, 0, 0]
    assert "reminder" in session.exec(select(UpkeepMail.subject)).all()[1].lower()
    assert send(session, days=121) == 1


def test_who_has_answered_is_not_reminded(session: Session) -> None:
    service = provider(session, "House")
    send(session)
    request = session.exec(select(VerificationRequest)).one()
    requests.answer(session, request, (), **WHO, now=NOW, on=TODAY)
    assert send(session, days=21) == 0
    assert session.get_one(Service, service.id).assured_date == TODAY


def test_no_more_mail_goes_in_a_day_than_the_rules_allow(session: Session) -> None:
    for number in range(rules().mails_a_day + 2):
        provider(session, f"House {number}", email=f"house{number}@hope.example")
    assert send(session) == rules().mails_a_day
    assert send(session) == 0
    assert send(session, days=2) == 2


def test_mail_speaks_the_language_that_is_set(session: Session) -> None:
    provider(session, "Casa")
    send(session, language="es")
    assert session.exec(select(UpkeepMail.subject)).one().startswith("¿")


def test_two_workers_ask_a_provider_once(engine: Engine) -> None:
    with Session(engine) as session:
        provider(session, "House")
        session.commit()
    with Session(engine) as one, Session(engine) as two:
        made = letters.send_due(one, now=NOW, today=TODAY, address_of=str, language="en")
        one.commit()
        again = letters.send_due(two, now=NOW, today=TODAY, address_of=str, language="en")
        two.commit()
    assert (made, again) == (1, 0)
