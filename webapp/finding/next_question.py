"""The one question worth asking next, with the answers as links to the same search."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _

from directory.listings import Listing
from matcher.match import Question
from webapp import fact_form
from webapp.finding.query import Asked
from webapp.finding.ways_out import WayOut
from webapp.vocabulary_words import fact as fact_title
from webapp.vocabulary_words import fact_value

_NAMED = 3
# Somebody who does not know the children's ages may know that there are none: one field takes both.
_ASKED_AS = {"children": "children_ages"}


@dataclass(frozen=True)
class NextQuestion:
    """What to ask: `answers` to choose from or, where there are too many, a `field` of the form to fill in.

    `services` names the first of those that the answer may settle, `more` how many further ones. `hidden` are
    the parameters of the search that the field goes with.
    """

    title: str
    services: tuple[str, ...]
    more: int
    answers: tuple[WayOut, ...]
    field: fact_form.FactField | None
    name: str
    hidden: tuple[tuple[str, str], ...]


def next_question(
    question: Question | None, asked: Asked, listings: Mapping[str, Listing], link: Callable[[Asked], str]
) -> NextQuestion | None:
    """The question of a search's results as the page shows it, None where there is none to ask."""
    if question is None:
        return None
    name = _ASKED_AS.get(question.fact, question.fact)
    field = fact_form.field(name)
    if field is None:
        return None
    names = [listings[service].name for service in question.settles if service in listings]
    answers = tuple(
        WayOut(_words(name, value), link(replace(asked, facts={**asked.facts, name: value})))
        for value in _choices(field)
    )
    return NextQuestion(
        title=fact_title(name),
        services=tuple(names[:_NAMED]),
        more=max(0, len(names) - _NAMED),
        answers=answers,
        field=None if answers else field,
        name=fact_form.PREFIX + name,
        hidden=() if answers else tuple(asked.parameters()),
    )


def _choices(field: fact_form.FactField) -> tuple[Any, ...]:
    """The values of a fact, where there are few; none for numbers, places and languages."""
    if field.kind == "yes_no":
        return (True, False)
    values = tuple(key for key, _title in field.options)
    if field.kind == "one":
        return values
    return tuple([] if value == "none" and field.none_is_empty else [value] for value in values)


def _words(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return fact_value(name, value)
