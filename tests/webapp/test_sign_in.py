"""Only people with an account get in, and a link never carries them elsewhere."""

import pytest

from tests import factories
from tests.webapp.conftest import PASSWORD, PASSWORD_HASH, Desk


@pytest.mark.parametrize(("username", "password"), [("wanda", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_name_or_password_is_refused_in_the_same_words(
    desk: Desk, username: str, password: str
) -> None:
    answer = desk.app.test_client().post("/sign-in", data={"username": username, "password": password})
    assert answer.status_code == 401
    assert "do not belong together" in answer.text


def test_somebody_who_no_longer_works_here_cannot_sign_in(desk: Desk) -> None:
    with desk.session() as session:
        factories.worker(session, username="gone", active=False, password_hash=PASSWORD_HASH)
        session.commit()
    assert (
        desk.app.test_client().post("/sign-in", data={"username": "gone", "password": PASSWORD}).status_code
        == 401
    )


def test_an_account_that_is_closed_ends_what_is_open(desk: Desk) -> None:
    assert desk.browser.get("/clients/").status_code == 200
    with desk.session() as session:
        worker = session.get_one(type(desk.worker), desk.worker.id)
        worker.active = False
        session.add(worker)
        session.commit()
    assert desk.browser.get("/clients/").status_code == 302


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [
        ("/clients/", "/clients/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_after_signing_in_people_stay_on_this_site(desk: Desk, wanted: str, goes_to: str) -> None:
    answer = desk.app.test_client().post(
        "/sign-in", data={"username": "wanda", "password": PASSWORD, "next": wanted}
    )
    assert answer.location == goes_to


def test_signing_out_ends_it(desk: Desk) -> None:
    desk.browser.post("/sign-out")
    assert desk.browser.get("/").status_code == 302


def test_a_coordinator_opens_no_client(desk: Desk) -> None:
    with desk.session() as session:
        factories.worker(session, username="carla", role="coordinator", password_hash=PASSWORD_HASH)
        person = factories.client(session)
        session.commit()
    browser = desk.sign_in("carla")
    for address in ("/clients/", f"/clients/{person.id}", "/outbox/"):
        assert browser.get(address).status_code == 403
