"""The index of a process is there when it is needed, and follows the directory without a restart."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from filelock import FileLock
from sqlmodel import Session

from directory import changes
from directory.database import make_engine
from directory.tables import Service
from matcher.index.files import IndexMissing
from matcher.need import Need
from tests import factories
from tests.conftest import NOW
from tests.matcher.fakes import ToyEmbedder
from webapp.search import SearchDesk

FOOD = Need(text="food pantry", categories=("food",), now=NOW)


@pytest.fixture
def store(sqlite_template: Path, tmp_path: Path) -> Iterator[Session]:
    shutil.copy(sqlite_template, tmp_path / "linkage.db")
    engine = make_engine(f"sqlite:///{tmp_path / 'linkage.db'}")
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


def _desk(store: Session, folder: Path) -> SearchDesk:
    return SearchDesk(folder, lambda: Session(store.get_bind()), clock=lambda: NOW)


def _pantry(store: Session, name: str) -> Service:
    row = factories.service(store, name=name, description="A food pantry with groceries.")
    changes.record(store, service_id=row.id, kind="service", now=NOW)
    store.commit()
    return row


def _found(desk: SearchDesk) -> set[str]:
    return {match.service_id for match in desk.run(FOOD).matches}


def test_without_an_index_it_says_so(store: Session, tmp_path: Path) -> None:
    desk = _desk(store, tmp_path / "index")
    assert not desk.ready
    with pytest.raises(IndexMissing):
        desk.run(FOOD)


def test_what_changes_in_the_directory_is_found_without_a_new_build(store: Session, tmp_path: Path) -> None:
    first = _pantry(store, "Pantry on Main")
    desk = _desk(store, tmp_path / "index")
    desk.build(now=NOW)
    assert desk.ready
    second = _pantry(store, "Pantry on Elm")
    desk.catch_up()
    assert _found(desk) == {first.id, second.id}
    second.status = "defunct"
    store.add(second)
    changes.record(store, service_id=second.id, kind="service", now=NOW)
    store.commit()
    desk.catch_up()
    assert _found(desk) == {first.id}


def test_an_edit_is_found_by_the_next_search_that_looks(store: Session, tmp_path: Path) -> None:
    first = _pantry(store, "Pantry on Main")
    desk = SearchDesk(
        tmp_path / "index", lambda: Session(store.get_bind()), clock=lambda: NOW, look_every_seconds=0
    )
    desk.build(now=NOW)
    assert _found(desk) == {first.id}
    second = _pantry(store, "Pantry on Elm")
    assert _found(desk) == {first.id, second.id}


def test_an_index_of_another_search_model_counts_as_none(store: Session, tmp_path: Path) -> None:
    _pantry(store, "Pantry on Main")
    SearchDesk(tmp_path / "index", lambda: Session(store.get_bind()), embedder=ToyEmbedder()).build(now=NOW)
    desk = _desk(store, tmp_path / "index")
    assert not desk.ready
    with pytest.raises(IndexMissing, match="another search model"):
        desk.run(FOOD)


def test_a_build_by_another_process_is_taken_up(store: Session, tmp_path: Path) -> None:
    _pantry(store, "Pantry on Main")
    mine, other = (_desk(store, tmp_path / "index") for _ in range(2))
    mine.build(now=NOW)
    before = _found(mine)
    added = _pantry(store, "Pantry on Elm")
    other.build(now=NOW)
    mine.catch_up()
    assert _found(mine) == before | {added.id}


def test_a_change_of_everything_leads_to_a_new_build(store: Session, tmp_path: Path) -> None:
    desk = _desk(store, tmp_path / "index")
    desk.build(now=NOW)
    added = factories.service(store, name="Pantry on Oak", description="A food pantry.")
    changes.record(store, service_id=None, kind="import", now=NOW)
    store.commit()
    desk.catch_up()
    assert _found(desk) == {added.id}


def test_of_several_processes_one_builds_and_the_others_answer_from_what_they_have(
    store: Session, tmp_path: Path
) -> None:
    desk = _desk(store, tmp_path / "index")
    desk.build(now=NOW)
    added = factories.service(store, name="Pantry on Oak", description="A food pantry.")
    changes.record(store, service_id=None, kind="import", now=NOW)
    store.commit()
    with FileLock(tmp_path / "index" / "building.lock"):
        desk.catch_up()
        assert _found(desk) == set()
    desk.catch_up()
    assert _found(desk) == {added.id}


def test_two_builds_at_once_are_made_one_after_the_other(store: Session, tmp_path: Path) -> None:
    _pantry(store, "Pantry on Main")
    desks = [_desk(store, tmp_path / "index") for _ in range(2)]
    with ThreadPoolExecutor() as pool:
        reports = list(pool.map(lambda desk: desk.build(now=NOW), desks))
    assert sorted(report.reused for report in reports) == [0, 1]
    assert _found(desks[0]) == _found(desks[1]) != set()
