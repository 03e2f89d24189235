"""One reply, one label: the keywords of the law, then danger, then what the client says about the service."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chat.phrasing.tables import Message
from chat.phrasing.words import BREAK, QUESTION
from chat.replies.asked import Asked, bare_answer, chosen, read_asked
from chat.replies.barriers import barriers_in, listing_problems_in
from chat.replies.keywords import keyword
from chat.replies.labels import SERVICE, Scores, is_on_a_list, score
from chat.safety import Danger, danger_in

LABELS = (
    "got_service",
    "scheduled",
    "waitlisted",
    "not_yet",
    "no_contact",
    "full",
    "ineligible",
    "missed",
    "declined",
    "needs_help",
    "acknowledged",
    "opt_out",
    "opt_in",
    "help_keyword",
    "crisis",
    "wrong_person",
    "relapse",
    "problem",
    "unclear",
)

ACT_ABOVE = 0.7
"""Below this confidence a person decides: nothing should be changed on the label's word alone."""

_SURE, _LIKELY = 3.0, 2.0
_ABOUT_MESSAGES = ("messages_ended", "welcome")


@dataclass(frozen=True, slots=True)
class Heard:
    """What a reply says: a label, what stood in the way, and how sure the reading is (0 to 1)."""

    label: str
    barriers: tuple[str, ...]
    listing_problems: tuple[str, ...]
    confidence: float
    danger: Danger | None

    @property
    def to_be_acted_on(self) -> bool:
        """Whether the reading is sure enough to change a referral's state without a person."""
        return self.confidence >= ACT_ABOVE


def read_reply(text: str, *, asked: str | None = None, lang: str | None = None) -> Heard:
    """What a client's reply to a check-in says.

    ``asked`` is the check-in that it answers, as sent: a bare "1" or "no" means what that message
    offered. ``lang`` is what the client prefers; the reply may be in another language, so every
    table is read whatever it says. Where several labels fit, the first of crisis, opt_out,
    wrong_person, relapse, the service, needs_help, acknowledged wins; what fits nothing is
    ``unclear`` with a low confidence.
    """
    del lang
    message = Message(text)
    command = keyword(text)
    if command is not None:
        return Heard(command, (), (), 0.99, None)
    found = danger_in(message)
    label, confidence, scores = _label(text, message, read_asked(asked))
    if found is not None and label != "wrong_person":
        label, confidence = "crisis", 0.9
    on_a_list = is_on_a_list(message) and label in ("waitlisted", "not_yet", "needs_help")
    barriers = barriers_in(message, label, on_a_list)
    problems = listing_problems_in(message, label)
    if label in ("crisis", "opt_out") and scores.of("full") >= _SURE:
        barriers, problems = _with(barriers, "capacity"), _with(problems, "no_capacity")
    return Heard(label, barriers, problems, confidence, found)


def _with(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return names if name in names else (*names, name)


def _label(text: str, message: Message, asked: Asked) -> tuple[str, float, Scores]:
    picked, rest = chosen(text, asked)
    told = Message(rest) if picked else message
    scores = score(told)
    for label in ("opt_out", "wrong_person", "opt_in", "relapse"):
        needed = _LIKELY if label == "opt_in" and asked.kind in _ABOUT_MESSAGES else _SURE
        if scores.of(label) >= needed:
            return label, 0.9, scores
    said = [token.word for token in told.tokens if token.word not in (BREAK, QUESTION)]
    bare = bare_answer(rest)
    if not said and picked:
        return picked, 0.97, scores
    if bare is not None and picked is None:
        meant = asked.yes if bare == "yes" else asked.no
        return (meant, 0.93, scores) if meant else ("unclear", 0.3, scores)
    if not said:
        return "unclear", 0.5, scores
    return (*_weigh(scores, picked, asked, rest, said), scores)


def _weigh(scores: Scores, picked: str | None, asked: Asked, rest: str, said: list[str]) -> tuple[str, float]:
    """Weigh the phrases found, the number picked and the question against each other."""
    votes = {
        label: scores.of(label) for label in (*SERVICE, "needs_help", "acknowledged", "problem", "opt_in")
    }
    if picked:
        votes[picked] = votes.get(picked, 0.0) + _LIKELY + 0.4
    opening = _opening(said)
    meant = {"yes": asked.yes, "no": asked.no}.get(opening) if opening and not picked else None
    if meant and meant in votes:
        votes[meant] += 1.6
    if asked.default:
        votes[asked.default] = votes.get(asked.default, 0.0) + _default_weight(asked.kind)
    best = max(votes, key=lambda label: (votes[label], -_order(label)))
    service = max(SERVICE, key=lambda label: (votes[label], -_order(label)))
    if best in ("needs_help", "acknowledged", "problem") and votes[service] >= min(_SURE, votes[best]):
        best = service
    if votes[best] < 1.0:
        return "unclear", 0.25
    ranked = sorted(votes.values(), reverse=True)
    margin = ranked[0] - ranked[1]
    weight = min(0.92, 0.25 + 0.13 * min(votes[best], 4.0) + 0.1 * min(margin, 1.5))
    return best, _measured(weight)


# The share that was right among replies unseen while the tables were written, by the weight of the reading.
_SHARE_RIGHT = ((0.9, 0.9), (0.85, 0.8), (0.8, 0.75), (0.6, 0.5), (0.0, 0.3))


def _measured(weight: float) -> float:
    return next(share for least, share in _SHARE_RIGHT if weight >= least)


_DEFAULTS = {
    "why_not_yet": 2.2,
    "why_missed": 2.2,
    "call_wanted": 1.6,
    "listing_right": 0.6,
    "still_going": 0.5,
    "made_it": 0.5,
    "waiting": 0.8,
    "connected": 0.3,
}


def _default_weight(kind: str) -> float:
    return _DEFAULTS.get(kind, 0.0)


_ORDER = (
    "got_service",
    "scheduled",
    "waitlisted",
    "ineligible",
    "full",
    "no_contact",
    "missed",
    "declined",
    "not_yet",
    "problem",
    "opt_in",
    "needs_help",
    "acknowledged",
)


def _order(label: str) -> int:
    return _ORDER.index(label) if label in _ORDER else len(_ORDER)


def _opening(said: list[str]) -> str | None:
    """Whether the reply begins with yes or no."""
    first = said[0]
    if first in ("yes", "si", "sim", "wi", "y") and len(said) > 1:
        return "yes"
    return "no" if first in ("no", "nao", "non") and re.match(r"no|nao|non", first) else None
