"""A phrase is written as people say it, with a few signs for what varies; this turns it into a matcher.

The signs, so that a person can read and write the tables under data/:

=============  =====================================================================
``call``       this word, after spelling (``can't`` stands for ``can not``)
``call~``      a word that begins so: call, calls, called, calling
``(a|b c)``    one of these; ``(a|b)?`` may be missing
``[very]``     may be missing
``_``          any one word
``..``         up to three words, not across the end of a sentence
``...``        up to eight words, not across the end of a sentence
``#``          a number or a word that begins with one (3, 10:15, 3pm)
``<they>``     one of a named class of the table's ``[classes]``
``^`` ``$``    the beginning and the end of the message
``?``          a question mark in the message
=============  =====================================================================
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from chat.phrasing.words import plain_words

_LEXEMES = re.compile(
    r"\s*(\.\.\.|\.\.|<[a-z_]+>|\)\?|\]\??|[()|\[^$?#]|_(?= |$|[)\]|])|[^\s()|\[\]<>^$?#]+)"
)
_NO_ONE = re.compile(r"\bno one\b")
_ANY = r"(?: (?![.?] )[^ ]+)"


_CLOSING = ("|", ")", ")?", "]", "]?")


class PhraseError(ValueError):
    """A phrase in a table cannot be read; the message names the phrase."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A compiled phrase; ``anchors`` are words of which one must be in the message (empty: unknown)."""

    written: str
    pattern: re.Pattern[str]
    anchors: frozenset[str]

    def search(self, line: str, words: frozenset[str]) -> re.Match[str] | None:
        """The first place where the phrase stands in ``line``, a line made by ``as_line``."""
        if self.anchors and self.anchors.isdisjoint(words):
            return None
        return self.pattern.search(line)


def as_line(words: list[str]) -> str:
    """The words with one space before each and one at the end: what phrases are matched against."""
    return " " + " ".join(words) + " " if words else " "


def compile_phrase(
    written: str, classes: Mapping[str, str] | None = None, spelled: str = "replies"
) -> Phrase:
    """Read one phrase; raises ``PhraseError`` where a sign is unknown or a bracket stays open."""
    parser = _Parser(written, classes or {}, set(), spelled)
    regex, anchors = parser.alternatives(end=None)
    return Phrase(written, re.compile(regex), frozenset(anchors or ()))


class _Parser:
    def __init__(self, written: str, classes: Mapping[str, str], inside: set[str], spelled: str) -> None:
        self.written, self.classes, self.inside, self.spelled = written, classes, inside, spelled
        self.lexemes = _split(_NO_ONE.sub("noone", written))
        self.at = 0

    def alternatives(self, end: str | None) -> tuple[str, set[str] | None]:
        """Read up to ``end``; gives the regex, and the words one of which is needed (None: no such words)."""
        options: list[str] = []
        needed: set[str] | None = set()
        while True:
            regex, anchors = self.sequence()
            options.append(regex)
            needed = None if needed is None or anchors is None else needed | anchors
            sign = self.lexemes[self.at] if self.at < len(self.lexemes) else None
            self.at += 1
            if sign == "|":
                continue
            if sign == "]?":
                sign = "]"
            if sign == ")?" and end == ")":
                return "(?:" + "|".join(options) + ")?", None
            if sign != end:
                raise PhraseError(f"a bracket does not close in the phrase {self.written!r}")
            return ("(?:" + "|".join(options) + ")" if len(options) > 1 else options[0]), needed

    def sequence(self) -> tuple[str, set[str] | None]:
        parts: list[str] = []
        best: set[str] | None = None
        while self.at < len(self.lexemes) and self.lexemes[self.at] not in _CLOSING:
            sign = self.lexemes[self.at]
            self.at += 1
            regex, anchors = self.element(sign)
            parts.append(regex)
            if anchors and (best is None or len(anchors) < len(best)):
                best = anchors
        return "".join(parts), best

    def element(self, sign: str) -> tuple[str, set[str] | None]:
        if sign == "(":
            return self.alternatives(end=")")
        if sign == "[":
            return "(?:" + self.alternatives(end="]")[0] + ")?", None
        if sign[0] == "<":
            return self.named_class(sign[1:-1])
        fixed = {
            "..": _ANY + "{0,3}?",
            "...": _ANY + "{0,8}?",
            "_": _ANY,
            "#": r" \d[^ ]*(?= )",
            "^": r"^(?: [.?])*",
            "$": r"(?: [.?])* $",
            "?": r" \?(?= )",
        }.get(sign)
        if fixed is not None:
            return fixed, None
        if sign.endswith("~"):
            return f" {re.escape(sign[:-1])}[^ .?]*(?= )", None
        words = plain_words(sign, self.spelled) if not sign.startswith(":") else [sign]
        if not words:
            raise PhraseError(f"{sign!r} is no word, in the phrase {self.written!r}")
        return "".join(f" {re.escape(word)}(?= )" for word in words), {words[0]}

    def named_class(self, name: str) -> tuple[str, set[str] | None]:
        if name not in self.classes:
            raise PhraseError(f"unknown class <{name}> in the phrase {self.written!r}")
        if name in self.inside:
            raise PhraseError(f"the class <{name}> contains itself")
        inner = _Parser(self.classes[name], self.classes, self.inside | {name}, self.spelled)
        regex, anchors = inner.alternatives(end=None)
        return f"(?:{regex})", anchors


def _split(written: str) -> list[str]:
    lexemes: list[str] = []
    at = 0
    text = written.rstrip()
    while at < len(text):
        found = _LEXEMES.match(text, at)
        if found is None:
            raise PhraseError(f"cannot read {text[at:]!r} in the phrase {written!r}")
        lexemes.append(found.group(1))
        at = found.end()
    if not lexemes:
        raise PhraseError("an empty phrase")
    return lexemes
