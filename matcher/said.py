"""What the kinds and categories of service say of themselves, as vectors that a need is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Self

from matcher.embedding import Embedder, Vectors
from matcher.kinds import kind_book
from matcher.words import ranking_table

_KINDS, _CATEGORIES = "said.kinds", "said.categories"


@dataclass(frozen=True)
class Said:
    """The vectors of all kinds and of all categories, in the order of their tables."""

    kinds: Vectors
    categories: Vectors

    @classmethod
    def embedded(cls, embedder: Embedder) -> Self:
        """Made anew."""
        return cls(
            embedder.embed([kind.says for kind in kind_book().kinds]),
            embedder.embed([row["says"] for row in ranking_table("categories").values()]),
        )

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Vectors]) -> Self | None:
        """What `arrays` gave, None where an index was built without."""
        return cls(arrays[_KINDS], arrays[_CATEGORIES]) if _KINDS in arrays else None

    def arrays(self) -> dict[str, Vectors]:
        """What an index keeps, so that a process need not embed them before its first answer."""
        return {_KINDS: self.kinds, _CATEGORIES: self.categories}


_made: dict[str, Said] = {}
_making = Lock()


def said_by(embedder: Embedder) -> Said:
    """The vectors of an embedder, made once in a process."""
    with _making:
        if embedder.name not in _made:
            _made[embedder.name] = Said.embedded(embedder)
        return _made[embedder.name]
