"""Turns texts into vectors whose closeness is closeness of meaning, without torch."""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from importlib.resources import as_file, files
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

DIMENSIONS = 384
_MAX_TOKENS = 256
_BATCH_TOKENS = 2048  # larger batches gain nothing on a processor and cost memory


class Embedder(Protocol):
    """What the index and the search need of a sentence model."""

    @property
    def name(self) -> str:
        """Names the model and its version: vectors of two names never meet in one index."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of length one per text: float32 [texts, 384]; an empty text gives any such row."""


class OnnxEmbedder:
    """The sentence model of a folder with `model.onnx` and `tokenizer.json`, on the processor.

    Texts are read up to 256 tokens (about 180 words). Texts of like length run together, so that little is
    padded. `threads` is how many cores one call may take. Safe to call from several threads.
    Raises FileNotFoundError when the folder lacks a file.
    """

    def __init__(self, folder: Path | None = None, *, threads: int = 1) -> None:
        if folder is None:
            with as_file(files("data") / "model") as packaged:
                self._load(packaged, threads)
        else:
            self._load(folder, threads)

    def _load(self, folder: Path, threads: int) -> None:
        # Imported here: a process that only shows pages need not wait for them.
        import onnxruntime
        from tokenizers import Tokenizer

        for name in ("model.onnx", "tokenizer.json"):
            if not (folder / name).is_file():
                raise FileNotFoundError(f"the search model lacks {folder / name}")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(_MAX_TOKENS)
        self._tokenizer.no_padding()
        digest = blake2b((folder / "model.onnx").read_bytes(), digest_size=6).hexdigest()
        self._name = f"minilm-int8-{digest}"

    @property
    def name(self) -> str:
        """The model with a hash of its file, which changes with every export."""
        return self._name

    def embed(self, texts: Sequence[str], *, progress: Callable[[int], object] | None = None) -> Vectors:
        """Vectors of length one, float32 [texts, 384]; `progress` hears how many texts were just done."""
        out = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        encoded = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]
        order = sorted(range(len(encoded)), key=lambda i: len(encoded[i]))
        start = 0
        while start < len(order):
            end = start + 1
            while end < len(order) and (end - start + 1) * len(encoded[order[end]]) <= _BATCH_TOKENS:
                end += 1
            batch = order[start:end]
            longest = len(encoded[batch[-1]])
            ids = np.zeros((len(batch), longest), dtype=np.int64)
            mask = np.zeros_like(ids)
            for row, index in enumerate(batch):
                ids[row, : len(encoded[index])] = encoded[index]
                mask[row, : len(encoded[index])] = 1
            out[batch] = self._session.run(["embedding"], {"input_ids": ids, "attention_mask": mask})[0]
            if progress is not None:
                progress(len(batch))
            start = end
        return out
