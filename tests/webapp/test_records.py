"""A client's record as a caseworker works with it."""

from sqlmodel import select

from casework import clients
from casework.tables import Client, ClientNeed, Goal, Objective, Release
from tests import factories
from tests.webapp.conftest import Desk


def person_of(desk: Desk, **values: object) -> Client:
    with desk.session() as session:
        person = factories.client(session, primary_worker_id=desk.worker.id, **values)
        session.commit()
        return person


def test_an_empty_caseload_says_what_to_do(desk: Desk) -> None:
    page = desk.browser.get("/clients/").text
    assert "Nobody here" in page
    assert "/clients/new" in page


def test_a_record_is_opened_with_nothing_but_a_name(desk: Desk) -> None:
    answer = desk.browser.post("/clients/new", data={"name": "Maria Nova"}, follow_redirects=True)
    assert "Maria Nova" in answer.text
    with desk.session() as session:
        person = session.exec(select(Client)).one()
    assert (person.safe_to_text, person.sms_agreed_at, person.primary_worker_id) == (
        False,
        None,
        desk.worker.id,
    )


def test_a_telephone_number_that_is_none_is_named_beside_the_field_and_nothing_is_lost(desk: Desk) -> None:
    answer = desk.browser.post("/clients/new", data={"name": "Maria Nova", "phone": "12"})
    assert answer.status_code == 422
    assert "too few or too many digits" in answer.text
    assert "Maria Nova" in answer.text


def test_facts_are_kept_and_an_emptied_field_is_unknown_again(desk: Desk) -> None:
    person = person_of(desk)
    for form, known in (
        (
            {"f_age": "29", "f_gender": "woman", "f_children_ages": "3, 6"},
            {"age": 29, "gender": "woman", "children_ages": [3, 6]},
        ),
        ({"f_gender": "woman"}, {"gender": "woman"}),
    ):
        assert desk.browser.post(f"/clients/{person.id}/facts", data=form).status_code == 302
        with desk.session() as session:
            assert clients.facts(session, session.get_one(Client, person.id)) == known


def test_a_fact_that_cannot_be_read_is_told_and_changes_nothing(desk: Desk) -> None:
    person = person_of(desk)
    answer = desk.browser.post(f"/clients/{person.id}/facts", data={"f_age": "old"})
    assert answer.status_code == 422
    with desk.session() as session:
        assert clients.facts(session, session.get_one(Client, person.id)) == {}


def test_a_plan_grows_from_goal_to_need_to_step(desk: Desk) -> None:
    person = person_of(desk)
    address = f"/clients/{person.id}/plan"
    desk.browser.post(address, data={"what": "goal", "words": "A door I can lock"})
    with desk.session() as session:
        goal = session.exec(select(Goal)).one()
    desk.browser.post(
        address, data={"what": "need", "goal_id": goal.id, "category": "housing", "words": "A room"}
    )
    with desk.session() as session:
        need = session.exec(select(ClientNeed)).one()
    desk.browser.post(
        address,
        data={
            "what": "objective",
            "need_id": need.id,
            "words": "Visit two",
            "assignee": "Ana",
            "due_on": "2026-12-01",
        },
    )
    with desk.session() as session:
        assert session.exec(select(Objective)).one().words == "Visit two"
    page = desk.browser.get(f"/clients/{person.id}").text
    for words in ("A door I can lock", "A room", "Visit two"):
        assert words in page


def test_a_need_cannot_be_hung_under_another_persons_goal(desk: Desk) -> None:
    first, second = person_of(desk), person_of(desk)
    desk.browser.post(f"/clients/{first.id}/plan", data={"what": "goal", "words": "Mine"})
    with desk.session() as session:
        goal = session.exec(select(Goal)).one()
    answer = desk.browser.post(
        f"/clients/{second.id}/plan",
        data={"what": "need", "goal_id": goal.id, "category": "housing", "words": "x"},
    )
    assert answer.status_code == 404


def test_a_wish_for_no_more_texts_said_at_a_visit_counts_at_once(desk: Desk) -> None:
    person = person_of(desk)
    desk.browser.post(
        f"/clients/{person.id}/contact", data={"phone": person.phone, "language": "en", "safe_to_text": "1"}
    )
    with desk.session() as session:
        kept = session.get_one(Client, person.id)
    assert kept.sms_stopped_at is not None
    assert kept.sms_stopped_how == "told the worker"


def test_a_release_is_taken_back_from_the_record(desk: Desk) -> None:
    person = person_of(desk)
    with desk.session() as session:
        release = factories.release(session, person, factories.service(session))
        session.commit()
    desk.browser.post(f"/clients/{person.id}/releases/{release.id}/withdraw", data={"how": "told the worker"})
    with desk.session() as session:
        assert session.get_one(Release, release.id).withdrawn_at is not None


def test_a_client_of_another_agency_does_not_exist_here(desk: Desk) -> None:
    with desk.session() as session:
        factories.agency(session, name="Other")
        stranger = factories.client(session, name="Stranger")
        session.commit()
    assert desk.browser.get(f"/clients/{stranger.id}").status_code == 404
    assert "Stranger" not in desk.browser.get("/clients/?whose=all").text
