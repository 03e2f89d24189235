"""Beside what a client did, a reply often says what stood in the way, and what is wrong with the listing."""

from __future__ import annotations

from functools import cache

from chat.phrasing.grammar import Phrase
from chat.phrasing.tables import Message, classes, compiled, table

BARRIERS = (
    "transport",
    "childcare",
    "cost",
    "documents",
    "language",
    "phone",
    "hours",
    "distance",
    "health",
    "safety",
    "stigma",
    "paperwork",
    "eligibility",
    "capacity",
)
LISTING_PROBLEMS = (
    "phone_wrong",
    "address_wrong",
    "closed_permanently",
    "hours_wrong",
    "eligibility_wrong",
    "no_capacity",
    "bad_treatment",
)

_HINDERED = frozenset(
    {
        "not_yet",
        "missed",
        "no_contact",
        "ineligible",
        "waitlisted",
        "scheduled",
        "declined",
        "needs_help",
        "full",
        "crisis",
    }
)
_ABOUT_THE_PLACE = frozenset(
    {
        "no_contact",
        "full",
        "ineligible",
        "declined",
        "waitlisted",
        "needs_help",
        "missed",
        "got_service",
        "problem",
        "not_yet",
        "opt_out",
        "scheduled",
    }
)
_TURNED_AWAY_BY_PLACE = (
    "documents",
    "language",
    "hours",
    "transport",
    "childcare",
    "distance",
    "phone",
    "cost",
    "health",
)
_LISTS = ("a list", "the list", "waitlist", "ahead", "number")


@cache
def _phrases(path: str) -> dict[str, tuple[Phrase, ...]]:
    names = classes("replies/classes.toml")
    return {key: compiled(written, names) for key, written in table(path).items()}


def barriers_in(message: Message, label: str, on_a_list: bool) -> tuple[str, ...]:
    """What hindered the service or the contact, in the order of ``BARRIERS``.

    ``full`` always carries ``capacity``, and so does being on a waiting list. A missing paper is
    ``documents`` only; any other reason for which a place does not serve a person is ``eligibility``.
    """
    if label not in _HINDERED | {"opt_out"}:
        return ()
    phrases = _phrases("replies/barriers.toml")
    found = {name for name in BARRIERS if phrases.get(name) and message.has(phrases[name])}
    if label in ("full", "waitlisted", "no_contact", "opt_out", "crisis"):
        found &= {"language", "phone", "hours", "transport", "safety"}
    if label != "crisis" and label != "not_yet" and label != "missed":
        found.discard("safety")
    if label == "crisis":
        found &= {"safety"}
    if label == "ineligible":
        found &= {"documents"}
        if not found:
            found.add("eligibility")
    elif label not in ("not_yet", "needs_help"):
        found.discard("documents")
    if label == "full" or on_a_list:
        found.add("capacity")
    return tuple(name for name in BARRIERS if name in found)


def listing_problems_in(message: Message, label: str) -> tuple[str, ...]:
    """What the client says is wrong with the listing, in the order of ``LISTING_PROBLEMS``."""
    if label not in _ABOUT_THE_PLACE:
        return ()
    phrases = _phrases("replies/listing_problems.toml")
    rest = message.without(message.find(phrases["except_bad_treatment"]))
    found = {name for name in LISTING_PROBLEMS if rest.has(phrases[name])}
    if label != "no_contact":
        found -= {"phone_wrong", "address_wrong", "closed_permanently"}
    if label == "full":
        found.add("no_capacity")
    if label not in ("no_contact", "missed", "problem"):
        found.discard("hours_wrong")
    if label != "ineligible":
        found.discard("eligibility_wrong")
    return tuple(name for name in LISTING_PROBLEMS if name in found)
