"""Who the service is for: age and gender, the children at home, and who else is in the household."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_KID = (
    r"(?:kids?|child|children|sons?|daughters?|boys?|girls?|twins?|toddlers?|baby|babies|newborns?|infants?|grandkids?|"
    r"grandchildren|grandsons?|granddaughters?|grandbab(?:y|ies)|hijos?|hijas?|ninos?|ninas?|bebes?|little (?:one|girl|boy)s?|nephews?|nieces?)"
)
_UNIT = (
    r"(?:months? old|weeks? old|days? old|years? old|year olds?|y o|months?|weeks?|days?|years?|meses|anos)"
)
_ITEM = rf"(?P<n>\d{{1,2}})(?:yo|yr|y)?(?: (?P<u>{_UNIT}))?"
_LIST = rf"(\d{{1,2}}(?:yo|yr|y)?(?: {_UNIT})?(?: (?:and |& |y |plus )?(?:a |an )?\d{{1,2}}(?:yo|yr|y)?(?: {_UNIT})?)*)"
_BETWEEN = r"(?: (?:is|are|ages?|aged|who|with|her|him|both|of|at|home|the|which|a|an|are ages|de|now|turning|named|only|and))*"

_KIDS_THEN_AGES = re.compile(rf" (?:(\d|a|an|1) )?(?:\w+ ){{0,1}}?({_KID}){_BETWEEN} {_LIST}(?= )")
_AGE_THEN_KID = re.compile(
    rf" (\d{{1,2}}(?: (?:and|y|to) \d{{1,2}})*)(?: ?(?:yo|yr|y))?(?: (year olds?|years? old|y o|months? old|month|weeks? old|week|day|yr olds?))?s?"
    rf"(?: (?:old|autistic|deaf|disabled|little|biological|grand))* ({_KID})(?= )"
)
_N_YEAR_OLD = re.compile(
    r" (\d{1,2}(?: and \d{1,2})*) ?(?:yo|yr|y)?(?: (year olds?|years? old|y o|months? old|weeks? old|yr olds?|anos))(?= )"
)
_COUNT = re.compile(
    rf" (\d{{1,2}})(?: (?:small|young|little|minor|other|school age|older|teenage|biological|of her|of his|dependent|teen))* ({_KID})(?= )"
)
_MOTHER_OF = re.compile(
    r" (?:mom|mother|dad|father|madre|mama|parent)(?: \w+)? (?:of|to|w|with|de) (\d{1,2})(?= (?!year|yo|months?|weeks?))"
)
_AWAY = re.compile(
    r"\b(took|removed|lost|foster care|in care|placed with|lives? with (?:his|her|their) (?:dad|mom|father|mother|grandma|aunt)|"
    r"live with (?:their|her|his)|with (?:their|the) (?:dad|father|mother|grandma|aunt)|in kabul|back home|get (?:her|his|their)|"
    r"reunif\w+|visits?|visitation|kids are with|adult|grown|in custody of|stays with|not with (?:her|him))\b"
)
_NO_KIDS = re.compile(r" (?:no|without|sin) (?:kids?|children|dependents?|hijos|child)(?= )")

_WOMAN = frozenset(
    "woman female lady mom mother mommy girl grandma grandmother she gal mama madre mujer senora clienta women womens aunt sister daughter "
    "niece gf girlfriend wife single-mom madam mami ella nina hija fam fi mulher mae".split()
)
_MAN = frozenset(
    "man male guy dad father gentleman boy grandpa grandfather he him his himself dude hombre senor padre men mens uncle brother son nephew "
    "bf boyfriend husband fella papa homem pai el-senor nino hijo".split()
)
_KIN = r"(?:mom|mother|dad|father|wife|husband|girlfriend|boyfriend|sister|brother|aunt|uncle|grandma|grandmother|grandpa|ex|son|daughter|niece|nephew|cousin|friend|landlord|partner|fiance|family|parents?|baby|kids?|child|children|stepdad|stepfather)"


@dataclass(slots=True)
class People:
    """What the text says about the person served and those who live with that person."""

    facts: dict[str, Any]
    child_is_client: bool


def read_people(line: str, needs: list[str]) -> People:
    """Age, gender, children and household from a line of plain words (see ``as_line``)."""
    client_child = _child_client(line, needs)
    facts: dict[str, Any] = {}
    rest = line
    if client_child is None:
        rest = _children(line, facts)
    age = client_child if client_child is not None else _adult_age(rest)
    if age is not None and age >= 0:
        facts["age"] = age
    gender = _gender(line, client_child is not None)
    if gender:
        facts["gender"] = gender
    _household(line, facts)
    return People(facts, client_child is not None)


_FOR_CHILD = re.compile(
    rf"(?: (?:for|take|takes|que acepte|para|w|with|placement|mentor|camp|tutor|something|counselor|therapist|shelter|housing|have|client))(?: \w+){{0,3}}? (\d{{1,2}}) ?(?:yo|yr|year old|y o|anos)? ?(?:\w+ )?"
    rf"(girl|boy|kid|child|teen|son|daughter|male|female|youth|nino|nina|student|m|f)(?= )"
)
_OWN_CHILD = re.compile(
    r" (?:her|his|their|client s|my client s|moms?|mother s|parent s|the) (son|daughter|kid|child|boy|girl)(?: \w+)? (?:is |who is |age |aged )?(\d{1,2})(?= (?!months?|weeks?))"
)
_YOUNG = re.compile(
    r"^(?: [.?])* (?:client |a |my client |looking for \w+ for a |\w+ for a )?(\d{1,2}) ?(?:yo|yr|year old|y o)? ?(?:\w+ )?(girl|boy|f|m|male|female|kid|teen|child|student|youth)(?= )"
)
_FAMILY_NEEDS = frozenset(
    {"childcare", "parenting", "basic_needs", "food", "financial", "benefits", "sober_living"}
)


def _child_client(line: str, needs: list[str]) -> int | None:
    """The age of a child for whom alone everything is asked, else None."""
    if _FAMILY_NEEDS & set(needs):
        return None
    for pattern, group in ((_YOUNG, 1), (_FOR_CHILD, 1)):
        found = pattern.search(line)
        if found and int(found.group(group)) < 18 and not _adult_named(line, found.start()):
            return int(found.group(group))
    found = _OWN_CHILD.search(line)
    if (
        found
        and int(found.group(2)) < 18
        and set(needs) <= {"mental_health", "youth", "medical", "disability", "education"}
    ):
        if not re.search(r" (?:she|he|mom|dad|client) (?:also )?(?:needs|wants|is using|relapsed)", line):
            return int(found.group(2))
    return None


def _adult_named(line: str, before: int) -> bool:
    return (
        re.search(r" (?:mom|mother|dad|father|grandma|woman|man|lady|\d\df|\d\dm|client) ", line[:before])
        is not None
    )


def _ages(listed: str) -> list[int]:
    """ "4 and 7" to [4, 7]; months and weeks count as whole years, a unit at the end of a list holds for its own item."""
    ages = []
    for found in re.finditer(_ITEM, listed):
        number, unit = int(found.group("n")), found.group("u") or ""
        if unit.startswith(("month", "week", "day", "mes")):
            number = number // 12 if unit.startswith(("month", "mes")) else 0
        ages.append(number)
    return ages


def _children(line: str, facts: dict[str, Any]) -> str:
    """Set ``children_ages`` or ``children``; gives the line without the children's numbers."""
    if _NO_KIDS.search(line):
        facts["children_ages"] = []
        return line
    ages: list[int] = []
    stated = 0
    own_count = 0
    away = False
    rest = line

    def take(found: re.Match[str], found_ages: list[int], copies: int = 1) -> None:
        nonlocal rest, away
        around = line[max(0, found.start() - 30) : found.end() + 45]
        if _AWAY.search(around):
            away = True
        else:
            ages.extend(age for age in found_ages for _ in range(copies) if age < 18)
        rest = rest[: found.start()] + " " + "#" * (found.end() - found.start() - 1) + rest[found.end() :]

    for found in list(_KIDS_THEN_AGES.finditer(rest)):
        listed = _ages(found.group(3))
        count = int(found.group(1)) if (found.group(1) or "").isdigit() else 0
        if not listed or (count and len(listed) > count and count > 1):
            listed = listed[:count]
        twins = 2 if found.group(2).startswith("twin") and len(listed) == 1 else 1
        if count and len(listed) == count + 1:
            listed = listed[:count]
        stated += count or (2 if twins == 2 else 0)
        take(found, listed, twins)
    for pattern in (_AGE_THEN_KID, _N_YEAR_OLD):
        for found in list(pattern.finditer(rest)):
            unit = found.group(2) or ""
            numbers = [int(n) for n in re.findall(r"\d+", found.group(1))]
            if (
                pattern is _AGE_THEN_KID
                and not unit
                and len(numbers) == 1
                and not re.search(rf"{numbers[0]} ?(?:yo|yr)", found.group(0))
            ):
                continue
            if pattern is _N_YEAR_OLD and (numbers[0] >= 18 or not _has_adult(line, found)):
                continue
            if unit.startswith(("month", "week", "day")):
                numbers = [n // 12 if unit.startswith("month") else 0 for n in numbers]
            take(found, numbers)
    for found in re.finditer(r" (?:newborn|infant|new baby|recien nacido)(?= )", rest):
        if not ages or min(ages) > 0:
            take(found, [0])
    for found in _COUNT.finditer(rest):
        own_count = max(own_count, int(found.group(1)))
        away = away or bool(_AWAY.search(line[max(0, found.start() - 30) : found.end() + 45]))
    mother_of = _MOTHER_OF.search(rest)
    if mother_of:
        own_count = max(own_count, int(mother_of.group(1)))
    total = max(stated, own_count)
    if ages and (not total or len(ages) >= total):
        facts["children_ages"] = sorted(ages)
    elif total and not away:
        facts["children"] = total
    if ages and min(ages) == 0 and re.search(r" (?:baby|newborn|infant|months?|weeks?)(?= )", line):
        facts["_infant"] = True
    return rest


def _has_adult(line: str, found: re.Match[str]) -> bool:
    other = line[: found.start()] + line[found.end() :]
    return (
        re.search(
            r" (?:mom|mother|dad|father|parents?|she|he|her|his|client|woman|man|family|grandma|\d\d[fm]) ",
            other,
        )
        is not None
    )


_AGE = (
    re.compile(
        r" (\d{2}) ?(?:yo|yr|y)?(?: (?:year|years|yr|y))(?: (?:old|o))?(?= )(?! (?:sober|clean|in|of|ago|sentence|bid))"
    ),
    re.compile(r" (\d{2})(?:yo|y)(?= )"),
    re.compile(r" (\d{2}) ?[fm](?= )"),
    re.compile(r" [fm] ?(\d{2})(?= )"),
    re.compile(
        r" (?:age|aged|edad|woman|man|female|male|guy|lady|mom|mother|dad|father|grandma|grandmother|gentleman|veteran|client|girl|boy|"
        r"nonbinary|survivor|senior|refugee|single|he is|she is|client is|they are|is|turning|just turned|girlfriend|dude|trans) (\d{2})(?= (?!days|weeks|months|years (?:clean|sober)|minutes|miles|hours|percent|beds|k ))"
    ),
    re.compile(
        r" (\d{2}) (?:f|m|female|male|woman|man|guy|gal|lady|single|trans|transgender|veteran|nonbinary|and pregnant|pregnant|homeless|disabled|gay|married)(?= )"
    ),
    re.compile(r" tiene (\d{2}) anos"),
    re.compile(r"(?:^|[.?]) (\d{2})(?= (?:[.?]|[a-z]))"),
)


def _adult_age(line: str) -> int | None:
    for pattern in _AGE:
        for found in pattern.finditer(line):
            age = int(found.group(1))
            after = line[found.end() : found.end() + 12]
            if 14 <= age <= 99 and not re.match(
                r" (?:days|weeks|months?|minutes|miles|mi|hours|hrs|percent|dollars|people|beds|s )", after
            ):
                return age
    return None


def _gender(line: str, child: bool) -> str | None:
    if re.search(r" (?:nonbinary|non binary|enby|genderqueer)(?= )", line):
        return "nonbinary"
    if re.search(r" trans(?:gender)? (?:woman|female|girl|femme|lady)|mtf", line):
        return "woman"
    if re.search(r" trans(?:gender)? (?:man|male|guy|boy|masc)|ftm", line):
        return "man"
    found = re.search(
        r" \d{1,2} ?(?:yo |y o |yr |year old |years old )?(?:\w+ )?(f|m|female|male|woman|man|girl|boy|guy|lady|son|daughter|mom|dad|grandma|mother|father|gentleman|veteran woman)(?= )",
        line,
    )
    if found and (child or found.group(1) not in ("girl", "boy", "son", "daughter")):
        return _sex(found.group(1))
    if child:
        found = re.search(r" (girl|boy|son|daughter|nina|nino|hija|hijo)(?= )", line)
        if found:
            return _sex(found.group(1))
    plain = re.sub(
        rf" (?:her|his|their|my|client s|the|mom s|an|moms) (?:\w+ )?{_KIN}(?: s)?(?= )", " -", line
    )
    plain = re.sub(r" (?:daughters?|sons?|girls?|boys?|niece|nephew)(?= )", " -", plain)
    women = [
        w
        for w in plain.split()
        if w in _WOMAN or w in ("her", "hers", "herself", "shes", "pregnant", "postpartum")
    ]
    men = [w for w in plain.split() if w in _MAN]
    nouns = [
        w
        for w in plain.split()
        if (w in _WOMAN or w in _MAN) and w not in ("he", "him", "his", "himself", "she")
    ]
    both_parents = (
        {"mom", "dad"} <= set(plain.split()) or " couple " in plain or re.search(r" parents ", plain)
    )
    if both_parents:
        return None
    if women and men:
        if nouns:
            return _sex(nouns[0])
        subject = re.search(r" (she|he)(?= )", plain)
        return _sex(subject.group(1)) if subject else None
    if women:
        return "woman"
    if men:
        return "man"
    own = re.search(r" (her|his) ", line)
    if own:
        return "woman" if own.group(1) == "her" else "man"
    kin = re.search(rf" (?:client s|my client s) (\w+)", line)
    return _sex(kin.group(1)) if kin else None


def _sex(word: str) -> str | None:
    if word in ("f",) or word in _WOMAN or word in ("her",):
        return "woman"
    return "man" if word in ("m",) or word in _MAN else None


def _household(line: str, facts: dict[str, Any]) -> None:
    found = re.search(
        r" (?:family|household|hh|party|familia|group) (?:of|size|de|size of) (\d{1,2})(?= )", line
    )
    if found:
        facts["household_size"] = int(found.group(1))
    found = re.search(
        r" (\d) (?:adults?|parents) (?:and )?(?:w |with )?(\d{1,2}) (?:kids?|children)(?= )", line
    )
    if found:
        facts["household_size"] = int(found.group(1)) + int(found.group(2))
