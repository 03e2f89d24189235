"""Learns the weights of word and letter runs. Needs `linkage[models]`; a minute of one core.

python -m chat.training.ngrams [--to data/replies/model]
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from chat.model.names import BARRIERS, DANGERS, LISTING_PROBLEMS, READ
from chat.model.ngrams import ROWS, features
from chat.training.corpus import Reply, as_read, varied, written

_MODEL_FOLDER = Path(__file__).parents[2] / "data" / "replies" / "model"
_SEED = 20_261_128
_STEPS = 60
_TIMES = 2  # that each reply is seen, varied anew


def matrix(read: Sequence[tuple[str, str]]) -> Any:
    """One sparse row of features for each question and reply."""
    from scipy.sparse import csr_matrix

    rows, columns, values = [], [], []
    for at, (question, reply) in enumerate(read):
        for column, value in features(question, reply).items():
            rows.append(at)
            columns.append(column)
            values.append(value)
    return csr_matrix((values, (rows, columns)), shape=(len(read), ROWS))


def learn(replies: Sequence[Reply]) -> tuple[Any, Any]:
    """Weights [rows, outputs] and bias [outputs] by logistic regression: labels and danger share one each."""
    from sklearn.linear_model import LogisticRegression

    chance = random.Random(_SEED)
    seen = [pair for _ in range(_TIMES) for pair in varied(replies, chance)]
    runs = matrix([as_read(reply, asked) for reply, asked in seen])
    said = [reply for reply, _ in seen]
    weights = np.zeros((ROWS, len(READ) + len(BARRIERS) + len(LISTING_PROBLEMS) + len(DANGERS) + 1))
    bias = np.full(weights.shape[1], -6.0)

    def put(at: int, names: Sequence[str], values: Sequence[str]) -> None:
        model = LogisticRegression(C=20, max_iter=_STEPS).fit(runs, list(values))
        for name, row, start in zip(model.classes_, model.coef_, model.intercept_, strict=True):
            weights[:, at + names.index(name)], bias[at + names.index(name)] = row, start

    put(0, READ, [reply.label for reply in said])
    at = len(READ)
    for names, key in ((BARRIERS, "barriers"), (LISTING_PROBLEMS, "listing_problems")):
        for name in names:
            model = LogisticRegression(C=20, max_iter=_STEPS)
            model.fit(runs, [name in getattr(reply, key) for reply in said])
            weights[:, at], bias[at] = model.coef_[0], model.intercept_[0]
            at += 1
    put(at, ("none", *DANGERS), [reply.danger or "none" for reply in said])
    return weights, bias


def keep(weights: Any, bias: Any, folder: Path) -> None:
    """Writes `ngrams.npz`, each output's weights in 8 bits."""
    scale = np.abs(weights).max(axis=0) / 127
    small = np.round(weights / scale).astype(np.int8)
    np.savez_compressed(
        folder / "ngrams.npz", weights=small, scale=scale.astype(np.float32), bias=bias.astype(np.float32)
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line of the learning."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--to", type=Path, default=_MODEL_FOLDER)
    parser.add_argument("--share", type=float, default=1.0, help="of the replies, for a learning curve")
    options = parser.parse_args(arguments)
    replies = written()
    random.Random(_SEED).shuffle(replies)
    keep(*learn(replies[: round(options.share * len(replies))]), options.to)
    print(f"{options.to / 'ngrams.npz'}: {(options.to / 'ngrams.npz').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
