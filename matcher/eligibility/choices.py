"""Runs of "or": how far back an enumeration reaches, and what its alternatives leave standing."""

import re

from matcher.eligibility.atoms import Atom
from matcher.eligibility.items import PREDICATE, Item, atoms_meaning, has_content
from matcher.eligibility.meaning import Meaning, any_of

_AGENCY = re.compile(
    r"department|agency|administration|services|cent(?:er|re)|office|court|probation|parole|\([a-z]+\)|\bdc\b"
)
_SAID_OF_THEM = re.compile(r"\s*(?:who\b|(?:are|is|have|has|were|had)\b)")
OLD_AGE = 50
"""Years from which a lowest age is that of a service for the elderly."""


def or_groups(items: list[Item]) -> list[list[Item]]:
    """Items joined by "or", reaching back over the commas of the same enumeration."""
    groups: list[list[Item]] = []
    for item in items:
        if item.join not in ("or", ",or") or not groups:
            groups.append([item])
            continue
        previous = groups[-1][-1]
        if not previous.atoms and previous.trailing and starts_unread(item):
            item.text = f"{previous.text} or {item.text}"
            item.join = previous.join
            groups[-1][-1] = item
            continue
        if (
            previous.trailing
            and item.join == "or"
            and not item.names_people
            and "pregnant" not in item.meaning.facts
        ):
            # What follows "or" is an alternative to words that were not understood: it cannot be demanded.
            previous.text += " or " + item.text
            continue
        run = groups.pop()
        while groups and _reaches_back(groups[-1], run, item):
            run = groups.pop() + run
        groups.append([*run, item])
    return groups


def starts_unread(item: Item) -> bool:
    """Whether an item begins with words that were not understood before the first that were."""
    return bool(item.atoms) and has_content(item.text[: item.atoms[0].start - item.start])


def _reaches_back(before: list[Item], run: list[Item], last: Item) -> bool:
    """Whether "A, B or C" has A among the alternatives."""
    head, first = before[0], run[0]
    if len(before) > 1 or first.join != ",":
        return False
    if PREDICATE.match(first.text) and not PREDICATE.match(head.text):
        return False
    if head.meaning.facts == {"residence"} and last.meaning.facts != {"residence"}:
        return False
    if head.names_people and not (first.names_people and last.names_people):
        return False
    same = first.meaning.facts & last.meaning.facts
    if same and not head.meaning.facts & same:
        return False
    return head.meaning.facts != {"age"} or is_old_age(head.meaning)


def is_old_age(meaning: Meaning) -> bool:
    """Whether only a lowest age is set, and that of a service for the elderly."""
    return meaning.ages is not None and (meaning.ages.low or 0) >= OLD_AGE and meaning.ages.high is None


def read_alternatives(group: list[Item], people: list[Item], parts: list[Meaning]) -> None:
    """Sorts a run of "or" into the list of `people` and the conditions (`parts`) of a sentence."""
    if any("referral" in item.meaning.facts for item in group):
        # "Referred by A, B or C": names of agencies that stand in no table refer as well.
        group = [item for item in group if item.meaning or not _AGENCY.search(item.text)]
    first, others = group[0], group[1:]
    if _is_split_adjective(group):
        _share_noun(group, people, parts)
    elif all(item.names_people for item in group):
        people.extend(group)
    elif first.names_people and not any(item.names_people for item in others):
        _share_subject(first, others, people, parts)
    else:
        places = [atom for atom in first.atoms if atom.kind == "place" and len(first.atoms) > 1]
        parts.append(any_of(item.meaning for item in group))
        parts.append(atoms_meaning(places))


def _share_noun(group: list[Item], people: list[Item], parts: list[Meaning]) -> None:
    """ "Homeless or runaway youth": the adjectives are the alternatives, the noun is shared."""
    last = group[-1]
    adjective = [atom for atom in last.atoms if atom.start < last.nouns[0].start]
    people.append(last.with_atoms([atom for atom in last.atoms if atom not in adjective]))
    parts.append(any_of([*(item.meaning for item in group[:-1]), atoms_meaning(adjective)]))


def _share_subject(first: Item, others: list[Item], people: list[Item], parts: list[Meaning]) -> None:
    """ "Individuals who are homeless or at risk": those named are shared, what is said of them is not."""
    last_noun = first.nouns[-1]
    said = [atom for atom in first.atoms if not atom.is_noun and atom.kind != "place"]
    if first.nouns and all(noun.kind == "anyone" for noun in first.nouns) and said:
        kept = [atom for atom in said if atom.start < last_noun.start and not _same_fact(atom, others[0])]
        choice = [atom for atom in said if atom not in kept]
    else:
        after = [atom for atom in said if atom.start > last_noun.start]
        choice = [atom for atom in after if _same_fact(atom, others[0])] or after[-1:]
    if not choice and all(_SAID_OF_THEM.match(item.text) for item in others):
        # "Women who keep bees, or are retired": what was not understood is not demanded, they are women all the same.
        people.append(first)
        return
    if not choice:
        parts.append(any_of([first.meaning, *(item.meaning for item in others)]))
        return
    people.append(first.with_atoms([atom for atom in first.atoms if atom not in choice]))
    parts.append(any_of([atoms_meaning(choice), *(item.meaning for item in others)]))


def _is_split_adjective(group: list[Item]) -> bool:
    """ "Homeless or runaway youth": adjectives as alternatives, one noun for both."""
    last = group[-1]
    if not last.nouns or any(item.nouns or not item.atoms for item in group[:-1]):
        return False
    before = [atom for atom in last.atoms if atom.start < last.nouns[0].start]
    return bool(before) and any(_same_fact(before[0], item) for item in group[:-1])


def _same_fact(atom: Atom, item: Item) -> bool:
    return bool(atom.meaning.facts & item.meaning.facts)
