"""The alternatives by name, each imported when it is asked for: not every system has them all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module

from bench.alternatives.alternative import Alternative
from matcher.embedding import Embedder

_CLASSES = {
    "PostgreSQL": ("bench.alternatives.postgres", "Postgres"),
    "SQLite": ("bench.alternatives.sqlite", "Sqlite"),
    "LanceDB": ("bench.alternatives.lance", "Lance"),
}


def available(tell: Callable[[str], None]) -> list[str]:
    """The names of those that can be imported; `tell` hears of the others."""
    names = []
    for name, (module, _) in _CLASSES.items():
        try:
            import_module(module)
        except ImportError as error:
            tell(f"{name} is left out: {error}")
        else:
            names.append(name)
    return names


@contextmanager
def opened(name: str, embedder: Embedder) -> Iterator[Alternative]:
    """An alternative of this name, closed in the end."""
    module, made = _CLASSES[name]
    alternative: Alternative = getattr(import_module(module), made)(embedder)
    try:
        yield alternative
    finally:
        alternative.close()
