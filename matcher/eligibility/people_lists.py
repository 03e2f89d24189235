"""Lists of people: "homeless men, women and families who live in town" and what holds for all of them."""

import re

from matcher.eligibility.atoms import Atom
from matcher.eligibility.choices import is_old_age
from matcher.eligibility.items import Item, atoms_meaning
from matcher.eligibility.meaning import Meaning, all_of, any_of


def people_meaning(people: list[Item]) -> Meaning:
    """Kinds of people as alternatives, with what plainly holds for the whole list."""
    if not people:
        return Meaning()
    if len(people) == 2 and _is_apposition(people):
        people = people[:1]
    if len(people) == 1:
        return people[0].meaning
    shared = [_leading(people), _trailing(people), _of_those_who(people)]
    return any_of([item.meaning for item in people]).both(all_of(shared))


def people_and_parts(people: list[Item], parts: list[Meaning]) -> Meaning:
    """Everything together, but "62 and older, disabled" is how programs for the elderly or disabled are written:
    those are alternatives."""
    aged = [p for p in parts if is_old_age(p) and p.facts == {"age"}]
    disabled = [p for p in parts if p.facts == {"disability"}]
    named = [item for item in people if "disability" in item.meaning.facts]
    if not aged or not (disabled or named):
        return all_of([people_meaning(people), *parts])
    rest = [p for p in parts if p not in aged and p not in disabled]
    choice = any_of([*aged, *disabled, *(item.meaning for item in people)])
    return all_of([choice, *rest])


def _of_those_who(people: list[Item]) -> Meaning:
    """ "Individuals over 60 who are ill and those who are poor": what stands before "who" is meant of both."""
    first, others = people[0], people[1:]
    who = first.text.find(" who ")
    if who < 0 or not first.nouns or not all(re.match(r"\s*those\s+who\b", item.text) for item in others):
        return Meaning()
    return atoms_meaning([a for a in first.atoms if a.start < first.start + who])


def _leading(people: list[Item]) -> Meaning:
    """ "Homeless" of "homeless adults and families": before the first noun, and the others have none of their own."""
    first, others = people[0], people[1:]
    if not first.nouns:
        return Meaning()
    before = [atom for atom in first.atoms if atom.start < first.nouns[0].start]
    if not all(
        item.bare or _only_service_wide(item) or (item is people[-1] and _is_tail_only(item))
        for item in others
    ):
        return Meaning()
    return atoms_meaning(before)


def _is_tail_only(item: Item) -> bool:
    return bool(item.nouns) and item.atoms[0].is_noun


def _is_apposition(people: list[Item]) -> bool:
    """Whether "men and women" only says who the veterans before are."""
    first, last = people
    both = last.bare and last.join == "," and not last.meaning and last.atoms[0].plain
    return both and "children" not in first.meaning.facts and bool(first.meaning)


def is_plain(item: Item) -> bool:
    """Whether it names people by gender only, or anyone, and says nothing of them after the noun."""
    nouns = item.nouns
    return all(noun.plain or noun.kind == "anyone" for noun in nouns) and item.atoms[-1].is_noun


def _only_service_wide(item: Item) -> bool:
    return all(atom.is_noun or atom.meaning.facts <= {"residence", "income"} for atom in item.atoms)


def _trailing(people: list[Item]) -> Meaning:
    """What follows the last noun: places, money and "who ..." hold for the list, other things after plain nouns."""
    last, others = people[-1], people[:-1]
    if not last.nouns:
        return Meaning()
    after = [atom for atom in last.atoms if atom.start > last.nouns[-1].start]
    if not after:
        return Meaning()
    between = last.text[last.nouns[-1].end - last.start : after[0].start - last.start]
    wide = re.search(r"\b(?:who|if|that)\b", between) is not None
    plain = all(is_plain(item) for item in others)
    if last.join == ",":
        after = [atom for atom in after if "children" not in atom.meaning.facts]
    kept = (
        after if wide or plain else [a for a in after if a.meaning.facts == {"income"}] + _from_place(after)
    )
    return atoms_meaning(kept)


def _from_place(after: list[Atom]) -> list[Atom]:
    """The place and what follows it: said of the whole list as the place is."""
    places = [index for index, atom in enumerate(after) if atom.kind == "place"]
    return after[places[0] :] if places else []
