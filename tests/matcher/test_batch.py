"""Rows of the exchange format: read with clear errors, answered in the contract's shape."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from directory.places import Gazetteer
from matcher.batch import RowError, match_rows, need_of
from matcher.index.build import build
from matcher.index.index import Index
from tests.matcher.directory_of import add_service
from tests.matcher.fakes import ToyEmbedder

NOW = datetime(2026, 11, 10, 15, 0, tzinfo=UTC)
PLACES = Gazetteer.load()


def test_every_key_of_a_row_reaches_the_need() -> None:
    need = need_of(
        {
            "id": "1", "need": "a bed", "categories": ["housing"], "facts": {"gender": "woman", "age": 30},
            "near": "06051", "radius_miles": 5, "when": "tonight", "avoid": ["shelters"], "limit": 7,
            "colour": "blue",
        },
        PLACES.look_up,
        now=NOW,
    )  # fmt: skip
    assert (need.text, need.categories, need.facts.age) == ("a bed", ("housing",), 30)
    assert need.near is not None
    assert need.near.postal_code == "06051"
    assert (need.radius_miles, need.when, need.avoid, need.limit) == (5.0, "tonight", ("shelters",), 7)


def test_what_is_missing_or_null_is_left_open() -> None:
    bare = need_of({"need": "a bed"}, PLACES.look_up, now=NOW)
    nulls = {
        "near": None,
        "facts": None,
        "categories": None,
        "avoid": None,
        "radius_miles": None,
        "limit": None,
    }
    assert need_of({"need": "a bed", **nulls}, PLACES.look_up, now=NOW) == bare
    assert bare.near is None


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({}, "need"),
        ({"need": "a bed", "near": "Nowhereville, ZZ"}, "near"),
        ({"need": "a bed", "radius_miles": -1}, "radius_miles"),
        ({"need": "a bed", "limit": 0}, "limit"),
        ({"need": "a bed", "facts": {"age": "old"}}, "facts.age"),
    ],
)
def test_a_bad_row_is_refused_by_its_key(row: dict[str, object], words: str) -> None:
    with pytest.raises(RowError, match=words):
        need_of(row, PLACES.look_up, now=NOW)


def test_answers_have_the_contracts_shape_and_bad_rows_do_not_stop_the_rest(
    session: Session, tmp_path: Path
) -> None:
    women = add_service(session, "Women's night shelter", description="Emergency shelter.",
                        eligibility_description="Women only.")  # fmt: skip
    anyone = add_service(session, "Night shelter", description="Emergency shelter.")
    build(session, tmp_path, ToyEmbedder(), now=NOW, gazetteer=PLACES)
    rows = [
        {"id": "a", "need": "shelter", "near": "06051", "facts": {"gender": "man"}},
        {"id": "b", "need": "shelter", "near": "no such place at all"},
        {"id": "c", "need": "shelter"},
    ]
    index = Index.open(tmp_path)
    answers = list(match_rows(rows, index, ToyEmbedder(), PLACES.look_up, now=NOW))
    assert [answer["id"] for answer in answers] == ["a", "b", "c"]
    first = answers[0]["results"]
    assert [(row["service_id"], row["eligibility"]) for row in first] == [
        (anyone.id, "may_be"),
        (women.id, "not_eligible"),
    ]
    needed = {"service_id", "score", "eligibility", "missing_facts", "distance_miles", "reasons"}
    assert needed <= set(first[0])
    assert all(isinstance(reason, str) for reason in first[0]["reasons"])
    assert answers[0]["ms"] > 0
    assert "near" in answers[1]["error"]
    assert len(answers[2]["results"]) == 2
