"""Times the start of the program: a new process until its first answer, as for `linkage match`.

python -m bench.first_answer HOME NEED_AS_JSON
"""

import json
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.published import ROOT
from bench.running import linkage_at
from webapp import matching


def seconds_to_first_answer(home: Path, row: dict[str, Any]) -> float:
    """From before the process is started until it says that it has an answer; the index is there already."""
    command = [sys.executable, "-m", "bench.first_answer", str(home.resolve()), json.dumps(row)]
    began = perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        answered = process.stdout.readline()
        seconds = perf_counter() - began
    if not answered:
        raise RuntimeError(f"the started process gave no answer (exit status {process.returncode})")
    return seconds


def _answer(home: Path, row: dict[str, Any]) -> None:
    state = linkage_at(home)
    state.search.prepare()
    results = state.search.run(matching.need(state, row))
    print(len(results.matches), flush=True)


if __name__ == "__main__":
    _answer(Path(sys.argv[1]), json.loads(sys.argv[2]))
