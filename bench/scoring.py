"""Scores answers with the published scorer, against the published grades and further ones."""

from collections.abc import Mapping, Sequence
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from bench.published import ELIGIBILITY, QRELS, SCORER

Row = dict[str, Any]
Judged = dict[str, Row]


def score(
    answers: Mapping[str, Sequence[Row]],
    *,
    judgments: Path | None = None,
    qrels: Path = QRELS,
    scorer: Path = SCORER,
) -> dict[str, float]:
    """The figures of answers by the id of their need: rows with `service_id` and `eligibility`, best first.

    `judgments` is a file like `qrels` with grades for listings that nobody had judged; where both grade a
    listing, the qrels' grade stands.
    """
    module = _module(scorer)
    gold: Judged = module.read(qrels)
    if judgments is not None:
        gold = with_judgments(gold, module.read(judgments))
    figures, _ = module.search(gold, {name: {"results": rows} for name, rows in answers.items()})
    return dict(figures)


def score_eligibility(
    readings: Mapping[str, Sequence[str]], *, gold: Path = ELIGIBILITY, scorer: Path = SCORER
) -> dict[str, float]:
    """The figures of criteria, by the id of their text."""
    module = _module(scorer)
    figures, _ = module.eligibility(
        module.read(gold), {name: {"criteria": criteria} for name, criteria in readings.items()}
    )
    return dict(figures)


def with_judgments(gold: Judged, further: Judged) -> Judged:
    """The needs of `gold`, with the grades of both."""
    return {
        name: {**row, "judged": {**further.get(name, {}).get("judged", {}), **row["judged"]}}
        for name, row in gold.items()
    }


def _module(path: Path) -> Any:
    spec = spec_from_file_location("published_scorer", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
