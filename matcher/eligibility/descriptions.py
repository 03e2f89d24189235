"""Whom a description says that the whole service is for.

A description speaks of many things. A criterion that it does not mean hides a service from someone who needs
it, so only sentences that name the people of the whole service are read.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from matcher.eligibility.alternatives import choices_of
from matcher.eligibility.criteria import Reading
from matcher.eligibility.grammar import meaning_of
from matcher.eligibility.meaning import Ages, Meaning, criteria_of

_TOLD_BY_OTHERS = frozenset(
    {"gender", "veteran", "military", "age", "children", "hiv", "domestic_violence", "transgender"}
)
_TOLD_BY_KIND = _TOLD_BY_OTHERS | {"substance_use", "housing"}
_NARROWED_BY_OTHERS = frozenset({"gender", "children", "age", "substance_use", "housing"})
_TOLD_BY_LEAD = frozenset({"gender", "veteran", "military", "age", "substance_use"})
_TOLD_BY_DEMANDS = frozenset({"gender", "veteran", "military", "age", "residence", "documents"})
_HOME_KIND = re.compile(r"shelter|hous|home|residen|transitional|apartment|lodging", re.I)
_PEOPLE = (
    r"(?:men|women|males?|females?|adults?|seniors?|youths?|children|teens?|families|veterans|individuals|people|persons"
    r"|girls|boys|mothers|fathers|parents|everyone|anyone|all)(?!['\u2019]s)"
)
_KIND = (
    r"(?:shelters?|housing|programs?|homes?|houses?|residences?|residential|treatment|meals?|lunch(?:es)?|breakfast|dinner|detox|camps?|day\s?care|child\s?care|apartments?|"
    r"drop-in(?:\s+center)?|(?:hot|help)line|recovery|(?:transitional|sober)(?:\s+living)?|beds?|facility|(?:drop-in|treatment|access|day)\s+center|lodging|dormitory|school|hostel|classes|group)"
)
_MAIN = re.compile(
    rf"^\W*(?:[\w'/&-]+\s+){{0,9}}?{_KIND}(?:\s+(?:and|&)\s+[\w-]+)?(?:\s+(?:available|services?|program|offered|open|facility|center|intended|designed|monday\s+to\s+friday))*\s+(?:(?:for|serving|to\s+serve)\s+(?=\S)|to\s+(?=(?!help|assist|serve|support|provide|house|teach|enable)(?:[\w'/-]+\s+){{0,2}}?{_PEOPLE}\b))",
    re.I,
)
_PEOPLE_NAMED = re.compile(rf"\b{_PEOPLE}\b", re.I)
# "Counseling and meals for seniors 60+", "The program helps young people ages 15-25": the first people named.
_LEAD = re.compile(
    r"^[^.;:!?\n]{0,140}?\b(?:for|to|serv(?:es|ing)|helps?|assists?|supports?|engages?|houses)\s+"
    rf"(?=(?:[\w'/-]+\s+){{0,4}}?{_PEOPLE}\b)",
    re.I,
)
_NOT_A_LEAD = re.compile(
    r"\b(?:for|to)\s+(?:\w+\s+)?(?:all|help|assist|serve|support|any)\b|\bincluding\b|\bsuch\s+as\b"
    r"|\b(?:dedicated|committed|mission|volunteers?|train(?:s|ing)|staff|professionals|advoca\w+)\b"
    r"|^\W*(?:founded|established|since)\b",
    re.I,
)
_A_CAUSE = re.compile(r"\b(?:advis(?:es|ing|ory)|lobb\w+|polic(?:y|ies)|research\w*|equality|equity)\b", re.I)
# What stands before the people then says more than what is done for them.
_WINDING = re.compile(r"\b(?:to|who|that|which|with|whose)\b", re.I)
_WORD_BEFORE = re.compile(r"[\w'/-]+(?=\s+\w+\s+$)")
_NOT_PEOPLE = re.compile(r"\banimals?\b|\bpets?\b", re.I)
_OTHER_CONDITIONS = re.compile(r"\bmental|psychiatric|co-occurring|\bfood\s+addict|gambling", re.I)
_FAMILIES = re.compile(r"famil|partner|spouse|couple", re.I)
_OTHER_SERVICES = re.compile(
    r"\balso\s+(?:\w+\s+)?(?:provid|offer|operat|serv|accept|help|has|runs?\b|work|assist|available)"
    r"|\b(?:in\s+addition|additional(?:ly)?|other\s+(?:services|programs))\b|^[^.!?\n]*;|\n\s*\S[^\n]{0,60}:",
    re.I,
)
_GROUP_OPENS = re.compile(
    rf"\b(?:for|to|serv(?:es|ing)|of|helps?|assists?|supports?)\s+(?=(?:[\w'-]+\s+){{0,3}}?{_PEOPLE}\b)",
    re.I,
)
_DEMAND = re.compile(
    r"\b(?:must\s+(?:be|live|reside|have|bring)|only\s+serves|serves\s+only|limited\s+to|restricted\s+to|exclusively\s+for|(?:program|shelter|service)s?,?\s+(?:(?:is|are)\s+)?designed\s+for\s+(?=(?:wo)?men\b)|(?:men|women|males|females|veterans|seniors|youth|residents|families)\s+only|\bid\s+required|photo\s+id)\b",
    re.I,
)
_ONLY_AGES = re.compile(r"\s*(?:for\s+)?(?:youth\s+|people\s+|adults\s+)?ages?\s+\d[\w\s+-]*$", re.I)
_SOME = re.compile(r"\bif\b|\bunder\s+1\d\b|accompan|consent|\bfor\s+(?:ongoing|some)\b", re.I)
_END = re.compile(
    r"[.;:!?\n]|\s(?:that|which|as\s+well|through|by|while|during|in\s+order|every|from\s+late|without\s+regard)\b|,\s*(?:including|as\s+well|offering|providing|with\s+a)\b",
    re.I,
)
_SERVED_HOME = re.compile(
    r"\b(?:to|for|serv(?:es|ing))\s+(?:[\w-]+\s+){0,2}residents\s+of\s+[A-Z][^.;\n]{1,60}"
)
_QUICK = re.compile(
    r"\b(?:for|to|residents|serv|must|only|limited|restricted|required|exclusively|photo|helps?|assists?|ages?)",
    re.I,
)


def description_readings(text: str) -> Iterator[Reading]:
    """What a description says of everyone whom the service takes."""
    if not _QUICK.search(text):
        return
    meaning = _named_first(text)
    for home in _SERVED_HOME.finditer(text):
        meaning = meaning.both(_part(text, *home.span()).only({"residence"}))
    for sentence in re.finditer(r"[^.;\n]+", text):
        demand = _DEMAND.search(sentence.group())
        if demand and not _SOME.search(sentence.group()):
            start = sentence.start() + (demand.start() if demand.group().lower().startswith("must") else 0)
            meaning = meaning.both(_part(text, start, sentence.end()).only(_TOLD_BY_DEMANDS))
        elif _ONLY_AGES.match(sentence.group()):
            meaning = meaning.both(_part(text, *sentence.span()).only({"age"}))
    for criterion, at in (*criteria_of(meaning), *choices_of(meaning)):
        yield Reading(criterion, "description", *at, text[at[0] : at[1]].strip())


def _named_first(text: str) -> Meaning:
    """The people whom the description names first, and what others named further on share with them."""
    main = _MAIN.match(text)
    if main is None:
        return _named_by_lead(text)
    if _A_CAUSE.search(main.group()) or _in_a_name(text, main.end()):
        return Meaning()
    meaning = _fragment(text, main.end()).only(_TOLD_BY_KIND)
    if not _HOME_KIND.search(main.group()):
        # Families and homeless people are whom a kitchen serves, not whom it is limited to.
        meaning = replace(meaning.without({"children", "housing"}), choices=meaning.choices)
    if _NOT_PEOPLE.search(text, main.end()):
        meaning = meaning.without({"housing"})
    if _OTHER_CONDITIONS.search(text, main.end()):
        # "Mental health issues and drug abuse": often either is meant.
        meaning = meaning.without({"substance_use"})
    return _shared_with_others(meaning, text, main.end())


def _in_a_name(text: str, begin: int) -> bool:
    """Whether the people are part of the name of an organization: "... of the Harbor Center for Women"."""
    people = _PEOPLE_NAMED.search(text, begin)
    before = _WORD_BEFORE.search(text, 0, begin)
    titled = people is not None and people.group()[0].isupper() and not people.group().isupper()
    return titled and before is not None and before.start() > 0 and before.group()[0].isupper()


def _named_by_lead(text: str) -> Meaning:
    """The people of the first sentence, where the description speaks of one service only."""
    lead = _LEAD.match(text)
    if not lead or _NOT_A_LEAD.search(lead.group()) or _OTHER_SERVICES.search(text):
        return Meaning()
    if _A_CAUSE.search(lead.group()) or _in_a_name(text, lead.end()):
        return Meaning()
    meaning = replace(_fragment(text, lead.end()).only(_TOLD_BY_LEAD), choices=())
    if _OTHER_CONDITIONS.search(text, lead.end()):
        meaning = meaning.without({"substance_use"})
    before = re.sub(r"\W*\w+\W*$", "", lead.group())
    if _WINDING.search(before) or _FAMILIES.search(text, lead.end()):
        meaning = meaning.only({"age"})
    if meaning.ages and meaning.ages.high is not None and _FAMILIES.search(text, lead.end()):
        # Of "youth 5 to 21 and their families" the parents are served as well.
        meaning = meaning.without({"age"})
    if meaning.ages and meaning.ages.implied and not _only_grown_ups(meaning.ages, text[lead.end() :]):
        meaning = meaning.without({"age"})
    return _shared_with_others(meaning, text, lead.end())


def _only_grown_ups(ages: Ages, words: str) -> bool:
    """Whether "adults" or "seniors" stands alone: what is for children their parents ask for, "adults and
    pediatrics" are all."""
    clause = _END.split(words, maxsplit=1)[0]
    return ages.high is None and not re.search(r"\b(?:and|or|school|graduating)\b|,", clause, re.I)


def _shared_with_others(meaning: Meaning, text: str, begin: int) -> Meaning:
    """Where another group is named further on, only what both share can hold for the whole service."""
    for other in _GROUP_OPENS.finditer(text, begin):
        also = _fragment(text, other.end()).only(_TOLD_BY_OTHERS)
        if also or also.choices:
            meaning = replace(meaning, choices=())
        if also:
            shared = replace(meaning.either(also), choices=())
            meaning = meaning.without(also.facts | _NARROWED_BY_OTHERS).both(shared)
    return meaning


def _fragment(text: str, start: int) -> Meaning:
    """The people named from here to where the clause ends."""
    end = _END.search(text, start)
    return _part(text, start, end.start() if end else len(text))


def _part(text: str, start: int, end: int) -> Meaning:
    """The meaning of a stretch, with places of the whole text: what is before it is blanked out."""
    meaning, _ = meaning_of(" " * start + text[start:end])
    return meaning
