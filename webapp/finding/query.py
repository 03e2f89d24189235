"""What was asked on the find page: the words, the fields that win over them, and what is set aside.

A search is a link: everything is in its parameters. What is read from the words or known from a record is
never copied into them; `not` names what of that is set aside, for as long as the words stay the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from webapp import fact_form
from webapp.vocabulary_words import AVOID, CATEGORIES, WHEN

RADII_MILES = (1, 5, 10, 25, 50, 100)


@dataclass(frozen=True)
class Asked:
    """The parameters, checked. `without` holds slots ("near", "gender") and parts of slots ("needs:food")."""

    words: str = ""
    near: str = ""
    radius_miles: float | None = None
    when: str = ""
    categories: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    client_id: str = ""
    need_id: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def anything(self) -> bool:
        """Whether there is something to look for."""
        return bool(self.words or self.categories or self.need_id)

    def parameters(self) -> list[tuple[str, str]]:
        """What a link to this search carries, in the form's order and without what is empty."""
        single = (
            ("client", self.client_id),
            ("need", self.need_id),
            ("q", self.words),
            ("near", self.near),
            ("radius", f"{self.radius_miles:g}" if self.radius_miles is not None else ""),
            ("when", self.when),
        )
        made = [(name, value) for name, value in single if value]
        made += [("category", value) for value in self.categories]
        made += [("avoid", value) for value in self.avoid]
        made += fact_form.pairs(self.facts)
        if self.without:
            made += [("read", self.words), *(("not", slot) for slot in sorted(self.without))]
        return made


def read(args: MultiDict[str, str]) -> Asked:
    """The parameters of a link or of the form; what cannot be read is left out and named in `problems`."""
    facts, problems = fact_form.read_known(args)
    words = args.get("q", "").strip()
    radius, wrong = _radius(args.get("radius", ""))
    if wrong:
        problems["radius"] = wrong
    same_words = args.get("read", "").strip() == words
    return Asked(
        words=words[:2000],
        near=args.get("near", "").strip()[:200],
        radius_miles=radius,
        when=_known(WHEN, args.getlist("when"))[0] if _known(WHEN, args.getlist("when")) else "",
        categories=_known(CATEGORIES, args.getlist("category")),
        avoid=_known(AVOID, args.getlist("avoid")),
        client_id=args.get("client", "").strip(),
        need_id=args.get("need", "").strip(),
        facts=facts,
        without=frozenset(args.getlist("not")) if same_words else frozenset(),
        problems=problems,
    )


def _known(titles: Mapping[str, Any], values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value in titles))


def _radius(words: str) -> tuple[float | None, str]:
    if not words.strip():
        return None, ""
    try:
        miles = float(words)
    except ValueError:
        return None, _("Write the distance as a number of miles.")
    if not 0 < miles <= 500:
        return None, _("Choose a distance of up to 500 miles.")
    return miles, ""


def radius_choices(chosen: float | None) -> list[tuple[str, str]]:
    """The distances of the form, with the chosen one among them."""
    miles = sorted({*RADII_MILES, *([chosen] if chosen else [])})
    return [(f"{far:g}", _("%(miles)s miles", miles=f"{far:g}")) for far in miles]
