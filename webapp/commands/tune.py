"""`linkage tune`: sets the weights of the ranking by searches whose answers somebody has graded."""

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from matcher import tuning
from webapp import matching
from webapp.settings import Settings
from webapp.state import Linkage

_QUERIES = "search_dev_queries.jsonl"
_GRADES = "search_dev_qrels.jsonl"


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--judgments",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Further grades, of answers that the folder's file did not judge.",
)
@click.option("--folds", default=5, help="In how many parts to cross-validate.")
@click.option("--write", is_flag=True, help="Writes the weights to data/ranking/weights.toml.")
@click.pass_obj
def tune(settings: Settings, folder: Path, judgments: Path | None, folds: int, write: bool) -> None:
    """Sets the ranking's weights by the graded searches of FOLDER, over the index that is there.

    FOLDER holds search_dev_queries.jsonl (needs, as for `linkage batch match`) and search_dev_qrels.jsonl
    (grades 0 to 3 by service). Without --write nothing is changed.
    """
    state = Linkage(settings)
    if not state.search.ready:
        raise click.ClickException("There is no search index yet. Import listings, then run: linkage index")
    queries, grades = _rows(folder / _QUERIES), _rows(folder / _GRADES)
    more = _rows(judgments) if judgments else {}
    console = Console()
    searches = []
    for name, row in track(queries.items(), "Searching", console=console, transient=True):
        judged = {**more.get(name, {}).get("judged", {}), **grades.get(name, {}).get("judged", {})}
        need = matching.need(state, row)
        searches.append(
            state.search.labelled(need, {service: int(each["grade"]) for service, each in judged.items()})
        )
    if not searches:
        raise click.ClickException(f"{folder / _QUERIES} holds no search")
    with console.status("Setting weights"):
        tuned = tuning.tune(searches, folds=folds)
    before = tuning.weights().signals
    table = Table("signal", "weight before", "weight set", "nDCG@10 lost without it")
    for name, gain in sorted(tuned.gains.items(), key=lambda pair: -pair[1]):
        table.add_row(name, f"{before[name]:g}", f"{tuned.weights[name]:g}", f"{gain:+.4f}")
    console.print(table)
    console.print(
        f"nDCG@10 of {len(searches)} searches: {tuned.before:.4f} as it was, {tuned.after:.4f} with these "
        f"weights, {tuned.held_out:.4f} on folds that the weights were not set on."
    )
    if write:
        _write(tuned.weights)
        console.print("Written to data/ranking/weights.toml. Restart servers and workers.")


def _rows(path: Path) -> dict[str, Any]:
    """The rows of a file by their id. Raises ClickException naming the line that is none."""
    found = {}
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                found[row["id"]] = row
            except (ValueError, TypeError, KeyError) as error:
                raise click.ClickException(f"{path}, line {number}: no object with an id") from error
    return found


def _write(weights: dict[str, float]) -> None:
    """Puts the numbers in their lines; what stands beside them stays."""
    path = Path(str(files("data").joinpath("ranking/weights.toml")))
    text = path.read_text("utf-8")
    for name, value in weights.items():
        text = re.sub(rf"(?m)^({name} = )-?[\d.]+", lambda found, v=value: f"{found[1]}{v:g}", text, count=1)
    path.write_text(text, "utf-8")
