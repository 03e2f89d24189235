"""People text as they talk; every phrase table needs the same plain words to look at."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

BREAK = "."
QUESTION = "?"

_TOKEN = re.compile(
    r"""b/c|w/o(?![a-z])|w/|&
    |2(?=[a-z]{3})[a-z]+|(?:b4|l8r?|gr8|sum1|some1|any1|no1|every1)(?![a-z\d])
    |\d{1,2}:\d\d\s?(?:[ap]\.?m\.?)?(?![a-z])
    |\d{1,3}(?:,\d{3})+(?:\.\d+)?k?
    |\d+(?:\.\d+)?\s?(?:am|pm)(?![a-z])
    |\d+(?:[/-]\d+)+
    |\d+(?:\.\d+)?(?=\s?%)
    |\d+\.\d+
    |\d+(?:st|nd|rd|th|x|k|ish|yo|yr|yrs|mo|mos|m|f)?(?![a-z\d])
    |\d+
    |[a-z](?:\.[a-z])+\.?(?![a-z])
    |[a-z]+(?:'[a-z]+)*
    |[.!?;\n]+|…
    |[^\W\d_]+
    """,
    re.VERBOSE,
)
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "，": ","})


@dataclass(frozen=True, slots=True)
class Token:
    """One plain word, and the characters of the message that it was read from."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Spelling:
    """How shortened words are written out, and what signs are called."""

    words: dict[str, tuple[str, ...]]
    signs: dict[str, str]
    will_after_ill: frozenset[str]


@cache
def spelling(kind: str) -> Spelling:
    """The spelling table for ``replies`` (clients) or ``needs`` (caseworkers, who shorten other words)."""
    table = _toml("replies/spelling.toml")
    words = {short: tuple(full.split()) for short, full in table["words"].items()}
    if kind != "replies":
        own = _toml(f"{kind}/spelling.toml")
        words = {short: full for short, full in words.items() if short not in own["drop"]}
        words |= {short: tuple(full.split()) for short, full in own["words"].items()}
    return Spelling(words, dict(table["signs"]), frozenset(table["will_after_ill"]))


def _toml(path: str) -> dict[str, Any]:
    return tomllib.loads(files("data").joinpath(path).read_text("utf-8"))


def folded(text: str) -> str:
    """Lower case without accents, one character for one, so that offsets stay true."""
    return "".join(_fold(char) for char in text.translate(_QUOTES))


@cache
def _fold(char: str) -> str:
    plain = unicodedata.normalize("NFKD", char.lower())
    kept = [c for c in plain if not unicodedata.combining(c)]
    return kept[0] if kept else " "


def tokens(text: str, kind: str = "replies") -> list[Token]:
    """The plain words of a message: contractions and texting shorthand written out.

    Sentence ends become the tokens "." and "?"; an emoji becomes its name from the table
    (``:thumbs_up:``). Words keep their place in ``text``.
    """
    table = spelling(kind)
    plain = folded(text)
    found: list[Token] = []
    for start, end, raw in _pieces(plain, text, table.signs):
        found.extend(Token(word, start, end) for word in _written_out(raw, table))
    return _no_one(_will(found, table))


def plain_words(text: str, kind: str = "replies") -> list[str]:
    """Only the words of ``tokens``."""
    return [token.word for token in tokens(text, kind)]


def _pieces(plain: str, text: str, signs: dict[str, str]) -> list[tuple[int, int, str]]:
    pieces = [(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(plain)]
    for at, char in enumerate(text):
        if char in signs:
            pieces.append((at, at + 1, signs[char]))
    return sorted(set(pieces))


def _written_out(raw: str, table: Spelling) -> tuple[str, ...]:
    if raw[0] in ".!?;\n…":
        return (QUESTION,) if "?" in raw else (BREAK,)
    if raw[0] == ":":
        return (raw,)
    if raw in table.words:
        return table.words[raw]
    if raw[0].isdigit():
        return (re.sub(r"(?<=\d),(?=\d{3})|\s|\.(?=[apm])|(?<=m)\.$", "", raw),)
    raw = raw.replace(".", "")
    word = _STRETCHED.sub(r"\1", raw)
    if word != raw and word not in table.words:
        doubled = _STRETCHED.sub(r"\1\1", raw)
        word = doubled if doubled in table.words else word
    if word in table.words:
        return table.words[word]
    if "'" in word:
        joined = word.replace("'", "")
        return table.words.get(joined) or tuple(part for part in word.split("'") if part)
    return (word,)


def _no_one(found: list[Token]) -> list[Token]:
    """ "no one" is one word, as "nobody" is, so that it is not taken for an answer "no"."""
    out: list[Token] = []
    for token in found:
        if token.word == "one" and out and out[-1].word == "no":
            out[-1] = Token("noone", out[-1].start, token.end)
        else:
            out.append(token)
    return out


def _will(found: list[Token], table: Spelling) -> list[Token]:
    """ "ill call" means "i will call"; "im ill" does not."""
    out: list[Token] = []
    for at, token in enumerate(found):
        follower = found[at + 1].word if at + 1 < len(found) else ""
        if token.word == "ill" and follower in table.will_after_ill:
            out += [Token("i", token.start, token.end), Token("will", token.start, token.end)]
        else:
            out.append(token)
    return out
