"""`python -m bench.duplicates HOME`: time, memory and rightness of the search for duplicates.

HOME is a folder with the published packages imported and indexed (`LINKAGE_HOME`); nothing is written to it.
"""

import csv
import resource
import time
from collections import Counter
from hashlib import sha256
from pathlib import Path

import click

from directory.duplicates.finding import Pair, find_pairs
from directory.duplicates.traits import read_traits
from webapp.settings import Settings
from webapp.state import Linkage

LABELS = Path(__file__).parent.parent / "tests" / "data" / "duplicate_pairs.csv"


@click.command()
@click.argument("home", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(home: Path) -> None:
    """Searches the directory in HOME, and holds what is found against the labelled pairs."""
    state = Linkage(Settings(home=home))
    meanings = state.search.meanings()
    wall, processor = time.perf_counter(), time.process_time()
    with state.make_session() as session:
        listings = read_traits(session)
    pairs = find_pairs(listings, meanings)
    click.echo(
        f"{len(listings)} services: {time.perf_counter() - wall:.0f} s, of them "
        f"{time.process_time() - processor:.0f} s on the processor, "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB at the most"
    )
    for relation, count in Counter(pair.relation for pair in pairs).items():
        click.echo(f"{relation}: {count} pairs")
    _rates({(pair.first, pair.second): pair for pair in pairs})


def _rates(found: dict[tuple[str, str], Pair]) -> None:
    with LABELS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for part in ("tune", "test", "both"):
        keys = {(row["first"], row["second"]): row["label"] for row in rows if part in ("both", _half(row))}
        for asked in ("same or facility", "same"):
            told = {key for key in keys if key in found and found[key].relation in asked}
            right = {key for key, label in keys.items() if label in asked}
            precision, recall = len(told & right) / len(told), len(told & right) / len(right)
            click.echo(
                f"{part}, {asked}: precision {precision:.2f}, recall {recall:.2f} "
                f"({len(told & right)} of {len(told)} told, {len(right)} there)"
            )


def _half(row: dict[str, str]) -> str:
    digest = sha256((row["first"] + row["second"]).encode()).hexdigest()
    return "tune" if int(digest, 16) % 2 == 0 else "test"


if __name__ == "__main__":
    main()
