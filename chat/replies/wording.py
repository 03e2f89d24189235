"""What the reply model is given to read: the question in a few plain words, then the reply."""

from __future__ import annotations

import re

from chat.replies.asked import Asked, chosen

_LONGEST_QUESTION = 120  # characters; a question of no known kind is given by its beginning


def wording(text: str, asked: Asked) -> tuple[str, str]:
    """The question and the reply as the model reads them.

    A number that answers a choice is written out ("2 but i called" becomes "not yet, but i called"),
    since what "2" means differs between questions.
    """
    said, rest = chosen(text, asked)
    if said is not None:
        text = f"{asked.words[said]}, {rest.strip()}"
    return asked.short[:_LONGEST_QUESTION], re.sub(r"\s+", " ", text).strip()
