"""Rules of a search that hold wherever one asks and however far one looks."""

import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from directory.database import make_engine
from directory.distance import miles_between
from directory.places import Gazetteer
from matcher.facts import Facts
from matcher.index.build import build
from matcher.index.index import Index
from matcher.match import Results
from matcher.need import Need
from matcher.search import search
from tests.matcher.directory_of import add_service
from tests.matcher.fakes import ToyEmbedder

NOW = datetime(2026, 11, 10, 15, 0, tzinfo=UTC)
GAZETTEER = Gazetteer.load()
HERE = GAZETTEER.look_up("New Britain, CT")
_TEXTS = (
    "Food pantry with groceries",
    "Emergency shelter with beds",
    "Medically supervised detox",
    "Rides to work",
)
_WHO = ("", "Women 18 and older", "Veterans only", "Families with children", "Men", "Hartford residents")
AREA = st.tuples(st.floats(40.9, 42.4), st.floats(-73.9, -71.6))


@pytest.fixture(scope="module")
def points() -> list[tuple[float, float]]:
    chance = random.Random(7)
    return [(chance.uniform(41.0, 42.3), chance.uniform(-73.8, -71.7)) for _ in range(120)]


@pytest.fixture(scope="module")
def index(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, points: list[tuple[float, float]]
) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("properties")
    shutil.copy(sqlite_template, folder / "linkage.db")
    engine = make_engine(f"sqlite:///{folder / 'linkage.db'}")
    with Session(engine) as session:
        for number, at in enumerate(points):
            add_service(
                session,
                f"Service {number}",
                description=_TEXTS[number % len(_TEXTS)],
                eligibility_description=_WHO[number % len(_WHO)],
                at=at,
            )
        add_service(
            session, "Statewide line", description="Food and shelter line", at=None, areas=("Connecticut",)
        )
        build(session, folder / "index", ToyEmbedder(), now=NOW, gazetteer=GAZETTEER)
    engine.dispose()
    yield Index.open(folder / "index")


def ask(index: Index, at: tuple[float, float], miles: float, **fields: object) -> Results:
    need = Need(
        text="food pantry or shelter",
        now=NOW,
        near=replace(HERE, latitude=at[0], longitude=at[1]),
        radius_miles=miles,
        limit=500,
    )
    return search(replace(need, **fields), index, ToyEmbedder())  # type: ignore[arg-type]


def found(results: Results) -> set[str]:
    return {match.service_id for match in results.matches}


@settings(max_examples=40, deadline=None)
@given(AREA, st.floats(1, 60), st.floats(0, 60))
def test_looking_further_never_loses_a_match(
    index: Index, at: tuple[float, float], miles: float, more: float
) -> None:
    assert found(ask(index, at, miles)) <= found(ask(index, at, miles + more))


@settings(max_examples=40, deadline=None)
@given(AREA, st.floats(1, 60))
def test_what_lies_within_the_radius_is_what_measuring_each_finds(
    index: Index, points: list[tuple[float, float]], at: tuple[float, float], miles: float
) -> None:
    near = ask(index, at, miles)
    inside = sum(miles_between(*at, *point) <= miles for point in points)
    rim = sum(abs(miles_between(*at, *point) - miles) < 0.01 for point in points)
    assert abs(near.total_in_area - 1 - inside) <= rim
    for match in near.matches:
        assert match.distance_miles is None or match.distance_miles <= round(miles + 0.05, 1)


@settings(max_examples=30, deadline=None)
@given(AREA, st.floats(5, 60))
def test_unknown_facts_alone_never_hide(index: Index, at: tuple[float, float], miles: float) -> None:
    assert ask(index, at, miles).not_eligible == ()


@settings(max_examples=30, deadline=None)
@given(AREA, st.sampled_from([{"gender": "man"}, {"veteran": False}, {"children_ages": ()}, {"age": 16}]))
def test_a_known_fact_moves_services_and_loses_none(
    index: Index, at: tuple[float, float], facts: dict[str, object]
) -> None:
    before = ask(index, at, 60)
    after = ask(index, at, 60, facts=Facts.model_validate(facts))
    assert found(after) <= found(before)
    assert not found(after) & {match.service_id for match in after.not_eligible}
    assert after.total_in_area == before.total_in_area


def test_word_scores_are_bm25_as_written_down(index: Index) -> None:
    """Robertson and Zaragoza (2009), k1 1.2, b 0.6, with log(1 + (N - n + 0.5) / (n + 0.5)) as rarity."""
    segment = index.base
    window = segment.everything()
    number = segment.vocabulary["pantri"]
    start = segment.arrays["postings.start"]
    rows = segment.arrays["postings.row"][start[number] : start[number + 1]]
    scores = segment.word_scores(window, {"pantri": 1.0})
    assert set(np.flatnonzero(scores)) == set(rows.tolist())
    rarity = np.log(1 + (segment.size - len(rows) + 0.5) / (len(rows) + 0.5))
    weight = segment.arrays["postings.weight"][start[number] : start[number + 1]] / (255 / 2.2)
    assert scores[rows] == pytest.approx(rarity * weight, rel=1e-4)
    assert 0 < weight.min() <= weight.max() <= 2.2


def test_short_vectors_order_like_whole_ones(index: Index) -> None:
    segment = index.base
    window = segment.everything()
    query = ToyEmbedder().embed(["emergency shelter with beds"])
    short = segment.about_meaning(window.rows, query)[:, 0]
    whole = segment.meaning(window.rows, query)[:, 0]
    assert np.abs(short - whole).max() < 0.15
    assert set(np.argsort(-short)[:20]) & set(np.argsort(-whole)[:20])
