"""How well clients' replies are read, on labelled ones that were not looked at for it."""

import json

from bench.published import REPLIES
from chat.replies import Heard, read_reply
from chat.training.corpus import Reply


def read_replies() -> list[tuple[Reply, Heard]]:
    """Each labelled reply with what is read in it, as `linkage batch replies` does."""
    with REPLIES.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        (
            Reply(
                (),
                row["text"],
                row["lang"],
                row["label"],
                tuple(row["barriers"]),
                tuple(row["listing_problems"]),
                None,
            ),
            read_reply(row["text"], asked=row["asked"], lang=row["lang"]),
        )
        for row in rows
    ]
