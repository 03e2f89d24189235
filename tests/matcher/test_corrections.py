"""A corrected listing is held by the correction and no longer by its words, after a build and a refresh."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from directory import changes
from directory.corrections import correct, withdraw
from directory.places import Gazetteer
from directory.tables import Service, ServiceArea
from matcher.facts import Facts
from matcher.index.build import build
from matcher.index.index import Index
from matcher.need import Need
from matcher.search import search
from tests.matcher.directory_of import add_service
from tests.matcher.fakes import ToyEmbedder

NOW = datetime(2026, 11, 10, 15, 0, tzinfo=UTC)
GAZETTEER = Gazetteer.load()
MAN, WOMAN = Facts(gender="man"), Facts(gender="woman")


def shelter(session: Session, name: str = "Night shelter") -> Service:
    return add_service(
        session,
        name,
        description="Emergency shelter with overnight beds.",
        eligibility_description="Women only.",
        changed_at=NOW,
    )


def built(session: Session, folder: Path) -> Index:
    build(session, folder, ToyEmbedder(), now=NOW, gazetteer=GAZETTEER)
    return Index.open(folder)


def corrected(session: Session, service: Service, *criteria: str) -> None:
    correct(session, service.id, criteria, text_key="", note="", by="carla", now=NOW)


def refreshed(session: Session, index: Index) -> None:
    assert not index.refresh(session, ToyEmbedder(), GAZETTEER, now=NOW).rebuild


def verdicts(index: Index, facts: Facts) -> dict[str, str]:
    """What became of each service for one person, by its id."""
    need = Need(text="shelter tonight", now=NOW, near=GAZETTEER.look_up("New Britain, CT"), facts=facts)
    found = search(need, index, ToyEmbedder())
    return {match.service_id: match.eligibility for match in found.matches + found.not_eligible}


@pytest.mark.parametrize("way", ["build", "refresh"])
def test_a_correction_lets_in_whom_the_words_ruled_out_and_the_other_way_round(
    session: Session, tmp_path: Path, way: str
) -> None:
    house = shelter(session)
    index = built(session, tmp_path)
    assert verdicts(index, MAN) == {house.id: "not_eligible"}
    corrected(session, house, "gender:in:man")
    if way == "build":
        index = built(session, tmp_path)
    else:
        refreshed(session, index)
    assert verdicts(index, MAN) == {house.id: "eligible"}
    assert verdicts(index, WOMAN) == {house.id: "not_eligible"}


def test_the_reason_is_the_corrected_rule(session: Session, tmp_path: Path) -> None:
    house = shelter(session)
    corrected(session, house, "gender:in:man")
    need = Need(text="shelter tonight", now=NOW, near=GAZETTEER.look_up("New Britain, CT"), facts=WOMAN)
    refused = search(need, built(session, tmp_path), ToyEmbedder()).not_eligible[0]
    said = " ".join(reason.text() for reason in refused.reasons)
    assert "men only" in said
    assert "women only" not in said


def test_a_correction_to_nothing_rules_nobody_out_and_promises_nothing(
    session: Session, tmp_path: Path
) -> None:
    house = shelter(session)
    corrected(session, house)
    assert verdicts(built(session, tmp_path), MAN) == {house.id: "may_be"}


def test_a_withdrawn_correction_falls_back_to_the_words(session: Session, tmp_path: Path) -> None:
    house = shelter(session)
    corrected(session, house, "gender:in:man")
    index = built(session, tmp_path)
    withdraw(session, house.id, by="carla", now=NOW)
    refreshed(session, index)
    assert verdicts(index, MAN) == {house.id: "not_eligible"}
    assert verdicts(built(session, tmp_path), MAN) == {house.id: "not_eligible"}


@pytest.mark.parametrize("way", ["build", "refresh"])
def test_a_listing_with_the_same_words_is_read_as_before(session: Session, tmp_path: Path, way: str) -> None:
    house, other = shelter(session), shelter(session)
    index = built(session, tmp_path)
    corrected(session, house, "gender:in:man")
    if way == "build":
        index = built(session, tmp_path)
    else:
        refreshed(session, index)
    assert verdicts(index, MAN) == {house.id: "eligible", other.id: "not_eligible"}


def test_changed_words_of_a_corrected_listing_do_not_undo_the_correction(
    session: Session, tmp_path: Path
) -> None:
    house = shelter(session)
    corrected(session, house, "gender:in:man")
    house.eligibility_description = "Women and children only."
    session.add(house)
    session.flush()
    assert verdicts(built(session, tmp_path), MAN) == {house.id: "eligible"}


def _read(index: Index, service: Service) -> list[str]:
    segment, row = index.find(service.id) or (None, 0)
    assert segment is not None
    return [str(reading.criterion) for reading in segment.criteria(row)]


@pytest.mark.parametrize("way", ["build", "refresh"])
def test_a_correction_leaves_the_area_that_a_listing_serves(
    session: Session, tmp_path: Path, way: str
) -> None:
    house = shelter(session)
    session.add(ServiceArea(service_id=house.id, name="Hartford County, CT"))
    session.flush()
    index = built(session, tmp_path)
    corrected(session, house, "gender:in:man")
    if way == "build":
        index = built(session, tmp_path)
    else:
        refreshed(session, index)
    assert _read(index, house) == ["gender:in:man", "service_area:in:hartford county, ct"]


@pytest.mark.parametrize("criterion", ["residence:in:hartford", "open:is:true"])
def test_who_says_where_people_must_live_or_that_all_may_come_speaks_of_the_area_too(
    session: Session, tmp_path: Path, criterion: str
) -> None:
    house = shelter(session)
    session.add(ServiceArea(service_id=house.id, name="Hartford County, CT"))
    corrected(session, house, criterion)
    assert _read(built(session, tmp_path), house) == [criterion]


def test_another_area_of_a_corrected_listing_is_read_again(session: Session, tmp_path: Path) -> None:
    house = shelter(session)
    area = ServiceArea(service_id=house.id, name="Hartford County, CT")
    session.add(area)
    corrected(session, house, "gender:in:man")
    index = built(session, tmp_path)
    area.name = "Litchfield County, CT"
    session.add(area)
    changes.record(session, service_id=house.id, kind="edit", now=NOW)
    refreshed(session, index)
    assert _read(index, house) == ["gender:in:man", "service_area:in:litchfield county, ct"]


def test_what_was_corrected_has_no_words_to_point_at(session: Session, tmp_path: Path) -> None:
    house = shelter(session)
    corrected(session, house, "age:min:18")
    index = built(session, tmp_path)
    place = index.find(house.id)
    assert place is not None
    segment, row = place
    read = [(str(r.criterion), r.source, r.start, r.end, r.words) for r in segment.criteria(row)]
    assert read == [("age:min:18", "correction", 0, 0, "")]
