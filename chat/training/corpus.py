"""The replies that the model learns from, and how they are varied: slips, greetings, two things at once."""

from __future__ import annotations

import json
import random
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

from chat.replies.asked import read_asked
from chat.replies.wording import wording

_FIRST = ("crisis", "opt_out", "wrong_person", "relapse")
_LAST = ("needs_help", "acknowledged")
_ALONE = ("unclear", "problem", "opt_in", "acknowledged")
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEAR = {key: row[max(0, at - 1) : at] + row[at + 1 : at + 2] for row in _KEYS for at, key in enumerate(row)}
_BEFORE = {
    "en": (
        "hi",
        "hey",
        "hello",
        "good morning",
        "hi this is kim",
        "hey its ray",
        "sorry just saw this",
        "sorry for the late reply",
        "ok so",
        "well",
        "um",
        "honestly",
        "so",
        "hi hun",
        "good afternoon",
    ),
    "es": (
        "hola",
        "buenas",
        "buenos días",
        "buenas tardes",
        "disculpe la tardanza",
        "pues",
        "mire",
        "fíjese que",
        "hola soy ana",
        "oiga",
        "señorita",
        "bueno",
    ),
    "pt": ("oi", "olá", "bom dia"),
    "ht": ("bonjou", "bonswa"),
}
_AFTER = {
    "en": (
        "thanks",
        "thank you",
        "ty",
        "god bless",
        "sorry",
        "lol",
        "🙏",
        "😊",
        "😔",
        "ok",
        "smh",
        "thx",
        "have a good day",
        "thank u for asking",
        "!!",
        "...",
    ),
    "es": ("gracias", "muchas gracias", "dios la bendiga", "🙏", "perdón", "saludos", "jaja", "bendiciones"),
    "pt": ("obrigada", "🙏"),
    "ht": ("mèsi", "🙏"),
}


@dataclass(frozen=True, slots=True)
class Reply:
    """One written reply with all that it says; `asked` are the kinds of question that it could answer."""

    asked: tuple[str, ...]
    text: str
    lang: str
    label: str
    barriers: tuple[str, ...]
    listing_problems: tuple[str, ...]
    danger: str | None

    @property
    def needs_question(self) -> bool:
        """Whether it says little by itself: few words, or a number that answers a choice."""
        return len(self.text) < 18 or self.text[:1].isdigit()


def written(*, where: str = "replies/training") -> list[Reply]:
    """All written replies, in the order of their files."""
    folder = files("data").joinpath(where)
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".jsonl"))
    return [reply for name in names for reply in read(folder.joinpath(name).read_text("utf-8"))]


def read(lines: str) -> Iterator[Reply]:
    """The replies of a file, one JSON object a line."""
    for row in map(json.loads, lines.splitlines()):
        yield Reply(
            tuple(row["asked"]),
            row["text"],
            row["lang"],
            row["label"],
            tuple(row["barriers"]),
            tuple(row["listing_problems"]),
            row.get("danger"),
        )


def questions() -> dict[str, list[str]]:
    """Wordings of each kind of question; `none` stands for a reply to nothing that was asked."""
    text = files("data").joinpath("replies/training/questions.toml").read_text("utf-8")
    return {**tomllib.loads(text), "none": [""]}


def as_read(reply: Reply, asked: str) -> tuple[str, str]:
    """The question and the reply as the model reads them."""
    return wording(reply.text, read_asked(asked))


def varied(replies: Sequence[Reply], chance: random.Random) -> Iterator[tuple[Reply, str]]:
    """Each reply once, as another person might have typed it, with one of its questions."""
    worded = questions()
    by_language: dict[str, list[Reply]] = {}
    for reply in replies:
        by_language.setdefault(reply.lang, []).append(reply)
    for reply in replies:
        one = reply
        roll = chance.random()
        if roll < 0.15:
            one = _with_another(reply, chance.choice(by_language[reply.lang]), chance)
        elif roll < 0.30 and reply.label not in _ALONE:
            one = _greeted(reply, chance)
        one = _typed(one, chance)
        yield one, chance.choice(worded[chance.choice(one.asked)])


def _with_another(reply: Reply, other: Reply, chance: random.Random) -> Reply:
    """Two replies in one message, where the rulings say plainly which one counts."""
    if reply.needs_question or other.needs_question:
        return reply
    if reply.label not in _FIRST or other.label in _FIRST:
        if other.label not in _LAST or reply.label in (*_ALONE, *_LAST):
            return reply
        if other.label == "acknowledged" and len(other.text) > 40:
            return reply
    elif other.label in ("opt_in", "unclear", "problem"):
        return reply
    texts = [reply.text, other.text]
    if chance.random() < 0.4:
        texts.reverse()
    both = reply.label == "crisis" or other.label in ("full", "waitlisted")
    barriers = tuple(
        dict.fromkeys((*reply.barriers, *(other.barriers if both and other.label == "full" else ())))
    )
    problems = (*reply.listing_problems, *(other.listing_problems if other.label == "full" else ()))
    joined = chance.choice([". ", " ", ", ", " and ", "... ", "\n"]).join(texts)
    return Reply(
        tuple(set(reply.asked)),
        joined,
        reply.lang,
        reply.label,
        barriers,
        tuple(dict.fromkeys(problems)),
        reply.danger,
    )


def _greeted(reply: Reply, chance: random.Random) -> Reply:
    if reply.text[:1].isdigit():
        return reply
    text = reply.text
    if chance.random() < 0.5:
        text = f"{chance.choice(_BEFORE[reply.lang])}{chance.choice([' ', ', ', '. '])}{text}"
    else:
        text = f"{text}{chance.choice([' ', '. ', ', '])}{chance.choice(_AFTER[reply.lang])}"
    return _saying(reply, text)


def _saying(reply: Reply, text: str) -> Reply:
    return Reply(
        reply.asked, text, reply.lang, reply.label, reply.barriers, reply.listing_problems, reply.danger
    )


def _typed(reply: Reply, chance: random.Random) -> Reply:
    text = reply.text
    if chance.random() < 0.4:
        text = re.sub(r"[.,!¡¿]+(?=\s|$|\w)", "", text) or text
    if chance.random() < 0.4:
        text = text.replace("'", "").replace("’", "")
    if reply.lang != "en" and chance.random() < 0.4:
        text = without_accents(text)
    if len(text) > 6 and chance.random() < 0.3:
        text = "".join(_slips(text, 0.03, chance))
    return _saying(reply, text)


def without_accents(text: str) -> str:
    """As typed on a phone whose owner leaves the accents out."""
    split = unicodedata.normalize("NFD", text)
    return "".join(char for char in split if not unicodedata.combining(char))


def _slips(text: str, rate: float, chance: random.Random) -> Iterable[str]:
    """Letters dropped, doubled, or hit beside, each about as often."""
    for char in text:
        if not char.isalpha() or chance.random() > rate:
            yield char
            continue
        yield chance.choice(["", char * 2, chance.choice(_NEAR.get(char.lower(), char))])
