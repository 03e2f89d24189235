"""`python -m bench`: measures the search and what could be used instead of it."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from rich.console import Console

from bench.building import building
from bench.cache import Cache
from bench.comparing import comparison
from bench.machine import machine
from bench.published import ROOT, SHARED, missing
from bench.quality import quality
from bench.reading import reading
from bench.report import Table, show, write_json, write_markdown
from bench.sizes import SIZES, Size
from bench.speed import OwnSearch, speed

PARTS = ("build", "speed", "alternatives", "quality")
_SEARCHES = 360
_WIDE = 140


def _names(known: tuple[str, ...]) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """Reads names with commas between them."""

    def read(_context: click.Context, _option: click.Parameter, text: str) -> list[str]:
        names = [name.strip() for name in text.split(",") if name.strip()]
        for name in names:
            if name not in known:
                raise click.BadParameter(f"{name!r} is none of {', '.join(known)}")
        return [name for name in known if name in names]

    return read


@click.command()
@click.option(
    "--sizes", callback=_names(tuple(SIZES)), default=",".join(SIZES), show_default=True,
    help="How large a directory, with commas between them.",
)  # fmt: skip
@click.option(
    "--only", callback=_names(PARTS), default=",".join(PARTS), show_default=True,
    help="What to measure, with commas between them.",
)  # fmt: skip
@click.option("--searches", type=click.IntRange(min=1), default=_SEARCHES, show_default=True,
              help="How many searches are timed at each size.")  # fmt: skip
@click.option("--cache", type=click.Path(file_okay=False, path_type=Path), default=ROOT / "build" / "bench",
              help="Folder for databases and indexes, kept for next time; default build/bench.")  # fmt: skip
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Markdown file to write.")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path),
              help="JSON file to write, with unrounded figures.")  # fmt: skip
def main(
    sizes: list[str], only: list[str], searches: int, cache: Path, out: Path | None, json_file: Path | None
) -> None:
    """Measures speed and quality of the search, and of the alternatives to it, and prints tables."""
    if missing():
        click.echo(f"Nothing is measured: the published packages are not in {SHARED} (LINKAGE_SHARED).")
        return
    # Output that goes to a file has no width of its own.
    console = Console() if sys.stdout.isatty() else Console(width=_WIDE)
    progress = Console(stderr=True, style="dim")
    taken_on = machine()
    tables: list[Table] = []
    for table in _measured(only, [SIZES[name] for name in sizes], Cache(cache, progress.print), searches):
        show(table, console)
        tables.append(table)
        # Written after each table: a long run that ends early leaves what it has measured.
        if out:
            write_markdown(out, taken_on, tables)
        if json_file:
            write_json(json_file, taken_on, tables)


def _measured(only: list[str], sizes: list[Size], cache: Cache, searches: int) -> Iterator[Table]:
    own = OwnSearch(cache, searches)
    if "build" in only:
        yield from building(cache, sizes)
    if "speed" in only:
        yield from speed(own, sizes)
    if "alternatives" in only:
        yield from comparison(own, sizes)
    if "quality" in only:
        yield reading()
    if "quality" in only and SIZES["3k"] in sizes:
        yield from quality(cache)


if __name__ == "__main__":
    main()
