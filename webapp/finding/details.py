"""One listing whole: hours as a grid, and the eligibility text with what was read from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import format_date, format_time, get_locale, to_user_timezone

from directory.hours import DAYS, is_exception, weekly
from directory.listings import Listing, Place
from directory.tables import Schedule
from directory.wording import Wording
from matcher.eligibility.criteria import Reading
from matcher.eligibility.evaluate import Finding, evaluate
from matcher.facts import Facts
from webapp.finding import cards
from webapp.finding.room import room
from webapp.finding.said import Said
from webapp.finding.who_for import Correction, WhoFor
from webapp.vocabulary_words import language_name
from webapp.words import say


@dataclass(frozen=True)
class Piece:
    """A stretch of the eligibility text; `rule` says what it was read as, empty for what was not read."""

    words: str
    rule: str


@dataclass(frozen=True)
class Day:
    """A weekday with its openings in words."""

    name: str
    openings: tuple[str, ...]
    is_today: bool


@dataclass(frozen=True)
class Site:
    """A place of the service with its address as it may be told."""

    place: Place
    where: str
    hours: Said


@dataclass(frozen=True)
class Details:
    """What the page of a listing shows beside the listing itself."""

    sites: tuple[Site, ...]
    week: tuple[Day, ...]
    hour_notes: tuple[str, ...]
    opening: Said
    room: Said
    verified: Said
    cost: str
    languages: tuple[str, ...]
    alert: str
    eligibility: tuple[Piece, ...]
    rules: tuple[Said, ...]
    correction: Correction | None


_TONES = {"met": "good", "unknown": "wait", "not_met": "bad"}


def details(listing: Listing, whom: WhoFor, *, facts: Facts, now: datetime) -> Details:
    """The parts of a listing's page, its rules held against what is known of a person, if anything is."""
    text = (listing.service.eligibility_description or "").strip()
    assessment = evaluate(whom.readings, facts, listing.categories)
    findings = assessment.findings
    # Where nothing was corrected, papers stand under "Bring" in the listing's own words.
    papers = assessment.bring if whom.correction else ()
    known = facts.model_copy(update={"help_wanted_in": None}) != Facts()
    schedules = listing.hours_at(None)
    notes = (note for rule in schedules for note in _notes(rule, to_user_timezone(now).date()))
    return Details(
        sites=tuple(
            Site(place, cards.where(listing, place), cards.opening(listing, place, now))
            for place in listing.places
        ),
        week=_week(schedules, now),
        hour_notes=tuple(dict.fromkeys(notes)),
        opening=cards.opening(listing, listing.place(None), now),
        room=room(listing, now),
        verified=cards.verified(listing, now),
        cost=cards.cost(listing),
        languages=tuple(language_name(code) for code in listing.languages),
        alert=cards.alert(listing),
        eligibility=_pieces(text, findings),
        rules=(
            *(
                Said(say(finding.wording), _TONES[finding.verdict]) if known else Said(say(_rule(finding)))
                for finding in findings
            ),
            *(Said(say(paper)) for paper in papers),
        ),
        correction=whom.correction,
    )


def rules_said(readings: Sequence[Reading]) -> tuple[str, ...]:
    """What readings come to, in words, without holding it against anybody."""
    assessment = evaluate(readings, Facts())
    return tuple(say(wording) for wording in (*map(_rule, assessment.findings), *assessment.bring))


def _rule(finding: Finding) -> Wording:
    """The rule alone, without what there is to ask about it."""
    rule = finding.wording.values.get("rule")
    return rule if isinstance(rule, Wording) else finding.wording


def _notes(rule: Schedule, today: date) -> tuple[str, ...]:
    """What the grid of a week does not say of a rule; of one for a few dates also when, until then."""
    notes = tuple(note for note in (rule.description, rule.notes) if note)
    if not is_exception(rule) or rule.valid_from is None or rule.valid_to is None:
        return notes
    if rule.valid_to < today:
        return ()
    days = dict.fromkeys(format_date(day, "medium", rebase=False) for day in (rule.valid_from, rule.valid_to))
    times = (format_time(at, "short", rebase=False) for at in (rule.opens_at, rule.closes_at) if at)
    told = (" – ".join(times), *notes)
    return (f"{' – '.join(days)}: {', '.join(part for part in told if part)}",)


def _week(schedules: Sequence[Schedule], now: datetime) -> tuple[Day, ...]:
    today = DAYS[to_user_timezone(now).weekday()]
    locale = get_locale()
    names = locale.days["format"]["wide"] if locale else {}
    return tuple(
        Day(
            str(names.get(DAYS.index(day), day)).capitalize(),
            tuple(
                f"{format_time(opens, 'short', rebase=False)} – {format_time(closes, 'short', rebase=False)}"
                for opens, closes in openings
            ),
            day == today,
        )
        for day, openings in weekly(schedules)
    )


def _pieces(text: str, findings: Sequence[Finding]) -> tuple[Piece, ...]:
    """The text cut at what was read from it; where readings overlap, the earlier and longer one is marked."""
    pieces: list[Piece] = []
    at = 0
    for reading, rule in _in_order(findings):
        if reading.start < at or reading.end <= reading.start:
            continue
        if reading.start > at:
            pieces.append(Piece(text[at : reading.start], ""))
        pieces.append(Piece(text[reading.start : reading.end], rule))
        at = reading.end
    if at < len(text):
        pieces.append(Piece(text[at:], ""))
    return tuple(pieces)


def _in_order(findings: Sequence[Finding]) -> list[tuple[Reading, str]]:
    found = [
        (reading, say(_rule(finding)))
        for finding in findings
        for reading in finding.readings
        if reading.source == "eligibility_description"
    ]
    return sorted(found, key=lambda pair: (pair[0].start, -pair[0].end))
