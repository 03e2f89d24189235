"""Rules of many services held at once come to the same as each service held by itself."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from directory.places import Gazetteer
from matcher.eligibility.evaluate import evaluate
from matcher.eligibility.rules import held, rules_of, settled_by
from matcher.facts import Facts
from matcher.index.build import build
from matcher.index.index import Index
from matcher.index.rules import ELIGIBLE, MAY_BE, NOT_ELIGIBLE, context_categories
from tests.matcher.directory_of import add_service
from tests.matcher.fakes import ToyEmbedder
from tests.matcher.test_eligibility_properties import ALTERNATIVES, CRITERIA, clients, readings

from hypothesis import given, strategies as st  # isort: skip

NOW = datetime(2026, 11, 10, 15, 0, tzinfo=UTC)
_OVERALL = {NOT_ELIGIBLE: "not_eligible", MAY_BE: "may_be", ELIGIBLE: "eligible"}
_TEXTS = (
    "", "None", "Women 18 and older", "Men with children under 5", "Veterans, photo ID required",
    "Ages 6 - 12", "Homeless families", "Residents of Hartford", "Uninsured or Medicaid", "Seniors",
    "No sex offenders", "Must be referred by a provider", "Low income", "Girls 13 to 17",
    "Must be 30 days sober", "LGBTQ youth", "Women 18 and over, or men 60 and over",
    "Seniors or disabled people",
    "Veterans, and women with children", "Single men", "Nonprofit organizations",
)  # fmt: skip


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"gender": "man", "age": 40, "children_ages": []},
        {"gender": "woman", "age": 30, "children_ages": [4, 9], "housing": "homeless"},
        {"veteran": True, "documents_missing": ["photo_id"], "sex_offense": False},
        {"insurance": ["medicaid"], "income_annual": 0, "residence": {"city": "Hartford", "state": "CT"}},
        {"substance_use": False, "lgbtq": True, "age": 16},
    ],
)
@pytest.mark.parametrize("asked", [(), ("childcare",), ("housing",), ("parenting", "youth"), ("legal",)])
def test_held_together_or_one_by_one_is_the_same(
    session: Session, tmp_path: Path, facts: dict[str, object], asked: tuple[str, ...]
) -> None:
    for text in _TEXTS:
        add_service(
            session, "Child care and shelter", description="Legal help.", eligibility_description=text
        )
    build(session, tmp_path, ToyEmbedder(), now=NOW, gazetteer=Gazetteer.load())
    segment = Index.open(tmp_path).base
    client = Facts.model_validate(facts)
    together = segment.rules.hold(segment.arrays["criteria.row"], segment.arrays["categories"], client, asked)
    for row in range(segment.size):
        categories = context_categories(int(together.context[row]))
        alone = evaluate(segment.criteria(row), client, categories)
        assert _OVERALL[int(together.overall[row])] == alone.overall
        assert (together.certainty[row] == 1.0) == (alone.overall == "eligible")
        assert (together.certainty[row] == 0.0) == (alone.overall == "not_eligible")


@given(st.one_of(CRITERIA, ALTERNATIVES), clients(), st.sampled_from([(), ("childcare",), ("legal",)]))
def test_a_rule_of_whose_facts_none_is_known_is_unknown(
    criterion: str, known: dict[str, object], categories: tuple[str, ...]
) -> None:
    facts = Facts.model_validate(known)
    (rule,) = rules_of(readings([criterion]))
    settling = settled_by(rule)
    if settling is not None and all(getattr(facts, fact) is None for fact in settling):
        assert held(rule, facts, categories) == "unknown"
