"""Times searches in a process of their own, which loads the index, the sentence model and nothing else.

    python -m bench.searching INDEX_FOLDER NEEDS_FILE

Prints the milliseconds of every search as JSON, and the most memory that the process has held.
"""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

from bench.asked import load
from bench.published import ROOT
from bench.running import sentence_model
from matcher.index.index import Index
from matcher.match import Match
from matcher.search import search

FIRST_PAGE = 15
_WARM_UP = 20


@dataclass(frozen=True)
class Searches:
    """Milliseconds of each search: for the embedding of the need by itself, until the answer is there, until
    the reasons of its first page are read, and until those of all its matches are. `peak_mb` is None where
    the system does not tell.
    """

    services: int
    embedding: list[float]
    alone: list[float]
    first_page: list[float]
    all_read: list[float]
    peak_mb: float | None


def timed_apart(index_folder: Path, needs_file: Path) -> Searches:
    """Asks the needs of a file in a new process."""
    command = [
        sys.executable,
        "-m",
        "bench.searching",
        str(index_folder.resolve()),
        str(needs_file.resolve()),
    ]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return Searches(**json.loads(done.stdout))


def _timed(index_folder: Path, needs_file: Path) -> Searches:
    index, embedder, needs = Index.open(index_folder), sentence_model(), load(needs_file)
    for need in needs[:_WARM_UP]:
        search(need, index, embedder)
    searches = Searches(index.services, [], [], [], [], None)
    for need in needs:
        began = perf_counter()
        embedder.embed([need.text])
        searches.embedding.append(_since(began))
        began = perf_counter()
        matches = search(need, index, embedder).matches
        searches.alone.append(_since(began))
        _read(matches[:FIRST_PAGE])
        searches.first_page.append(_since(began))
        _read(matches[FIRST_PAGE:])
        searches.all_read.append(_since(began))
    return Searches(**(asdict(searches) | {"peak_mb": _peak_mb()}))


def _since(began: float) -> float:
    return 1000 * (perf_counter() - began)


def _read(matches: tuple[Match, ...]) -> None:
    for match in matches:
        for reason in match.reasons:
            reason.text()


def _peak_mb() -> float | None:
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    lines = dict(line.split(":", 1) for line in status.read_text("ascii", errors="replace").splitlines())
    return int(lines["VmHWM"].split()[0]) / 1024


if __name__ == "__main__":
    print(json.dumps(asdict(_timed(Path(sys.argv[1]), Path(sys.argv[2])))))
