"""What was reached on the labelled sets is kept: floors stand just under the figures of the README.

Skipped where the published packages and labels are not there.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from bench.published import PACKAGES, QUERIES, missing
from bench.reading import read_texts
from bench.replies import read_replies
from bench.scoring import score, score_eligibility
from chat.training import measure
from directory.database import make_engine
from directory.importing import import_hsds
from matcher.batch import result_rows
from webapp import matching
from webapp.schema import upgrade
from webapp.settings import Settings
from webapp.state import Linkage

NOW = datetime(2026, 11, 10, 15, 0, tzinfo=UTC)
CITIES = ("eugene-or", "san-francisco-ca", "washington-dc")

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"not on this machine: {missing()}")


def test_eligibility_is_read_as_well_as_it_was() -> None:
    figures = score_eligibility(read_texts())
    assert figures["f1"] >= 0.995
    assert figures["texts_with_invented_criteria"] == 0


def test_searches_are_answered_as_well_as_they_were(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'linkage.db'}")
    upgrade(engine)
    with Session(engine) as session:
        for city in CITIES:
            import_hsds(session, PACKAGES / city, now=NOW, commit=session.commit)
        session.commit()
    state = Linkage(Settings(home=tmp_path, _env_file=None), engine=engine, clock=lambda: NOW)
    state.search.build(now=NOW)
    rows = [json.loads(line) for line in QUERIES.read_text("utf-8").splitlines()]
    figures = score({row["id"]: result_rows(state.search.run(matching.need(state, row))) for row in rows})
    engine.dispose()
    assert figures["ndcg@10"] >= 0.655
    assert figures["success@3"] >= 0.88
    assert figures["ineligible_shown@10"] <= 5
    assert figures["eligible_hidden"] == 0


def test_replies_are_read_as_well_as_they_were() -> None:
    pairs = read_replies()
    assert measure.accuracy(pairs) >= 0.83
    assert measure.recall(pairs, "crisis") >= 0.98
    assert measure.precision(pairs, "crisis") >= 0.68
    assert measure.recall(pairs, "opt_out") == 1.0
    assert measure.precision(pairs, "opt_out") >= 0.88
    sure = [pair for pair in pairs if pair[1].to_be_acted_on]
    assert measure.accuracy(sure) >= 0.96
    assert len(sure) >= 0.42 * len(pairs)
