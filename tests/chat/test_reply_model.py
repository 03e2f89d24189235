"""What the reply model reached on replies held out from its training is kept: floors under the figures."""

import random
from pathlib import Path

import numpy as np
import pytest

from chat.model.names import BARRIERS, DANGERS, LISTING_PROBLEMS, READ
from chat.model.ngrams import features
from chat.model.serving import ReplyModel, likelihoods, reply_model
from chat.replies.asked import read_asked
from chat.replies.wording import wording
from chat.training import measure
from chat.training.corpus import Reply, questions, read, varied, written

CONNECT = "Did you get to connect? Reply 1 yes, 2 not yet, 3 ran into a problem."


@pytest.fixture(scope="module")
def held_out() -> measure.Pairs:
    return measure.heard(read(measure.HELD_OUT.read_text("utf-8")))


def test_replies_never_seen_are_read_as_well_as_they_were(held_out: measure.Pairs) -> None:
    assert measure.accuracy(held_out) >= 0.75


def test_calls_for_help_never_seen_are_heard(held_out: measure.Pairs) -> None:
    assert measure.recall(held_out, "crisis") >= 0.70
    assert measure.precision(held_out, "crisis") >= 0.65


def test_stops_never_seen_are_heard(held_out: measure.Pairs) -> None:
    assert measure.recall(held_out, "opt_out") >= 0.83
    assert measure.precision(held_out, "opt_out") >= 0.90


def test_a_sure_reading_is_right_97_times_in_100(held_out: measure.Pairs) -> None:
    sure = [pair for pair in held_out if pair[1].to_be_acted_on]
    assert len(sure) >= 0.28 * len(held_out)
    assert measure.accuracy(sure) >= 0.95


def test_the_held_out_replies_are_not_among_the_written_ones(held_out: measure.Pairs) -> None:
    taught = {reply.text.lower() for reply in written()}
    assert not [reply.text for reply, _ in held_out if len(reply.text) > 12 and reply.text.lower() in taught]


@pytest.mark.parametrize("replies", [written(), list(read(measure.HELD_OUT.read_text("utf-8")))])
def test_every_written_reply_uses_the_words_of_the_vocabulary(replies: list[Reply]) -> None:
    asked = questions()
    for reply in replies:
        assert reply.label in READ
        assert set(reply.barriers) <= set(BARRIERS)
        assert set(reply.listing_problems) <= set(LISTING_PROBLEMS)
        assert reply.asked and set(reply.asked) <= set(asked), reply
        assert (reply.danger in DANGERS) == (reply.label == "crisis"), reply
        if reply.label == "full":
            assert "capacity" in reply.barriers and "no_capacity" in reply.listing_problems, reply


def test_a_varied_reply_still_says_the_same() -> None:
    replies = written()
    for reply, (other, _asked) in zip(replies, varied(replies, random.Random(1)), strict=True):
        assert other.label == reply.label
        assert set(reply.barriers) <= set(other.barriers)


def test_a_number_is_read_in_the_words_of_the_choice() -> None:
    asked = read_asked(CONNECT)
    assert wording("2 but i called twice", asked) == ("did you connect", "not yet, but i called twice")
    assert wording("3 times i called", asked) == ("did you connect", "3 times i called")


def test_a_question_of_no_known_kind_is_given_by_its_words() -> None:
    assert wording("blue", read_asked("What is your favourite colour?"))[0] == "what is your favourite colour"


def test_labels_share_one_likelihood_and_barriers_have_their_own() -> None:
    read = reply_model().read("did you connect", "no ride and no sitter, havent called")
    assert sum(read.labels.values()) == pytest.approx(1.0)
    ranked = sorted(read.barriers, key=read.barriers.__getitem__)
    assert set(ranked[-2:]) == {"transport", "childcare"}
    assert 0 <= sum(read.dangers.values()) < 0.2


def test_of_the_kinds_of_danger_none_is_one() -> None:
    out = np.zeros(len(READ) + len(BARRIERS) + len(LISTING_PROBLEMS) + len(DANGERS) + 1)
    out[-len(DANGERS) - 1] = 6.0
    assert sum(likelihoods(out).dangers.values()) < 0.05
    out[-1] = 12.0
    read = likelihoods(out)
    assert read.dangers[DANGERS[-1]] > 0.9
    assert sum(read.labels.values()) == pytest.approx(1.0)


def test_the_same_words_weigh_the_same_in_either_case_and_another_question_changes_little() -> None:
    assert features("did you connect", "No ride") == features("did you connect", "no RIDE")
    here, there = features("did you connect", "no ride"), features("did you make it", "no ride")
    assert 0 < len(set(here) - set(there)) < len(here) / 2


def test_a_model_without_one_of_its_files_says_which(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"model\.onnx"):
        ReplyModel(tmp_path)
