"""The figures of the directory: what was verified in time, how long ago, and how problems fared."""

from datetime import timedelta

from sqlmodel import Session

from directory import problems
from directory.figures import truth
from directory.figures.problems import count_proposals, settled
from directory.tables import Proposal
from directory.taxonomies.ours import place_under
from directory.verification.ages import AGES
from tests import factories
from tests.conftest import NOW
from tests.factories import TODAY


def listing(session: Session, days_ago: int | None, *codes: str, status: str = "active") -> str:
    verified = None if days_ago is None else TODAY - timedelta(days=days_ago)
    service = factories.service(session, name="Place", assured_date=verified, status=status)
    if codes:
        place_under(session, service.id, codes)
    return service.id


def test_listings_are_in_time_by_the_period_of_their_category(session: Session) -> None:
    listing(session, 200, "education")
    listing(session, 400, "education")
    listing(session, 200, "detox")
    listing(session, 10, "detox", "education")
    listing(session, None)
    listing(session, None, "education", status="defunct")

    rows = truth.in_time(session, TODAY)

    assert rows[0] == truth.InTime("", 5, 2)
    assert rows[0].share == 0.4
    assert set(rows[1:]) == {
        truth.InTime("education", 3, 2),
        truth.InTime("substance_use_treatment", 2, 1),
    }


def test_an_empty_directory_is_all_in_time(session: Session) -> None:
    (row,) = truth.in_time(session, TODAY)
    assert row.share == 1.0
    assert all(age.listings == 0 for age in truth.ages(session, TODAY))


def test_every_listing_in_use_has_one_age(session: Session) -> None:
    for days in (0, 29, 30, 364, 365, 729, 730, 5_000, None):
        listing(session, days)
    listing(session, 10, status="inactive")
    rows = truth.ages(session, TODAY)
    assert [row.listings for row in rows] == [2, 1, 0, 1, 2, 2, 1]
    assert [row.key for row in rows] == list(AGES)


def test_problems_are_counted_with_how_fast_they_were_settled(session: Session) -> None:
    service = factories.service(session)
    other = factories.service(session)

    def reported(service_id: str, kind: str, days_ago: int) -> None:
        problems.report(
            session, service_id=service_id, kinds=[kind], source="client", now=NOW - timedelta(days=days_ago)
        )

    reported(service.id, "phone_wrong", 20)
    (gathered,) = problems.open_problems(session)[service.id]
    problems.resolve(
        session,
        gathered.problem,
        resolution="corrected",
        answer="",
        by_id="jo",
        now=NOW - timedelta(days=16),
    )
    reported(other.id, "phone_wrong", 200)
    reported(other.id, "hours_wrong", 3)

    rows = settled(session, since=NOW - timedelta(days=90))

    assert [(row.kind, row.opened, row.closed, row.still_open, row.days) for row in rows] == [
        ("", 2, 1, 2, 4.0),
        ("hours_wrong", 1, 0, 1, None),
        ("phone_wrong", 1, 1, 1, 4.0),
    ]


def test_without_problems_there_is_one_empty_row(session: Session) -> None:
    (row,) = settled(session, since=NOW)
    assert (row.opened, row.closed, row.still_open, row.days) == (0, 0, 0, None)


def test_only_proposals_that_wait_are_counted(session: Session) -> None:
    for status in ("open", "open", "accepted"):
        session.add(
            Proposal(
                service_id="s",
                table_name="service",
                field="name",
                source="feed",
                proposed_at=NOW,
                status=status,
            )
        )
    session.flush()
    assert count_proposals(session) == 2
