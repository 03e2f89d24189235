"""How well eligibility is read from labelled texts."""

import json

from bench.published import ELIGIBILITY
from bench.report import Table
from bench.scoring import score_eligibility
from matcher.eligibility.reader import read


def read_texts() -> dict[str, list[str]]:
    """The criteria of each labelled text, as `linkage batch eligibility` writes them."""
    with ELIGIBILITY.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return {row["id"]: [str(reading.criterion) for reading in read(row["text"])] for row in rows}


def reading() -> Table:
    """The figures of reading eligibility."""
    readings = read_texts()
    figures = score_eligibility(readings)
    row = {
        "texts": len(readings),
        "precision": figures["precision"],
        "recall": figures["recall"],
        "F1": figures["f1"],
        "texts with an invented criterion": figures["texts_with_invented_criteria"],
    }
    return Table("Reading eligibility", [row], "The texts were looked at while the reader was written.")
