"""Who is not served: "may not have a conviction for arson", "no sex offenders", "does not serve ..."."""

import re
from collections.abc import Iterator

from matcher.eligibility.meaning import Meaning, Span, all_of

_NEGATION = re.compile(
    r"\b(?:(?:may|must|can|should|could|do|does|is|are|will|were)\s?n(?:o|')t|cannot|not|no|never|without|unable\s+to|exclud(?:es?|ed|ing)|ineligible|free\s+of|nor|neither|except(?:ing)?)\b"
)
_AGAIN = re.compile(
    r"(?:,|;|\band\b|\bbut\b)\s*(?:and\s+|but\s+)?(?:must|should|may|can)\s+(?!not|no\b)(?:be|have|provide|attend|pass)"
)
_EXCLUDED = {
    "sex_offense:not:true": r"sex(?:ual)?(?:\s+or\s+\w+|/\w+)?[\s-]+(?:offen[cs]es?|offend?e?rs?|crimes?|related)|(?:any\s+)?sex\s+(?:or\s+\w+\s+)?(?:offen[cs]es?|crimes?)|register(?:ed)?\s+(?:as\s+(?:a\s+)?)?sex|sex\s+and\s+arson|registered\s+290|megan's\s+law|sexual\s+predators?",
    "arson:not:true": r"arson(?:ists?)?",
    "violence:not:true": r"violent\s+(?:crimes?|offen[cs]es?|offenders?|felon\w+|convictions?|histor\w+|behaviou?r)|histor(?:y|ies)\s+of\s+violence|violent\s+or\s+\w+\s+(?:crimes?|offen[cs]es?)|crimes?\s+of\s+violence",
    "justice:not:any": r"criminal\s+(?:records?|histor(?:y|ies)|backgrounds?|convictions?)\b(?!\s*(?:for|on|of|related|within|or))|police\s+records?",
    "mental_health:not:true": r"(?:mental(?:ly)?|psychiatric)\s+(?:health\s+)?(?:ill(?:ness(?:es)?)?|problems?|disorders?|diagnos[ie]s|conditions?|issues?)(?!\s*(?:that|which|requiring|must))",
    "medication_treatment:not:true": r"methadone|buprenorphine|suboxone|medication[- ]assisted",
}
_PATTERNS = {criterion: re.compile(pattern) for criterion, pattern in _EXCLUDED.items()}
_NARROWED = re.compile(
    r"case[- ]by[- ]case|(?:in|within|for|during)\s+(?:the\s+)?(?:past|last|previous|\d+|one|two|three|four|five|seven|ten)\b|\bwhose\b|child\s+sex|(?<!harm\s)(?:against|involv\w+|with|on)\s+(?:an?\s+)?(?:child|minor)|"
    r"\bserious|\bsevere|\bactive\b|\bthat\s+(?:would|could|may)|\binterfere|\brequiring\b|\bmedication\b(?!-|\s+assisted)|\bstabili|\bpending\b|\bsome\s+|\buntreated|\bunmanaged"
)
_MINORS_OUT = re.compile(r"(?:serve|accept|admit)\s+(?:any\s+)?(?:minors|children|youth)\b")


def exclusions(lower: str, covered: Iterator[Span] | list[Span]) -> tuple[list[Span], Meaning]:
    """Where a lower-case sentence denies something, and who is excluded there.

    A negation inside `covered` (words already read, such as "no insurance") is not looked at again. A narrowed
    exclusion ("no violent offences in the past 7 years") shuts out fewer people than any criterion would, so
    it gives none.
    """
    taken = list(covered)
    starts = [
        m
        for m in _NEGATION.finditer(lower)
        if not any(a <= m.start() < b for a, b in taken) and not lower[: m.start()].endswith("with or ")
    ]
    scopes: list[Span] = []
    found: list[Meaning] = []
    for number, start in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else len(lower)
        again = _AGAIN.search(lower, start.end(), end)
        end = again.start() if again else end
        clause = lower[start.start() : end]
        meanings = list(_excluded(clause, start.start()))
        if not meanings and not any(pattern.search(clause) for pattern in _PATTERNS.values()):
            # Nothing that is known is excluded here: the denial reaches to the next comma.
            comma = re.search(r"[,;]", clause)
            end = start.start() + comma.start() if comma else end
        scopes.append((start.start(), end))
        found += meanings
    return scopes, all_of(found)


def _excluded(clause: str, offset: int) -> Iterator[Meaning]:
    for pieces in _pieces(clause):
        piece, shift = pieces
        if _NARROWED.search(piece):
            continue
        for criterion, pattern in _PATTERNS.items():
            if words := pattern.search(piece):
                yield Meaning.of([criterion], (offset + shift + words.start(), offset + shift + words.end()))
        if minors := _MINORS_OUT.search(piece):
            yield Meaning.of(["age:min:18"], (offset + shift + minors.start(), offset + shift + minors.end()))


def _pieces(clause: str) -> Iterator[tuple[str, int]]:
    """The clause whole, or cut at "or are/who are", which starts a new thing that is excluded."""
    start = 0
    for cut in re.finditer(r",?\s*\bor\s+(?:who\s+)?(?:are|is|be|required)\b", clause):
        yield clause[start : cut.start()], start
        start = cut.start()
    yield clause[start:], start
