"""How long it takes to build the index, and to build it again with nothing changed."""

from collections.abc import Sequence

from bench.cache import Cache
from bench.report import Row, Table
from bench.sizes import Size
from matcher.index.build import BuildReport


def building(cache: Cache, sizes: Sequence[Size]) -> list[Table]:
    """A row for each build of each size that has a database."""
    rows: list[Row] = []
    for size in sizes:
        if size.packages:
            first, second = cache.build_twice(size)
            rows += [_row(size, "from nothing", first), _row(size, "again, nothing changed", second)]
    note = "The texts of like listings are embedded once."
    return [Table("Building the index", rows, note)] if rows else []


def _row(size: Size, which: str, report: BuildReport) -> Row:
    return {
        "size": size.title,
        "build": which,
        "services": report.services,
        "seconds": report.seconds,
        "services a second": report.services / report.seconds,
        "texts embedded": report.embedded,
        "taken over": report.reused,
    }
