"""Which papers the client has, which are missing, and which languages help must be in."""

from __future__ import annotations

import re
from functools import cache

from chat.needs.tables import phrases
from chat.phrasing.grammar import Phrase
from chat.phrasing.tables import Message, table


@cache
def _papers() -> dict[str, tuple[Phrase, ...]]:
    return {name: phrases([written]) for name, written in table("needs/papers.toml")["papers"].items()}


def read_papers(message: Message, needs: list[str]) -> tuple[list[str], list[str]]:
    """``documents`` that the client has and ``documents_missing``, each in the order of the vocabulary.

    The nearest word before a paper that says "has" or "lacks" decides, within its sentence; a paper
    that is asked for under identification is missing.
    """
    signs = {word: side for side, words in table("needs/papers.toml")["words"].items() for word in words}
    has: list[str] = []
    missing: list[str] = []
    words = [token.word for token in message.tokens]
    for name, written in _papers().items():
        for hit in message.find_all(written):
            if re.match(
                r" (?:clinic|voucher|required|requirement)", " " + " ".join(words[hit.last : hit.last + 1])
            ):
                continue
            side = _side(words, hit.first, hit.last, signs)
            if (
                side is None
                and "identification" in needs
                and name in ("photo_id", "ssn_card", "birth_certificate")
            ):
                side = "lacks"
            if side == "lacks" and name not in missing:
                missing.append(name)
            elif side == "has" and name not in has:
                has.append(name)
    return [name for name in has if name not in missing], missing


def _side(words: list[str], first: int, last: int, signs: dict[str, str]) -> str | None:
    if words[last : last + 1] and words[last] in ("done", "ready", "complete", "current"):
        return "has"
    if words[last : last + 1] and words[last] in ("expired", "stolen", "lost"):
        return "lacks"
    for at in range(first - 1, max(-1, first - 9), -1):
        if words[at] in (".", "?"):
            return None
        for side in (signs.get(f"{words[at - 1]} {words[at]}" if at else ""), signs.get(words[at])):
            if side:
                negated = at and words[at - 1] in ("not", "no", "never", "doesnt") and side == "has"
                return "lacks" if negated else side
    return None


@cache
def _languages() -> tuple[tuple[str, tuple[Phrase, ...]], ...]:
    codes: dict[str, str] = table("needs/languages.toml")["codes"]
    return tuple((code, phrases([name])) for name, code in codes.items())


@cache
def _not_a_language() -> tuple[Phrase, ...]:
    return phrases(table("needs/languages.toml")["words"]["not_a_language"])


def read_languages(message: Message) -> list[str]:
    """ISO 639-1 codes of the languages that the client uses or the provider must speak, in the text's order."""
    rest = message.without(message.find_all(_not_a_language()))
    found: list[tuple[int, str]] = []
    for code, written in _languages():
        for hit in rest.find(written):
            found.append((hit.first, code))
    ordered: list[str] = []
    for _, code in sorted(found):
        if code not in ordered and code != "ase":
            ordered.append(code)
    return [] if ordered == ["en"] else ordered
