"""Eligibility text cut into sentences, and what each sentence does: demands, excludes, lets in, prefers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Role = Literal["demand", "also", "aside"]

_SAME_LENGTH = str.maketrans({"\u00ad": "-", "\u2013": "-", "\u2014": "-", "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2212": "-",
                              "\u2019": "'", "\u2018": "'", "\u00a0": " ", "\u201c": '"', "\u201d": '"', "\t": " "})  # fmt: skip
_AND_THE_LIKE = re.compile(
    r",?\s+(?:and|or)\s+(?:an?\s+)?(?:similar|related|comparable|equivalent)\s+"
    r"(?:characteristics?|conditions?|disorders?|disabilit(?:y|ies)|diagnos[ei]s|illness(?:es)?|situations?)\b",
    re.I,
)
_LONG_BLANK = re.compile(r"\s{40,}")
_STOP = re.compile(
    r"(?P<hard>[;|\n\u2022]+|[!?]+(?=\s|$)|(?:^|(?<=[\s.,:]))\(?\d\)(?=\s))"
    r"|(?<!\bU\.S)(?<!\bU)(?<!\bD)(?<!\bD\.C)(?<!\bSt)(?<!\bAfr)(?<!\byrs)(?<!\be\.g)(?<!\bi\.e)(?<!\bDept)(?<!\bNo)(?<!\bTwp)(?<!\bincl)(?<!\bmin)(?<!\by\.o)(?<!\betc)(?<!\bvs)\.(?P<next>\s+|(?=[A-Z][a-z])|$)"
    r"|(?<=yrs)\.(?=\s+[A-Z]|$)"
)
_LABEL = re.compile(
    r"\s*(?:age\s+groups?|eligibility(?:\s+requirements?)?|serves|who\s+is\s+eligible|who|minimum\s+requirements|(?:the\s+)?primary\s+qualifications[^:]*)\s*:\s*",
    re.I,
)
_PREFERENCE = re.compile(
    r"\b(?:(?:with\s+|given\s+)?(?:a\s+)?(?:priority|preference)\b|prefer(?:red|ably|ring)?\b|primarily|particularly|especially|mainly|mostly|typically|generally|usually|"
    r"(?:main|special|primary|particular)?\s*focus(?:es|ed|ing)?\b|(?:with\s+)?special\s+outreach|speciali[sz](?:es|ing|ations?)\b|target(?:s|ed|ing)\b(?!\s+area)|emphasis|good\s+to\b|"
    r"encourage[sd]?\b|geared|such\s+as|e\.g\.|may\s+include|tailored|(?:at\s+least\s+)?one\s+(?:or\s+more\s+)?of\s+the\s+following|eligible:)"
)
_ALSO = re.compile(
    r"\b(?:also\s+(?:serv|accept|help|provid|see|work|open|available)\w*|(?:can|will|may|do|does)\s+(?:also\s+|still\s+)?(?:serve|accept|help|take|assist|see|get\s+help)\b|(?:is|are)\s+(?:also\s+)?eligible\b(?!\s+only)|"
    r"welcome$|accepted\s+on\s+(?:a\s+)?case|as\s+well$|excepts?\s+will|also\s+will\s+serve|occasionally)"
)
_TOLERATED = re.compile(
    r"\b(?:(?:is|are)\s+)?(?:also\s+)?(?:fine|ok|okay|welcome|accepted|considered|encouraged|allowed|included|helpful|enough)\b(?!\s+only)"
    r"(?=\s*(?:[,;.()!-]|$|w/|with\b|too\b|here\b|but\b|at\b|on\b|as\b|to\s+apply))|\b(?:is|are)\s+admitted\b"
)
_PREFERRED = re.compile(
    r"\b(?:preferred|(?:(?:go|come|get|served|seen)\s+)?first(?:\s+openings)?|(?:have|get|given)\s+priority)\s*(?=$|[,;.)])"
)
_LAX = re.compile(
    r"\b(?:unless|exceptions?\s+(?:will|may|can)\s+be|except\s+for|some\s+exceptions|case[- ]by[- ]case|not\s+required|not\s+limited\s+to|not\s+necessary|is\s+optional|waived|if\s+(?:applicable|possible|available|needed)|some\s+services)\b"
)
_PART = re.compile(
    r"^\s*(?:for\s+(?!(?:all\s+|any\s+|both\s+)?(?:men|women|youth|children|individuals?|people|persons|adults|seniors|families|veterans|those|anyone|girls|boys|teens|homeless|low|ages?|parents|residents|students|dc|mothers|survivors|victims|formerly|pregnant|\d)\b)[^,]{3,60},|to\s+(?:enter|access|use|apply)\b|housing\s+is|rental\s+assistance\b)"
)
_ASIDE = re.compile(
    r"^\s*(?:some\s+services|new\s+(?:adult\s+)?(?:patients|clients)\b|(?:\w+\s+)?must\s+(?:reveal|disclose)|\w+\s+may\s+bring|please|call\b|contact|visit|hours?\b|regular\s+hours|enter\s+through|the\s+pantry|pantry|meals?:|breakfast|lunch|dinner|snacks?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|delivery|delivered|distribution|frequency|agency\b|agency\s+only|"
    r"staff|website|grants?\s+specify|service\s+available\s+when|training|a\s+minimum\s+of|for\s+questions|if\b(?!\s+you\s+are)|first\s+time|enrollment\s+time|additional\s+languages|procedure|participating|there\s+(?:are|is)\s+(?:additional|extensive|no\s+max)|additional\s+|(?:\w+:\s+)?see\s+(?:the|our)\b|\w+:\s+we\b|under\s+\d+\s+(?:with|w/|must|need)|other\s+eligib|do\s+not\s+make|free\s+meals\s+monday|child\s+must\s+be\s+present|leave\s+a\s+message|walk-?ins|we\s+accept|national\s+program|no\s+(?:appointment|dues|fees?)\b|"
    r"can\s+take|large\s+household|clinics\s+may|fees?\b|cost)"
)
_DOCUMENT_ASK = re.compile(
    r"\b(?:bring|must\s+(?:have|show|provide|present)|need|needs|require[sd]?|with\s+(?:a\s+)?(?:valid|photo|dc))\b"
)
_ZIP_CODES = re.compile(r"\bzip\s+codes?\s+\d{5}\b.*\bonly\b")
_ABOUT_MINORS = re.compile(r"\b(?:accompanied|consent|permission|custody\s+order|supervised)\b")


@dataclass(frozen=True)
class Sentence:
    """A stretch of the text from `start`; `run_on` where no space parts it from the sentence before."""

    text: str
    start: int
    run_on: bool = False


def clean(text: str) -> str:
    """The text with one kind of dash, quote and space; every character keeps its place."""
    flat = text.translate(_SAME_LENGTH)
    # "Autism or similar conditions" names no further people than the condition before it.
    flat = _AND_THE_LIKE.sub(lambda found: " " * len(found.group()), flat)
    # A long blank parts two pieces as a new line does; patterns for white space would try every way to cut it.
    return _LONG_BLANK.sub(lambda found: "\n" * len(found.group()), flat)


def sentences(text: str, offset: int = 0) -> Iterator[Sentence]:
    """Sentences, lines and semicolon parts, without a label such as "Age groups:"."""
    start, run_on = 0, False
    depth_free = _outside_parentheses(text)
    for stop in _STOP.finditer(text):
        if not depth_free[stop.start()]:
            continue
        yield from _sentence(text, start, stop.start(), run_on, offset)
        start = stop.end()
        run_on = stop["hard"] is None and stop["next"] == "" and stop.end() < len(text)
    yield from _sentence(text, start, len(text), run_on, offset)


def _sentence(text: str, start: int, end: int, run_on: bool, offset: int) -> Iterator[Sentence]:
    if label := _LABEL.match(text, start, end):
        start = label.end()
    if re.search(r"\w", text[start:end]):
        yield Sentence(text[start:end], offset + start, run_on)


def _outside_parentheses(text: str) -> list[bool]:
    """For each character whether it stands outside parentheses; an unclosed one opens nothing."""
    free = [True] * (len(text) + 1)
    for found in re.finditer(r"\([^()]{0,300}\)", text):
        free[found.start() + 1 : found.end()] = [False] * (found.end() - found.start() - 1)
        if re.fullmatch(r"\(\d\)", found.group()):
            free[found.start() : found.end()] = [True] * (found.end() - found.start())
    return free


def role(lower: str) -> Role:
    """What a lower-case sentence does; `aside` says nothing about who is served."""
    if _PART.match(lower) or (
        _ASIDE.match(lower) and not _DOCUMENT_ASK.search(lower) and not _ZIP_CODES.search(lower)
    ):
        return "aside"
    if _ABOUT_MINORS.search(lower) and re.match(
        r"\s*(?:clients?|minors?|children|child|youth|individuals?|anyone|those)\b", lower
    ):
        return "aside"
    return (
        "also"
        if (_ALSO.search(lower) or _TOLERATED.search(lower)) and not re.match(r"\s*everyone|\s*all\b", lower)
        else "demand"
    )


def also_start(lower: str) -> int | None:
    """Where those begin who are let in as well; None where the sentence names them before the verb."""
    tolerated = _TOLERATED.search(lower)
    found = _ALSO.search(lower)
    if (
        not tolerated
        and found
        and not re.match(r"(?:is|are)\b|welcome|accepted|as\s+well|.*get\s+help", found.group())
    ):
        return found.start()
    if not tolerated:
        return None
    # "Men 18 and over, parolees fine": what is tolerated begins after the comma before.
    comma = max(lower.rfind(mark, 0, tolerated.start()) for mark in (",", ";", " - ", ":"))
    return comma + 1 if comma >= 0 else None


def preference_start(lower: str) -> int | None:
    """Where a preference begins, from which on nothing is demanded; 0 where all of it is one."""
    if trailing := _PREFERRED.search(lower):
        comma = max(lower.rfind(mark, 0, trailing.start()) for mark in (",", ";", " - "))
        return comma + 1
    found = _PREFERENCE.search(lower)
    if not found:
        return None
    if re.search(
        r"\b(?:have|has|get|gets|given|receive)\s+(?:first\s+)?$", lower[: found.start()]
    ) and not lower[found.end() :].strip(" ,."):
        return 0
    return found.start()


def is_lax(lower: str) -> bool:
    """Whether the sentence takes back what it demands: "unless", "some exceptions", "case by case"."""
    return bool(_LAX.search(lower))


def asks_for_documents(lower: str) -> bool:
    """Whether papers are demanded here and not only spoken of."""
    return bool(_DOCUMENT_ASK.search(lower))
