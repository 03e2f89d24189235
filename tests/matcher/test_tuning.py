"""Weights are set by graded searches, and what cannot be learned from them stays as it is."""

import numpy as np
import pytest

from matcher import tuning
from matcher.ranking import weights
from matcher.tuning import Labelled, fit, ndcg, tune, tuned_signals


def search(rows: list[dict[str, float]], grades: list[int]) -> Labelled:
    """Candidates of as many organizations, with the signals that are named and grades."""
    signals = np.array([[row.get(name, 0.0) for name in tuned_signals()] for row in rows])
    gains = sorted((2.0**grade - 1 for grade in grades), reverse=True)
    ideal = sum(gain / np.log2(place + 2) for place, gain in enumerate(gains[:10]))
    return Labelled(signals, np.array(grades), np.arange(len(rows)), ideal)


def only(name: str) -> dict[str, float]:
    return {signal: float(signal == name) for signal in tuned_signals()}


MISLED = search([{"kind": 1.0}, {"near": 0.8}, {"near": 0.1}], [0, 3, 0])


def test_an_order_by_grades_is_worth_one_and_another_less() -> None:
    assert ndcg([MISLED], only("near")) == pytest.approx(1.0)
    assert 0 < ndcg([MISLED], only("kind")) < 1


def test_a_search_in_which_nothing_is_good_says_nothing() -> None:
    assert ndcg([search([{"kind": 1.0}], [0])], only("kind")) == 1.0


def test_weights_move_towards_the_signal_that_tells_good_from_bad() -> None:
    start = dict(weights().signals)
    after = fit([MISLED] * 10, start)
    assert after["near"] / after["kind"] > start["near"] / start["kind"]
    assert ndcg([MISLED], after) > ndcg([MISLED], start)


def test_rules_are_not_learned() -> None:
    start = dict(weights().signals)
    unwanted = search([{"refused": 1.0, "kind": 0.5}, {"kind": 0.4}], [3, 0])
    assert fit([unwanted] * 5, start)["refused"] == start["refused"]


def test_a_weight_that_gains_nothing_stays() -> None:
    start = dict(weights().signals)
    assert fit([search([{"kind": 1.0}, {"kind": 0.1}], [3, 0])], start) == start


def test_the_figure_of_folds_that_were_not_tuned_on_is_told_apart() -> None:
    # Half of the searches want what the other half does not: nothing learned from some holds for the others.
    wants = [search([{"kind": 1.0}, {"near": 1.0}], [3, 0]), search([{"kind": 1.0}, {"near": 1.0}], [0, 3])]
    tuned = tune(wants * 5, folds=5)
    assert tuned.after >= tuned.before
    assert tuned.held_out <= tuned.after
    assert set(tuned.gains) == set(tuned_signals())


def test_services_of_one_organization_stand_back_as_they_do_in_a_search() -> None:
    alike = search([{"kind": 1.0}] * 4, [0, 0, 0, 3])
    one = Labelled(alike.signals, alike.grades, np.zeros(4, dtype=int), alike.ideal)
    assert ndcg([one], dict(weights().signals)) == pytest.approx(ndcg([alike], dict(weights().signals)))
    assert tuning.weights().variety["free"] == 2
