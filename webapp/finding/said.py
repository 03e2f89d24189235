"""A few words and how good the news is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """A few words and how good the news is: `good`, `wait`, `bad` or nothing."""

    words: str
    tone: str = ""
