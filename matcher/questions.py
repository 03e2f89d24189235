"""The next best question: the unknown fact whose answer is expected to change the leading answers most."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from directory.places import Place
from matcher.candidates import Candidates
from matcher.eligibility.rules import Rule, asked, held
from matcher.facts import Facts, Residence
from matcher.index.files import Array
from matcher.index.rules import context_categories
from matcher.match import Question
from matcher.need import Need
from matcher.words import ranking_table

_LEADING = 20
"""How many answers a question is judged by: nobody reads further before asking."""

_VALUE = {"eligible": 1.0, "may_be": 0.5, "not_eligible": 0.0}
_LEAST = 0.005
_ELSEWHERE = "elsewhere"

Verdicts = dict[tuple[Rule, int], str | None]


@dataclass(frozen=True)
class _Leader:
    """One leading answer: its rules with the context that decides whose age is meant, and its weight."""

    service_id: str
    rules: tuple[tuple[Rule, int], ...]
    weight: float


def next_question(found: Candidates, shown: Array, need: Need) -> Question | None:
    """The question to ask, None where no fact that one could ask for would change anything.

    For each unknown fact that a leading answer waits for, the expected change is the mean over its likely
    answers (data/ranking/questions.toml) of how much weight of leading answers changes between eligible, may
    be and not eligible; better places weigh more (1/log2(place + 1), as in DCG). Delicate facts must decide
    more.
    """
    leaders = tuple(_leaders(found, shown[:_LEADING].tolist()))
    pairs = {pair for leader in leaders for pair in leader.rules}
    now: Verdicts = {(rule, at): held(rule, need.facts, context_categories(at)) for rule, at in pairs}
    waiting = {
        (rule, at): asked(rule, need.facts, context_categories(at))
        for rule, at in pairs
        if now[rule, at] == "unknown"
    }
    whole = sum(leader.weight for leader in leaders)
    before = {leader.service_id: _overall(leader, now) for leader in leaders}
    best: tuple[float, Question] | None = None
    for fact in sorted({fact for facts in waiting.values() for fact in facts}):
        entry = ranking_table("questions").get(fact)
        if entry is None:
            continue
        touched = {pair for pair, facts in waiting.items() if fact in facts}
        concerned = [leader for leader in leaders if not touched.isdisjoint(leader.rules)]
        change = 0.0
        settled: dict[str, None] = {}
        for share, facts in _answers(fact, need):
            after = now | {(rule, at): held(rule, facts, context_categories(at)) for rule, at in touched}
            for leader in concerned:
                moved = abs(_VALUE[_overall(leader, after)] - _VALUE[before[leader.service_id]])
                change += share * leader.weight * moved
                if moved:
                    settled[leader.service_id] = None
        expected = change / whole
        worth = expected * (1 - entry.get("delicate", 0.0))
        if expected >= _LEAST and (best is None or worth > best[0]):
            order = tuple(leader.service_id for leader in leaders if leader.service_id in settled)
            best = (worth, Question(fact, order, round(expected, 4)))
    return best[1] if best else None


def _leaders(found: Candidates, chosen: Sequence[int]) -> Iterator[_Leader]:
    for place, at in enumerate(chosen, 1):
        segment, row = found.segments[int(found.segment[at])], int(found.row[at])
        context = int(found.signals["context"][at])
        numbers = segment.rules.of(int(segment.arrays["criteria.row"][row]))
        rules = tuple((segment.rules.rule(number), context) for number in numbers)
        yield _Leader(segment.ids[row], rules, 1 / math.log2(place + 1))


def _overall(leader: _Leader, verdicts: Verdicts) -> str:
    reached = {verdicts[pair] for pair in leader.rules} - {None}
    if "not_met" in reached:
        return "not_eligible"
    return "eligible" if reached == {"met"} else "may_be"


@cache
def _known_answers(fact: str) -> tuple[tuple[float, Mapping[str, Any]], ...]:
    return tuple(
        (row["share"], {name: _value(value) for name, value in row.items() if name != "share"})
        for row in ranking_table("questions")[fact]["answers"]
    )


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _answers(fact: str, need: Need) -> Iterator[tuple[float, Facts]]:
    """The facts with each likely answer, and its share; what is known already stays."""
    for share, values in _known_answers(fact):
        update = {name: value for name, value in values.items() if getattr(need.facts, name) is None}
        if fact == "residence":
            if need.near is None:
                return
            update = {"residence": _residence(need.near, values["residence"] == "here")}
        yield share, need.facts.model_copy(update=update)


def _residence(place: Place, here: bool) -> Residence:
    """The client lives where the search is, or in another county of the same state."""
    if not here:
        return Residence(city=_ELSEWHERE, county=_ELSEWHERE, state=place.state)
    parts = {name: getattr(place, name) or None for name in ("city", "county", "state", "postal_code")}
    return Residence(**parts)
