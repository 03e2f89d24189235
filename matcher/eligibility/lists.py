"""Commas, "and" and "or": which parts of a sentence all hold, and which are alternatives.

"Homeless men and women, 18 or older" lists people (alternatives) and then a condition that holds for all;
"65 or older, or disabled" lists conditions of which one is enough.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from matcher.eligibility.atoms import Atom
from matcher.eligibility.meaning import Meaning, all_of, any_of

Join = Literal["", ",", "and", "or", ",or", ",and"]

_SEPARATOR = re.compile(
    r"\s*(?:(?P<comma>,)\s*)?(?:\b(?P<and>and/or|and\b|as\s+well\s+as\b|plus\b|&)|\b(?P<or>or\b|nor\b))\s*(?:/\s*or\b\s*)?|\s*&\s*|\s*,\s*|(?<!w)\s*/\s*(?!o\b)|\s+\+\s+"
)
_PREDICATE = re.compile(
    r"^\s*(?:all\s+|and\s+)?(?:(?:clients?|applicants?|participants?|individuals?|they|persons?|prospective\s+tenants)\s+(?=must|should|need))?(?:must|who|that|if|w/|with|having|have|has|needs?\b|is\b|are\b|be\b|should|willing|able|live|lives|reside|currently\s+in|in\b|on\b|from\b|at\b(?!-)|living|under\b|without|referr|want|can\b)"
)
_FILLER = frozenset(
    ["all", "any", "only", "the", "a", "an", "of", "are", "is", "be", "must", "for", "to", "in", "years", "old", "and", "or", "age", "ages", "with", "who", "services", "service", "open", "please", "inquire", "year", "s", "other", "also", "up"]
)


@dataclass
class _Item:
    """One part between separators, with what was read in it."""

    join: Join
    start: int
    text: str
    atoms: list[Atom] = field(default_factory=list)
    meaning: Meaning = field(default_factory=Meaning)

    @property
    def nouns(self) -> list[Atom]:
        return [atom for atom in self.atoms if atom.is_noun]

    @property
    def names_people(self) -> bool:
        """Whether it stands in a list of people: not "DC residents", not "must be a veteran"."""
        if not self.nouns or _PREDICATE.match(self.text):
            return False
        if any(atom.kind == "people" for atom in self.nouns):
            return True
        return not self.meaning or bool(self.meaning.without({"residence", "income"}))

    @property
    def bare(self) -> bool:
        """Whether it is nothing but a noun."""
        return len(self.atoms) == 1 and self.atoms[0].is_noun

    @property
    def trailing(self) -> bool:
        """Whether words that were not understood follow what was."""
        last = max((atom.end for atom in self.atoms), default=self.start) - self.start
        return _has_content(self.text[last:])


def _has_content(words: str) -> bool:
    return any(word not in _FILLER for word in re.findall(r"[a-z0-9]+", words))


def items_of(lower: str, atoms: Sequence[Atom], offset: int) -> list[_Item]:
    """The sentence cut at separators that stand outside atoms."""
    items: list[_Item] = []
    start, join = 0, ""
    for found in _SEPARATOR.finditer(lower):
        # A separator may share its white space with an atom, but not its word.
        word_start = found.start() + len(found.group()) - len(found.group().lstrip())
        if any(a.start - offset <= word_start < a.end - offset for a in atoms) or not found.group().strip():
            continue
        items.append(_Item(_as_join(join), offset + start, lower[start : found.start()]))
        start = found.end()
        join = _join_of(found)
    items.append(_Item(_as_join(join), offset + start, lower[start:]))
    kept: list[_Item] = []
    ends = [item.start for item in items[1:]] + [offset + len(lower) + 1]
    for item, end in zip(items, ends, strict=True):
        item.atoms = [atom for atom in atoms if item.start <= atom.start < end]
        item.meaning = _item_meaning(item.atoms)
        if item.text.strip(" .") or item.atoms:
            kept.append(item)
    return kept


def _join_of(found: re.Match[str]) -> str:
    text = found.group().strip()
    if found["or"] or text.startswith("/"):
        return ",or" if found["comma"] else "or"
    if found["and"] or text in ("&", "+"):
        if found["and"] and "or" in found.group():
            return "or"
        return ",and" if found["comma"] else "and"
    return ","


def _as_join(join: str) -> Join:
    return join  # type: ignore[return-value]


def _item_meaning(atoms: Sequence[Atom]) -> Meaning:
    """All of it together; ages that let more people in widen the others."""
    ages = [atom for atom in atoms if atom.kind == "age"]
    rest = [atom.meaning for atom in atoms if atom.kind != "age"]
    stated = _ages_together(ages)
    return all_of([*rest, stated])


def _ages_together(ages: Sequence[Atom]) -> Meaning:
    whole = Meaning()
    for atom in ages:
        if atom.meaning.ages and atom.meaning.ages.low is None and atom.meaning.ages.high is None:
            return Meaning()
        whole = whole.widened(atom.meaning) if atom.widens and whole else whole.both(atom.meaning)
    return whole


def list_meaning(lower: str, atoms: Sequence[Atom], offset: int) -> Meaning:
    """What a sentence (in lower case, at `offset` of the text) demands of everyone whom it serves."""
    limits = [atom for atom in atoms if "income" in atom.meaning.facts and "%" in lower[atom.start - offset : atom.end - offset]]
    if len(limits) > 1:
        # "Women 185%, seniors 130%": the highest holds for everyone.
        rest = [atom for atom in atoms if atom not in limits and atom.kind != "people"]
        return list_meaning(lower, rest, offset).both(any_of([atom.meaning for atom in limits]))
    items = items_of(lower, atoms, offset)
    groups = _or_groups(items)
    people: list[_Item] = []
    parts: list[Meaning] = []
    exceptions: list[Meaning] = []
    for group in groups:
        if len(group) > 1:
            _read_alternatives(group, people, parts)
        elif group[0].names_people and _adds_to_ages(group[0], parts, groups):
            parts[-1] = parts[-1].either(group[0].meaning)
        elif group[0].names_people:
            people.append(group[0])
        elif len(people) > 1 and _is_age_of(people[-1], group[0]):
            people[-1].meaning = people[-1].meaning.both(group[0].meaning)
        elif any(atom.widens for atom in group[0].atoms):
            exceptions.append(group[0].meaning)
        else:
            parts.append(group[0].meaning)
    if _is_bare_enumeration(items, people):
        return any_of([item.meaning for item in items])
    whole = _without_aged_or_disabled(people, parts)
    if any(_child_or_pregnancy(group) for group in groups):
        whole = whole.without({"children", "pregnant"})
    for exception in exceptions:
        whole = whole.widened(exception) if whole.ages else whole.both(exception)
    if any(_is_open_age(item) for item in items):
        whole = whole.without({"age"})
    return whole


def _is_age_of(noun: _Item, ages: _Item) -> bool:
    """Whether "teens, ages 11-24" gives the ages of those named last, in a list of others."""
    implied = noun.meaning.ages is not None and noun.meaning.ages.implied
    return implied and ages.meaning.facts == {"age"} and noun.start < ages.start


def _adds_to_ages(item: _Item, parts: list[Meaning], groups: list[list[_Item]]) -> bool:
    """Whether "6 to 17, and senior citizens" adds people to those of the ages with which the list began."""
    begins = item is groups[1][0] if len(groups) > 1 else False
    adds = item.join in ("and", ",and") and begins and len(parts) == 1 and parts[0].facts == {"age"}
    return adds and not all(noun.plain or noun.kind == "anyone" for noun in item.nouns)


def _child_or_pregnancy(group: list[_Item]) -> bool:
    """ "With a child, or pregnant": the family of either, so neither can be demanded."""
    facts = [item.meaning.facts for item in group]
    return len(group) > 1 and any("pregnant" in f for f in facts) and any("children" in f for f in facts)


def _is_open_age(item: _Item) -> bool:
    return any(
        a.kind == "age" and a.meaning.ages and a.meaning.ages.low is None and a.meaning.ages.high is None
        for a in item.atoms
    )


def _read_alternatives(group: list[_Item], people: list[_Item], parts: list[Meaning]) -> None:
    """An or-run: of people it joins the list of people, of conditions it is one part."""
    if _is_split_adjective(group):
        noun = group[-1]
        first_noun = noun.nouns[0].start
        adjective = [atom for atom in noun.atoms if atom.start < first_noun]
        noun.atoms = [atom for atom in noun.atoms if atom not in adjective]
        noun.meaning = _item_meaning(noun.atoms)
        people.append(noun)
        parts.append(any_of([*(item.meaning for item in group[:-1]), _item_meaning(adjective)]))
        return
    if all(item.names_people for item in group):
        people.extend(group)
        return
    first = group[0]
    if first.names_people and not any(item.names_people for item in group[1:]):
        # "Individuals who are homeless or at risk": the noun is shared, its conditions are the alternatives.
        noun = [atom for atom in first.atoms if atom.is_noun or atom.kind in ("place",)]
        rest = [atom for atom in first.atoms if atom not in noun]
        plain_noun = all(atom.kind != "people" for atom in noun if atom.is_noun)
        if plain_noun and rest:
            before = [a for a in rest if a.start < noun[-1].start] if noun else []
            shared = [a for a in before if not _same_fact(a, group[1])]
            after = [a for a in rest if a not in shared]
            parts.append(_item_meaning(noun + shared))
            parts.append(any_of([_item_meaning(after), *(item.meaning for item in group[1:])]))
            return
        if rest and noun and rest[-1].start > noun[-1].start:
            split = [a for a in rest if a.start > noun[-1].start]
            last = [a for a in split if _same_fact(a, group[1])] or split[-1:]
            if first.text.rstrip().endswith(lower_tail(first, last)) or _same_fact(last[-1], group[1]):
                kept = _Item(first.join, first.start, first.text, [a for a in first.atoms if a not in last])
                kept.meaning = _item_meaning(kept.atoms)
                people.append(kept)
                parts.append(any_of([_item_meaning(last), *(item.meaning for item in group[1:])]))
                return
    shared = [atom for atom in first.atoms if atom.kind == "place" and len(first.atoms) > 1]
    if any("referral" in item.meaning.facts for item in group):
        # "Referred by A, B or C": names of agencies that stand in no table refer as well.
        group = [item for item in group if item.meaning]
    parts.append(any_of([item.meaning for item in group]))
    parts.append(_item_meaning(shared))


def _is_split_adjective(group: list[_Item]) -> bool:
    """ "Homeless or runaway youth": adjectives as alternatives, one noun for both."""
    last = group[-1]
    if not last.nouns or any(item.nouns or not item.atoms for item in group[:-1]):
        return False
    before = [atom for atom in last.atoms if atom.start < last.nouns[0].start]
    return bool(before) and any(_same_fact(before[0], item) for item in group[:-1])


def lower_tail(item: _Item, atoms: Sequence[Atom]) -> str:
    """The words of an item from its last atoms on."""
    return item.text[atoms[0].start - item.start :].rstrip()


def _same_fact(atom: Atom, item: _Item) -> bool:
    return bool(atom.meaning.facts & item.meaning.facts)


def _or_groups(items: list[_Item]) -> list[list[_Item]]:
    """Items joined by "or", reaching back over the commas of the same enumeration."""
    groups: list[list[_Item]] = []
    for item in items:
        if item.join not in ("or", ",or") or not groups:
            groups.append([item])
            continue
        previous = groups[-1][-1]
        if not previous.atoms and previous.trailing and _starts_unread(item):
            item.text = f"{previous.text} or {item.text}"
            item.join = previous.join
            groups[-1][-1] = item
            continue
        if previous.trailing and item.join == "or" and not item.names_people and "pregnant" not in item.meaning.facts:
            # What follows "or" is an alternative to words that were not understood: it cannot be demanded.
            previous.text += " or " + item.text
            continue
        run = groups.pop()
        while groups and _reaches_back(groups[-1], run, item):
            run = groups.pop() + run
        groups.append([*run, item])
    return groups


def _starts_unread(item: _Item) -> bool:
    """Whether an item begins with words that were not understood before the first that were."""
    return bool(item.atoms) and _has_content(item.text[: item.atoms[0].start - item.start])


def _reaches_back(before: list[_Item], run: list[_Item], last: _Item) -> bool:
    """Whether "A, B or C" has A among the alternatives."""
    head, first = before[0], run[0]
    if len(before) > 1 or first.join != "," or (len(before) > 1 and before[0].join == ""):
        return False
    if _PREDICATE.match(first.text) and not _PREDICATE.match(head.text):
        return False
    if head.meaning.facts == {"residence"} and last.meaning.facts != {"residence"}:
        return False
    if head.names_people and not (first.names_people and last.names_people):
        return False
    same = first.meaning.facts & last.meaning.facts
    if same and not head.meaning.facts & same:
        return False
    if head.meaning.facts == {"age"} and not _is_old_age(head.meaning) and first.join == ",":
        return False
    return True


def _is_old_age(meaning: Meaning) -> bool:
    return meaning.ages is not None and (meaning.ages.low or 0) >= 50 and meaning.ages.high is None


def _is_bare_enumeration(items: list[_Item], people: list[_Item]) -> bool:
    """ "Homeless, needy, TANF recipients": three or more hardships and nothing else are alternatives."""
    if len(items) < 3 or any(_PREDICATE.match(item.text) for item in items):
        return False
    if any(atom.kind == "people" and atom.plain for item in items for atom in item.atoms):
        return False
    plights = [item for item in items if _is_plight(item)]
    named = [item for item in items if item not in plights and item.atoms and item.atoms[0].kind == "people"]
    unknown = [item for item in items if not item.atoms]
    return (
        len(plights) >= 2
        and len(plights) + len(named) + len(unknown) == len(items)
        and all(len(item.text.split()) <= 2 for item in unknown)
    )


def _is_plight(item: _Item) -> bool:
    return any(a.plight for a in item.atoms) and all(a.plight or a.kind == "anyone" for a in item.atoms)


def _without_aged_or_disabled(people: list[_Item], parts: list[Meaning]) -> Meaning:
    """Everything together, but "62 and older, disabled" is how programs for the elderly or disabled are written:
    those are alternatives."""
    aged = [p for p in parts if _is_old_age(p) and p.facts == {"age"}]
    disabled = [p for p in parts if p.facts == {"disability"}]
    named = [item for item in people if "disability" in item.meaning.facts]
    if not aged or not (disabled or named):
        return all_of([_people_meaning(people), *parts])
    rest = [p for p in parts if p not in aged and p not in disabled]
    choice = any_of([*aged, *disabled, *(item.meaning for item in people)])
    return all_of([choice, *rest])


def _people_meaning(people: list[_Item]) -> Meaning:
    """Kinds of people as alternatives, with what plainly holds for the whole list."""
    if not people:
        return Meaning()
    if len(people) == 2 and _is_apposition(people):
        people = people[:1]
    if len(people) == 1:
        return people[0].meaning
    shared = [_leading(people), _trailing(people), _of_those_who(people)]
    return any_of([item.meaning for item in people]).both(all_of(shared))


def _of_those_who(people: list[_Item]) -> Meaning:
    """ "Individuals over 60 who are ill and those who are poor": what stands before "who" is meant of both."""
    first, others = people[0], people[1:]
    who = first.text.find(" who ")
    if who < 0 or not first.nouns or not all(re.match(r"\s*those\s+who\b", item.text) for item in others):
        return Meaning()
    return _item_meaning([a for a in first.atoms if a.start < first.start + who])




def _leading(people: list[_Item]) -> Meaning:
    """ "Homeless" of "homeless adults and families": before the first noun, and the others have none of their own."""
    first, others = people[0], people[1:]
    if not first.nouns:
        return Meaning()
    before = [atom for atom in first.atoms if atom.start < first.nouns[0].start]
    if not all(
        item.bare or _only_service_wide(item) or (item is people[-1] and _is_tail_only(item)) for item in others
    ):
        return Meaning()
    return _item_meaning(before)


def _is_tail_only(item: _Item) -> bool:
    return bool(item.nouns) and item.atoms[0].is_noun


def _is_apposition(people: list[_Item]) -> bool:
    """Whether "men and women" only says who the veterans before are."""
    first, last = people
    both = last.bare and last.join == "," and not last.meaning and last.atoms[0].plain
    return both and "children" not in first.meaning.facts and bool(first.meaning)


def _is_plain(item: _Item) -> bool:
    """Whether it names people by gender only, or anyone, and says nothing of them after the noun."""
    nouns = item.nouns
    return all(noun.plain or noun.kind == "anyone" for noun in nouns) and item.atoms[-1].is_noun


def _only_service_wide(item: _Item) -> bool:
    return all(atom.is_noun or atom.meaning.facts <= {"residence", "income"} for atom in item.atoms)


def _trailing(people: list[_Item]) -> Meaning:
    """What follows the last noun: places, money and "who ..." hold for the list, other things after plain nouns."""
    last, others = people[-1], people[:-1]
    if not last.nouns:
        return Meaning()
    after = [atom for atom in last.atoms if atom.start > last.nouns[-1].start]
    if not after:
        return Meaning()
    between = last.text[last.nouns[-1].end - last.start : after[0].start - last.start]
    wide = re.search(r"\b(?:who|if|that)\b", between) is not None
    plain = all(_is_plain(item) for item in others)
    if last.join == ",":
        after = [atom for atom in after if "children" not in atom.meaning.facts]
    kept = (
        after
        if wide or plain
        else [a for a in after if a.meaning.facts == {"income"}] + _from_place(after)
    )
    return _item_meaning(kept)


def _from_place(after: list[Atom]) -> list[Atom]:
    """The place and what follows it: said of the whole list as the place is."""
    places = [index for index, atom in enumerate(after) if atom.kind == "place"]
    return after[places[0] :] if places else []
