"""Measures how well replies are read: by the whole reading, on replies held out from the training.

    python -m chat.training.measure [FILE ...]

Default is data/replies/held_out.jsonl. Prints accuracy, recall and precision of crisis and opt-out, barriers
and listing problems, by language too, and the share of replies that needs no person at 97 % right.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

from chat.replies import Heard, read_reply
from chat.training.corpus import Reply, questions, read

HELD_OUT = Path(__file__).parents[2] / "data" / "replies" / "held_out.jsonl"
Pairs = Sequence[tuple[Reply, Heard]]


def heard(replies: Iterable[Reply]) -> list[tuple[Reply, Heard]]:
    """Each reply with what is read in it, as the answer to its question in its language."""
    worded = questions()
    pairs = []
    for reply in replies:
        asked = worded[reply.asked[0]]
        spanish = reply.lang == "es" and len(asked) > 1
        pairs.append((reply, read_reply(reply.text, asked=asked[-1] if spanish else asked[0])))
    return pairs


def accuracy(pairs: Pairs) -> float:
    """The share of replies with the right label."""
    return sum(heard.label == reply.label for reply, heard in pairs) / len(pairs)


def recall(pairs: Pairs, label: str) -> float:
    """Of the replies that say it, the share heard."""
    said = [heard.label == label for reply, heard in pairs if reply.label == label]
    return sum(said) / len(said) if said else 1.0


def precision(pairs: Pairs, label: str) -> float:
    """Of those heard as it, the share that say it."""
    right = [reply.label == label for reply, heard in pairs if heard.label == label]
    return sum(right) / len(right) if right else 1.0


def f1(pairs: Pairs, key: str) -> float:
    """Of all barriers or all listing problems together."""
    both = said = found = 0
    for reply, heard in pairs:
        wanted, got = set(getattr(reply, key)), set(getattr(heard, key))
        both, said, found = both + len(wanted & got), said + len(wanted), found + len(got)
    return 2 * both / (said + found) if said + found else 1.0


def sure_at(pairs: Pairs, right: float) -> tuple[float, float]:
    """The lowest confidence above which that share is right, and the share of replies above it."""
    ranked = sorted(pairs, key=lambda pair: pair[1].confidence, reverse=True)
    best = (1.0, 0.0)
    hits = 0
    for count, (reply, heard) in enumerate(ranked, 1):
        hits += heard.label == reply.label
        last = count == len(ranked) or ranked[count][1].confidence < heard.confidence
        if last and hits / count >= right:
            best = (heard.confidence, count / len(ranked))
    return best


def table(pairs: Pairs) -> str:
    """The figures as lines of text."""
    lines = []
    languages = sorted({reply.lang for reply, _ in pairs})
    for name in ("all", *languages):
        some = [pair for pair in pairs if name in ("all", pair[0].lang)]
        lines.append(
            f"{name:4} n {len(some):4}  accuracy {accuracy(some):.3f}"
            f"  crisis r {recall(some, 'crisis'):.3f} p {precision(some, 'crisis'):.3f}"
            f"  opt_out r {recall(some, 'opt_out'):.3f} p {precision(some, 'opt_out'):.3f}"
            f"  barriers f1 {f1(some, 'barriers'):.3f}  problems f1 {f1(some, 'listing_problems'):.3f}"
        )
    confidence, share = sure_at(pairs, 0.97)
    lines.append(f"97 % right above confidence {confidence:.3f}: {share:.3f} of the replies")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line of the measuring."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, default=[HELD_OUT])
    parser.add_argument("--errors", action="store_true", help="print what is read wrong")
    options = parser.parse_args(arguments)
    pairs = heard(reply for file in options.files for reply in read(file.read_text("utf-8")))
    print(table(pairs))
    if options.errors:
        for reply, got in pairs:
            if got.label != reply.label:
                print(
                    f"{reply.label:13} {got.label:13} {got.confidence:.2f} {reply.asked[0]:12} {reply.text}"
                )


if __name__ == "__main__":
    main()
