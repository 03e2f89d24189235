"""Some words are commands by law or by the carriers' rules: alone in a message they always count."""

from __future__ import annotations

from functools import cache

from chat.phrasing.tables import table
from chat.phrasing.words import BREAK, QUESTION, plain_words

LABEL_OF = {"stop": "opt_out", "start": "opt_in", "help": "help_keyword"}


@cache
def _keywords() -> dict[str, str]:
    return {word: LABEL_OF[kind] for kind, words in table("replies/keywords.toml").items() for word in words}


def keyword(text: str) -> str | None:
    """``opt_out``, ``opt_in`` or ``help_keyword`` where the message is only such a word, else None."""
    words = [word for word in plain_words(text) if word not in (BREAK, QUESTION) and word[0] != ":"]
    return _keywords().get(" ".join(words))
