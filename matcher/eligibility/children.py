"""Children who come along: "with children under 5", "custody of a minor child", and the ages of those children.

The ages here are the children's, not those of the person served, so they are taken out of the text with them.
"""

import re
from collections.abc import Iterator

from matcher.eligibility.atoms import Atom
from matcher.eligibility.meaning import Meaning

_CHILD = r"(?:child(?:ren|\(ren\))?|kids?|infants?|toddlers?|bab(?:y|ies)|newborns?|minor\s+child(?:ren|\(ren\))?|pre-?kindergarten\s+age\s+child|minors)"
_COUNT = r"(?:(?:a|an|any|one|two|1|2|1\s+or\s+2|at\s+least|least|their|your|own|the|small|young|younger|minor|dependent|school-age|infant|pre-school|more\s+than|legal|physical|full|50%|\d\s+or\s+more)\s+)*"
_HAVING = (
    r"(?:with|w/|has|have|having|who\s+have|raising|(?:parents?|mothers?|fathers?|families|family|caregivers?|caretakers?|guardians?|parents?\s+(?:and|or|/)\s+guardians?|parents?\s+or\s+caregivers?)\s+(?:of|to|with)|"
    r"(?:more\s+than\s+50%\s+|legal\s+|physical\s+|full\s+|joint\s+|50%\s+|or\s+|and\s+)*custody\s+of|(?:must\s+)?(?:include|have)|accompanied\s+by)"
)
_AGE_TAIL = (
    r"(?:,?\s*(?:\(\s*)?(?:up\s+to\s+|(?:to|through)\s+|under\s+|over\s+|between\s+)?(?:the\s+age\s+of\s+|ages?\s*|aged\s*)?(?:0|birth|infant|\d{1,2})"
    r"(?:\s*(?:months?|yrs?\.?|years?)?(?:\s+old|\s+of\s+age)?)?(?:\s*(?:-|to|through|and)\s*\d{1,2})?(?:\s*(?:months?|yrs?\.?|years?)?(?:\s+olds?|\s+of\s+age)?)?"
    r"(?:\s*(?:and|or|&)\s+(?:under|younger|older|below))?\)?)?"
)
_WITH_CHILDREN = re.compile(
    rf"(?<!\w)(?P<who>{_HAVING})\s+{_COUNT}{_CHILD}(?:\s+(?:in\s+(?:their|her|his)\s+(?:custody|care)|who\s+(?:are|is)))?(?:\s*,?\s*(?:under|over|of)?\s*(?:the\s+age\s+(?:of\s+)?(?:two|three|five|six))|{_AGE_TAIL})",
)
_FAMILY_OF = re.compile(r"(?<!\w)famil(?:y|ies)\s+of\s+\d{1,2}\s*-\s*\d{1,2}\s+year\s+olds?")
_BROUGHT_ALONG = re.compile(
    rf"(?<!\w)(?:(?:may|can)\s+bring|bring|and)\s+(?:up\s+to\s+)?(?:\d|one|two)(?:\s+(?:or|to)\s+\d)?\s+child(?:ren)?{_AGE_TAIL}(?:\s+for\s+each\s+\w+)?"
)
_IN_CUSTODY = re.compile(r"(?:an?\s+)?minor\s+child(?:ren)?\s+in\s+(?:their|his|her)\s+custody")
_THEIR_FAMILY = re.compile(
    r"(?:,\s*)?(?:\s*(?:and|&|or|/|,)\s*)?(?:all\s+)?\b(?:their|the|his/her|immediate)\s+(?:immediate\s+)?(?:famil(?:y|ies)(?:\s+members?)?|dependents?|spouses?|loved\s+ones|caregivers|survivors)(?:\s*(?:and|&|or|,)\s*(?:their\s+)?(?:caregivers|survivors|dependents|friends|families|loved\s+ones))*"
    r"|(?:\s*(?:and|&|or|,)\s*)(?:all\s+|immediate\s+)?family(?:\s+members?|(?!\s+\w))|\s*(?:and|&|or|,)\s*(?:their\s+)?dependents?(?!\s+children)|\s+and\s+all\s+other\s+family",
)


def children_atoms(text: str) -> Iterator[Atom]:
    """Children whom the person must have, and family members who come with someone and demand nothing more."""
    if (
        "child" in text
        or "kid" in text
        or "infant" in text
        or "toddler" in text
        or "bab" in text
        or "minor" in text
        or "newborn" in text
    ):
        for found in _WITH_CHILDREN.finditer(text):
            if not re.search(r"working?\s+$", text[: found.start()]):
                yield _with_children(found)
        for found in _IN_CUSTODY.finditer(text):
            yield Atom(*found.span(), "condition", Meaning.of(["children:is:true"], found.span()))
        for found in _BROUGHT_ALONG.finditer(text):
            yield Atom(*found.span(), "condition", Meaning())
    if "famil" in text or "depend" in text or "spouse" in text or "their" in text:
        for found in _FAMILY_OF.finditer(text):
            yield Atom(*found.span(), "people", Meaning.of(["children:is:true"], found.span()))
        for found in _THEIR_FAMILY.finditer(text):
            yield Atom(*found.span(), "condition", Meaning())


def _with_children(found: re.Match[str]) -> Atom:
    """ "Mothers of ..." names people, "with ..." qualifies those named before; a mother is also a woman."""
    criteria = ["children:is:true"]
    who = found["who"]
    if who.startswith("mother"):
        criteria.append("gender:in:woman")
    elif who.startswith("father"):
        criteria.append("gender:in:man")
    named = bool(re.match(r"parent|mother|father|famil|caregiver|caretaker|guardian", who))
    return Atom(*found.span(), "people" if named else "condition", Meaning.of(criteria, found.span()))
