"""The form of what is known of a person: which fields it has, and how its answers become facts.

An empty field means that the fact is not known, which is never the same as no.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from webapp.vocabulary_words import FACTS, VALUES

PREFIX = "f_"

# Kinds: number, money, yes_no, one (of several values), some (of several values, with "none" where it says
# something), ages, languages, place.
_KINDS: Mapping[str, str] = {
    "age": "number",
    "gender": "one",
    "transgender": "yes_no",
    "pregnant": "yes_no",
    "postpartum": "yes_no",
    "children_ages": "ages",
    "partner": "yes_no",
    "housing": "one",
    "residence": "place",
    "child_welfare": "yes_no",
    "domestic_violence": "yes_no",
    "income_annual": "money",
    "household_size": "number",
    "insurance": "some",
    "benefits": "some",
    "employment": "one",
    "substance_use": "yes_no",
    "days_sober": "number",
    "medication_treatment": "yes_no",
    "mental_health": "yes_no",
    "disability": "some",
    "hiv": "yes_no",
    "veteran": "yes_no",
    "military": "yes_no",
    "lgbtq": "yes_no",
    "immigration": "one",
    "justice": "some",
    "sex_offense": "yes_no",
    "violence": "yes_no",
    "arson": "yes_no",
    "languages": "languages",
    "documents": "some",
}

_GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (
        _l("Person and family"),
        ("age", "gender", "children_ages", "partner", "pregnant", "postpartum", "languages"),
    ),
    (
        _l("Home and income"),
        ("housing", "income_annual", "household_size", "employment", "residence", "insurance", "benefits"),
    ),
    (
        _l("Health and recovery"),
        ("substance_use", "days_sober", "medication_treatment", "mental_health", "hiv", "disability"),
    ),
    (
        _l("Circumstances that services ask about"),
        (
            "domestic_violence",
            "child_welfare",
            "veteran",
            "military",
            "immigration",
            "transgender",
            "lgbtq",
            "sex_offense",
            "violence",
            "arson",
            "justice",
        ),
    ),
    (_l("Papers"), ("documents",)),
)

_NONE_SAYS_SOMETHING = frozenset({"benefits", "disability", "justice"})
_PLACE_PARTS = ("city", "county", "state", "postal_code")


@dataclass(frozen=True)
class FactField:
    """One field: `options` are values with titles, for kinds `one` and `some`."""

    fact: str
    kind: str
    title: str
    options: tuple[tuple[str, str], ...]

    @property
    def none_is_empty(self) -> bool:
        """Whether the option "none" says that there are none, and is no value of its own."""
        return self.fact in _NONE_SAYS_SOMETHING


@dataclass(frozen=True)
class FactGroup:
    """Fields that stand together under one heading."""

    title: str
    fields: tuple[FactField, ...]


def groups() -> tuple[FactGroup, ...]:
    """The form in the reader's language."""
    return tuple(FactGroup(str(title), tuple(_field(fact) for fact in facts)) for title, facts in _GROUPS)


def field(fact: str) -> FactField | None:
    """One field, None for a fact that the form does not ask for."""
    return _field(fact) if fact in _KINDS else None


def _field(fact: str) -> FactField:
    options = [(key, str(title)) for key, title in VALUES.get(fact, {}).items()]
    if fact in _NONE_SAYS_SOMETHING:
        options.append(("none", _("none of these")))
    return FactField(fact, _KINDS[fact], str(FACTS[fact]), tuple(options))


class FactsRefused(ValueError):
    """Answers that cannot be read; `problems` says by fact what to write instead."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{FACTS[fact]}: {words}" for fact, words in problems.items()))
        self.problems = dict(problems)


def read(args: MultiDict[str, str], prefix: str = PREFIX) -> dict[str, Any]:
    """Every fact of the form, None where its field is empty; raises FactsRefused."""
    facts, problems = read_known(args, prefix)
    if problems:
        raise FactsRefused(problems)
    return {fact: facts.get(fact) for fact in _KINDS}


def read_known(args: MultiDict[str, str], prefix: str = PREFIX) -> tuple[dict[str, Any], dict[str, str]]:
    """The facts that are given, from a form or a link, and by fact what is wrong with an answer."""
    facts: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for fact, kind in _KINDS.items():
        given = [value.strip() for value in args.getlist(prefix + fact) if value.strip()]
        if kind == "place":
            parts = {part: args.get(f"{prefix}{fact}_{part}", "").strip() for part in _PLACE_PARTS}
            if any(parts.values()):
                facts[fact] = {part: value for part, value in parts.items() if value}
        elif given:
            try:
                facts[fact] = _read(fact, kind, given)
            except ValueError as problem:
                problems[fact] = str(problem)
    return facts, problems


def explain(error: Exception) -> str:
    """What a person should change so that the facts can be kept."""
    if isinstance(error, ValidationError):
        places = {
            str(FACTS.get(str(part["loc"][0]), part["loc"][0])) for part in error.errors() if part["loc"]
        }
        return _("Check these answers: %(places)s.", places=", ".join(sorted(places)))
    return str(error)


def _read(fact: str, kind: str, given: list[str]) -> Any:
    if kind in ("number", "money"):
        return _whole(given[0])
    if kind == "yes_no":
        if given[0] not in ("yes", "no"):
            raise ValueError(_("Choose yes, no or not known."))
        return given[0] == "yes"
    if kind == "ages":
        return _ages(given[0])
    if kind == "languages":
        return [code.lower() for code in re.split(r"[,\s]+", ",".join(given)) if code]
    allowed = VALUES[fact]
    chosen = [value for value in given if value in allowed]
    if kind == "one":
        if not chosen:
            raise ValueError(_("Choose one of the values."))
        return chosen[0]
    if not chosen and "none" not in given:
        raise ValueError(_("Choose from the values."))
    return chosen


def _whole(words: str) -> int:
    digits = words.replace("$", "").replace(",", "").partition(".")[0].strip()
    if not digits.isdigit() or len(digits) > 9:
        raise ValueError(_("Write a number."))
    return int(digits)


def _ages(words: str) -> list[int]:
    if words.casefold() in ("none", "no", "ninguno", "ninguna"):
        return []
    ages = [part for part in re.split(r"[,;\s]+", words) if part]
    if not all(age.isdigit() and int(age) < 100 for age in ages):
        raise ValueError(_("Write ages in years with commas, or “none”."))
    return [int(age) for age in ages]


def pairs(facts: Mapping[str, Any], prefix: str = PREFIX) -> list[tuple[str, str]]:
    """The same facts as parameters of a link; facts that the form has no field for are left out."""
    made: list[tuple[str, str]] = []
    for fact, value in facts.items():
        kind = _KINDS.get(fact)
        if kind is None or value is None:
            continue
        if kind == "place":
            made += [(f"{prefix}{fact}_{part}", str(value[part])) for part in _PLACE_PARTS if value.get(part)]
        else:
            made += [(prefix + fact, words) for words in _written(kind, value)]
    return made


def _written(kind: str, value: Any) -> list[str]:
    if kind == "yes_no":
        return ["yes" if value else "no"]
    if kind == "ages":
        return [", ".join(str(age) for age in value) or "none"]
    if kind == "languages":
        return [",".join(value)] if value else []
    if kind == "some":
        return list(value) or ["none"]
    return [str(value)]
