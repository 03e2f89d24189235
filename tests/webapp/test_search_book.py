"""The book of searches: counted in memory, written down whole, and kept where that fails."""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from directory.places import Place
from directory.searches import Asked, Fared, gaps
from matcher.match import Explanation, Match
from webapp.finding.counting import counted
from webapp.search_book import SearchBook

DAY = date(2026, 11, 10)
FOOD = Asked(DAY, "food", "Hartford County, CT")
TOWN = Place("town", "New Britain, CT", "New Britain", "Hartford County", "CT", "", 41.66, -72.78)


def match(*, closed: bool = False, **signals: float) -> Match:
    return Match("s", None, 1.0, "eligible", 1.0, True, closed, explain=lambda: Explanation(signals=signals))


def test_what_was_counted_is_written_once(engine: Engine) -> None:
    book = SearchBook(lambda: Session(engine))
    for _ in range(3):
        book.count(FOOD, Fared(1, 1, 0))
    book.write()
    book.write()
    with Session(engine) as session:
        assert [gap.fared for gap in gaps(session, since=DAY)] == [Fared(3, 3, 0)]


def test_counts_that_cannot_be_written_are_kept_for_the_next_time(engine: Engine) -> None:
    broken = [True]

    def make_session() -> Session:
        if broken[0]:
            raise OSError("the disk is full")
        return Session(engine)

    book = SearchBook(make_session)
    book.count(FOOD, Fared(3, 3, 0))
    with pytest.raises(OSError, match="full"):
        book.write()
    broken[0] = False
    book.write()
    with Session(engine) as session:
        assert len(gaps(session, since=DAY)) == 1


@pytest.mark.parametrize(
    ("matches", "fared"),
    [
        ([], Fared(1, 1, 0)),
        ([match(kind=0.0)], Fared(1, 1, 0)),
        ([match(kind=1.0, closed=True)], Fared(1, 1, 0)),
        ([match(kind=1.0)], Fared(1, 0, 0)),
        ([match(kind=1.0, room=-1.0), match(kind=0.0, room=1.0)], Fared(1, 0, 1)),
        ([match(kind=1.0, room=-1.0), match(kind=1.0)], Fared(1, 0, 0)),
    ],
)
def test_a_search_fares_by_what_is_of_the_kind_and_free(matches: list[Match], fared: Fared) -> None:
    assert counted(["food"], TOWN, matches, DAY) == [(FOOD, fared)]


def test_a_search_is_counted_for_its_county_and_never_for_its_town() -> None:
    (line,) = counted(["food"], TOWN, [], DAY)
    assert "New Britain" not in line[0].area
    assert counted(["food"], None, [], DAY)[0][0].area == ""
