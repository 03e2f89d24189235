"""The score of a pair: what each signal counts, added up, as a probability."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from directory.duplicates.signals.signal import Signal

SAME, FACILITY = "same", "facility"
"""What a pair may be: one listing twice, or one facility with another service in each of two lists."""

_FACILITY = frozenset({"list", "part"})


@dataclass(frozen=True)
class Weights:
    """`data/duplicates/weights.toml`: bits by signal and level, the prior, and the score for review."""

    prior: float
    review: float
    levels: Mapping[str, Mapping[str, float]]

    def bits(self, signal: Signal) -> float:
        """What a signal counts for (above 0) or against the pair being the same, in bits."""
        return self.levels[signal.name][signal.level]

    def score(self, signals: Iterable[Signal]) -> float:
        """The probability that the pair is the same, 0 to 1."""
        return _probability(self.prior + sum(map(self.bits, signals)))

    def hope(self, signals: Iterable[Signal], *still: str) -> float:
        """The best score that the pair can have once the signals in `still` are known too."""
        best = sum(max(self.levels[name].values()) for name in still)
        return _probability(self.prior + sum(map(self.bits, signals)) + best)


def _probability(bits: float) -> float:
    return float(1 / (1 + 2.0**-bits))


@cache
def weights() -> Weights:
    """The weights as the file has them."""
    table = tomllib.loads((files("data") / "duplicates" / "weights.toml").read_text(encoding="utf-8"))
    return Weights(
        prior=float(table.pop("prior")),
        review=float(table.pop("review")),
        levels={name: {level: float(bits) for level, bits in row.items()} for name, row in table.items()},
    )


def relation(signals: Iterable[Signal]) -> str:
    """Whether a pair would be one listing twice or one facility in two lists."""
    return FACILITY if any(s.name == "service" and s.level in _FACILITY for s in signals) else SAME
