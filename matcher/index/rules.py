"""Holds the rules of very many services against one client's facts at once: each distinct rule only once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from matcher.eligibility.criteria import Reading
from matcher.eligibility.rules import WHOSE_CATEGORIES, Rule, held, rules_of, settled_by
from matcher.facts import Facts
from matcher.index.files import Array, Strings
from matcher.index.ragged import flat
from matcher.index.rows import category_bits

NOT_ELIGIBLE, MAY_BE, ELIGIBLE = 0, 1, 2
_CODES = {"not_met": 1, "unknown": 2, "met": 3, None: 0}
_NOT_HELD = -1
_MOST_FACTS_KEPT = 8
_ALWAYS = "unread"  # nothing that is known settles it
_FACTS = tuple(Facts.model_fields)
_ALWAYS_KNOWN = np.uint64(1 << 63)  # stands for a fact that is never unknown
_CONTEXTS = 1 << len(WHOSE_CATEGORIES)
# How sure it is that somebody fits: nothing stated is half sure, and each rule that is met makes it surer.
_SILENT, _ASKING, _PER_MET = 0.5, 0.3, 0.5


@dataclass(frozen=True)
class Held:
    """What became of some rows.

    `overall` is NOT_ELIGIBLE, MAY_BE or ELIGIBLE, `certainty` 0 to 1 as ranking counts it. `context` tells
    whose age the rules mean (`context_categories`). `one_gender` marks services for one gender only.
    """

    overall: Array
    context: Array
    certainty: Array
    one_gender: Array


class RuleBook:
    """The distinct rules of a segment, and for each text of criteria which of them it has."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._arrays = arrays
        self._texts = Strings.from_arrays(arrays, "rule")
        self._parsed: dict[int, Rule] = {}
        self._reached: dict[Facts, Array] = {}

    def rule(self, number: int) -> Rule:
        """A rule by its number."""
        if number not in self._parsed:
            self._parsed[number] = Rule.parse(self._texts[number])
        return self._parsed[number]

    def of(self, criteria: int) -> tuple[int, ...]:
        """The numbers of the rules of one text of criteria."""
        start = self._arrays["rules.start"]
        return tuple(self._arrays["rules"][start[criteria] : start[criteria + 1]].tolist())

    def hold(self, criteria: Array, categories: Array, facts: Facts, asked: Sequence[str]) -> Held:
        """Holds the rules of some rows against facts, by their `criteria.row` and their categories.

        `asked` are the categories of the need. They matter for whom an age limit means: the children in child
        care, the client in the job club that the same organization runs.
        """
        size = len(criteria)
        overall = np.full(size, MAY_BE, dtype=np.int8)
        certainty = np.full(size, _SILENT, dtype=np.float32)
        context = np.zeros(size, dtype=np.int8)
        one_gender = np.zeros(size, dtype=bool)
        # Most listings demand nothing, and need no look.
        ruled = np.flatnonzero(self._demanding[criteria])
        if len(ruled):
            context[ruled] = contexts(categories[ruled], asked)
            held = self._held(criteria[ruled], context[ruled], facts)
            overall[ruled], certainty[ruled], one_gender[ruled] = held
        return Held(overall, context, certainty, one_gender)

    @cached_property
    def _demanding(self) -> Array:
        """Which texts of criteria have any rule."""
        return np.diff(self._arrays["rules.start"]) > 0

    def _held(self, criteria: Array, context: Array, facts: Facts) -> tuple[Array, Array, Array]:
        """`overall`, `certainty` and `one_gender` of some texts of criteria, each in its context."""
        start = self._arrays["rules.start"]
        begin, size = start[criteria], len(criteria)
        lengths = start[criteria + 1] - begin
        position = np.repeat(np.arange(size), lengths)
        numbers = self._arrays["rules"][flat(begin, lengths)]
        key = numbers.astype(np.int64) * _CONTEXTS + context[position]
        codes = self._codes(key, facts)[key]
        counts = np.bincount(position * 4 + codes, minlength=size * 4).reshape(size, 4)
        _papers, broken, unknown, met = counts.T
        overall = np.where(broken > 0, NOT_ELIGIBLE, np.where((unknown > 0) | (met == 0), MAY_BE, ELIGIBLE))
        share = met / np.maximum(met + unknown, 1)
        certainty = np.where(met + unknown > 0, _ASKING + _PER_MET * share, _SILENT)
        certainty = np.where(overall == NOT_ELIGIBLE, 0.0, np.where(overall == ELIGIBLE, 1.0, certainty))
        gendered = np.bincount(position, weights=self._arrays["rule.one_gender"][numbers], minlength=size)
        return overall, certainty, gendered > 0

    def _codes(self, keys: Array, facts: Facts) -> Array:
        """The verdict of each rule in each context, int8 [rules * contexts]: of `keys` at the least.

        What was found for the same facts before is kept: a search may come in several parts.
        """
        codes = self._reached.get(facts)
        if codes is None:
            codes = np.full(len(self._texts) * _CONTEXTS, _NOT_HELD, dtype=np.int8)
            # Most rules ask for a fact that is not known: those need no look of their own.
            codes[np.repeat(self._waiting(facts), _CONTEXTS)] = _CODES["unknown"]
            if len(self._reached) >= _MOST_FACTS_KEPT:
                self._reached.clear()
            self._reached[facts] = codes
        needed = np.zeros(len(codes), dtype=bool)
        needed[keys] = True
        for key in np.flatnonzero(needed & (codes == _NOT_HELD)).tolist():
            number, context = divmod(key, _CONTEXTS)
            codes[key] = _CODES[held(self.rule(number), facts, context_categories(context))]
        return codes

    def _waiting(self, facts: Facts) -> Array:
        """Which rules wait for a fact that is not known, bool [rules]."""
        known = _fact_bits(name for name in _FACTS if getattr(facts, name) is not None) | _ALWAYS_KNOWN
        waiting: Array = (self._arrays["rule.settled_by"] & known) == 0
        return waiting


def contexts(categories: Array, asked: Sequence[str]) -> Array:
    """What decides whose age is meant, by row: bits of WHOSE_CATEGORIES, of what is asked and offered."""
    own = categories & np.uint64(category_bits(tuple(asked)))
    meant = np.where(own > 0, own, categories)
    bits = np.zeros(len(categories), dtype=np.int64)
    for bit, name in enumerate(WHOSE_CATEGORIES):
        bits |= ((meant & np.uint64(category_bits([name]))) > 0).astype(np.int64) << bit
    return bits


@cache
def context_categories(context: int) -> tuple[str, ...]:
    """The categories that a context stands for."""
    return tuple(name for bit, name in enumerate(WHOSE_CATEGORIES) if context >> bit & 1)


def _fact_bits(names: Iterable[str]) -> np.uint64:
    return np.uint64(sum(1 << _FACTS.index(name) for name in names))


def _settled_by(rule: Rule) -> np.uint64:
    """The facts of which one must be known for a rule to be worth a look, as bits."""
    if rule.fact == _ALWAYS:
        return np.uint64(0)
    facts = settled_by(rule)
    return _ALWAYS_KNOWN if facts is None else _fact_bits(facts)


def rule_arrays(criteria: Sequence[Sequence[Reading]]) -> dict[str, Array]:
    """The arrays of the rules of texts of criteria."""
    found = [tuple(rules_of(readings)) for readings in criteria]
    distinct = sorted({rule for rules in found for rule in rules})
    number = {rule: n for n, rule in enumerate(distinct)}
    ends = np.zeros(len(found) + 1, dtype=np.int64)
    np.cumsum([len(rules) for rules in found], out=ends[1:])
    return {
        "rules": np.array([number[rule] for rules in found for rule in rules], dtype=np.int32),
        "rules.start": ends,
        "rule.one_gender": np.array(
            [rule.fact == "gender" and rule.op == "in" and len(rule.values) == 1 for rule in distinct],
            dtype=bool,
        ),
        "rule.settled_by": np.array([_settled_by(rule) for rule in distinct], dtype=np.uint64),
        **Strings.of(str(rule) for rule in distinct).arrays("rule"),
    }
