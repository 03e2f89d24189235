"""The coordinator's day, the call sheet, and decisions: what is kept, what comes back, what is undone."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from casework import listing_news
from directory import availability, problems
from directory.change_log import Author, changing
from directory.tables import (
    Address,
    Attribute,
    Availability,
    ListingProblem,
    Location,
    Phone,
    Proposal,
    ProviderContact,
    Service,
    ServiceAtLocation,
    TaxonomyTerm,
    UpkeepMail,
    Verification,
    VerificationRequest,
)
from directory.verification import proposals, recording
from directory.verification.fields import Field
from directory.verification.typed import Wish
from tests import factories
from tests.conftest import NOW
from tests.webapp.conftest import PASSWORD_HASH, Desk
from webapp import worker

QUESTIONS = ("still", "phone", "hours", "who", "cost", "apply")


@pytest.fixture
def house(desk: Desk) -> Service:
    """A sober home with a telephone number, never verified."""
    with desk.session() as session:
        factories.worker(
            session,
            username="carla",
            name="Carla Sample",
            role="coordinator",
            password_hash=PASSWORD_HASH,
        )
        row = factories.service(session, name="House on Arch Street", fees_description="$20")
        session.add(Phone(service_id=row.id, number="860-555-0100"))
        session.commit()
        return row


@pytest.fixture
def carla(desk: Desk, house: Service) -> FlaskClient:
    """The coordinator's browser."""
    return desk.sign_in("carla")


def page(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address, follow_redirects=True)
    assert answer.status_code == 200
    return unescape(answer.text)


def sheet(*changed: str, **more: str) -> dict[str, str]:
    answers = {f"q.{key}": "changed" if key in changed else "yes" for key in QUESTIONS}
    return {**answers, "provider_name": "Ann Lee", "provider_title": "director", "what": "save", **more}


def test_a_coordinator_begins_the_day_with_the_upkeep(carla: FlaskClient) -> None:
    answer = carla.get("/")
    assert answer.location == "/upkeep"
    told = page(carla, "/")
    assert "House on Arch Street" in told
    assert "never verified" in told


@pytest.mark.parametrize("address", ["/upkeep", "/upkeep/call", "/upkeep/outbox"])
def test_caseworkers_do_not_keep_listings(desk: Desk, house: Service, address: str) -> None:
    assert desk.browser.get(address).status_code == 403
    assert "/upkeep" not in desk.browser.get("/find").text


def test_a_call_verifies_a_listing_and_goes_on_to_the_next(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    with desk.session() as session:
        factories.service(session, name="Next in line")
        session.commit()
    answer = carla.post(f"/upkeep/call/{house.id}", data=sheet())
    assert answer.location == "/upkeep/call"
    told = page(carla, answer.location)
    assert "Next in line" in told
    assert "Verified: House on Arch Street" in told
    with desk.session() as session:
        row = session.exec(select(Verification)).one()
        assert (row.outcome, row.provider_title, row.method) == ("confirmed", "director", "phone")
        assert session.get_one(Service, house.id).assured_date == NOW.date()
    undo = re.findall(r'action="(/upkeep/verifications/[^"]+)"', told)[0]
    carla.post(undo)
    with desk.session() as session:
        assert session.get_one(Service, house.id).assured_date is None


def test_who_answered_last_is_filled_in_for_every_listing_of_the_organization(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    with desk.session() as session:
        sister = Service(organization_id=house.organization_id, name="Sister house", status="active")
        session.add(sister)
        session.commit()
    carla.post(f"/upkeep/call/{house.id}", data=sheet())
    assert 'value="Ann Lee"' in page(carla, f"/upkeep/call/{sister.id}")


def test_what_changed_is_written_into_the_listing_and_the_room_is_told(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    changes = {f"service.{house.id}.fees_description": "Free", "room": "open", "room_places": "2"}
    carla.post(f"/upkeep/call/{house.id}", data=sheet("cost", **changes, room_unit="beds", room_days="7"))
    with desk.session() as session:
        assert session.get_one(Service, house.id).fees_description == "Free"
        told = availability.latest(session, [house.id])[house.id]
        assert (told.places, told.unit, told.expires_at) == (2, "beds", NOW + timedelta(days=7))
        assert told.by_name == "Ann Lee, director"
        made = session.exec(select(Verification)).one()
    carla.post(f"/upkeep/verifications/{made.id}/undo")
    with desk.session() as session:
        assert session.get_one(Service, house.id).fees_description == "$20"
        assert session.exec(select(Availability)).all() == []


@pytest.mark.parametrize(("changed", "became"), [((), "true_already"), (("cost",), "corrected")])
def test_a_call_may_settle_what_was_reported_and_its_undo_opens_it_again(
    desk: Desk, carla: FlaskClient, house: Service, changed: tuple[str, ...], became: str
) -> None:
    with desk.session() as session:
        problems.report(session, service_id=house.id, kinds=["eligibility_wrong"], source="client", now=NOW)
        session.commit()
    data = {f"service.{house.id}.fees_description": "Free"} if changed else {}
    carla.post(f"/upkeep/call/{house.id}", data=sheet(*changed, settles="1", **data))
    with desk.session() as session:
        assert session.exec(select(ListingProblem.resolution)).one() == became
        made = session.exec(select(Verification)).one()
    carla.post(f"/upkeep/verifications/{made.id}/undo")
    with desk.session() as session:
        assert len(problems.open_problems(session)) == 1


def test_a_call_is_not_undone_over_a_later_change(desk: Desk, carla: FlaskClient, house: Service) -> None:
    fee = f"service.{house.id}.fees_description"
    carla.post(f"/upkeep/call/{house.id}", data=sheet("cost", **{fee: "Free"}))
    with desk.session() as session:
        made = session.exec(select(Verification)).one()
        with changing(session, kind="edit", by=Author.staff("x"), now=NOW):
            session.get_one(Service, house.id).fees_description = "$5"
        session.commit()
    answer = carla.post(f"/upkeep/verifications/{made.id}/undo", follow_redirects=True)
    assert "was changed since" in unescape(answer.text)
    with desk.session() as session:
        assert session.get_one(Service, house.id).fees_description == "$5"
        assert session.get_one(Verification, made.id).undone_at is None


def test_a_proposal_for_a_number_that_is_gone_is_left_out(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    with desk.session() as session:
        phone = session.exec(select(Phone)).one()
        field = Field("phone", phone.id, "number", "", "phone", phone.number)
        [row] = proposals.propose(session, house.id, [Wish(field, "860-555-0199")], by_name="Ann", now=NOW)
        session.delete(phone)
        session.commit()
    answer = carla.post(f"/upkeep/proposals/{row.id}", data={"decision": "accept"}, follow_redirects=True)
    assert "not in the listing any more" in unescape(answer.text)
    with desk.session() as session:
        assert session.get_one(Proposal, row.id).status == "rejected"


def test_a_call_that_settles_nothing_leaves_what_was_reported_open(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    with desk.session() as session:
        problems.report(session, service_id=house.id, kinds=["eligibility_wrong"], source="client", now=NOW)
        session.commit()
    carla.post(f"/upkeep/call/{house.id}", data=sheet())
    with desk.session() as session:
        assert len(problems.open_problems(session)) == 1


def test_what_cannot_be_kept_comes_back_as_it_was_typed(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    data = sheet("cost", "who", provider_title="", note="Call after nine")
    data |= {f"service.{house.id}.minimum_age": "grown-up", "room": "open", "room_places": "many"}
    del data["q.hours"]
    answer = carla.post(f"/upkeep/call/{house.id}", data=data)
    told = unescape(answer.text)
    assert answer.status_code == 422
    for words in ("Not answered yet", "What changed?", "Write an age", "Write their title", "number of free"):
        assert words in told
    for kept in ('value="grown-up"', 'value="Ann Lee"', 'value="many"', "Call after nine"):
        assert kept in told
    with desk.session() as session:
        assert session.exec(select(Verification)).all() == []
        assert session.exec(select(Availability)).all() == []


def test_nobody_answering_is_noted_and_the_listing_rests_for_the_day(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    carla.post(f"/upkeep/call/{house.id}", data={"what": "no_answer"})
    with desk.session() as session:
        assert session.exec(select(Verification.outcome)).one() == "no_answer"
    assert "Nothing is left to verify now" in page(carla, "/upkeep/call")


def test_a_skipped_listing_comes_again_tomorrow(desk: Desk, carla: FlaskClient, house: Service) -> None:
    carla.post(f"/upkeep/call/{house.id}", data={"what": "skip"})
    assert "Nothing is left to verify now" in page(carla, "/upkeep/call")
    assert "House on Arch Street" in page(carla, "/upkeep")
    with desk.session() as session:
        assert session.exec(select(Verification)).all() == []


def propose(desk: Desk, house: Service) -> str:
    with desk.session() as session:
        field = Field("service", house.id, "fees_description", "", "long", "$20")
        [row] = proposals.propose(
            session, house.id, [Wish(field, "Free")], by_name="Ann Lee, director", now=NOW
        )
        session.add(
            VerificationRequest(
                service_id=house.id, asked_at=NOW, answered_at=NOW, answer="proposed",
                provider_name="Ann Lee", provider_title="director",
            )
        )  # fmt: skip
        session.commit()
        return row.id


def test_a_proposal_is_taken_over_and_taken_back(desk: Desk, carla: FlaskClient, house: Service) -> None:
    proposal = propose(desk, house)
    assert "Free" in page(carla, "/upkeep")
    carla.post(f"/upkeep/proposals/{proposal}", data={"decision": "accept"})
    with desk.session() as session:
        service = session.get_one(Service, house.id)
        assert (service.fees_description, service.assured_date) == ("Free", NOW.date())
        assert recording.last_verified(session, [house.id])[house.id].provider_name == "Ann Lee"
    carla.post(f"/upkeep/proposals/{proposal}/again")
    with desk.session() as session:
        assert session.get_one(Service, house.id).fees_description == "$20"
        assert session.get_one(Proposal, proposal).status == "open"


def test_a_proposal_about_a_confidential_address_shows_no_street(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    with desk.session() as session:
        place = Location(location_type="physical")
        term = TaxonomyTerm(code="address-confidential", name="c", description="c")
        session.add_all([place, term])
        session.flush()
        address = Address(
            location_id=place.id, address_1="1 Hidden Lane", city="Norwich", state_province="CT",
            postal_code="06360", country="US", address_type="physical",
        )  # fmt: skip
        session.add_all(
            [
                address,
                Attribute(link_id=place.id, link_entity="location", taxonomy_term_id=term.id),
                ServiceAtLocation(service_id=house.id, location_id=place.id),
            ]
        )
        session.flush()
        field = Field("address", address.id, "address_1", "", "text", "1 Hidden Lane")
        proposals.propose(session, house.id, [Wish(field, "2 Secret Road")], by_name="A feed", now=NOW)
        session.commit()
    for where in ("/upkeep", f"/upkeep/listing/{house.id}", f"/upkeep/call/{house.id}"):
        told = page(carla, where)
        assert "Hidden Lane" not in told
        assert "Secret Road" not in told
    assert "About a confidential place" in page(carla, "/upkeep")


def test_a_proposal_can_be_left(desk: Desk, carla: FlaskClient, house: Service) -> None:
    proposal = propose(desk, house)
    carla.post(f"/upkeep/proposals/{proposal}", data={"decision": "reject"})
    with desk.session() as session:
        assert session.get_one(Service, house.id).fees_description == "$20"
        assert session.get_one(Proposal, proposal).status == "rejected"


def test_a_caseworkers_report_is_settled_and_they_are_told(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    answer = desk.browser.post(
        f"/find/service/{house.id}/problem", data={"kind": "phone_wrong", "note": "It rings out."}
    )
    assert answer.status_code == 302
    told = page(desk.browser, f"/find/service/{house.id}")
    assert "1 person reported: telephone number is wrong" in told
    assert "It rings out." not in told
    assert "It rings out." in page(carla, "/upkeep")
    with desk.session() as session:
        [gathered] = problems.open_problems(session)[house.id]
    assert carla.post(f"/upkeep/problems/{gathered.problem.id}", data={}).status_code == 302
    carla.post(
        f"/upkeep/problems/{gathered.problem.id}",
        data={"resolution": "corrected", "answer": "It is 0199 now."},
    )
    assert "reported: telephone" not in page(desk.browser, f"/find/service/{house.id}")
    state = desk.app.extensions["linkage"]
    assert listing_news.tell_reporters(state.make_session, now=NOW + timedelta(minutes=5)) == 1
    with desk.session() as session:
        from casework.tables import Task

        task = session.exec(select(Task)).one()
        task.due_at = NOW
        session.add(task)
        session.commit()
    day = page(desk.browser, "/")
    assert "It is 0199 now." in day
    assert "House on Arch Street" in day


def test_a_report_without_a_kind_comes_back_with_what_was_typed(desk: Desk, house: Service) -> None:
    answer = desk.browser.post(f"/find/service/{house.id}/problem", data={"note": "It rings out."})
    assert answer.status_code == 422
    assert "It rings out." in answer.text
    assert "Choose what is wrong." in answer.text


def test_a_settled_problem_can_be_opened_again(desk: Desk, carla: FlaskClient, house: Service) -> None:
    with desk.session() as session:
        problems.report(session, service_id=house.id, kinds=["hours_wrong"], source="client", now=NOW)
        session.commit()
        [gathered] = problems.open_problems(session)[house.id]
    carla.post(f"/upkeep/problems/{gathered.problem.id}", data={"resolution": "corrected"})
    assert "hours are wrong" not in page(carla, "/upkeep")
    carla.post(f"/upkeep/problems/{gathered.problem.id}/reopen")
    assert "hours are wrong" in page(carla, "/upkeep")


def test_how_the_provider_is_asked_is_kept_for_one_listing_or_all(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    with desk.session() as session:
        sister = Service(organization_id=house.organization_id, name="Sister house", status="active")
        session.add(sister)
        session.commit()
    address = f"/upkeep/listing/{house.id}"
    data = {"mail_on": "1", "email": "a@b.example", "sms_number": "860 555 0111", "sms_agreed": "1"}
    carla.post(f"{address}/contact", data={**data, "all_of_them": "1"})
    with desk.session() as session:
        rows = {row.service_id: row for row in session.exec(select(ProviderContact))}
        assert (rows[house.id].sms_number, rows[house.id].sms_agreed_at) == ("+18605550111", NOW)
        assert (rows[sister.id].mail_on, rows[sister.id].email, rows[sister.id].sms_number) == (
            True,
            "",
            None,
        )
    taken = carla.post(f"/upkeep/listing/{sister.id}/contact", data=data)
    assert (taken.status_code, "texts for another listing" in taken.text) == (422, True)
    for wrong in ({"email": "nowhere"}, {"sms_number": "12"}, {"sms_number": "8605550123"}):
        assert carla.post(f"{address}/contact", data=wrong).status_code == 422


def test_room_is_told_by_the_coordinator_and_reads_unknown_once_it_ran_out(
    desk: Desk, carla: FlaskClient, house: Service
) -> None:
    address = f"/upkeep/listing/{house.id}"
    assert carla.post(f"{address}/room", data={}).status_code == 422
    carla.post(f"{address}/room", data={"room": "waitlist", "room_wait": "about 2 weeks"})
    assert "Waiting list: about 2 weeks" in page(desk.browser, f"/find/service/{house.id}")
    with desk.session() as session:
        row = session.exec(select(Availability)).one()
        row.reported_at, row.expires_at = NOW - timedelta(days=20), NOW - timedelta(days=6)
        session.add(row)
        session.commit()
    told = page(desk.browser, f"/find/service/{house.id}")
    assert "about 2 weeks" not in told
    assert "Not known now (last told 20 days ago)" in told


def test_a_silent_provider_is_shown_to_the_caseworker(desk: Desk, carla: FlaskClient, house: Service) -> None:
    with desk.session() as session:
        session.add(
            VerificationRequest(
                service_id=house.id, to_address="a@b.example", asked_at=NOW - timedelta(days=50),
                reminded_at=NOW - timedelta(days=29),
            )
        )  # fmt: skip
        session.commit()
    assert "The provider has not answered" in page(desk.browser, f"/find/service/{house.id}")
    assert "2 tries since" in page(carla, "/upkeep")


def test_a_mail_with_a_link_lies_in_the_outbox(desk: Desk, carla: FlaskClient, house: Service) -> None:
    address = f"/upkeep/listing/{house.id}"
    assert "No e-mail address is known" in unescape(
        carla.post(f"{address}/ask", data={"how": "mail"}, follow_redirects=True).text
    )
    carla.post(f"{address}/contact", data={"email": "a@b.example"})
    carla.post(f"{address}/ask", data={"how": "mail"})
    assert "http://localhost/v/" in page(carla, "/upkeep/outbox")
    link = re.findall(r"http://localhost/v/[\w-]+", carla.post(f"{address}/ask", data={"how": "link"}).text)
    assert len(set(link)) == 1
    assert link[0] not in page(carla, address)


def test_the_worker_asks_for_what_is_due_by_itself(desk: Desk, house: Service) -> None:
    with desk.session() as session:
        session.add(ProviderContact(service_id=house.id, mail_on=True, email="a@b.example"))
        session.commit()
    state = desk.app.extensions["linkage"]
    worker.step(state)
    worker.step(state)
    with desk.session() as session:
        mail = session.exec(select(UpkeepMail)).one()
    assert (mail.to_address, "http://127.0.0.1:8000/v/" in mail.body) == ("a@b.example", True)
