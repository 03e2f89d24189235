"""The form that says whom a service is for: filled in from criteria, and read back into them."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from babel import Locale
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from matcher.eligibility.criteria import Criterion
from matcher.eligibility.places import normal_name
from webapp.criteria_fields import BOXES, LOW_INCOME, OPEN

# Field, the criterion that its number ends, and the lowest and highest number that can be meant.
_NUMBERS: Mapping[str, tuple[str, int, int]] = {
    "age_min": ("age:min:", 0, 120),
    "age_max": ("age:max:", 0, 120),
    "income_fpl": ("income:max:fpl_", 1, 999),
    "income_ami": ("income:max:ami_", 1, 999),
    "days_sober": ("days_sober:min:", 1, 3650),
}
_PLACE, _LANGUAGE = "residence:in:", "language:in:"
# The index keeps the alternatives of a rule with bars between them.
_A_PLACE = re.compile(r"\w[\w .,'’&/()#-]*")
_MOST_PLACES = 100
_LONGEST_PLACE = 80
LONGEST_NOTE = 300


@dataclass(frozen=True)
class Answers:
    """The form as it stands: what is typed, by field, and the criteria whose boxes are ticked."""

    texts: Mapping[str, str]
    ticked: frozenset[str]


class CriteriaRefused(ValueError):
    """Answers that cannot be kept; `problems` says by field or group of boxes what to write instead."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = dict(problems)


def filled(criteria: Iterable[Criterion], note: str = "") -> Answers:
    """The form that says these criteria."""
    written = [str(criterion) for criterion in criteria]
    texts = {
        field: next((text.removeprefix(start) for text in written if text.startswith(start)), "")
        for field, (start, _low, _high) in _NUMBERS.items()
    }
    texts["places"] = "\n".join(_after(_PLACE, written))
    texts["languages"] = ", ".join(_after(_LANGUAGE, written))
    texts["note"] = note
    return Answers(texts, frozenset(written) & BOXES.keys())


def typed(form: MultiDict[str, str]) -> Answers:
    """The form as somebody sent it; a box that it does not have is left out."""
    fields = (*_NUMBERS, "places", "languages", "note")
    return Answers(
        {field: form.get(field, "") for field in fields},
        frozenset(text for text, box in BOXES.items() if text in form.getlist(box)),
    )


def read(answers: Answers) -> tuple[str, ...]:
    """The criteria that the form says, written out, in its order; none for an empty one.

    Raises CriteriaRefused.
    """
    problems: dict[str, str] = {}

    def tried(field: str, reader: Callable[[str, str], list[str]]) -> list[str]:
        try:
            return reader(field, answers.texts.get(field, ""))
        except ValueError as problem:
            problems[field] = str(problem)
            return []

    criteria = [text for field in _NUMBERS for text in tried(field, _number)]
    criteria += [text for text in BOXES if text in answers.ticked]
    criteria += tried("places", _places) + tried("languages", _languages)
    if len(answers.texts.get("note", "").strip()) > LONGEST_NOTE:
        problems["note"] = _("Write %(most)s characters at the most.", most=LONGEST_NOTE)
    for field, problem in _contradictions(criteria):
        problems.setdefault(field, problem)
    if problems:
        raise CriteriaRefused(problems)
    return tuple(str(Criterion.parse(text)) for text in criteria)


def _after(start: str, written: Iterable[str]) -> list[str]:
    return [text.removeprefix(start) for text in written if text.startswith(start)]


def _number(field: str, typed_in: str) -> list[str]:
    start, low, high = _NUMBERS[field]
    words = typed_in.strip().removesuffix("%").strip()
    if not words:
        return []
    if not re.fullmatch(r"[0-9]{1,6}", words) or not low <= int(words) <= high:
        raise ValueError(_("Write a whole number from %(low)s to %(high)s.", low=low, high=high))
    return [f"{start}{int(words)}"]


def _places(_field: str, typed_in: str) -> list[str]:
    lines = [" ".join(line.split()) for line in typed_in.splitlines() if line.strip()]
    if len(lines) > _MOST_PLACES:
        raise ValueError(_("Write %(most)s places at the most.", most=_MOST_PLACES))
    names: dict[str, None] = {}
    for line in lines:
        name = normal_name(line[:_LONGEST_PLACE])
        if len(line) > _LONGEST_PLACE or not _A_PLACE.fullmatch(name):
            raise ValueError(_("“%(line)s” is no name of a place.", line=line[:_LONGEST_PLACE]))
        names[name] = None
    return [f"{_PLACE}{name}" for name in names]


def _languages(_field: str, typed_in: str) -> list[str]:
    codes = dict.fromkeys(code for code in re.split(r"[,;\s]+", typed_in.lower()) if code)
    for code in codes:
        if not re.fullmatch(r"[a-z]{2,3}", code) or code not in Locale("en").languages:
            raise ValueError(_("“%(code)s” is no code of a language: Spanish is es.", code=code[:20]))
    return [f"{_LANGUAGE}{code}" for code in codes]


def _contradictions(criteria: list[str]) -> Iterable[tuple[str, str]]:
    """What cannot hold together, by the field to change."""
    ages = {text[:7]: int(text[8:]) for text in criteria if text.startswith("age:")}
    if ages.get("age:min", 0) > ages.get("age:max", 999):
        yield "age_max", _("The highest age is below the lowest.")
    if OPEN in criteria and len(criteria) > 1:
        yield "open", _("“Anyone may come” stands alone: take it away, or everything else.")
    if LOW_INCOME in criteria and any(text.startswith("income:") and text != LOW_INCOME for text in criteria):
        yield "income_low", _("Tick this only where no percent is known.")
    if {"children:is:true", "children:is:false"} <= set(criteria):
        yield "family", _("With children and without: nobody is both.")
    asked_for = {text.partition(":")[0] for text in criteria if ":not:" not in text}
    if any(":not:" in text and text.partition(":")[0] in asked_for for text in criteria):
        yield "barred", _("The same people are asked for above: nobody could come.")
