"""The index: built from the directory, thrown away at will, kept true by the change sequence."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlmodel import Session

from directory.changes import record
from directory.places import Gazetteer
from matcher.index.build import build
from matcher.index.files import IndexMissing, current, writing
from matcher.index.index import Index
from matcher.index.windows import on_sphere
from tests.matcher.directory_of import HARTFORD, NEW_BRITAIN, add_service
from tests.matcher.fakes import ToyEmbedder

NOW = datetime(2026, 11, 10, 15, 0, tzinfo=UTC)
GAZETTEER = Gazetteer.load()


def made(session: Session, folder: Path, embedder: ToyEmbedder | None = None) -> Index:
    build(session, folder, embedder or ToyEmbedder(), now=NOW, gazetteer=GAZETTEER)
    return Index.open(folder)


def names_near(index: Index, miles: float, at: tuple[float, float] = NEW_BRITAIN) -> set[str]:
    here = replace(GAZETTEER.look_up("New Britain, CT"), latitude=at[0], longitude=at[1])
    return {
        segment.shown(int(row))
        for segment in index.segments
        for window in (segment.near(here, miles),)
        for row in window.rows[window.inside]
    }


def test_services_within_the_radius_and_no_others(session: Session, tmp_path: Path) -> None:
    add_service(session, "Near", description="near", at=NEW_BRITAIN)
    add_service(session, "Far", description="far", at=HARTFORD)
    index = made(session, tmp_path)
    assert names_near(index, 3) == {"near"}
    assert names_near(index, 15) == {"near", "far"}


@pytest.mark.parametrize("status", ["inactive", "defunct"])
def test_what_is_no_longer_there_is_not_in_the_index(session: Session, tmp_path: Path, status: str) -> None:
    add_service(session, "Gone", status=status)
    assert made(session, tmp_path).services == 0


def test_an_empty_directory_makes_an_empty_index(session: Session, tmp_path: Path) -> None:
    index = made(session, tmp_path)
    assert index.services == 0
    assert names_near(index, 100) == set()


def test_a_site_without_coordinates_stands_in_the_middle_of_its_town(
    session: Session, tmp_path: Path
) -> None:
    add_service(session, "By address", at=None, confidential=False)
    add_service(
        session, "Secret", description="secret", at=NEW_BRITAIN, confidential=True, postal_code="06053"
    )
    index = made(session, tmp_path)
    base = index.base
    assert not base.arrays["offering.exact"].any()
    town = GAZETTEER.look_up("New Britain, CT")
    middle = on_sphere(np.array([town.latitude]), np.array([town.longitude]))
    assert base.arrays["offering.point"][0] == pytest.approx(middle[0], abs=1e-6)


def test_unchanged_listings_are_not_embedded_again(session: Session, tmp_path: Path) -> None:
    add_service(session, "First", description="food for families")
    made(session, tmp_path)
    add_service(session, "Second", description="rides to work")
    again = ToyEmbedder()
    report = build(session, tmp_path, again, now=NOW, gazetteer=GAZETTEER)
    assert (report.embedded, report.reused) == (1, 1)
    assert [text for text in again.seen if "rides" in text]
    assert not [text for text in again.seen if "families" in text]


def test_equal_listings_are_embedded_once(session: Session, tmp_path: Path) -> None:
    for _ in range(3):
        add_service(session, "Pantry", description="groceries")
    embedder = ToyEmbedder()
    report = build(session, tmp_path, embedder, now=NOW, gazetteer=GAZETTEER)
    assert report.services == 3
    assert report.embedded == 1


def test_a_build_that_fails_leaves_the_old_index(session: Session, tmp_path: Path) -> None:
    add_service(session, "Pantry", description="groceries")
    made(session, tmp_path)
    before = current(tmp_path)
    with pytest.raises(RuntimeError), writing(tmp_path):
        raise RuntimeError("no space left")
    assert current(tmp_path) == before
    assert [path.name for path in tmp_path.glob("v*")] == [before.name]


def test_an_open_index_notices_a_newer_build(session: Session, tmp_path: Path) -> None:
    index = made(session, tmp_path)
    assert not index.replaced()
    build(session, tmp_path, ToyEmbedder(), now=NOW, gazetteer=GAZETTEER)
    assert index.replaced()


def test_without_an_index_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        Index.open(tmp_path)


def test_an_index_of_an_older_version_is_one_to_build_again(session: Session, tmp_path: Path) -> None:
    add_service(session, "Pantry", description="groceries")
    made(session, tmp_path)
    facts = current(tmp_path) / "index.json"
    facts.write_text(json.dumps({k: v for k, v in json.loads(facts.read_text()).items() if k != "towns"}))
    with pytest.raises(IndexMissing, match="build it again"):
        Index.open(tmp_path)


def test_a_changed_service_is_found_anew_after_a_refresh(session: Session, tmp_path: Path) -> None:
    service = add_service(session, "Pantry", description="groceries")
    add_service(session, "Other", description="unchanged")
    index = made(session, tmp_path)
    service.description = "groceries and diapers"
    session.add(service)
    record(session, service_id=service.id, kind="edit", now=NOW)
    report = index.refresh(session, ToyEmbedder(), GAZETTEER, now=NOW)
    assert (report.changed, report.gone, report.rebuild) == (1, 0, False)
    assert names_near(index, 5) == {"groceries and diapers", "unchanged"}
    assert index.services == 2


def test_a_closed_service_is_gone_after_a_refresh(session: Session, tmp_path: Path) -> None:
    service = add_service(session, "Pantry", description="groceries")
    index = made(session, tmp_path)
    service.status = "defunct"
    session.add(service)
    record(session, service_id=service.id, kind="edit", now=NOW)
    report = index.refresh(session, ToyEmbedder(), GAZETTEER, now=NOW)
    assert report.gone == 1
    assert names_near(index, 5) == set()
    assert index.find(service.id) is None


def test_words_of_an_edited_service_are_as_rare_as_in_the_whole_directory(
    session: Session, tmp_path: Path
) -> None:
    for number in range(20):
        add_service(session, f"Pantry {number}", description="groceries and bread")
    edited = add_service(session, "Office", description="paperwork")
    index = made(session, tmp_path)
    edited.description = "groceries and zebras"
    session.add(edited)
    record(session, service_id=edited.id, kind="edit", now=NOW)
    index.refresh(session, ToyEmbedder(), GAZETTEER, now=NOW)
    assert index.delta is not None
    whole, part = (
        {word: float(segment.arrays["vocabulary.rarity"][n]) for word, n in segment.vocabulary.items()}
        for segment in (index.base, index.delta)
    )
    assert part["groceri"] == whole["groceri"]
    assert part["zebra"] > max(whole.values())


def test_refreshes_add_up(session: Session, tmp_path: Path) -> None:
    index = made(session, tmp_path)
    for number in range(3):
        moment = NOW + timedelta(minutes=number)
        add_service(session, f"Service {number}", description=f"number {number}", changed_at=moment)
        index.refresh(session, ToyEmbedder(), GAZETTEER, now=moment)
    assert names_near(index, 5) == {"number 0", "number 1", "number 2"}


def test_a_change_of_everything_asks_for_a_build(session: Session, tmp_path: Path) -> None:
    index = made(session, tmp_path)
    record(session, service_id=None, kind="import", now=NOW)
    assert index.refresh(session, ToyEmbedder(), GAZETTEER, now=NOW).rebuild


def test_a_build_begins_where_the_changes_had_got_to(session: Session, tmp_path: Path) -> None:
    add_service(session, "Pantry", changed_at=NOW)
    index = made(session, tmp_path)
    report = index.refresh(session, ToyEmbedder(), GAZETTEER, now=NOW)
    assert (report.changed, report.gone) == (0, 0)


def test_near_duplicates_are_nearest_in_meaning(session: Session, tmp_path: Path) -> None:
    one = add_service(session, "Hope House", description="sober living for men")
    twin = add_service(session, "Hope House Inc", description="sober living for men")
    add_service(session, "Pantry", description="groceries on Fridays")
    index = made(session, tmp_path)
    assert index.like(one.id, 1)[0][0] == twin.id
