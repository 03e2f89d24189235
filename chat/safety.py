"""A reply may be a call for help: this reads it for danger, widely, because a missed one can cost a life."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from chat.model.names import DANGERS
from chat.model.serving import Likelihoods
from chat.phrasing.grammar import Phrase
from chat.phrasing.tables import Hit, Message, classes, compiled, table

HEARD_ABOVE = 0.4
"""The model's likelihood of danger from which it is taken as heard: low, since a missed call costs most."""

SURE_ABOVE = 0.9
"""The likelihood that it takes where the words are a denial or a figure of speech that the tables know."""

DENIED_BELOW = 0.005
"""Below this likelihood the model is so sure of no danger that words of the tables alone do not count."""


@dataclass(frozen=True, slots=True)
class Danger:
    """What kind of danger the words speak of (one of `chat.model.names.DANGERS`), and the words."""

    kind: str
    words: str


@cache
def _phrases() -> dict[str, tuple[Phrase, ...]]:
    written, names = table("replies/danger.toml"), classes("replies/classes.toml")
    return {kind: compiled(written[kind], names) for kind in (*DANGERS, "except")}


@cache
def _ideas() -> dict[str, tuple[Phrase, ...]]:
    names = classes("replies/classes.toml")
    return {idea: compiled(written, names) for idea, written in table("replies/danger.toml")["ideas"].items()}


def danger_heard(message: Message, model: Likelihoods) -> Danger | None:
    """The danger that a reply speaks of, or None, given what the reply model makes of it.

    The model and the tables of data/replies/danger.toml listen side by side, and either is enough: whoever
    is told must read the message. English and Spanish, and the plainest Portuguese and Haitian Creole.
    Negations ("not suicidal") and figures of speech ("dying to know") are passed over. None is no proof of
    safety.
    """
    likely = sum(model.dangers.values())
    first = max(model.labels, key=model.labels.__getitem__) == "crisis"
    heard = likely >= SURE_ABOVE if _is_denied(message) else first or likely >= HEARD_ABOVE
    if heard:
        return Danger(max(model.dangers, key=model.dangers.__getitem__), message.text)
    found = danger_written(message)
    return found if found is not None and likely >= DENIED_BELOW else None


def _is_denied(message: Message) -> bool:
    """Whether the tables know a denial or a figure of speech in the message."""
    return bool(message.find(_phrases()["except"]))


def danger_written(message: Message) -> Danger | None:
    """The first danger that the tables know in the message, or None."""
    phrases = _phrases()
    plain = message.without(message.find(phrases["except"]))
    for kind in DANGERS:
        for hit in plain.find(phrases[kind]):
            return Danger(kind, message.said(hit))
    return _together(plain, message)


def _together(plain: Message, message: Message) -> Danger | None:
    """The first danger that no phrase says but several ideas together do ("pills" beside "no point")."""
    ideas = _ideas()
    for entry in table("replies/danger.toml")["together"]:
        hits = [plain.find(ideas[idea]) for idea in entry["all"]]
        if all(hits):
            found = sorted((one[0] for one in hits), key=lambda hit: hit.first)
            return Danger(entry["kind"], message.said(Hit(found[0].phrase, found[0].first, found[-1].last)))
    return None
