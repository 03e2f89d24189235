"""Finding services for a person: the search, what it found and why, and one listing as caseworkers see it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from casework import clients, outcomes
from casework.tables import Agency, Client, ClientNeed
from chat.needs import read_need
from directory import merges
from directory.listings import Listing, load_listings
from directory.places import Place, PlaceAmbiguous, PlaceNotFound
from directory.problems import KINDS
from directory.verification.recording import last_verified
from matcher.facts import Facts
from matcher.match import Match
from matcher.need import Need
from matcher.outcomes import Outcome
from webapp import vocabulary_words as names
from webapp.access import LISTING_EDITORS, LISTING_KEEPERS, actor, for_roles
from webapp.database import now, session
from webapp.dates import local_day
from webapp.finding import cards, counting, details, map_data, query, street, ways_out
from webapp.finding.doubts import doubts
from webapp.finding.next_question import next_question
from webapp.finding.query import Asked
from webapp.finding.understood import Understood, understand
from webapp.finding.ways_out import WayOut
from webapp.finding.who_for import who_for
from webapp.state import linkage
from webapp.views.problems import LONGEST_NOTE

blueprint = Blueprint("find", __name__, url_prefix="/find")

_FIRST = 15
_MOST = 200


@blueprint.get("")
@for_roles(LISTING_KEEPERS)
def page() -> ResponseReturnValue:
    """The search. Everything asked is in the address, so that a search can be kept and sent as a link."""
    asked = query.read(request.args)
    person, need = _person(asked)
    words, understood = _understood(asked, person, need)
    problems = dict(asked.problems)
    ready = linkage().search.ready
    shown: dict[str, Any] = {}
    if ready and (words or asked.categories):
        shown = _search(asked, understood, words, problems)
    return render_template(
        "find/page.html",
        asked=asked,
        understood=understood,
        person=person,
        need=need,
        problems=problems,
        ready=ready,
        searched=bool(words or asked.categories),
        radii=query.radius_choices(asked.radius_miles),
        whens=[(key, str(title)) for key, title in names.WHEN.items()],
        categories=[(key, str(title)) for key, title in names.CATEGORIES.items()],
        avoids=[(key, str(title)) for key, title in names.AVOID.items()],
        without_person=_link(replace(asked, client_id="", need_id="")),
        link=_link,
        refer_address=_refer_address(asked),
        detail_address=_detail_address(asked),
        examples=_examples(asked),
        kinds=_kinds(asked),
        **shown,
    )


@blueprint.get("/service/<service_id>")
@for_roles(LISTING_KEEPERS)
def service(service_id: str) -> ResponseReturnValue:
    """One listing, whole; with `client` in the address a referral is one step away.

    The address of a listing that was merged into another leads to that one.
    """
    stands = merges.survivor(session(), service_id)
    if stands != service_id:
        parameters = request.args.to_dict(flat=False)
        return redirect(url_for("find.service", **{**parameters, "service_id": stands}))
    listing = load_listings(session(), [service_id]).get(service_id)
    if listing is None:
        abort(404)
    asked = query.read(request.args)
    person, need = _person(asked)
    words, understood = _understood(asked, person, need)
    keeps = actor().role in LISTING_EDITORS
    return render_template(
        "find/service.html",
        **as_seen(listing, _placed_facts(asked, understood, words)),
        correct_address=_correct_address(asked, listing.id) if keeps else "",
        edit_address=url_for("listings.listing", service_id=listing.id) if keeps else "",
        upkeep_address=url_for("upkeep.listing", service_id=listing.id) if keeps else "",
        person=person,
        need=need,
        back=_link(asked) if asked.anything or asked.client_id else url_for("find.page"),
        refer_address=_refer_address(asked)(listing.id, request.args.get("location")),
    )


def as_seen(listing: Listing, facts: Facts) -> dict[str, Any]:
    """What the page of a listing shows of it, to whomever; its rules held against these facts."""
    return {
        "listing": listing,
        "details": details.details(listing, who_for(session(), listing), facts=facts, now=now()),
        "doubts": doubts(session(), [listing.id], now=now()).get(listing.id, ()),
        "verification": last_verified(session(), [listing.id]).get(listing.id),
        "problem_kinds": KINDS,
        "longest_note": LONGEST_NOTE,
    }


def _person(asked: Asked) -> tuple[Client | None, ClientNeed | None]:
    """The client and the need of theirs that the search is for; those who keep listings see no client."""
    if not asked.client_id or not actor().may_see_clients:
        return None, None
    person = clients.open_client(session(), asked.client_id, now=now(), thing="search")
    need = session().get(ClientNeed, asked.need_id) if asked.need_id else None
    return person, need if need is not None and need.client_id == person.id else None


def _understood(asked: Asked, person: Client | None, need: ClientNeed | None) -> tuple[str, Understood]:
    """The words that count, and what they, the form and the person's record say together."""
    # What a plan says stays out of the address: it is the person's own words.
    words = asked.words or (need.words if need else "")
    heard = read_need(words, gazetteer=linkage().gazetteer, prefer_state=_state()) if words else None
    if heard is not None and need is not None and not asked.words and need.category in names.CATEGORIES:
        heard = replace(heard, needs=(need.category,))
    return words, understand(asked, heard, clients.facts(session(), person) if person else {})


def _search(asked: Asked, understood: Understood, words: str, problems: dict[str, str]) -> dict[str, Any]:
    limit = max(_FIRST, min(request.args.get("show", _FIRST, type=int), _MOST))
    place: Place | None = None
    if understood.near:
        place, choices = _place(asked, understood.near, problems)
        if place is None:
            return {"places": choices}
    need = Need(
        text=words,
        now=now(),
        categories=understood.categories,
        facts=_facts(understood.facts, problems),
        near=place,
        radius_miles=understood.radius_miles,
        when=understood.when or None,
        avoid=understood.avoid,
        limit=limit + 1,
        outcomes=_outcomes(understood),
    )
    results = linkage().search.run(need)
    matches = results.matches[:limit]
    if limit == _FIRST:
        _count(results.categories, place, matches)
    shown = [match.service_id for match in matches + results.not_eligible]
    listings = load_listings(session(), [*shown, *(far.service_id for far in results.outside)])
    known = doubts(session(), shown, now=now())
    of_the_kind = cards.any_of_the_kind(matches)
    found = cards.cards(matches, listings, now=now(), doubts=known)
    return {
        "found": found,
        "refused": cards.cards(results.not_eligible, listings, now=now(), doubts=known),
        "counted": cards.counted(found),
        "place": place,
        "of_the_kind": of_the_kind,
        "question": next_question(results.question, asked, listings, _link),
        "outside": ways_out.outside(results, listings),
        "why_empty": ways_out.reason(results),
        # Costs are counted only where little was found.
        "few": of_the_kind and bool(results.costs),
        "ways_out": ()
        if of_the_kind and not results.costs
        else ways_out.ways_out(asked, understood, results, _link),
        "map_data": map_data.data(
            found, near=place, radius_miles=results.radius_miles, settings=linkage().settings
        ),
        "more_address": _link(asked, ("show", limit + _FIRST)) if len(results.matches) > limit else "",
    }


def _count(categories: Sequence[str], place: Place | None, matches: Sequence[Match]) -> None:
    """Notes for the community's gaps how the search fared; looking further down the list is no new search."""
    day = local_day(linkage().settings.time_zone)
    for asked, fared in counting.counted(categories, place, matches, day):
        linkage().search_book.count(asked, fared)


def _outcomes(understood: Understood) -> Mapping[str, Outcome]:
    """How the agency's earlier referrals of people like this one ended."""
    person = outcomes.kind_of(_facts(understood.facts, {}))
    return linkage().outcomes.by_service(session(), actor().agency_id, person, now=now())


def _place(asked: Asked, near: str, problems: dict[str, str]) -> tuple[Place | None, tuple[WayOut, ...]]:
    """The place that is meant, or None with the places to choose from."""
    if street.is_street(near):
        try:
            return street.place_of(near, linkage().geocoder, linkage().gazetteer), ()
        except street.StreetUnknown as unknown:
            problems["near"] = str(unknown)
            return None, ()
    try:
        return linkage().gazetteer.look_up(near, prefer_state=_state()), ()
    except PlaceAmbiguous as several:
        problems["near"] = _("There are several places called “%(place)s”.", place=near)
        candidates: Sequence[Place] = several.candidates
    except PlaceNotFound as unknown:
        problems["near"] = _("No place called “%(place)s” is known.", place=near)
        candidates = unknown.suggestions
    return None, tuple(WayOut(place.name, _link(replace(asked, near=place.name))) for place in candidates[:8])


def _state() -> str | None:
    """The agency's state: of several towns of one name the one in it is meant."""
    agency = session().get(Agency, actor().agency_id)
    return agency.state if agency else None


def _facts(known: Mapping[str, Any], problems: dict[str, str]) -> Facts:
    """The facts to search with; those that cannot be are left out and named in `problems`."""
    try:
        return Facts.model_validate(known)
    except ValidationError as error:
        wrong = {str(part["loc"][0]) for part in error.errors() if part["loc"]}
        problems.update(dict.fromkeys(wrong, _("This cannot be right. The search went on without it.")))
        return Facts.model_validate({fact: value for fact, value in known.items() if fact not in wrong})


def _placed_facts(asked: Asked, understood: Understood, words: str) -> Facts:
    """The facts as the search holds them against a listing: with where help is wanted, as far as that is a
    town."""
    place = None
    if understood.near and not street.is_street(understood.near):
        place, _choices = _place(asked, understood.near, {})
    return Need(text=words, now=now(), facts=_facts(understood.facts, {}), near=place).placed.facts


def _link(asked: Asked, *more: tuple[str, Any]) -> str:
    parameters: MultiDict[str, Any] = MultiDict([*asked.parameters(), *more])
    return url_for("find.page", **parameters.to_dict(flat=False))


def _detail_address(asked: Asked) -> Callable[[Any], str]:
    parameters = MultiDict(asked.parameters()).to_dict(flat=False)

    def address(card: Any) -> str:
        return url_for(
            "find.service", **{**parameters, "service_id": card.service_id, "location": card.location_id}
        )

    return address


def _correct_address(asked: Asked, service_id: str) -> str:
    parameters = MultiDict(asked.parameters()).to_dict(flat=False)
    return url_for("criteria.page", **{**parameters, "service_id": service_id})


def _refer_address(asked: Asked) -> Callable[[str, str | None], str]:
    def address(service_id: str, location_id: str | None) -> str:
        if not actor().may_see_clients:
            return ""
        return url_for(
            "referrals.new",
            service=service_id,
            location=location_id or None,
            client=asked.client_id or None,
            need=asked.need_id or None,
        )

    return address


def _examples(asked: Asked) -> tuple[WayOut, ...]:
    sentences = (
        _("Sober housing for a mother with two kids near New Britain"),
        _("Detox bed tonight for a man on Medicaid, Hartford"),
        _("Free furniture and clothes for a refugee family, speaks Spanish"),
        _("Outpatient counseling in the evening, takes people on Suboxone, no groups"),
    )
    return tuple(WayOut(words, _link(replace(asked, words=words))) for words in sentences)


def _kinds(asked: Asked) -> tuple[WayOut, ...]:
    return tuple(
        WayOut(str(title), _link(replace(asked, categories=(key,))))
        for key, title in names.CATEGORIES.items()
    )
