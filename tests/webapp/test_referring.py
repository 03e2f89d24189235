"""Referring from the browser: consent, the provider's link, the outbox, and what comes back."""

import re

import pytest
from sqlmodel import select

from casework.tables import Client, Mail, Referral, Release, Task
from directory.tables import Service
from tests import factories
from tests.webapp.conftest import Desk


@pytest.fixture
def pair(desk: Desk) -> tuple[Client, Service]:
    """A person and a service with an e-mail address."""
    with desk.session() as session:
        person = factories.client(session, primary_worker_id=desk.worker.id)
        offered = factories.service(session, email="intake@hope.example")
        session.commit()
    return person, offered


def form(person: Client, offered: Service, **values: str) -> dict[str, str]:
    return {"client": person.id, "service": offered.id, "channel": "provider_told", **values}


SIGNED = {
    "signed": "1",
    "signed_by": "Ana Sample",
    "information": "Name and telephone number",
    "purpose": "To arrange it",
    "expires_on": "2027-05-01",
}


def refer(desk: Desk, pair: tuple[Client, Service]) -> Referral:
    answer = desk.browser.post("/referrals/", data=form(*pair, **SIGNED))
    assert answer.status_code == 302
    with desk.session() as session:
        return session.exec(select(Referral)).one()


def test_the_form_asks_for_whom_first(desk: Desk, pair) -> None:
    assert "Ana" in desk.browser.get(f"/referrals/new?service={pair[1].id}").text


def test_telling_a_provider_without_a_signature_is_refused_and_the_form_stays(desk: Desk, pair) -> None:
    answer = desk.browser.post("/referrals/", data=form(*pair, note="my words"))
    assert answer.status_code == 422
    assert "no release of information" in answer.text
    assert "my words" in answer.text
    with desk.session() as session:
        assert session.exec(select(Referral)).all() == []


@pytest.mark.parametrize("missing", ["signed_by", "expires_on", "information"])
def test_a_release_with_a_part_missing_is_refused(desk: Desk, pair, missing: str) -> None:
    answer = desk.browser.post("/referrals/", data=form(*pair, **{**SIGNED, missing: ""}))
    assert answer.status_code == 422
    with desk.session() as session:
        assert session.exec(select(Release)).all() == []


def test_the_mail_to_a_provider_names_nobody(desk: Desk, pair) -> None:
    refer(desk, pair)
    with desk.session() as session:
        mail = session.exec(select(Mail)).one()
    assert mail.to_address == "intake@hope.example"
    for private in ("Ana", "Sample", pair[0].phone, "sober", "Sober"):
        assert private not in mail.subject + mail.body
    assert "/r/" in mail.body
    assert "intake@hope.example" in desk.browser.get("/outbox/").text


def link_in_mail(desk: Desk) -> str:
    with desk.session() as session:
        return re.search(r"/r/\S+", session.exec(select(Mail)).one().body)[0]


def test_a_provider_answers_without_an_account_and_the_worker_sees_it(desk: Desk, pair) -> None:
    referral = refer(desk, pair)
    visitor = desk.app.test_client()
    page = visitor.get(link_in_mail(desk))
    assert page.status_code == 200
    assert "Ana Sample" in page.text
    assert "42 CFR part 2" in page.text
    visitor.post(link_in_mail(desk), data={"choice": "full", "note": "Try in March"})
    with desk.session() as session:
        assert session.get_one(Referral, referral.id).state == "rejected"
        assert session.exec(select(Task).where(Task.kind == "provider_answered")).one().note == "Try in March"
    assert "Try in March" in desk.browser.get("/").text


def test_a_link_shows_nothing_once_the_release_is_withdrawn(desk: Desk, pair) -> None:
    refer(desk, pair)
    with desk.session() as session:
        release = session.exec(select(Release)).one()
    desk.browser.post(f"/clients/{pair[0].id}/releases/{release.id}/withdraw")
    answer = desk.app.test_client().get(link_in_mail(desk))
    assert answer.status_code == 410
    assert "Ana" not in answer.text


def test_a_made_up_link_shows_nothing(desk: Desk) -> None:
    assert desk.app.test_client().get("/r/made-up").status_code == 410


def test_a_client_who_contacts_them_alone_needs_no_release_and_no_mail_is_written(desk: Desk, pair) -> None:
    answer = desk.browser.post("/referrals/", data=form(*pair) | {"channel": "client_contacts"})
    assert answer.status_code == 302
    with desk.session() as session:
        assert session.exec(select(Mail)).all() == []
        referral = session.exec(select(Referral)).one()
    page = desk.browser.get(f"/referrals/{referral.id}").text
    assert "The client contacts them" in page


def test_a_step_that_is_not_possible_any_more_is_explained(desk: Desk, pair) -> None:
    referral = refer(desk, pair)
    desk.browser.post(f"/referrals/{referral.id}/state", data={"to": "rejected", "note": "no room"})
    answer = desk.browser.post(f"/referrals/{referral.id}/state", data={"to": "accepted"})
    assert answer.status_code == 409
    assert "has moved on" in answer.text


def test_a_second_referral_to_the_same_service_is_pointed_out(desk: Desk, pair) -> None:
    refer(desk, pair)
    page = desk.browser.get(f"/referrals/new?service={pair[1].id}&client={pair[0].id}").text
    assert "open linkage to this service already" in page


def test_a_task_is_settled_and_can_be_brought_back(desk: Desk, pair) -> None:
    refer(desk, pair)
    desk.app.test_client().post(link_in_mail(desk), data={"choice": "unreachable", "note": "No answer there"})
    with desk.session() as session:
        task = session.exec(select(Task).where(Task.kind == "provider_answered")).one()
    desk.browser.post(f"/tasks/{task.id}/done")
    assert "No answer there" not in desk.browser.get("/", headers={"HX-Request": "true"}).text
    desk.browser.post(f"/tasks/{task.id}/back")
    assert "No answer there" in desk.browser.get("/", headers={"HX-Request": "true"}).text
