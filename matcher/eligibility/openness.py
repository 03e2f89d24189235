"""Texts that say outright that anyone may come, and texts that say nothing."""

import re

from matcher.eligibility.meaning import Span

_WHOLE = re.compile(
    r"\s*(?:eligibility:?\s*)?(?:none(?:\s+required)?|no\s+(?:restrictions?|eligibility\s+requirements?|requirements?|eligibility\s+restrictions?)|all|everyone|anyone|"
    r"all\s+(?:individuals?|people|persons?|are\s+eligible)(?:,?\s*(?:and|&)\s*(?:their\s+)?(?:family\s+members|families))?(?:,?\s*in\s+and\s+out\s+of\s+custody)?|all\s+individuals\s+and\s+all\s+ages)\s*[.;]?\s*"
)
_SAID = re.compile(
    r"\b(?:open\s+to\s+(?:all\b(?!\s+(?:[a-z-]+\s+){0,3}(?:men|women|people|persons|individuals|parents|students|families|youth|members|veterans|survivors|formerly|homeless|low|lgbt\w*|lbgt\w*|children|adults|seniors|faiths|ages))|everyone|every\s?body|anyone(?!\s+(?:who|with|over|under|in|living|\d))|the\s+(?:general\s+)?public|any\s?one|the\s+entire\s+community)|"
    r"(?:available\s+to\s+(?:the\s+)?|^\s*)general\s+public|(?:everyone|all|anyone|all\s+people|all\s+persons)\s+(?:is|are)?\s*(?:welcome|eligible)|"
    r"(?:available\s+to\s+)?anyone\s+(?:can\s+(?:use|participate|come|attend)|who\s+needs\s+(?:them|it|help|services|food)|in\s+need)|no\s+(?:eligibility\s+)?restrictions|public\s+welcome|no\s+eligibility\s+requirements|all\s+individuals\s+needing\s+\w+)"
)
_NOT_OPEN = re.compile(r"\bhowever\b|\bwilling\s+to\b|\bif\s+fee\b")


def open_statement(lower: str) -> Span | None:
    """Where a lower-case sentence says that anyone may come."""
    if whole := _WHOLE.fullmatch(lower):
        return whole.span()
    said = _SAID.search(lower)
    return said.span() if said and not _NOT_OPEN.search(lower) else None
