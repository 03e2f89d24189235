"""Who the service is for: age and gender of the person served, and the size of the household."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from chat.needs.children import read_children
from chat.phrasing.tables import table

_TABLE = table("needs/people.toml")
_WOMAN, _MAN = frozenset(_TABLE["woman"]), frozenset(_TABLE["man"])
_HER, _HIM = frozenset(_TABLE["her"]), frozenset(_TABLE["him"])
_KIN = "(?:" + "|".join(sorted(_TABLE["kin"], key=len, reverse=True)) + ")"
_NAMES = "|".join(sorted(_WOMAN | _MAN, key=len, reverse=True))
_OLD = r"(?:yo|yr|y)?(?: (?:years?|yr|y|anos)(?: (?:old|o))?)?"
_NO_TIME = r"(?! (?:days|weeks|months?|minutes|mins|miles|mi|hours|hrs|percent|dollars|people|beds|s|th|st|k|year|step|bedroom)\b)"


@dataclass(slots=True)
class People:
    """The facts about people, and whether the person served is a child by itself."""

    facts: dict[str, Any]
    child_is_client: bool
    infant: bool = False


def read_people(line: str, text: str, needs: list[str]) -> People:
    """Age, gender, children and household: ``line`` is ``text`` in plain words, ``needs`` what is asked for."""
    facts: dict[str, Any] = {}
    child_age = _child_client(line, needs)
    infant = False
    rest = line
    own = _OWN_BABY.search(line) if child_age is not None else None
    if child_age is None or own:
        children = read_children(line[own.start() :] if own else line)
        rest, infant = children.rest, children.infant
        if children.ages is not None:
            facts["children_ages"] = children.ages
        elif children.count:
            facts["children"] = children.count
    age = child_age if child_age is not None else _adult_age(rest, text, facts.get("children_ages") or [])
    if age is not None:
        facts["age"] = age
    gender = _gender(line, child_age is not None)
    if gender:
        facts["gender"] = gender
    _household(line, facts)
    return People(facts, child_age is not None, infant)


_YOUNG = rf"(\d{{1,2}}){_OLD}(?: \w+)? (girl|boy|kid|child|teen|son|daughter|male|female|youth|student|nino|nina|f|m)(?= )"
_FOR_CHILD = re.compile(
    rf"(?:^| (?:for|take|takes|acepte|para|with|placement|mentor|camp|tutor|something|have|client|my|of))(?: \w+){{0,3}}? {_YOUNG}"
)
_SHORT_YOUNG = re.compile(r"(?:^| for| client| a) (\d{1,2})(f|m)(?= )")
_OWN_CHILD = re.compile(
    r" (?:her|his|their|client|client s|moms?|mom s|mother s|parent s|the)(?: oldest| youngest)? (son|daughter|kid|child|boy|girl)"
    r"(?: \w+)? (?:is |who is |age |aged )?(\d{1,2})(?= (?!months?|weeks?))"
)
_OWN_BABY = re.compile(r" and (?:her|his) (?:baby|newborn|infant|son|daughter|kid|child|\d+)(?= )")
_ADULT_ASKS = re.compile(r" (?:she|he|mom|dad|client) (?:also )?(?:needs|wants|is using|relapsed|works)")


def _child_client(line: str, needs: list[str]) -> int | None:
    """The age of a child for whom alone everything is asked, else None."""
    if not set(needs) <= set(_TABLE["child_needs"]):
        return None
    for pattern in (_FOR_CHILD, _SHORT_YOUNG):
        found = pattern.search(line)
        if found and int(found.group(1)) < 18 and not _adult_before(line[: found.start()]):
            return int(found.group(1))
    found = _OWN_CHILD.search(line)
    own = {"mental_health", "youth", "medical", "disability", "education"}
    if found and int(found.group(2)) < 18 and set(needs) <= own and not _ADULT_ASKS.search(line):
        return int(found.group(2))
    return None


def _adult_before(head: str) -> bool:
    return (
        re.search(r" (?:mom|mother|dad|father|grandma|woman|man|lady|\d\df|\d\dm|she|he) ", head + " ")
        is not None
    )


_AGE = (
    re.compile(
        r" (\d{2})(?:yo|yr|y)?(?: (?:years?|yr|y|anos)) ?(?:old|o)?(?= )(?! (?:sober|clean|in|of|ago|bid|sentence))"
    ),
    re.compile(r" (\d{2})(?:yo|y|[fm])(?= )"),
    re.compile(r" [fm] ?(\d{2})(?= )"),
    re.compile(
        rf" (?:age|aged|edad|tiene|turning|turned|client|veteran|survivor|senior|refugee|single|nonbinary|trans|is|are|{_NAMES})"
        rf" (\d{{2}})(?= ){_NO_TIME}"
    ),
    re.compile(
        rf" (\d{{2}})(?: (?:{_NAMES}|single|transgender|trans|veteran|nonbinary|pregnant|homeless|disabled|gay|married|retired))(?= )"
    ),
)
_BETWEEN_COMMAS = re.compile(r"(?:^|[,;(.–—-])\s*(\d{2})(?=\s*(?:[,;).–—]|-\s|$))")


def _adult_age(line: str, text: str, children: list[int]) -> int | None:
    for pattern in _AGE:
        for found in pattern.finditer(line):
            if 14 <= int(found.group(1)) <= 99 and re.match(_NO_TIME, line[found.end() :]):
                return int(found.group(1))
    for found in _BETWEEN_COMMAS.finditer(text):
        before = text[max(0, found.start() - 14) : found.start()].lower()
        if (
            int(found.group(1)) >= 14
            and int(found.group(1)) not in children
            and not re.search(r"\d\s*$|kids|ages", before)
        ):
            return int(found.group(1))
    return None


_TRANS_WOMAN = re.compile(r" (?:trans(?:gender)? (?:woman|female|girl|femme|lady)|mtf)(?= )")
_TRANS_MAN = re.compile(r" (?:trans(?:gender)? (?:man|male|guy|boy|masc)|ftm)(?= )")
_AGED_NOUN = re.compile(rf" \d{{1,2}}{_OLD}(?: \w+)? ({_NAMES})(?= )")
_AGED_SHORT = re.compile(r" \d{1,2}(f|m)(?= )")
_NOT_THE_CLIENT = re.compile(
    rf" (?:her|his|their|my|client s|the|mom s|an|moms|older|younger)(?: \w+)?? {_KIN}(?: s)?(?= )"
    rf"| (?:{'|'.join(_TABLE['alone_kin'])})(?= )"
)


def _gender(line: str, child: bool) -> str | None:
    if re.search(r" (?:nonbinary|non binary|enby|genderqueer)(?= )", line):
        return "nonbinary"
    for pattern, gender in ((_TRANS_WOMAN, "woman"), (_TRANS_MAN, "man")):
        if pattern.search(line):
            return gender
    young = ("girl", "boy", "son", "daughter", "nino", "nina", "hijo", "hija")
    aged = _AGED_SHORT.search(line) or _AGED_NOUN.search(line)
    if aged and (child or aged.group(1) not in young):
        return _sex(aged.group(1))
    if child and (named := re.search(rf" ({'|'.join(young)})(?= )", line)):
        return _sex(named.group(1))
    words = re.sub(
        r" (?:daughters?|sons?|girls?|boys?|niece|nephew|baby)(?= )", " -", _NOT_THE_CLIENT.sub(" -", line)
    ).split()
    return _by_words(words, line)


def _by_words(words: list[str], line: str) -> str | None:
    """By the nouns for the client first; where they disagree nothing is said; then by the pronouns."""
    if (
        {"couple", "parents"} & set(words)
        or {"mom", "dad"} <= set(words)
        or {"father", "mother"} <= set(words)
    ):
        return None
    nouns = [sex for word in words if (sex := _sex(word)) and len(word) > 1]
    if nouns:
        return nouns[0]
    her, him = bool(_HER & set(words)), bool(_HIM & set(words))
    if her != him:
        return "woman" if her else "man"
    if her and him:
        subject = re.search(r" (she|he)(?= )", " " + " ".join(words) + " ")
        return {"she": "woman", "he": "man"}[subject.group(1)] if subject else None
    own = re.search(r" (her|his|she|he) ", line)
    if own:
        return "woman" if own.group(1) in _HER else "man"
    kin = re.search(r" client s (\w+)", line) or re.search(
        r" (husband|wife|boyfriend|girlfriend)$", line.rstrip()
    )
    spouse = {"husband": "man", "wife": "woman", "boyfriend": "man", "girlfriend": "woman"}
    return (spouse.get(kin.group(1)) or _sex(kin.group(1))) if kin else None


def _sex(word: str) -> str | None:
    if word in _WOMAN:
        return "woman"
    return "man" if word in _MAN else None


def _household(line: str, facts: dict[str, Any]) -> None:
    found = re.search(
        r" (?:family|household|party|familia|fanmi) (?:of|size|de|size of) (\d{1,2})(?= )", line
    )
    if found:
        facts["household_size"] = int(found.group(1))
    found = re.search(r" (\d) (?:adults?|parents) (?:and |with )?(\d{1,2}) (?:kids?|children)(?= )", line)
    if found:
        facts["household_size"] = int(found.group(1)) + int(found.group(2))
