"""The sentence model that is served: shapes, lengths, and that meaning is what brings texts together."""

from pathlib import Path

import numpy as np
import pytest

from matcher.embedding import DIMENSIONS, OnnxEmbedder


@pytest.fixture(scope="module")
def embedder() -> OnnxEmbedder:
    return OnnxEmbedder()


def test_every_text_becomes_one_row_of_length_one(embedder: OnnxEmbedder) -> None:
    vectors = embedder.embed(["a bed for tonight", "", "word " * 2000, "Wohnung für zwei Kinder"])
    assert vectors.shape == (4, DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_no_texts_give_no_rows(embedder: OnnxEmbedder) -> None:
    assert embedder.embed([]).shape == (0, DIMENSIONS)


def test_rows_stand_in_the_order_of_the_texts(embedder: OnnxEmbedder) -> None:
    texts = ["a much longer sentence about help with the rent of a family", "food", "bus passes for work"]
    together = embedder.embed(texts)
    alone = np.vstack([embedder.embed([text]) for text in texts])
    assert np.all((together * alone).sum(axis=1) > 0.98)


@pytest.mark.parametrize(
    ("need", "near", "far"),
    [
        ("somewhere to sleep tonight", "emergency shelter with 40 beds", "tax preparation by volunteers"),
        ("quit heroin without being sick", "methadone maintenance clinic", "community garden plots"),
        ("who watches my toddler while I work", "child care centre, ages 1 to 4", "eye examinations"),
        ("her husband beats her", "shelter for survivors of domestic violence", "furniture bank"),
    ],
)
def test_meaning_is_closer_than_another_subject(
    embedder: OnnxEmbedder, need: str, near: str, far: str
) -> None:
    vectors = embedder.embed([need, near, far])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.05


def test_progress_hears_of_every_text(embedder: OnnxEmbedder) -> None:
    done: list[int] = []
    embedder.embed([f"listing number {n}" for n in range(500)], progress=done.append)
    assert sum(done) == 500
    assert len(done) > 1


def test_a_folder_without_a_model_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"model\.onnx"):
        OnnxEmbedder(tmp_path)
