"""Labelled fields that intake systems export: "Immigration status: A; B.", "Must be one of: a; b.", "Serves: men"."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from matcher.eligibility.meaning import Meaning, Span, any_of

_FIELD = re.compile(
    r"(?P<label>must\s+be\s+one\s+of|immigration\s+status|military\s+status|incarceration\s+status|serves)\s*:\s*(?P<body>(?:\([^()]*\)|u\.s\.|[^.]|\.(?=\S))*)(?:\.|$)",
    re.I,
)
_CHECK_ALL = re.compile(r"eligibility:\s*(?P<kind>all|unhoused|[a-z ]+?)\s*\|", re.I)
_STATUS = {
    "lawful permanent resident (lpr)": "immigration:in:permanent_resident",
    "united states citizen": "immigration:in:citizen",
    "refugee": "immigration:in:refugee",
    "asylee": "immigration:in:asylum",
    "incarcerated - serving sentence in jail/other": "justice:has:reentry",
    "incarcerated - serving sentence in state prison": "justice:has:reentry",
    "post-disposition release - out on parole": "justice:has:parole",
    "post-disposition release - out on probation": "justice:has:probation",
    "active military service": "military:is:true",
    "not in custody and no conditions": "",
    "retired military service": "",
    "discharged honorable": "",
    "discharged dishonorably": "",
    "vawa": "",
}
_LOOSE_LINES = re.compile(
    r"^(?:an?\s|living\s+with\s|homeless\s+or\s)[^\n]*(?:\s*\n\s*(?:an?\s|living\s+with\s|homeless\s+or\s)[^\n]*)+$"
)


@dataclass(frozen=True)
class Form:
    """A labelled field: its place in the text and what it demands."""

    at: Span
    meaning: Meaning


def forms(lower: str, read: Callable[[str, int], Meaning]) -> Iterator[Form]:
    """The labelled fields of a lower-case text; `read` reads one alternative that stands in no table."""
    if _LOOSE_LINES.match(lower.strip()):
        yield Form((0, len(lower)), any_of(_alternatives(lower, 0, r"\n", read)))
        return
    bare = [piece.strip() for piece in lower.rstrip(". ").split(";")]
    exact = [piece for piece in bare if " ".join(piece.split()) in _STATUS]
    if len(exact) == len(bare) or (len(exact) > 1 and "status:" not in lower):
        yield Form((0, len(lower)), any_of(_alternatives(lower, 0, ";", read)))
        return
    for found in _FIELD.finditer(lower):
        body, start = found["body"], found.start("body")
        separator = "," if found["label"].startswith("serves") else ";"
        yield Form(found.span(), any_of(_alternatives(body, start, separator, read)))


def _alternatives(
    body: str, offset: int, separator: str, read: Callable[[str, int], Meaning]
) -> Iterator[Meaning]:
    start = 0
    for cut in [*re.finditer(separator, body), None]:
        end = cut.start() if cut else len(body)
        piece = body[start:end]
        name = " ".join(piece.split()).strip(". ")
        if name in _STATUS:
            criterion = _STATUS[name]
            yield Meaning.of([criterion] if criterion else [], (offset + start, offset + end))
        elif name:
            yield read(piece, offset + start)
        start = cut.end() if cut else end
