"""Says in a person's words why a service is shown, what speaks against it, and what there is to ask."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan

from directory.wording import N_, Wording
from matcher.eligibility.evaluate import Assessment
from matcher.index.arrays import ROOM as ROOM_STATUSES
from matcher.index.rows import avoid_names
from matcher.index.segment import Segment
from matcher.kinds import kind_book
from matcher.need import Need
from matcher.query import Query
from matcher.words import ranking_table

_WANTED = 0.3
_MOST_KINDS = 2
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
ROOM_SAID = N_("said it has room")
A_LITTLE_ROOM = N_("said it has a little room")
WAITING_LIST = N_("has a waiting list")
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


@dataclass(frozen=True)
class Item:
    """One answer as the reasons see it: `said` are the rules that are met or broken, `quote` words of the
    listing."""

    segment: Segment
    row: int
    miles: float | None
    exact: bool
    signals: dict[str, float]
    assessment: Assessment
    said: tuple[Wording, ...]
    quote: str | None


def reasons_for(item: Item, need: Need, query: Query) -> tuple[Wording, ...]:
    """The reasons of one answer, the weightiest first."""
    return tuple(_reasons(item, need, query))


def _reasons(item: Item, need: Need, query: Query) -> Iterator[Wording]:
    segment, row = item.segment, item.row
    fits = item.assessment.overall != "not_eligible"
    if item.signals["closed"]:
        yield Wording(CLOSED)
    if not fits:
        yield from item.said
    yield from _kinds(segment, row, query)
    if fits:
        yield from item.said
    yield from _where(item, need)
    if item.signals["refused"]:
        yield from _refused(segment, row, need)
    if item.signals["parts_couple"]:
        yield Wording(PARTS_COUPLE)
    yield from _room_and_hours(item)
    if item.quote:
        yield Wording(SAYS, {"words": item.quote})
    if item.assessment.facts_needed:
        names = dict.fromkeys(
            FACTS.get(fact, fact.replace("_", " ")) for fact in item.assessment.facts_needed
        )
        yield Wording(ASK, {"facts": tuple(Wording(name) for name in names)})
    yield _verified(int(segment.arrays["assured"][row]), need)


def _kinds(segment: Segment, row: int, query: Query) -> Iterator[Wording]:
    found = [
        (query.kinds[number] * sure, number)
        for number, sure in segment.kinds_of(row)
        if query.kinds.get(number, 0) >= _WANTED
    ]
    found.sort(reverse=True)
    for _, number in found[:_MOST_KINDS]:
        label = Wording(kind_book().kinds[number].label)
        yield Wording(AS_ASKED if number in query.heard else OFFERS, {"kind": label})


def _where(item: Item, need: Need) -> Iterator[Wording]:
    if need.near is None:
        return
    place = need.near.name
    if item.miles is None:
        yield Wording(NO_PLACE) if item.signals["reach"] else Wording(ANYWHERE, {"place": place})
    elif not item.exact:
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


def _room_and_hours(item: Item) -> Iterator[Wording]:
    if item.signals["room"]:
        yield _room(item)
    if item.signals["open"]:
        yield Wording(OPEN_THEN if item.signals["open"] > 0 else NOT_OPEN_THEN)
    if item.signals["language"]:
        yield Wording(LANGUAGE)


def _room(item: Item) -> Wording:
    status = ROOM_STATUSES[int(item.segment.arrays["room"][item.row])]
    places = float(item.segment.arrays["available"][item.row])
    if status in ("open", "limited") and not isnan(places):
        return Wording(ROOM, {"count": f"{places:g}"})
    return Wording(
        {"open": ROOM_SAID, "limited": A_LITTLE_ROOM, "waitlist": WAITING_LIST, "full": FULL}[status]
    )


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
