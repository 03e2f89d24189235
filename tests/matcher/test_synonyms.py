"""Words that mean the same find each other, both ways."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from directory.places import Gazetteer
from matcher.index.build import build
from matcher.index.index import Index
from matcher.need import Need
from matcher.query import make_query
from matcher.synonyms import same_meaning
from matcher.words import forms, ranking_table
from tests.matcher.directory_of import add_service
from tests.matcher.fakes import ToyEmbedder

NOW = datetime(2026, 11, 10, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("needs MAT now", "medication treatment"),
        ("medication assisted treatment", "mat"),
        ("IOP evenings", "intensive outpatient"),
        ("an SLE for him", "sober house"),
        ("Section 8 waitlist", "housing choice voucher"),
        ("has a housing choice voucher", "section 8"),
        ("on HUSKY", "medicaid"),
        ("takes Medicaid", "husky"),
    ],
)
def test_each_finds_the_other(written: str, meant: str) -> None:
    assert meant in same_meaning(forms(written))


def test_words_of_no_group_mean_only_themselves() -> None:
    assert same_meaning(forms("a quiet room with a desk")) == ()


@pytest.mark.parametrize("group", ranking_table("synonyms")["groups"], ids=lambda group: group[0])
def test_every_phrase_of_a_group_is_heard(group: list[str]) -> None:
    assert len(group) > 1
    for phrase in group:
        assert set(group) <= set(same_meaning(forms(phrase)))


def test_the_needs_own_words_count_more_than_what_means_the_same() -> None:
    words = make_query(Need(text="IOP", now=NOW), ToyEmbedder()).own_words
    assert words["iop"] > words["intens"] > 0


def test_a_listing_is_found_by_the_other_word(session: Session, tmp_path: Path) -> None:
    listed = add_service(session, "Elm Street", description="Housing choice vouchers are accepted here.")
    add_service(session, "Oak Street", description="Rooms are let here to quiet people.")
    build(session, tmp_path, ToyEmbedder(), now=NOW, gazetteer=Gazetteer.load())
    segment = Index.open(tmp_path).base
    own = make_query(Need(text="section 8", now=NOW), ToyEmbedder()).own_words
    scores = segment.word_scores(segment.everything(), own)
    assert segment.ids[int(scores.argmax())] == listed.id
    assert scores.max() > 0
