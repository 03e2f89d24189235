"""The next question is the one whose answer would change the leading answers most."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from directory.places import Gazetteer
from matcher.facts import Facts
from matcher.index.build import build
from matcher.index.index import Index
from matcher.match import Question, Results
from matcher.need import Need
from matcher.search import search
from matcher.words import ranking_table
from tests.matcher.directory_of import add_service
from tests.matcher.fakes import ToyEmbedder

NOW = datetime(2026, 11, 10, 15, 0, tzinfo=UTC)
GAZETTEER = Gazetteer.load()
SHELTER = Need(text="shelter tonight", now=NOW, near=GAZETTEER.look_up("New Britain, CT"))


def ask(session: Session, folder: Path, **fields: object) -> Results:
    build(session, folder, ToyEmbedder(), now=NOW, gazetteer=GAZETTEER)
    return search(replace(SHELTER, **fields), Index.open(folder), ToyEmbedder())  # type: ignore[arg-type]


def asked(results: Results) -> Question:
    assert results.question is not None
    return results.question


def shelters(session: Session, *texts: str) -> list[str]:
    return [
        add_service(
            session, f"Night shelter {n}", description="Emergency shelter.", eligibility_description=text
        ).id
        for n, text in enumerate(texts)
    ]


def test_what_most_leading_answers_wait_for_is_asked(session: Session, tmp_path: Path) -> None:
    ids = shelters(session, "Women only", "Men only", "Women only", "Veterans")
    question = asked(ask(session, tmp_path))
    assert question.fact == "gender"
    assert set(question.settles) == set(ids[:3])
    assert 0 < question.expected_change <= 1


def test_what_is_known_is_not_asked_again(session: Session, tmp_path: Path) -> None:
    shelters(session, "Women only", "Men only", "Veterans")
    question = asked(ask(session, tmp_path, facts=Facts(gender="woman")))
    assert question.fact == "veteran"


def test_nothing_is_asked_where_no_answer_changes_anything(session: Session, tmp_path: Path) -> None:
    shelters(session, "", "Must be referred by a court")
    assert ask(session, tmp_path).question is None


def test_a_delicate_question_must_decide_more(session: Session, tmp_path: Path) -> None:
    shelters(session, "People living with HIV", "Women only")
    assert asked(ask(session, tmp_path)).fact == "gender"


def test_an_answer_that_leaves_another_rule_open_decides_only_by_ruling_out(
    session: Session, tmp_path: Path
) -> None:
    (both,) = shelters(session, "Women veterans")
    question = asked(ask(session, tmp_path))
    assert question.settles == (both,)
    # Nearly everybody is no veteran, so that answer rules out more often than the other.
    assert question.fact == "veteran"


def test_where_somebody_lives_is_asked_of_services_for_residents(session: Session, tmp_path: Path) -> None:
    shelters(session, "Hartford County residents", "Hartford County residents")
    assert asked(ask(session, tmp_path)).fact == "residence"


@pytest.mark.parametrize("fact", sorted(ranking_table("questions")))
def test_likely_answers_are_facts_and_their_shares_add_up(fact: str) -> None:
    answers = ranking_table("questions")[fact]["answers"]
    assert sum(row["share"] for row in answers) == pytest.approx(1)
    for row in answers:
        values = {name: value for name, value in row.items() if name != "share"}
        if fact != "residence":
            assert Facts.model_validate(values) != Facts()
