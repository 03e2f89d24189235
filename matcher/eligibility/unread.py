"""Demands of an eligibility text that no criterion stands for: whoever meets the rest may still be turned away.

"Must be homeless as a result of a fire" is read as homeless; that there must have been a fire has no word in the
vocabulary. A service with such a demand is never called eligible for certain: the words are shown instead.
"""

import re
from collections.abc import Iterable, Iterator

from matcher.eligibility.clauses import clean, role, sentences
from matcher.eligibility.meaning import Span

_DEMANDS = re.compile(
    r"\b(?:must|only|required?|requires|as\s+a\s+result\s+of|due\s+to|because\s+of|need\s+to|have\s+to|limited\s+to|"
    r"restricted\s+to|who\s+(?:have|has|are|is|were|lost|need)|diagnos\w+|completed?|enrolled|graduat\w+|referr\w+|"
    r"registrants?|certified|licensed|members?\s+of|employees|able\s+to|ability\s+to|willing\s+to)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z][a-z'-]*|\d+", re.IGNORECASE)
# Words that ask nothing by themselves, or that the words read beside them account for.
_EMPTY = frozenset(
    [
        "a",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "can",
        "could",
        "do",
        "does",
        "each",
        "eligible",
        "eligibility",
        "for",
        "from",
        "had",
        "has",
        "have",
        "he",
        "her",
        "his",
        "in",
        "include",
        "includes",
        "including",
        "individual",
        "individuals",
        "into",
        "is",
        "it",
        "its",
        "may",
        "meet",
        "more",
        "must",
        "no",
        "not",
        "of",
        "on",
        "one",
        "only",
        "open",
        "or",
        "other",
        "people",
        "person",
        "persons",
        "program",
        "programs",
        "participants",
        "clients",
        "applicants",
        "residents",
        "resident",
        "reside",
        "residing",
        "live",
        "lives",
        "living",
        "service",
        "services",
        "serve",
        "served",
        "serves",
        "she",
        "should",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "to",
        "under",
        "up",
        "we",
        "were",
        "when",
        "where",
        "which",
        "who",
        "will",
        "with",
        "within",
        "without",
        "you",
        "your",
        "years",
        "year",
        "old",
        "age",
        "ages",
        "older",
        "younger",
        "over",
        "both",
        "all",
        "also",
        "currently",
        "current",
        "least",
        "must",
        "need",
        "needs",
        "required",
        "requirement",
        "requirements",
        "guidelines",
        "criteria",
        "status",
        "proof",
        "valid",
        "adult",
        "adults",
        "men",
        "women",
        "man",
        "woman",
        "family",
        "families",
        "children",
        "child",
        "youth",
        "low",
        "income",
        "homeless",
        "household",
        "households",
    ]
)
# "For the pottery room, ages 12-16 only", "rooms are not provided for sex offenders": true of a part only.
_PART_CONDITION = re.compile(
    r"\s*for\s+(?:the\s+)?[^,]{3,60}?\b(?:services?|programs?|classes|groups?|housing|shelter|rooms?|beds?|meals?|assistance)\b,\s.*?\b(?:only|must|required|ages?)\b"
    r"|.*?\b(?:housing|shelter|rooms?|beds?|meals?|services?|assistance)\s+(?:is|are)\s+not\s+(?:provided|available|offered|given)\s+(?:for|to)\b",
    re.I,
)
_FEWEST = 2  # words left over that make a demand
_LONGEST = 140


def unread_demands(text: str, read: Iterable[Span]) -> Iterator[str]:
    """The sentences of a text that demand something beyond what was `read`, shortened; spans are of that text."""
    spans = list(read)
    flat = clean(text)
    for sentence in sentences(flat):
        lower = sentence.text.lower()
        if role(lower) != "demand" or not _DEMANDS.search(lower):
            continue
        left = [
            word.group()
            for word in _WORD.finditer(sentence.text)
            if word.group().lower() not in _EMPTY
            and not _DEMANDS.fullmatch(word.group())
            and not any(begin <= sentence.start + word.start() < end for begin, end in spans)
        ]
        if len(left) >= _FEWEST:
            yield _shortened(sentence.text.strip())


def part_conditions(text: str) -> Iterator[str]:
    """The sentences of a text that say who gets one part of the service, shortened: whether that part is what a
    client needs cannot be told."""
    for sentence in sentences(clean(text)):
        if _PART_CONDITION.match(sentence.text):
            yield _shortened(sentence.text.strip())


def _shortened(text: str) -> str:
    flat = " ".join(text.replace("|", " ").split())
    return flat if len(flat) <= _LONGEST else flat[:_LONGEST].rsplit(" ", 1)[0] + " …"
