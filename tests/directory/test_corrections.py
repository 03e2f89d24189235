"""A correction stands for one service, outlives what imports do to it, and is heard of by every index."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, func, select

from directory import changes
from directory.corrections import correct, corrections, withdraw
from directory.importing import import_hsds
from directory.tables import EligibilityCorrection, Service
from tests.directory.packages import SERVICE, organization, service, write_package

NOW = datetime(2026, 11, 10, 15, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


def corrected(session: Session, service_id: str, *criteria: str, now: datetime = NOW) -> None:
    correct(session, service_id, criteria, text_key="words", note="They told us", by="carla", now=now)


def test_a_correction_is_kept_with_who_when_and_why(session: Session) -> None:
    corrected(session, "a", "age:min:18", "gender:in:woman")
    session.commit()
    session.expire_all()
    kept = corrections(session, ["a"])["a"]
    assert kept.criteria == ["age:min:18", "gender:in:woman"]
    assert (kept.text_key, kept.note) == ("words", "They told us")
    assert (kept.corrected_by, kept.corrected_at) == ("carla", NOW)


def test_only_what_was_asked_for_and_corrected_is_found(session: Session) -> None:
    for service_id in ("a", "b"):
        corrected(session, service_id, "age:min:18")
    assert corrections(session, ["b", "c"]).keys() == {"b"}
    assert corrections(session, []) == {}


def test_a_second_correction_takes_the_place_of_the_first(session: Session) -> None:
    corrected(session, "a", "age:min:18")
    corrected(session, "a", "age:min:21", now=LATER)
    session.commit()
    session.expire_all()
    assert session.exec(select(func.count()).select_from(EligibilityCorrection)).one() == 1
    kept = corrections(session, ["a"])["a"]
    assert (kept.criteria, kept.corrected_at) == (["age:min:21"], LATER)


def test_of_two_people_at_once_the_second_waits_and_counts(engine: Engine) -> None:
    with Session(engine) as slow, ThreadPoolExecutor(1) as another:
        corrected(slow, "a", "age:min:18")

        def hurry() -> None:
            with Session(engine) as quick:
                corrected(quick, "a", "age:min:21", now=LATER)
                quick.commit()

        hurried = another.submit(hurry)
        with pytest.raises(TimeoutError):
            hurried.result(timeout=0.5)
        slow.commit()
        hurried.result(timeout=10)
    with Session(engine) as reader:
        assert corrections(reader, ["a"])["a"].criteria == ["age:min:21"]


def test_a_correction_to_nothing_is_a_correction(session: Session) -> None:
    corrected(session, "a")
    assert corrections(session, ["a"])["a"].criteria == []


def test_indexes_hear_of_a_correction_and_of_its_withdrawal(session: Session) -> None:
    corrected(session, "a", "age:min:18")
    made = changes.since(session, 0)
    assert made.service_ids == {"a"}
    assert withdraw(session, "a", by="carla", now=LATER)
    assert changes.since(session, made.latest).service_ids == {"a"}
    assert corrections(session, ["a"]) == {}


def test_withdrawing_what_was_never_corrected_changes_nothing(session: Session) -> None:
    assert not withdraw(session, "a", by="carla", now=NOW)
    assert changes.latest(session) == 0


def test_an_import_that_changes_the_listing_keeps_its_correction(session: Session, tmp_path: Path) -> None:
    rows = [service(eligibility_description="Women only")]
    import_hsds(session, write_package(tmp_path, organizations=[organization()], services=rows), now=NOW)
    corrected(session, SERVICE, "gender:in:woman", "age:min:18")
    session.commit()
    rows = [service(eligibility_description="Women and their children")]
    report = import_hsds(session, write_package(tmp_path, services=rows), now=LATER)
    session.commit()
    session.expire_all()
    assert report.counts("service").updated == 1
    assert corrections(session, [SERVICE])[SERVICE].criteria == ["gender:in:woman", "age:min:18"]


def test_a_correction_outlives_a_listing_that_is_deleted_and_comes_back(
    session: Session, tmp_path: Path
) -> None:
    package = write_package(tmp_path, organizations=[organization()], services=[service()])
    import_hsds(session, package, now=NOW)
    corrected(session, SERVICE, "age:min:18")
    session.delete(session.get_one(Service, SERVICE))
    session.commit()
    import_hsds(session, package, now=LATER)
    assert corrections(session, [SERVICE])[SERVICE].criteria == ["age:min:18"]
