"""The page of figures: who may, what stands on it, what is left out, and the tables to take along."""

import csv
import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from casework.tables import Referral
from directory.searches import Asked, Fared, add
from directory.taxonomies.ours import place_under
from tests import factories
from tests.conftest import NOW
from tests.factories import TODAY
from tests.webapp.conftest import PASSWORD_HASH, Desk


def enter(desk: Desk, role: str) -> FlaskClient:
    with desk.session() as session:
        factories.worker(session, username=role, role=role, password_hash=PASSWORD_HASH)
        session.commit()
    return desk.sign_in(role)


def rows_of(browser: FlaskClient, part: str) -> list[list[str]]:
    answer = browser.get(f"/figures/{part}.csv")
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))


@pytest.mark.parametrize(("role", "status"), [("coordinator", 200), ("admin", 200), ("supervisor", 200)])
def test_those_who_answer_for_the_directory_see_the_figures(desk: Desk, role: str, status: int) -> None:
    assert enter(desk, role).get("/figures").status_code == status


def test_other_caseworkers_and_visitors_do_not(desk: Desk) -> None:
    assert desk.browser.get("/figures").status_code == 403
    assert desk.browser.get("/figures/gaps.csv").status_code == 403
    assert desk.app.test_client().get("/figures").status_code == 302


def test_an_empty_directory_says_so_in_words(desk: Desk) -> None:
    page = enter(desk, "coordinator").get("/figures").text
    for words in ("No listings yet", "No gaps seen", "None stands out", "None reported"):
        assert words in page


def test_verified_in_time_stands_in_the_page_and_the_table(desk: Desk) -> None:
    with desk.session() as session:
        for days in (10, 4_000):
            service = factories.service(session, assured_date=TODAY - timedelta(days=days))
            place_under(session, service.id, ["food"])
        session.commit()
    browser = enter(desk, "coordinator")
    assert "50 %" in browser.get("/figures").text
    assert rows_of(browser, "verified")[1:] == [["All", "2", "1", "0.500"], ["Food", "2", "1", "0.500"]]
    assert sum(int(row[1]) for row in rows_of(browser, "ages")[1:]) == 2


def test_gaps_name_the_need_and_the_county(desk: Desk) -> None:
    with desk.session() as session:
        add(session, {Asked(TODAY, "food", "Hartford County, CT"): Fared(5, 2, 1)})
        add(session, {Asked(TODAY - timedelta(days=400), "legal", ""): Fared(9, 9, 0)})
        session.commit()
    browser = enter(desk, "coordinator")
    assert rows_of(browser, "gaps")[1:] == [["Food", "Hartford County, CT", "5", "2", "1"]]
    assert "Hartford County, CT" in browser.get("/figures").text


@pytest.mark.parametrize(("ended", "shown"), [(4, False), (5, True)])
def test_a_service_that_often_did_not_help_shows_once_enough_referrals_ended(
    desk: Desk, ended: int, shown: bool
) -> None:
    with desk.session() as session:
        service = factories.service(session, name="House of Hope")
        for _ in range(ended):
            person = factories.client(session)
            need = factories.need(session, person)
            session.add(
                Referral(
                    client_id=person.id,
                    need_id=need.id,
                    service_id=service.id,
                    organization_id=service.organization_id,
                    service_name=service.name,
                    organization_name="Hope House",
                    category="sober_living",
                    state="failed",
                    made_by_id=desk.worker.id,
                    channel="client_contacts",
                    made_at=NOW - timedelta(days=20),
                    changed_at=NOW - timedelta(days=2),
                )
            )
        session.commit()
    browser = enter(desk, "coordinator")
    assert ("House of Hope" in browser.get("/figures").text) is shown
    assert len(rows_of(browser, "outcomes")) == 1 + shown


def test_a_table_that_is_none_is_not_found(desk: Desk) -> None:
    assert enter(desk, "admin").get("/figures/clients.csv").status_code == 404
