"""Makes of the chosen candidates what a search answers: a match with its facts, its reasons and its
papers."""

import math
from collections.abc import Iterator, Sequence
from functools import cached_property

from directory.wording import Wording
from matcher.candidates import Candidates
from matcher.eligibility.evaluate import Assessment, Judgement, assessed, judge
from matcher.index.files import Array
from matcher.index.rules import ELIGIBLE, MAY_BE, NOT_ELIGIBLE, context_categories
from matcher.index.segment import Segment
from matcher.match import Eligibility, Explanation, Match
from matcher.need import Need
from matcher.query import Query
from matcher.reasons import Item, reasons_for

_ELIGIBILITY: dict[int, Eligibility] = {
    NOT_ELIGIBLE: "not_eligible",
    MAY_BE: "may_be",
    ELIGIBLE: "eligible",
}
# A sentence is quoted for what the first pages show.
_QUOTED = 20
_MOST_REASONS = 2


def make_matches(
    found: Candidates, chosen: Array, score: Array, need: Need, query: Query
) -> tuple[Match, ...]:
    """The matches of the candidates `chosen`, in their order, with the scores that go with them."""
    explainer = _Explainer(found, chosen.tolist(), need, query)
    columns = (found.segment, found.row, found.offering, found.miles)
    signals = (found.signals["eligibility"], found.signals["closed"])
    return tuple(
        _match(found.segments[segment], row, offering, miles, eligibility, closed > 0, value, at, explainer)
        for at, value, segment, row, offering, miles, eligibility, closed in zip(
            chosen.tolist(), score.tolist(), *(column[chosen].tolist() for column in columns + signals),
            strict=True,
        )
    )  # fmt: skip


def _match(
    segment: Segment,
    row: int,
    offering: int,
    miles: float,
    eligibility: int,
    closed: bool,
    score: float,
    at: int,
    explainer: "_Explainer",
) -> Match:
    placed = offering >= 0
    return Match(
        service_id=segment.ids[row],
        location_id=segment.locations[offering] if placed else None,
        score=round(score, 4),
        eligibility=_ELIGIBILITY[eligibility],
        distance_miles=None if math.isnan(miles) else round(miles, 1),
        exact_distance=placed and bool(segment.arrays["offering.exact"][offering]),
        temporarily_closed=closed,
        explain=lambda: explainer.explain(at),
    )


class _Explainer:
    """Puts the answers of one search into words, each when somebody asks for it.

    Rules that several services share are judged once, and the sentences to quote are looked for together.
    """

    def __init__(self, found: Candidates, chosen: Sequence[int], need: Need, query: Query) -> None:
        self._found, self._chosen, self._need, self._query = found, chosen, need, query
        self._judged: dict[tuple[int, int, int], Judgement] = {}

    def explain(self, at: int) -> Explanation:
        """The words for one candidate."""
        found = self._found
        number, row = int(found.segment[at]), int(found.row[at])
        segment = found.segments[number]
        assessment = assessed(self._judgements(number, segment, row, int(found.signals["context"][at])))
        miles = float(found.miles[at])
        offering = int(found.offering[at])
        values = found.signals_of(at)
        item = Item(
            segment,
            row,
            None if math.isnan(miles) else miles,
            offering >= 0 and bool(segment.arrays["offering.exact"][offering]),
            values,
            assessment,
            _said(assessment),
            self._quotes.get(at),
        )
        return Explanation(
            reasons_for(item, self._need, self._query), assessment.facts_needed, assessment.bring, values
        )

    def _judgements(self, number: int, segment: Segment, row: int, context: int) -> Iterator[Judgement]:
        for rule in segment.rules.of(int(segment.arrays["criteria.row"][row])):
            key = (number, rule, context)
            if key not in self._judged:
                self._judged[key] = judge(
                    segment.rules.rule(rule), self._need.facts, context_categories(context)
                )
            yield self._judged[key]

    @cached_property
    def _quotes(self) -> dict[int, str | None]:
        """A sentence of each of the first listings that fit."""
        found = self._found
        wanted = [at for at in self._chosen[:_QUOTED] if not found.not_eligible[at]]
        quotes: dict[int, str | None] = {}
        for number in {int(found.segment[at]) for at in wanted}:
            mine = [at for at in wanted if found.segment[at] == number]
            said = found.segments[number].quotations(
                [int(found.row[at]) for at in mine], self._query.quoted_words, self._query.quoted_kinds
            )
            quotes |= dict(zip(mine, said, strict=True))
        return quotes


def _said(assessment: Assessment) -> tuple[Wording, ...]:
    """What is broken, or what is met, and words that nothing stands for; other unknowns are asked about
    elsewhere."""
    told = "not_met" if assessment.overall == "not_eligible" else "met"
    said = [finding.wording for finding in assessment.findings if finding.verdict == told][:_MOST_REASONS]
    if told == "met":
        said += [finding.wording for finding in assessment.findings if finding.rule.fact == "unread"]
    return tuple(said)
