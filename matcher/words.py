"""Words as the word index and the kinds of service compare them: without accents, endings and case."""

import re
import threading
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any

import Stemmer

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_NO_PLURAL = frozenset({"aids", "news", "always", "perhaps"})
_local = threading.local()


@cache
def ranking_table(name: str) -> Mapping[str, Any]:
    """The table `data/ranking/<name>.toml`."""
    return tomllib.loads(files("data").joinpath(f"ranking/{name}.toml").read_text("utf-8"))


@cache
def tables_version() -> str:
    """Stands for the tables that say what a row of the index means: it knows kinds by their number."""
    digest = blake2b(digest_size=8)
    for name in ("avoid", "categories", "kinds", "stopwords"):
        digest.update(files("data").joinpath(f"ranking/{name}.toml").read_bytes())
    return digest.hexdigest()


@cache
def stop_stems() -> frozenset[str]:
    """Stems of words that say nothing about what is needed or offered."""
    return frozenset(stems(" ".join(ranking_table("stopwords")["words"].split())))


def plain(text: str) -> str:
    """The text in lower case without accents, with straight apostrophes."""
    text = text.lower().replace("\u2019", "'")
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def stems(text: str) -> list[str]:
    """The stems of all words of an English text in their order; hyphens and slashes part words."""
    # A stemmer keeps a buffer, so each thread has its own.
    stemmer = getattr(_local, "stemmer", None)
    if stemmer is None:
        stemmer = _local.stemmer = Stemmer.Stemmer("english")
    result: list[str] = stemmer.stemWords(_words(text))
    return result


def forms(text: str) -> list[str]:
    """The words in their order with only the plural taken off: a stem is too wide for a phrase.

    A stem makes one of "aging" and "ages", of "visitation" and "visits", of "dependency" and "dependents".
    """
    return [_singular(word) for word in _words(text)]


def _words(text: str) -> list[str]:
    return [_without_apostrophe(word) for word in _WORD.findall(plain(text))]


@cache
def _singular(word: str) -> str:
    if word in _NO_PLURAL or len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word[:-1]


def _without_apostrophe(word: str) -> str:
    head, mark, tail = word.partition("'")
    return head if not mark or tail == "s" else head + tail
