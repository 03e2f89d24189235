"""A sentence cut at commas, "and" and "or", each part with what was read in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from matcher.eligibility.atoms import Atom
from matcher.eligibility.meaning import Meaning, all_of

Join = Literal["", ",", "and", "or", ",or", ",and"]

_SEPARATOR = re.compile(
    r"\s*(?:(?P<comma>,)\s*)?(?:\b(?P<and>and/or|and\b|as\s+well\s+as\b|plus\b|&)|\b(?P<or>or\b|nor\b))\s*(?:/\s*or\b\s*)?|\s*&\s*|\s*,\s*|(?<!w)\s*/\s*(?!o\b)|\s+\+\s+"
)
PREDICATE = re.compile(
    r"^\s*(?:all\s+|and\s+)?(?:(?:clients?|applicants?|participants?|individuals?|they|persons?|prospective\s+tenants)\s+(?=must|should|need))?(?:must|who|that|if|w/|with|having|have|has|needs?\b|is\b|are\b|be\b|should|willing|able|live|lives|reside|currently\s+in|in\b|on\b|from\b|at\b(?!-)|living|under\b|without|referr|want|can\b)"
)
_FILLER = frozenset(
    [
        "all",
        "any",
        "only",
        "the",
        "a",
        "an",
        "of",
        "are",
        "is",
        "be",
        "must",
        "for",
        "to",
        "in",
        "years",
        "old",
        "and",
        "or",
        "age",
        "ages",
        "with",
        "who",
        "services",
        "service",
        "open",
        "please",
        "inquire",
        "year",
        "s",
        "other",
        "also",
        "up",
    ]
)
_SERVICE_WIDE = frozenset({"residence", "income"})


@dataclass
class Item:
    """One part between separators, with what was read in it."""

    join: Join
    start: int
    text: str
    atoms: list[Atom] = field(default_factory=list)
    meaning: Meaning = field(default_factory=Meaning)

    @property
    def nouns(self) -> list[Atom]:
        """The words that name people."""
        return [atom for atom in self.atoms if atom.is_noun]

    def with_atoms(self, atoms: list[Atom]) -> "Item":
        """The same part with only these of its atoms."""
        return replace(self, atoms=atoms, meaning=atoms_meaning(atoms))

    @property
    def names_people(self) -> bool:
        """Whether it stands in a list of people: not "DC residents", not "must be a veteran"."""
        if not self.nouns or PREDICATE.match(self.text):
            return False
        if any(atom.kind == "people" for atom in self.nouns):
            return True
        return not self.meaning or bool(self.meaning.without(_SERVICE_WIDE))

    @property
    def bare(self) -> bool:
        """Whether it is nothing but a noun."""
        return len(self.atoms) == 1 and self.atoms[0].is_noun

    @property
    def trailing(self) -> bool:
        """Whether words that were not understood follow what was."""
        last = max((atom.end for atom in self.atoms), default=self.start) - self.start
        return has_content(self.text[last:])


def has_content(words: str) -> bool:
    """Whether words say something that was not understood."""
    return any(word not in _FILLER for word in re.findall(r"[a-z0-9]+", words))


def items_of(lower: str, atoms: Sequence[Atom], offset: int) -> list[Item]:
    """The sentence cut at separators that stand outside atoms."""
    items: list[Item] = []
    start = 0
    join: Join = ""
    for found in _SEPARATOR.finditer(lower):
        # A separator may share its white space with an atom, but not its word.
        word_start = found.start() + len(found.group()) - len(found.group().lstrip())
        if any(a.start - offset <= word_start < a.end - offset for a in atoms) or not found.group().strip():
            continue
        items.append(Item(join, offset + start, lower[start : found.start()]))
        start = found.end()
        join = _join_of(found)
    items.append(Item(join, offset + start, lower[start:]))
    kept: list[Item] = []
    ends = [item.start for item in items[1:]] + [offset + len(lower) + 1]
    for item, end in zip(items, ends, strict=True):
        item.atoms = [atom for atom in atoms if item.start <= atom.start < end]
        item.meaning = atoms_meaning(item.atoms)
        if item.text.strip(" .") or item.atoms:
            kept.append(item)
    return kept


def _join_of(found: re.Match[str]) -> Join:
    text = found.group().strip()
    if found["or"] or text.startswith("/"):
        return ",or" if found["comma"] else "or"
    if found["and"] or text in ("&", "+"):
        if found["and"] and "or" in found.group():
            return "or"
        return ",and" if found["comma"] else "and"
    return ","


def atoms_meaning(atoms: Sequence[Atom]) -> Meaning:
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
