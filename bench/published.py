"""Where the published packages, the labelled needs and their scorer lie: outside the repository."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("LINKAGE_SHARED", ROOT.parent / "shared"))
PACKAGES = SHARED / "data" / "hsds"
QUERIES = SHARED / "eval" / "search_dev_queries.jsonl"
QRELS = SHARED / "eval" / "search_dev_qrels.jsonl"
ELIGIBILITY = SHARED / "eval" / "eligibility_dev.jsonl"
REPLIES = SHARED / "eval" / "replies_dev.jsonl"
SCORER = SHARED / "tools" / "score.py"


def missing() -> list[Path]:
    """What is needed and is not on this machine."""
    return [path for path in (PACKAGES, QUERIES, QRELS, ELIGIBILITY, REPLIES, SCORER) if not path.exists()]
