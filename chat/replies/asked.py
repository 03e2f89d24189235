""" "1", "no" and "thursday" mean nothing without the question: this reads what a check-in asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from chat.phrasing.tables import table
from chat.phrasing.words import BREAK, QUESTION, folded, plain_words

_CHOICE = re.compile(r"(?<![\w.])([1-9])\s*(?:=|:|-|\)|\.)?\s+([^\d.?!]+)")
_LEAD = re.compile(r"\s*(?:#\s*)?([1-9])(?:\s*[.,:;)!-]*\s*$|\s*[.,:;)!-]+\s+|\s+)")


@dataclass(frozen=True, slots=True)
class Asked:
    """The question behind a reply: in short, what yes and no mean, the words and meaning of each number."""

    short: str
    yes: str | None
    no: str | None
    words: dict[str, str]
    choices: dict[str, str]


_NOTHING = Asked("", None, None, {}, {})


def read_asked(asked: str | None) -> Asked:
    """What a check-in asked, with its numbered choices; an unknown question means nothing by itself."""
    return _read(asked) if asked else _NOTHING


@cache
def _read(asked: str) -> Asked:
    line = " ".join(word for word in re.findall(r"[a-z0-9]+", folded(asked)))
    found: dict[str, Any] = {}
    for question in table("replies/asked.toml")["question"]:
        if any(words in line for words in question["words"]):
            found = question
            break
    meanings = table("replies/asked.toml")["choices"]
    words: dict[str, str] = {}
    choices: dict[str, str] = {}
    for number, said in _CHOICE.findall(folded(asked)):
        words[number] = " ".join(re.findall(r"[a-z]+", said))
        meaning = meanings.get(words[number])
        if meaning in ("yes", "no"):
            meaning = found.get(meaning)
        if meaning:
            choices[number] = meaning
    return Asked(found.get("short", line), found.get("yes"), found.get("no"), words, choices)


def chosen(text: str, asked: Asked) -> tuple[str | None, str]:
    """The number of the choice that a reply begins with, and the rest of the reply.

    Only numbers that the question offered count: "2" answers "2 not yet", "3 of us" answers nothing
    when followed by a word that counts things.
    """
    lead = _LEAD.match(folded(text))
    if lead is None or lead.group(1) not in asked.words or _counts(text[lead.end() :]):
        return None, text
    return lead.group(1), text[lead.end() :]


_COUNTED = frozenset(table("replies/asked.toml")["counted"])


def _counts(rest: str) -> bool:
    words = plain_words(rest)
    return bool(words) and words[0] in _COUNTED


def bare_answer(text: str) -> str | None:
    """``yes`` or ``no`` where the reply is nothing else, in the four languages."""
    said = " ".join(word for word in plain_words(text) if word not in (BREAK, QUESTION) and word[0] != ":")
    words = said.split()
    if words and len(set(words)) == 1:
        said = words[0]
    bare = table("replies/asked.toml")["bare"]
    return next((answer for answer in ("yes", "no") if said in bare[answer]), None)
