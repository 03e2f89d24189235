"""What a sentence demands once its parts are read: lists of people, alternatives, exceptions.

"Homeless men and women, 18 or older" lists people (alternatives) and then a condition that holds for all;
"65 or older, or disabled" lists conditions of which one is enough.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from matcher.eligibility.atoms import Atom
from matcher.eligibility.choices import is_old_age, or_groups, read_alternatives, starts_unread
from matcher.eligibility.items import PREDICATE, Item, has_content, items_of
from matcher.eligibility.meaning import OTHER, Meaning, any_of
from matcher.eligibility.people_lists import is_plain, people_and_parts

_DEMANDED = re.compile(r"\s*(?:and\s+)?(?:must|should|needs?\s+to|have\s+to|required?|willing|able)\b")


def list_meaning(lower: str, atoms: Sequence[Atom], offset: int) -> Meaning:
    """What a sentence (in lower case, at `offset` of the text) demands of everyone whom it serves."""
    limits = [
        atom
        for atom in atoms
        if "income" in atom.meaning.facts and "%" in lower[atom.start - offset : atom.end - offset]
    ]
    if len(limits) > 1:
        # "Women 185%, seniors 130%": the highest holds for everyone.
        rest = [atom for atom in atoms if atom not in limits and atom.kind != "people"]
        return list_meaning(lower, rest, offset).both(any_of([atom.meaning for atom in limits]))
    items = items_of(lower, atoms, offset)
    # Somebody who is named in words that were not understood may be an alternative as well.
    others = any(map(_may_name_others, items)) or any(map(_is_without_word, atoms))
    whole = _list_meaning(items)
    return replace(whole, choices=()) if others else whole


def _list_meaning(items: list[Item]) -> Meaning:
    items = [replace(item) for item in items]
    groups = or_groups(items)
    people: list[Item] = []
    parts: list[Meaning] = []
    exceptions: list[Meaning] = []
    residents: list[Item] = []
    for group in groups:
        if len(group) > 1:
            read_alternatives(group, people, parts)
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
            residents.append(group[0])
    if _is_bare_enumeration(items):
        return any_of([item.meaning for item in items])
    if any(not is_plain(item) for item in people):
        _move_residents(residents, parts)
    whole = people_and_parts(people, parts)
    if {"insurance", "benefits"} <= whole.facts:
        # "On Medicaid, SNAP, WIC": any of the programs shows that the income is low enough.
        whole = whole.without({"insurance", "benefits"})
    if any(_child_or_pregnancy(group) for group in groups):
        whole = replace(whole.without({"children", "pregnant"}), choices=whole.choices)
    for exception in exceptions:
        whole = whole.widened(exception) if whole.ages else whole.both(exception)
    if any(_is_open_age(item) for item in items):
        whole = whole.without({"age"})
    return whole


def _may_name_others(item: Item) -> bool:
    if not item.atoms:
        return has_content(item.text) and not _DEMANDED.match(item.text)
    return starts_unread(item)


def _is_without_word(atom: Atom) -> bool:
    """Whether an atom names people or hardships that the vocabulary has no criterion for."""
    nameless = atom.kind == "condition" and not atom.meaning and not atom.meaning.choices
    return nameless or any(OTHER in values for values in atom.meaning.values.values())


def _is_age_of(noun: Item, ages: Item) -> bool:
    """Whether "teens, ages 11-24" gives the ages of those named last, in a list of others."""
    implied = noun.meaning.ages is not None and noun.meaning.ages.implied
    return implied and ages.meaning.facts == {"age"} and noun.start < ages.start


def _move_residents(residents: list[Item], parts: list[Meaning]) -> None:
    """ "Town residents 60+, people with disabilities": the older residents are one kind of people of the list."""
    for item in residents:
        if item.meaning.facts == {"residence", "age"} and is_old_age(item.meaning.only({"age"})):
            parts.remove(item.meaning)
            parts.append(item.meaning.only({"residence"}))
            parts.append(item.meaning.only({"age"}))


def _adds_to_ages(item: Item, parts: list[Meaning], groups: list[list[Item]]) -> bool:
    """Whether "6 to 17, and senior citizens" adds people to those of the ages with which the list began."""
    begins = item is groups[1][0] if len(groups) > 1 else False
    adds = item.join in ("and", ",and") and begins and len(parts) == 1 and parts[0].facts == {"age"}
    return adds and not all(noun.plain or noun.kind == "anyone" for noun in item.nouns)


def _child_or_pregnancy(group: list[Item]) -> bool:
    """ "With a child, or pregnant": the family of either, so neither can be demanded."""
    facts = [item.meaning.facts for item in group]
    return len(group) > 1 and any("pregnant" in f for f in facts) and any("children" in f for f in facts)


def _is_open_age(item: Item) -> bool:
    return any(
        a.kind == "age" and a.meaning.ages and a.meaning.ages.low is None and a.meaning.ages.high is None
        for a in item.atoms
    )


def _is_bare_enumeration(items: list[Item]) -> bool:
    """ "Homeless, needy, TANF recipients": three or more hardships and nothing else are alternatives."""
    if len(items) < 3 or any(PREDICATE.match(item.text) for item in items):
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


def _is_plight(item: Item) -> bool:
    return any(a.plight for a in item.atoms) and all(a.plight or a.kind == "anyone" for a in item.atoms)
