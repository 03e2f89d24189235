"""A reply may be a call for help: this reads it for danger, widely, because a missed one can cost a life."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from chat.phrasing.grammar import Phrase
from chat.phrasing.tables import Hit, Message, classes, compiled, table

KINDS = ("overdose", "suicide", "child", "violence", "no_safe_place")


@dataclass(frozen=True, slots=True)
class Danger:
    """What kind of danger the words speak of (one of ``KINDS``), and the words."""

    kind: str
    words: str


@cache
def _phrases() -> dict[str, tuple[Phrase, ...]]:
    written, names = table("replies/danger.toml"), classes("replies/classes.toml")
    return {kind: compiled(written[kind], names) for kind in (*KINDS, "except")}


@cache
def _ideas() -> dict[str, tuple[Phrase, ...]]:
    names = classes("replies/classes.toml")
    return {idea: compiled(written, names) for idea, written in table("replies/danger.toml")["ideas"].items()}


def danger(text: str) -> Danger | None:
    """The first danger that the words speak of, or None.

    Reads English, Spanish, and the plainest Portuguese and Haitian Creole. It errs towards danger:
    whoever is told must read the message. Negations ("not suicidal") and figures of speech
    ("dying to know") are passed over. None is no proof of safety.
    """
    return danger_in(Message(text))


def danger_in(message: Message) -> Danger | None:
    """``danger`` for a message that is already split into words."""
    phrases = _phrases()
    plain = message.without(message.find(phrases["except"]))
    for kind in KINDS:
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
