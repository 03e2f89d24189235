"""How strongly the words of a reply speak for each label, by the phrase tables in data/replies/labels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from chat.phrasing.grammar import Phrase
from chat.phrasing.tables import Message, classes, compiled, table

SERVICE = (
    "got_service",
    "scheduled",
    "waitlisted",
    "not_yet",
    "no_contact",
    "full",
    "ineligible",
    "missed",
    "declined",
)
"""What a client can say about the service itself."""

READ = (*SERVICE, "needs_help", "acknowledged", "opt_out", "opt_in", "wrong_person", "relapse", "problem")
_WEIGHTS = {"sure": 3.0, "likely": 2.0, "hint": 1.0}


@dataclass(frozen=True, slots=True)
class Scores:
    """For each label the weight of its strongest phrase, a longer one saying more, and some for others."""

    by_label: dict[str, float]

    def of(self, label: str) -> float:
        """0 where nothing speaks for the label; 3 and more where a sure phrase does."""
        return self.by_label.get(label, 0.0)


@cache
def _phrases(label: str) -> dict[str, tuple[Phrase, ...]]:
    names = classes("replies/classes.toml")
    return {part: compiled(written, names) for part, written in table(f"replies/labels/{label}.toml").items()}


def score(message: Message) -> Scores:
    """Score every label; the words of a label's ``except`` phrases are hidden from that label."""
    return Scores({label: _score(message, _phrases(label)) for label in READ})


def _score(message: Message, phrases: dict[str, tuple[Phrase, ...]]) -> float:
    rest = message.without(message.find(phrases["except"])) if phrases.get("except") else message
    strongest, count = 0.0, 0
    for part, weight in _WEIGHTS.items():
        for hit in rest.find(phrases[part]):
            longer = 0.2 * min(hit.last - hit.first - 1, 5) if part != "hint" else 0.0
            strongest = max(strongest, weight + longer)
            count += 1
    return strongest + 0.1 * min(max(count - 1, 0), 5)


def is_on_a_list(message: Message) -> bool:
    """Whether the reply speaks of a waiting list and not only of waiting."""
    return message.has(_list_phrases())


@cache
def _list_phrases() -> tuple[Phrase, ...]:
    return compiled(table("replies/waiting_list.toml")["list"], classes("replies/classes.toml"))
