"""Searches are counted by day, need and county: gaps show, and nobody who asked does."""

from datetime import date, timedelta

from sqlmodel import Session, select

from directory.searches import Asked, Fared, Gap, add, gaps
from directory.tables import SearchCount

DAY = date(2026, 11, 10)
HARTFORD = "Hartford County, CT"


def count(session: Session, category: str, fared: Fared, day: date = DAY, area: str = HARTFORD) -> None:
    add(session, {Asked(day, category, area): fared})
    session.commit()


def test_counts_of_one_day_need_and_area_add_up_in_one_row(session: Session) -> None:
    count(session, "food", Fared(2, 1, 0))
    count(session, "food", Fared(3, 0, 2))
    count(session, "food", Fared(1, 0, 0), area="")
    rows = session.exec(select(SearchCount).order_by(SearchCount.area)).all()
    assert [(row.area, row.searches, row.without, row.only_full) for row in rows] == [
        ("", 1, 0, 0),
        (HARTFORD, 5, 1, 2),
    ]


def test_gaps_are_what_was_most_often_missing_since_a_day(session: Session) -> None:
    count(session, "food", Fared(9, 1, 0))
    count(session, "housing", Fared(4, 1, 2))
    count(session, "legal", Fared(9, 0, 0))
    count(session, "housing", Fared(9, 9, 0), day=DAY - timedelta(days=100))
    found = gaps(session, since=DAY - timedelta(days=30))
    assert [(gap.category, gap.unmet) for gap in found] == [("housing", 3), ("food", 1)]
    assert found[0] == Gap("housing", HARTFORD, Fared(4, 1, 2))
    assert len(gaps(session, since=DAY, limit=1)) == 1


def test_too_few_searches_to_be_told_apart_are_not_shown(session: Session) -> None:
    count(session, "medical", Fared(2, 2, 0))
    assert gaps(session, since=DAY) == []


def test_nothing_to_add_touches_nothing(session: Session) -> None:
    add(session, {})
    assert session.exec(select(SearchCount)).all() == []
