"""Which words of two texts differ, and which items of two lists only one of them has."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_LONGEST = 1_500


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `differs` where the other side does not have it."""

    words: str
    differs: bool = False


Cell = tuple[tuple[Piece, ...], ...]
"""One side of a row: items, each of pieces."""


def texts(left: str, right: str) -> tuple[Cell, Cell]:
    """Both texts with the words marked that the other does not have in that place."""
    if not left or not right:
        return _whole(left), _whole(right)
    words_a, words_b = re.findall(r"\S+|\s+", left), re.findall(r"\S+|\s+", right)
    if len(words_a) > _LONGEST or len(words_b) > _LONGEST:
        return _whole(left), _whole(right)
    matcher = SequenceMatcher(
        None, [_plain(w) for w in words_a], [_plain(w) for w in words_b], autojunk=False
    )
    pieces_a: list[Piece] = []
    pieces_b: list[Piece] = []
    for tag, from_a, to_a, from_b, to_b in matcher.get_opcodes():
        for pieces, words in ((pieces_a, words_a[from_a:to_a]), (pieces_b, words_b[from_b:to_b])):
            if words:
                pieces.append(Piece("".join(words), tag != "equal"))
    return (tuple(pieces_a),), (tuple(pieces_b),)


def lists(
    left: Sequence[str], right: Sequence[str], key: Callable[[str], str] = str.lower
) -> tuple[Cell, Cell]:
    """Both lists with the items marked that the other does not have; `key` says which are the same."""
    keys_a, keys_b = set(map(key, left)), set(map(key, right))
    return (
        tuple((Piece(item, key(item) not in keys_b),) for item in left),
        tuple((Piece(item, key(item) not in keys_a),) for item in right),
    )


def any_differ(*cells: Cell) -> bool:
    """Whether anything is marked."""
    return any(piece.differs for cell in cells for item in cell for piece in item)


def _plain(word: str) -> str:
    return " " if word.isspace() else word.lower()


def _whole(text: str) -> Cell:
    return ((Piece(text),),) if text else ()
