"""One reply, one label: keywords of the law, an answer by number, danger, then the model's reading."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from chat.model.names import BARRIERS, LISTING_PROBLEMS
from chat.model.serving import Likelihoods, reply_model
from chat.phrasing.grammar import Phrase
from chat.phrasing.tables import Message, classes, compiled, table
from chat.phrasing.words import BREAK, QUESTION, plain_words
from chat.replies.asked import Asked, bare_answer, chosen, read_asked
from chat.replies.keywords import keyword
from chat.replies.wording import wording
from chat.safety import Danger, danger_heard

ACT_ABOVE = 0.93
"""Below this confidence a person decides: nothing should be changed on the label's word alone.

Set where 97 % of the replies above it were read right (docs/replies.md).
"""

STOP_ABOVE = 0.45
"""A reply that asks for a stop with this likelihood is taken at its word: the law counts a missed stop."""

STOP_SURE_ABOVE = 0.97
"""The likelihood that it takes where the words are known to be about something else ("my bus stop moved")."""

# Barriers and listing problems are rare among the written replies, so their likelihoods are low throughout.
_SAID_ABOVE = 0.07
_PAPER_ABOVE = 0.2  # a missing paper is `documents` only, though it makes a person ineligible
_LIKELY_ABOVE = 0.03
_SPEAKS_OF_THE_PLACE = frozenset(
    {
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
        "opt_out",
        "crisis",
        "relapse",
        "problem",
    }
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a reply says: a label, what stood in the way, and how sure the reading is (0 to 1).

    `likely` are the readings that a person should choose from where it is not sure enough, best first,
    at most three.
    """

    label: str
    barriers: tuple[str, ...]
    listing_problems: tuple[str, ...]
    confidence: float
    danger: Danger | None
    likely: tuple[str, ...] = ()

    @property
    def to_be_acted_on(self) -> bool:
        """Whether the reading is sure enough to change a referral's state without a person."""
        return self.confidence >= ACT_ABOVE


def read_reply(text: str, *, asked: str | None = None, lang: str | None = None) -> Heard:
    """What a client's reply to a check-in says.

    `asked` is the check-in that it answers, as sent: a bare "1" or "no" means what that message
    offered. `lang` is what the client prefers; the reply may be in another language, so it decides
    nothing. Where several labels fit, the first of crisis, opt_out, wrong_person, relapse, the service,
    needs_help, acknowledged wins; what fits nothing is `unclear`.
    """
    del lang
    command = keyword(text)
    if command is not None:
        return Heard(command, (), (), 0.99, None, (command,))
    question = read_asked(asked)
    answer = _answer(text, question)
    if answer is not None:
        return answer
    if not text.strip():
        return Heard("unclear", (), (), 0.5, None)
    model = reply_model().read(*wording(text, question))
    found = danger_heard(Message(text), model)
    label, confidence = _label(text, model, found)
    barriers = _said(BARRIERS, model.barriers, label)
    problems = _said(LISTING_PROBLEMS, model.listing_problems, label)
    if label == "ineligible":
        paper = model.barriers["documents"] >= _PAPER_ABOVE
        barriers = _with(
            tuple(name for name in barriers if name not in ("documents", "eligibility")),
            "documents" if paper else "eligibility",
        )
    if label == "full":
        barriers, problems = _with(barriers, "capacity"), _with(problems, "no_capacity")
    return Heard(label, barriers, problems, confidence, found, _likely(model, label))


def _answer(text: str, question: Asked) -> Heard | None:
    """A number, a yes or a no and nothing else: it means what the question made of it."""
    number, rest = chosen(text, question)
    said = [word for word in plain_words(rest) if word not in (BREAK, QUESTION)]
    if number is not None and not said:
        label = question.choices.get(number, "unclear")
        return Heard(label, (), (), 0.97 if label != "unclear" else 0.3, None, (label,))
    bare = bare_answer(text)
    if bare is None:
        return None
    meant = question.yes if bare == "yes" else question.no
    return Heard(meant, (), (), 0.95, None, (meant,)) if meant else Heard("unclear", (), (), 0.3, None)


def _label(text: str, model: Likelihoods, found: Danger | None) -> tuple[str, float]:
    if found is not None:
        return "crisis", max(0.9, model.labels["crisis"])
    elsewhere = Message(text).has(_not_a_stop())
    if model.labels["opt_out"] >= (STOP_SURE_ABOVE if elsewhere else STOP_ABOVE):
        return "opt_out", model.labels["opt_out"]
    passed_over = {"crisis", "opt_out"} if elsewhere else {"crisis"}
    label = max((name for name in model.labels if name not in passed_over), key=model.labels.__getitem__)
    return label, model.labels[label]


@cache
def _not_a_stop() -> tuple[Phrase, ...]:
    return compiled(table("replies/stops.toml")["not_a_stop"], classes("replies/classes.toml"))


def _said(names: tuple[str, ...], likelihoods: dict[str, float], label: str) -> tuple[str, ...]:
    if label not in _SPEAKS_OF_THE_PLACE:
        return ()
    return tuple(name for name in names if likelihoods[name] >= _SAID_ABOVE)


def _with(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return names if name in names else (*names, name)


def _likely(model: Likelihoods, label: str) -> tuple[str, ...]:
    ranked = sorted(model.labels, key=model.labels.__getitem__, reverse=True)
    others = [name for name in ranked if name != label and model.labels[name] >= _LIKELY_ABOVE]
    return (label, *others[:2])
