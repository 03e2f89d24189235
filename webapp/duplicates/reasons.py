"""What speaks for and against two listings being the same, signal by signal, in words for people."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from directory.duplicates.scoring import weights
from directory.duplicates.signals.signal import Signal
from webapp.words import miles, phone

_FEET_IN_METRE = 3.28084
_METRES_IN_MILE = 1_609.344
_FEW_FEET = 1_000
_CLEAR = 0.75


@dataclass(frozen=True)
class Reason:
    """A few words, and whether they speak for it (`good`), against it (`bad`) or for neither (empty)."""

    words: str
    tone: str


_WORDS: dict[tuple[str, str], Any] = {
    ("organization", "one"): _l("the same organization"),
    ("organization", "same"): _l("organizations of the same name"),
    ("organization", "across"): _l("one is filed as a service, the other as an organization"),
    ("organization", "alike"): _l("organizations' names alike"),
    ("organization", "inside"): _l("one organization's name is part of the other's"),
    ("organization", "related"): _l("organizations' names a little alike"),
    ("organization", "other"): _l("organizations named differently"),
    ("organization", "branch"): _l("names of two branches"),
    ("service", "same"): _l("the same service by name"),
    ("service", "across"): _l("services named differently"),
    ("service", "whole"): _l("both are entries for the organization as a whole"),
    ("service", "entry"): _l("both are entries for the organization as a whole"),
    ("service", "within"): _l("both are entries for an organization as a whole, or for a part of it"),
    ("service", "sole"): _l("one is for the organization as a whole, the other for the one service it has"),
    ("service", "part"): _l("one is for the organization as a whole, the other for a service of it"),
    ("service", "alike"): _l("services' names alike"),
    ("service", "list"): _l("one facility in two lists, with another kind of service in each"),
    ("service", "program"): _l("the same kind of service; one has a program's name besides"),
    ("service", "programs"): _l("the same kind of service, but two programs by name"),
    ("service", "unclear"): _l("only one of the services has a name of its own"),
    ("service", "apart"): _l("two services by name"),
    ("telephone", "same"): _l("the same telephone"),
    ("telephone", "shared"): _l("the same telephone, which some other places give, too"),
    ("telephone", "hotline"): _l("the same telephone, a line for many places"),
    ("telephone", "other"): _l("different telephones"),
    ("address", "same"): _l("the same address"),
    ("address", "building"): _l("the same building, different rooms"),
    ("address", "street"): _l("the same street, different numbers"),
    ("address", "town"): _l("different streets of one town"),
    ("address", "elsewhere"): _l("different towns"),
    ("address", "unknown"): _l("only one of them has a place"),
    ("page", "same"): _l("the same page or mail address"),
    ("page", "shared"): _l("a page or mail address that others give, too"),
    ("hours", "same"): _l("the same hours"),
    ("hours", "other"): _l("different hours"),
    ("hours", "meetings"): _l("meetings at different times"),
    ("meaning", "same"): _l("they say the same"),
    ("meaning", "alike"): _l("they say much the same"),
    ("meaning", "related"): _l("they say something related"),
    ("meaning", "other"): _l("they say different things"),
}


def reasons(signals: Iterable[list[Any]]) -> tuple[Reason, ...]:
    """The signals of a pair as the store has them, what speaks for it first."""
    table = weights()
    found = []
    for name, level, value in signals:
        bits = table.bits(Signal(name, level, value)) if level in table.levels.get(name, {}) else 0.0
        tone = "good" if bits >= _CLEAR else "bad" if bits <= -_CLEAR else ""
        found.append((bits, Reason(_words(name, level, value), tone)))
    return tuple(reason for _bits, reason in sorted(found, key=lambda pair: -pair[0]))


def _words(name: str, level: str, value: Any) -> str:
    if name == "distance":
        return _("%(distance)s apart", distance=_distance(float(value or 0)))
    words = str(_WORDS.get((name, level), level))
    detail: Callable[[Any], str] | None = _DETAILS.get(name)
    if detail is None or value is None or (name, level) in _NO_DETAIL:
        return words
    return f"{words}: {detail(value)}"


def _distance(metres: float) -> str:
    feet = metres * _FEET_IN_METRE
    if feet < _FEW_FEET:
        return _("%(number)s feet", number=int(round(feet, -1)) if feet > 100 else round(feet))
    return miles(metres / _METRES_IN_MILE)


_DETAILS: dict[str, Callable[[Any], str]] = {
    "organization": lambda value: f"{float(value):.2f}",
    "service": lambda value: f"{float(value):.2f}",
    "meaning": lambda value: f"{float(value):.2f}",
    "telephone": lambda value: phone(str(value)),
    "page": str,
}
_NO_DETAIL = frozenset(
    {("organization", "one"), ("organization", "same"), ("service", "same"), ("service", "apart")}
)
