"""What one listing says, boiled down to the row that the index keeps of it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import time
from functools import cache

from directory.categories import kinds as second_level
from directory.taxonomies.meaning import main_categories
from matcher.index.texts import ServiceTexts
from matcher.kinds import PhraseBook, kind_book
from matcher.words import forms, ranking_table, stems, stop_stems

# How sure a kind is, by the part of the listing that names it.
_IN_NAME, _IN_TERMS, _IN_TEXT, _IN_ORGANIZATION = 1.0, 0.8, 0.55, 0.4
# How often a word counts, by the part of the listing that it stands in.
_NAME_WEIGHT, _TERM_WEIGHT = 3.0, 2.0
_EVENING = time(17, 30)
_LONGEST_SHOWN = 4_000

# A sentence about papers to bring names what is asked for, not what is offered.
_PAPERS = re.compile(
    r"[^.;\n]*\b(?:documents? (?:needed|required)|required documents?|what to bring|please bring"
    r"|must (?:bring|show)|(?:id|identification) (?:is )?(?:required|needed))\b[^.;\n]*",
    re.IGNORECASE,
)

# What `open_flags` says.
HOURS_KNOWN, OPEN_EVENINGS, OPEN_WEEKENDS, OPEN_NIGHTS = 1, 2, 4, 8


@cache
def category_names() -> tuple[str, ...]:
    """The need categories in the order of their bits."""
    return tuple(ranking_table("categories"))


@cache
def avoid_names() -> tuple[str, ...]:
    """What a client may refuse, in the order of the bits."""
    return tuple(ranking_table("avoid"))


@cache
def _avoid_book(part: str) -> PhraseBook:
    rows = ranking_table("avoid").values()
    return PhraseBook((text, bit) for bit, row in enumerate(rows) for text in row.get(part, ()))


def category_bits(names: list[str] | tuple[str, ...] | set[str]) -> int:
    """The categories as a bit mask; names that are no category are passed over."""
    order = category_names()
    return sum(1 << order.index(name) for name in set(names) if name in order)


@dataclass
class Row:
    """One service in the index: what it is (kinds with their certainty 0 to 1), its words and its flags."""

    kinds: dict[int, float]
    categories: int
    words: dict[str, float]
    meaning: str
    shown: str
    avoid: int
    open_flags: int
    areas: list[str] = field(default_factory=list)


def describe(service: ServiceTexts) -> Row:
    """Boils a listing down; a pure function of the listing and the tables of data/ranking."""
    name = f"{service.name} . {service.alternate_name} . {service.program}"
    terms = " . ".join(service.terms)
    kinds = _kinds(service, name, terms)
    return Row(
        kinds=kinds,
        categories=_categories(kinds) | category_bits(main_categories(service.codes)),
        words=_word_weights(service, name, terms),
        meaning=_meaning(service),
        shown=_shown(service),
        avoid=_avoid(service, f"{name} . {terms}"),
        open_flags=_open_flags(service),
        areas=service.areas,
    )


def _kinds(service: ServiceTexts, name: str, terms: str) -> dict[int, float]:
    book = kind_book()
    parts = (
        (service.organization, _IN_ORGANIZATION),
        (_PAPERS.sub(" . ", service.description), _IN_TEXT),
        (terms, _IN_TERMS),
        (name, _IN_NAME),
    )
    kinds: dict[int, float] = {}
    for text, certainty in parts:
        for number in book.in_listing(forms(text)):
            # Two parts that agree are surer than either.
            kinds[number] = min(1.0, max(kinds.get(number, 0.0), certainty) + 0.25 * (number in kinds))
    for number in _stated_kinds(service.codes):
        kinds[number] = 1.0
    return kinds


def _stated_kinds(codes: Iterable[str]) -> set[int]:
    """The numbers of the kinds of service that a listing was put under; codes of categories are none."""
    return {_kind_numbers()[code] for code in codes if code in second_level()}


@cache
def _kind_numbers() -> dict[str, int]:
    return {kind.name: kind.number for kind in kind_book().kinds}


def _categories(kinds: dict[int, float]) -> int:
    book = kind_book()
    names = {
        category
        for number, certainty in kinds.items()
        if certainty >= _IN_TEXT
        for category in book.kinds[number].categories[: 1 if certainty < _IN_TERMS else None]
    }
    return category_bits(names)


def _word_weights(service: ServiceTexts, name: str, terms: str) -> dict[str, float]:
    rest = " . ".join(
        (service.description, service.eligibility, service.interpretation, service.organization)
    )
    counts: dict[str, float] = defaultdict(float)
    for text, weight in ((name, _NAME_WEIGHT), (terms, _TERM_WEIGHT), (rest, 1.0)):
        for word in stems(text):
            counts[word] += weight
    dropped = stop_stems()
    return {word: count for word, count in counts.items() if word not in dropped and len(word) > 1}


def _meaning(service: ServiceTexts) -> str:
    """What is embedded: the model reads about 180 words, so what matters most stands first."""
    terms = ", ".join(dict.fromkeys(service.terms[:12]))
    parts = (
        service.name,
        terms,
        service.description or service.organization_description,
        service.eligibility,
    )
    return ". ".join(part.strip().rstrip(".") for part in parts if part.strip())


def _shown(service: ServiceTexts) -> str:
    """The listing's own sentences, for reasons that quote it."""
    parts = (service.description, service.eligibility, service.application, service.fees)
    return "\n".join(part.strip() for part in parts if part.strip())[:_LONGEST_SHOWN]


def _avoid(service: ServiceTexts, name: str) -> int:
    everything = f"{name} . {service.description} . {service.organization} . {service.eligibility}"
    bits = {number for number, _, _ in _avoid_book("words").find(forms(everything))}
    bits |= {number for number, _, _ in _avoid_book("name").find(forms(name))}
    order = avoid_names()
    virtual = bool(service.sites) and all(site.kind == "virtual" for site in service.sites)
    if virtual:
        bits.add(order.index("telehealth"))
    elif service.sites and order.index("telehealth") not in bits:
        bits.add(order.index("in_person"))
    if any(amount for amount in service.costs) or any(
        number == order.index("cost") for number, _, _ in _avoid_book("words").find(forms(service.fees))
    ):
        bits.add(order.index("cost"))
    else:
        # "No fee" in the description names the word and means its opposite: only prices count.
        bits.discard(order.index("cost"))
    return sum(1 << bit for bit in bits)


def _open_flags(service: ServiceTexts) -> int:
    flags = 0
    for days, opens, closes in service.hours:
        if opens is None or closes is None:
            continue
        flags |= HOURS_KNOWN
        round_the_clock = closes <= opens or (opens == time(0, 0) and closes >= time(23, 0))
        if closes >= _EVENING or round_the_clock:
            flags |= OPEN_EVENINGS
        if closes <= opens or closes >= time(22, 0):
            flags |= OPEN_NIGHTS
        if "SA" in days or "SU" in days or not days:
            flags |= OPEN_WEEKENDS
    return flags
