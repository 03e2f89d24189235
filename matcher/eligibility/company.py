"""Who may come along, and whether persons are served at all: demands that the vocabulary has no criterion for.

"Single adults" is what shelters call those who come without a partner and without children; "organizations only"
is no service for a person. Both are read for a search alone and stay out of the exchange format.
"""

import re
from collections.abc import Iterator

from matcher.eligibility.criteria import Criterion, Reading

_SINGLE = re.compile(
    r"(?<!or\s)(?<!and\s)(?<!/)\b(?:single|unaccompanied)\s+(?:homeless\s+|adult\s+)*(?:adults?|(?:wo)?m[ae]n|individuals?|persons?|people)\b"
    r"|(?:^|[,;.]\s*)(?:must\s+be\s+)?single(?=\s*(?:[,;.]|$))",
    re.I,
)
_WITH_OTHERS = re.compile(
    r"\b(?:famil\w+|couples?|married|partners?|spouses?|parents?|mothers?|fathers?|with\s+(?:or\s+without\s+)?children)\b",
    re.I,
)
_A_HOME = re.compile(
    r"shelter|hous(?:e|ing)\b|residen(?:ce|tial)|transitional|apartments?|\bsro\b|lodging|\bbeds?\b|manor",
    re.I,
)
_SERVES_ORGANIZATIONS = re.compile(
    r"\bnot\s+(?:\w+\s+){0,2}?(?:provided|available|offered|distributed|open)\s+(?:directly\s+)?to\s+individuals\b"
    r"|\b(?:organizations|agencies)\s+only\b|\bonly\s+(?:serves\s+)?(?:non-?profit\s+|member\s+)?(?:organizations|agencies)\b"
    r"|^\W*(?:(?:non-?profit|community|local|member|other|social|service|or|and|&)\s+)*(?:organizations|agencies|(?:pre)?schools)"
    r"(?:(?:,|\s+and|\s+or|\s*/)\s+(?:(?:non-?profit|community|local|member|other)\s+)*(?:organizations|agencies|(?:pre)?schools))*\W*$",
    re.I,
)  # fmt: skip


def company_readings(eligibility: str, name: str, description: str) -> Iterator[Reading]:
    """What an eligibility text says of those who come along, and whether it takes organizations only."""
    if organizations := _SERVES_ORGANIZATIONS.search(eligibility):
        yield _reading("individuals:not:true", organizations)
    single = _SINGLE.search(eligibility)
    if single and not _WITH_OTHERS.search(f"{eligibility} {name} {description}"):
        yield _reading("partner:is:false", single)
        if _A_HOME.search(f"{name} {description}"):
            yield _reading("children:is:false", single)


def _reading(criterion: str, found: re.Match[str]) -> Reading:
    return Reading(
        Criterion.parse(criterion), "eligibility_description", *found.span(), found.group().strip(" ,;.")
    )
