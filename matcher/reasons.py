"""Says in a person's words why a service is shown, what speaks against it, and what there is to ask."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from directory.wording import N_, Wording
from matcher.index.index import Segment
from matcher.index.rows import avoid_names
from matcher.kinds import kind_book
from matcher.need import Need
from matcher.query import Query
from matcher.words import forms, ranking_table, stems

if TYPE_CHECKING:
    from matcher.search import Item

_SURE = 0.5
_MOST_KINDS = 2
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_SHORTEST, _LONGEST = 12, 220
_A_YEAR, _A_MONTH, _A_WEEK = 365, 30, 7

AS_ASKED = N_("{kind}, as asked")
OFFERS = N_("offers {kind}")
MILES = N_("{miles} miles from {place}")
ABOUT_MILES = N_("about {miles} miles from {place}, as only its town or ZIP code is known")
SAME_PLACE = N_("in {place}")
NO_PLACE = N_("no place to go to: by telephone, or it comes to the client")
ANYWHERE = N_("its listing names no place: ask whether it serves {place}")
SAYS = N_("says: “{words}”")
ASK = N_("ask about {facts}")
CLOSED = N_("temporarily closed")
ROOM = N_("said it has room: {count}")
FULL = N_("full when last heard")
LANGUAGE = N_("speaks the client's language")
REFUSED = N_("is {what}, which the client does not want")
PARTS_COUPLE = N_("for one gender only: a couple would be parted")
OPEN_THEN = N_("open at the time that was asked for")
NOT_OPEN_THEN = N_("its hours do not show it open at the time that was asked for")
VERIFIED_DAYS = N_("verified {count} days ago")
VERIFIED_WEEKS = N_("verified {count} weeks ago")
VERIFIED_MONTHS = N_("verified {count} months ago")
NOT_SINCE = N_("not verified since {year}")
NEVER = N_("never verified")

# Names of facts as one would ask for them.
FACTS = {
    "age": N_("age"),
    "arson": N_("a record of arson"),
    "benefits": N_("benefits"),
    "child_welfare": N_("a child-protection case"),
    "children": N_("children"),
    "children_ages": N_("the children's ages"),
    "days_sober": N_("time sober"),
    "disability": N_("disability"),
    "documents": N_("papers"),
    "domestic_violence": N_("violence survived"),
    "employment": N_("work"),
    "gender": N_("gender"),
    "hiv": N_("HIV"),
    "housing": N_("where they live now"),
    "household_size": N_("the size of the household"),
    "immigration": N_("immigration status"),
    "income": N_("income"),
    "income_annual": N_("income"),
    "insurance": N_("insurance"),
    "justice": N_("arrest, probation or prison"),
    "language": N_("language"),
    "languages": N_("languages"),
    "lgbtq": N_("being LGBTQ"),
    "medication_treatment": N_("methadone or buprenorphine"),
    "mental_health": N_("mental health"),
    "military": N_("military service"),
    "partner": N_("a partner"),
    "postpartum": N_("a recent birth"),
    "pregnant": N_("pregnancy"),
    "referral": N_("a referral"),
    "residence": N_("where they live"),
    "sex_offense": N_("the registry"),
    "substance_use": N_("substance use"),
    "transgender": N_("being transgender"),
    "veteran": N_("military service"),
    "violence": N_("a record of violence"),
}


def reasons_for(item: "Item", need: Need, query: Query, *, quote: bool) -> tuple[Wording, ...]:
    """The reasons of one answer, the weightiest first; `quote` looks for a sentence of the listing."""
    return tuple(_reasons(item, need, query, quote))


def _reasons(item: "Item", need: Need, query: Query, quote: bool) -> Iterator[Wording]:
    segment, row = item.segment, item.row
    if item.signals["closed"]:
        yield Wording(CLOSED)
    if item.fit.eligibility == "not_eligible":
        yield from item.fit.reasons
    yield from _kinds(segment, row, query)
    if item.fit.eligibility != "not_eligible":
        yield from item.fit.reasons
    yield from _where(item, need)
    if item.signals["refused"]:
        yield from _refused(segment, row, need)
    if item.fit.parts_couple:
        yield Wording(PARTS_COUPLE)
    yield from _room_and_hours(item)
    if quote and (quoted := _quotation(segment, row, query)):
        yield Wording(SAYS, {"words": quoted})
    if item.fit.missing_facts:
        names = dict.fromkeys(FACTS.get(fact, fact.replace("_", " ")) for fact in item.fit.missing_facts)
        yield Wording(ASK, {"facts": tuple(Wording(name) for name in names)})
    yield _verified(int(segment.arrays["assured"][row]), need)


def _kinds(segment: Segment, row: int, query: Query) -> Iterator[Wording]:
    start = segment.arrays["kinds.start"]
    span = slice(int(start[row]), int(start[row + 1]))
    has = zip(
        segment.arrays["kinds"][span].tolist(), segment.arrays["kinds.sure"][span].tolist(), strict=True
    )
    found = [
        (query.kinds[number] * sure, number) for number, sure in has if query.kinds.get(number, 0) >= 0.3
    ]
    found.sort(reverse=True)
    for _, number in found[:_MOST_KINDS]:
        label = Wording(kind_book().kinds[number].label)
        yield Wording(AS_ASKED if number in query.heard else OFFERS, {"kind": label})


def _where(item: "Item", need: Need) -> Iterator[Wording]:
    if need.near is None:
        return
    place = need.near.name
    if item.miles is None:
        yield Wording(NO_PLACE) if item.signals["reach"] else Wording(ANYWHERE, {"place": place})
    elif not bool(item.segment.arrays["offering.exact"][item.offering]):
        if item.miles < 0.1:
            yield Wording(SAME_PLACE, {"place": place})
        else:
            yield Wording(ABOUT_MILES, {"miles": _miles(item.miles), "place": place})
    else:
        yield Wording(MILES, {"miles": _miles(item.miles), "place": place})


def _miles(miles: float) -> str:
    return f"{miles:.1f}" if miles < 10 else f"{miles:.0f}"


def _refused(segment: Segment, row: int, need: Need) -> Iterator[Wording]:
    bits = int(segment.arrays["avoid"][row])
    table = ranking_table("avoid")
    for bit, name in enumerate(avoid_names()):
        if name in need.avoid and bits >> bit & 1:
            yield Wording(REFUSED, {"what": Wording(table[name]["label"])})


def _room_and_hours(item: "Item") -> Iterator[Wording]:
    if item.signals["room"] > 0:
        yield Wording(ROOM, {"count": f"{float(item.segment.arrays['available'][item.row]):g}"})
    elif item.signals["room"] < 0:
        yield Wording(FULL)
    if item.signals["open"]:
        yield Wording(OPEN_THEN if item.signals["open"] > 0 else NOT_OPEN_THEN)
    if item.signals["language"]:
        yield Wording(LANGUAGE)


def _quotation(segment: Segment, row: int, query: Query) -> str | None:
    """The listing's sentence that shares the rarest words with the need, None if none shares any."""
    rarity = segment.arrays["vocabulary.rarity"]
    wanted = {number for number, value in query.kinds.items() if value >= _SURE}
    best, best_worth = None, 0.0
    for sentence in _SENTENCE.split(segment.shown[row]):
        text = sentence.strip()
        if len(text) < _SHORTEST:
            continue
        worth = 0.0
        for word in set(stems(text)):
            number = segment.vocabulary.get(word)
            if number is not None:
                weight = query.own_words.get(word, 0.0) + 0.3 * query.about_words.get(word, 0.0)
                worth += weight * float(rarity[number])
        worth += 4.0 * len(wanted & kind_book().in_listing(forms(text)))
        worth /= 1 + len(text) / 400
        if worth > best_worth:
            best, best_worth = text, worth
    return _shortened(best) if best and best_worth > 1.0 else None


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return text[:_LONGEST].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def _verified(assured: int, need: Need) -> Wording:
    if assured <= 0:
        return Wording(NEVER)
    days = max(0, need.now.date().toordinal() - assured)
    if days > _A_YEAR:
        year = need.now.date().fromordinal(assured).year
        return Wording(NOT_SINCE, {"year": str(year)})
    if days >= 2 * _A_MONTH:
        return Wording(VERIFIED_MONTHS, {"count": days // _A_MONTH})
    if days >= 2 * _A_WEEK:
        return Wording(VERIFIED_WEEKS, {"count": days // _A_WEEK})
    return Wording(VERIFIED_DAYS, {"count": days})
