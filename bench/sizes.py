"""The three sizes of directory that are measured."""

from dataclasses import dataclass

_CITIES = ("eugene-or", "san-francisco-ca", "washington-dc")


@dataclass(frozen=True)
class Size:
    """A size by its short name; `packages` are imported.

    Where there are none, the index holds `services` services spread over the country from those of the size
    `spread_from`, and there is no database of them.
    """

    name: str
    title: str
    packages: tuple[str, ...] = ()
    spread_from: str = ""
    services: int = 0


SIZES = {
    size.name: size
    for size in (
        Size("3k", "3 thousand", _CITIES),
        Size("60k", "60 thousand", (*_CITIES, "us-federal", "legal-il-fl")),
        Size("1m", "1 million", spread_from="60k", services=1_000_000),
    )
}
