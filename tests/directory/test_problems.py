"""Problems of one kind are gathered, settled once, and tell nobody's name."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from directory import problems
from directory.tables import ListingProblem
from tests.conftest import NOW


def report(session: Session, *kinds: str, **values: object) -> None:
    problems.report(
        session,
        service_id="s",
        kinds=kinds,
        **{"source": "client", "now": NOW, **values},  # type: ignore[arg-type]
    )


def test_reports_of_one_kind_are_one_problem(session: Session) -> None:
    report(session, "phone_wrong", "hours_wrong")
    report(session, "phone_wrong", source="caseworker", note=" dead ", now=NOW + timedelta(hours=1))
    phone, hours = sorted(problems.open_problems(session)["s"], key=lambda one: -len(one.reports))
    assert (phone.problem.kind, dict(phone.by_source)) == ("phone_wrong", {"caseworker": 1, "client": 1})
    assert (phone.notes, len(hours.reports)) == (("dead",), 1)
    assert problems.open_problems(session, ["another"]) == {}


def test_a_settled_problem_stays_settled_and_a_new_report_opens_another(session: Session) -> None:
    report(session, "phone_wrong", reporter_id="rosa")
    [gathered] = problems.open_problems(session)["s"]
    for resolution in ("corrected", "removed"):
        problems.resolve(
            session, gathered.problem, resolution=resolution, answer="new number", by_id="j", now=NOW
        )
    assert gathered.problem.resolution == "corrected"
    assert problems.open_problems(session) == {}
    assert [found.reporter_id for found, _ in problems.untold(session, before=NOW)] == ["rosa"]
    report(session, "phone_wrong")
    assert problems.open_problems(session)["s"][0].problem.id != gathered.problem.id


def test_a_resolution_can_be_taken_back_even_after_a_new_report(session: Session) -> None:
    report(session, "phone_wrong")
    [first] = problems.open_problems(session)["s"]
    problems.resolve(session, first.problem, resolution="corrected", answer="", by_id="j", now=NOW)
    problems.reopen(session, first.problem, now=NOW)
    assert problems.open_problems(session)["s"][0].problem.id == first.problem.id
    problems.resolve(session, first.problem, resolution="corrected", answer="", by_id="j", now=NOW)
    report(session, "phone_wrong")
    problems.reopen(session, first.problem, now=NOW)
    assert [len(one.reports) for one in problems.open_problems(session)["s"]] == [2]


def test_words_that_are_none_of_the_vocabulary_are_refused(session: Session) -> None:
    with pytest.raises(ValueError, match="haunted"):
        report(session, "haunted")
    with pytest.raises(ValueError, match="neighbour"):
        report(session, "phone_wrong", source="neighbour")
    report(session, "phone_wrong")
    with pytest.raises(ValueError, match="ignored"):
        problems.resolve(
            session,
            problems.open_problems(session)["s"][0].problem,
            resolution="ignored",
            answer="",
            by_id="j",
            now=NOW,
        )


def test_two_who_report_at_the_same_moment_make_one_problem(engine: Engine) -> None:
    together = threading.Barrier(2)

    def tell() -> None:
        with Session(engine) as session:
            together.wait()
            report(session, "phone_wrong")
            session.commit()

    threads = [threading.Thread(target=tell) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Session(engine) as session:
        assert len(session.exec(select(ListingProblem)).all()) == 1
        assert len(problems.open_problems(session)["s"][0].reports) == 2
