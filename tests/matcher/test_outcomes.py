"""Earlier referrals move a service a little, and only those of people like the client."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from directory.places import Gazetteer
from matcher.index.build import build
from matcher.index.index import Index
from matcher.need import Need
from matcher.outcomes import Outcome
from matcher.ranking import weights
from matcher.search import search
from tests.matcher.directory_of import add_service
from tests.matcher.fakes import ToyEmbedder

NOW = datetime(2026, 11, 10, 15, 0, tzinfo=UTC)
GAZETTEER = Gazetteer.load()


def test_nothing_known_is_what_is_usual() -> None:
    assert Outcome(0, 0).share == weights().outcomes["prior_share"]
    assert Outcome(0, 0).signal == 0


@pytest.mark.parametrize(("got", "known"), [(1, 1), (0, 1), (2, 2), (0, 2)])
def test_one_or_two_outcomes_move_little(got: int, known: int) -> None:
    assert abs(Outcome(got, known).signal) < 0.12


def test_many_outcomes_come_near_their_own_share() -> None:
    assert Outcome(90, 100).share == pytest.approx(0.9, abs=0.05)
    assert Outcome(5, 100).share == pytest.approx(0.05, abs=0.05)


def test_a_service_that_helped_stands_before_its_twin_that_did_not(session: Session, tmp_path: Path) -> None:
    first, second = (add_service(session, f"Pantry {n}", description="Food pantry.") for n in range(2))
    build(session, tmp_path, ToyEmbedder(), now=NOW, gazetteer=GAZETTEER)
    index = Index.open(tmp_path)
    need = Need(text="food pantry", now=NOW, near=GAZETTEER.look_up("New Britain, CT"))
    for better, worse in ((first, second), (second, first)):
        known = {better.id: Outcome(12, 14), worse.id: Outcome(1, 14)}
        found = search(replace(need, outcomes=known), index, ToyEmbedder())
        assert [match.service_id for match in found.matches] == [better.id, worse.id]
        assert found.matches[0].signals["outcomes"] > 0 > found.matches[1].signals["outcomes"]
