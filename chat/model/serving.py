"""Runs the reply model in the processor, a few milliseconds a reply; loaded when the first reply is read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np

from chat.model.names import BARRIERS, DANGERS, LISTING_PROBLEMS, READ
from chat.model.ngrams import Floats, Ngrams


@dataclass(frozen=True, slots=True)
class Likelihoods:
    """How likely (0 to 1) each label, barrier, listing problem and kind of danger is.

    Labels sum to one; barriers and problems each stand for themselves; dangers exclude each other and sum
    to the likelihood that there is any.
    """

    labels: dict[str, float]
    barriers: dict[str, float]
    listing_problems: dict[str, float]
    dangers: dict[str, float]


class ReplyModel:
    """The model of a folder with `model.onnx`, `tokenizer.json`, `ngrams.npz` and `reading.toml`.

    An encoder and weighted runs of words and letters read side by side; their outputs are added. The encoder
    reads the first 96 word pieces (about 70 words). Safe to call from several threads. Raises
    FileNotFoundError when the folder lacks a file.
    """

    def __init__(self, folder: Path) -> None:
        # Imported here: a process that only shows pages need not wait for them.
        import onnxruntime
        from tokenizers import Tokenizer

        for name in ("model.onnx", "tokenizer.json", "ngrams.npz", "reading.toml"):
            if not (folder / name).is_file():
                raise FileNotFoundError(f"the reply model lacks {folder / name}")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._ngrams = Ngrams(folder / "ngrams.npz")
        self._measured = tomllib.loads((folder / "reading.toml").read_text("utf-8"))

    def read(self, question: str, reply: str) -> Likelihoods:
        """What the reply says, given the question in short (see chat.replies.wording)."""
        encoded = self._tokenizer.encode(question, reply)
        ids = np.array([encoded.ids], dtype=np.int64)
        out = self._session.run(["said"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0]
        encoder, ngrams = self._measured["encoder"], self._measured["ngrams"]
        both = encoder * out.astype(np.float64) + ngrams * self._ngrams.read(question, reply)
        both[READ.index("crisis")] += self._measured["crisis"]
        return likelihoods(both)


def likelihoods(out: Floats) -> Likelihoods:
    """The model's row of outputs as likelihoods."""
    ends = np.cumsum([len(READ), len(BARRIERS), len(LISTING_PROBLEMS)])
    labels, barriers, problems, dangers = np.split(out, ends)
    return Likelihoods(
        dict(zip(READ, _shares(labels), strict=True)),
        dict(zip(BARRIERS, _each(barriers), strict=True)),
        dict(zip(LISTING_PROBLEMS, _each(problems), strict=True)),
        dict(zip(DANGERS, _shares(dangers)[1:], strict=True)),
    )


def _shares(out: Floats) -> list[float]:
    raised = np.exp(out - out.max())
    return [float(value) for value in raised / raised.sum()]


def _each(out: Floats) -> list[float]:
    return [float(value) for value in 1 / (1 + np.exp(-out))]


@cache
def reply_model() -> ReplyModel:
    """The model that is installed with the program."""
    with as_file(files("data") / "replies" / "model") as folder:
        return ReplyModel(folder)
