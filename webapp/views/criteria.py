"""Correcting whom a listing is for: what people who keep listings say counts before what was read."""

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from directory import corrections
from directory.change_log import history
from directory.corrections import CorrectedMeanwhile
from directory.listings import Listing, load_listings
from webapp import criteria_fields, criteria_form
from webapp.access import LISTING_EDITORS, actor, for_roles
from webapp.criteria_form import Answers, CriteriaRefused
from webapp.database import now, session
from webapp.finding import query
from webapp.finding.details import rules_said
from webapp.finding.who_for import from_text, text_key, who_for

blueprint = Blueprint("criteria", __name__, url_prefix="/find/service/<service_id>/criteria")


@blueprint.get("")
@for_roles(LISTING_EDITORS)
def page(service_id: str) -> ResponseReturnValue:
    """The form, filled in with what holds now."""
    listing = _listing(service_id)
    holds = who_for(session(), listing)
    note = holds.correction.note if holds.correction else ""
    return _page(listing, criteria_form.filled((r.criterion for r in holds.readings), note))


@blueprint.post("")
@for_roles(LISTING_EDITORS)
def save(service_id: str) -> ResponseReturnValue:
    """Keeps the correction; where an answer cannot be kept, the form comes back as it was sent."""
    listing = _listing(service_id)
    answers = criteria_form.typed(request.form)
    try:
        criteria = criteria_form.read(answers)
    except CriteriaRefused as refusal:
        return _page(listing, answers, refusal.problems), 422
    try:
        corrections.correct(
            session(),
            listing.id,
            criteria,
            text_key=_text_key_seen(listing),
            note=answers.texts["note"].strip(),
            by=actor().staff_id,
            now=now(),
            seen=request.form.get("seen", ""),
        )
    except CorrectedMeanwhile:
        # What they said is shown beside what this person typed; saving again puts it in its place.
        session().rollback()
        return _page(listing, answers, meanwhile=True), 409
    _flash(_("Saved. Searches use it from now on."), listing)
    return redirect(_back(listing))


@blueprint.post("/reset")
@for_roles(LISTING_EDITORS)
def reset(service_id: str) -> ResponseReturnValue:
    """Takes the correction back."""
    listing = _listing(service_id)
    if corrections.withdraw(session(), listing.id, by=actor().staff_id, now=now()):
        _flash(_("The correction is taken back. What the listing says counts again."), listing)
    return redirect(_back(listing))


def _page(
    listing: Listing,
    answers: Answers,
    problems: Mapping[str, str] | None = None,
    *,
    meanwhile: bool = False,
) -> str:
    holds = who_for(session(), listing)
    # A form that comes back with mistakes is still about the correction that it was opened over.
    seen = request.form.get("seen", "") if problems else ""
    return render_template(
        "find/criteria.html",
        listing=listing,
        answers=answers,
        problems=problems or {},
        groups=criteria_fields.groups(),
        open_box=criteria_fields.OPEN,
        low_income_box=criteria_fields.LOW_INCOME,
        longest_note=criteria_form.LONGEST_NOTE,
        correction=holds.correction,
        meanwhile=meanwhile,
        rules=rules_said(holds.readings),
        seen=seen or corrections.version(corrections.corrections(session(), [listing.id]).get(listing.id)),
        text_rules=rules_said(from_text(listing)),
        text_key=text_key(listing),
        back=_back(listing),
        save_address=_address("criteria.save", listing),
        reset_address=_address("criteria.reset", listing),
    )


def _listing(service_id: str) -> Listing:
    listing = load_listings(session(), [service_id]).get(service_id)
    if listing is None:
        abort(404)
    return listing


def _text_key_seen(listing: Listing) -> str:
    """The words that stood beside the form; an import may have brought others since."""
    seen = request.form.get("text_key", "")
    return seen if re.fullmatch(r"[0-9a-f]{32}", seen) else text_key(listing)


def _address(endpoint: str, listing: Listing) -> str:
    """An address that keeps the search from which somebody came."""
    parameters: MultiDict[str, Any] = MultiDict(query.read(request.args).parameters())
    if _from_listings():
        parameters["from"] = "listings"
    return url_for(endpoint, **{**parameters.to_dict(flat=False), "service_id": listing.id})


def _from_listings() -> bool:
    return request.args.get("from") == "listings"


def _back(listing: Listing) -> str:
    """The page that somebody came from: the listing as its keepers see it, or as the search shows it."""
    if _from_listings():
        return url_for("listings.listing", service_id=listing.id)
    return _address("find.service", listing)


def _flash(words: str, listing: Listing) -> None:
    newest = history(session(), listing.id, limit=1)
    kind = "undo:" + url_for("changes.take_back", set_id=newest[0].change_set.id) if newest else "success"
    flash(words, kind)
