"""What a listing without a category is suggested, and what a stated kind of service does for the search."""

from pathlib import Path

import pytest
from sqlmodel import Session

from directory.places import Gazetteer
from directory.taxonomies.ours import place_under
from matcher.index.build import build
from matcher.index.index import Index
from matcher.kinds import kind_book
from matcher.suggesting import suggest_codes
from matcher.words import ranking_table
from tests.conftest import NOW
from tests.matcher.directory_of import add_service
from tests.matcher.fakes import ToyEmbedder


@pytest.mark.parametrize(
    ("name", "description", "terms", "first"),
    [
        ("Emergency shelter", "", (), "emergency_shelter"),
        ("Harbor House", "", ("Detox",), "substance_use_treatment"),
        ("Harbor House", "Detox beds for men.", ("Detox",), "detox"),
        ("Harbor House", "Free groceries from our food pantry every week.", (), "food"),
        ("Legal clinic", "Lawyers help with custody.", (), "legal_aid"),
    ],
)
def test_a_kind_is_suggested_where_its_name_or_two_parts_of_the_listing_say_so(
    name: str, description: str, terms: tuple[str, ...], first: str
) -> None:
    codes = suggest_codes(name, description, terms, ToyEmbedder())
    assert first in codes[:1]
    assert len(codes) <= 3


def test_a_listing_whose_words_say_nothing_still_gets_a_suggestion() -> None:
    (code,) = suggest_codes("Xyzzy", "", (), ToyEmbedder())
    assert code in ranking_table("categories")


def test_a_category_is_not_repeated_beside_its_kind() -> None:
    codes = suggest_codes("Detox", "Detoxification from alcohol.", (), ToyEmbedder())
    assert "detox" in codes
    assert "substance_use_treatment" not in codes


def test_a_stated_kind_is_sure_whatever_the_words_say(session: Session, tmp_path: Path) -> None:
    service = add_service(session, "Xyzzy")
    place_under(session, service.id, ["detox"])
    session.commit()
    build(session, tmp_path, ToyEmbedder(), now=NOW, gazetteer=Gazetteer.load())
    (segment,) = Index.open(tmp_path).segments
    detox = next(kind.number for kind in kind_book().kinds if kind.name == "detox")
    assert dict(segment.kinds_of(0)) == {detox: 1.0}
