"""How good the answers are on the labelled needs: ours and the alternatives'."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.alternatives.known import available, opened
from bench.alternatives.listing import listings
from bench.cache import Cache
from bench.comparing import with_radius
from bench.needs import labelled_rows
from bench.published import ROOT
from bench.report import Row, Table
from bench.running import sentence_model
from bench.scoring import score
from bench.sizes import SIZES
from matcher.batch import result_rows
from matcher.need import DEFAULT_LIMIT
from webapp import matching
from webapp.state import Linkage

JUDGMENTS = ROOT / "bench" / "judgments" / "search_dev.jsonl"
Answers = dict[str, list[dict[str, Any]]]

__all__ = ["JUDGMENTS", "own_answers", "quality", "score"]


def quality(cache: Cache) -> list[Table]:
    """The figures by the published grades, and by those of `JUDGMENTS` as well where there are any."""
    answers = {"Linkage": own_answers(cache.with_index(SIZES["3k"])), **dict(_alternatives(cache))}
    note = (
        "The published grades; a listing that nobody graded counts as not it. The alternatives are asked the "
        "words of the need, as a search box is; Linkage takes its categories and facts as well."
    )
    tables = [Table("Quality on the labelled needs", _rows(answers, None), note)]
    if JUDGMENTS.exists():
        note = f"With the grades of {JUDGMENTS.relative_to(ROOT)} for listings that had none."
        tables.append(Table("Quality with further judgments", _rows(answers, JUDGMENTS), note))
    return tables


def own_answers(state: Linkage) -> Answers:
    """Our answers to the labelled needs, as `linkage batch match` writes them."""
    return {row["id"]: result_rows(state.search.run(matching.need(state, row))) for row in labelled_rows()}


def _alternatives(cache: Cache) -> Iterator[tuple[str, Answers]]:
    state = cache.with_index(SIZES["3k"])
    embedder = sentence_model()
    needs = {row["id"]: with_radius(matching.need(state, row), embedder) for row in labelled_rows()}
    services = list(listings(state))
    for name in available(cache.tell):
        cache.tell(f"quality: {name}")
        with opened(name, embedder) as alternative:
            alternative.load(services)
            yield (
                alternative.title,
                {
                    # They rule nobody out: whatever they return is shown.
                    asked: [
                        {"service_id": found, "eligibility": "may_be"}
                        for found in alternative.search(need, DEFAULT_LIMIT)
                    ]
                    for asked, need in needs.items()
                },
            )


def _rows(answers: dict[str, Answers], judgments: Path | None) -> list[Row]:
    rows: list[Row] = []
    for title, answer in answers.items():
        figures = score(answer, judgments=judgments)
        rows.append(
            {
                "what": title,
                "nDCG@10": figures["ndcg@10"],
                "success@3": figures["success@3"],
                "recall@20": figures["recall@20"],
                "judged@10": figures["judged@10"],
                "ineligible shown in the top 10": figures["ineligible_shown@10"],
                "eligible hidden": figures["eligible_hidden"],
            }
        )
    return rows
