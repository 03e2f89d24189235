"""Likely duplicates: pair after pair side by side, merged, called not the same, or put off."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from directory.change_log import ChangedSince
from directory.duplicates import merging, queue, searches
from directory.duplicates.merging.fields import FIELDS, PLACES, WHOLES
from directory.duplicates.merging.merge import better
from directory.duplicates.queue import Filters
from directory.listings import Listing, load_listings
from directory.place_names import key as place_key
from directory.tables import DuplicatePair
from webapp.access import LISTING_EDITORS, actor, for_roles
from webapp.database import now, session
from webapp.duplicates.comparison import rows
from webapp.duplicates.reasons import reasons

blueprint = Blueprint("duplicates", __name__, url_prefix="/duplicates")

_ASKED = ("relation", "words", "town", "source")


@blueprint.get("/")
@for_roles(LISTING_EDITORS)
def page() -> ResponseReturnValue:
    """The next pair, or the one that `pair` names; `after` is the pair that was put off."""
    filters = _filters()
    pair = _pair_to_show(filters)
    shown: dict[str, Any] = {}
    if pair is not None:
        shown = _side_by_side(pair)
    in_all = queue.count(session(), Filters())
    return render_template(
        "duplicates/page.html",
        asked={name: request.args.get(name, "").strip() for name in _ASKED},
        filtered=filters != Filters(),
        waiting=queue.count(session(), filters) if filters != Filters() else in_all,
        in_all=in_all,
        source_choices=[(name, f"{name} ({count})") for name, count in queue.sources(session())],
        search=searches.last(session()),
        kept_filters=_kept_filters(),
        pair=pair,
        **shown,
    )


@blueprint.post("/<pair_id>/merge")
@for_roles(LISTING_EDITORS)
def merge(pair_id: str) -> ResponseReturnValue:
    """Makes one listing of the two as chosen, and goes on to the next pair."""
    pair = _pair(pair_id)
    kept, other = _kept_and_other(pair, request.form.get("kept", ""))
    chosen = {key: request.form[key] for key in (*FIELDS, *WHOLES, PLACES) if key in request.form}
    following = _next_after(pair)
    try:
        merging.merge(session(), kept, other, sides=chosen, by=actor().staff_id, now=now())
    except merging.CannotMerge:
        session().rollback()
        flash(
            _("One of the two listings is no longer there: somebody was faster. Nothing was changed."),
            "warning",
        )
        return redirect(_address())
    except ValueError:
        abort(400)
    flash(_("Merged into one listing. Old links lead to it."), f"undo:{_undo_address(pair)}")
    return redirect(_address(pair=following))


@blueprint.post("/<pair_id>/not-same")
@for_roles(LISTING_EDITORS)
def not_same(pair_id: str) -> ResponseReturnValue:
    """Remembers that the two are not the same, and goes on to the next pair."""
    pair = _pair(pair_id)
    following = _next_after(pair)
    if pair.status == queue.OPEN:
        queue.not_same(session(), pair, by=actor().staff_id, now=now())
    flash(_("Not the same: they will not be asked about again."), f"undo:{_undo_address(pair)}")
    return redirect(_address(pair=following))


@blueprint.post("/<pair_id>/undo")
@for_roles(LISTING_EDITORS)
def undo(pair_id: str) -> ResponseReturnValue:
    """Takes the decision about a pair back, and shows it again."""
    pair = _pair(pair_id)
    try:
        if pair.status == queue.MERGED and pair.change_set_id is not None:
            merging.unmerge(session(), pair.change_set_id, by=actor().staff_id, now=now())
            flash(_("The merge is taken back: both listings are as they were."), "success")
        elif pair.status == queue.NOT_SAME:
            queue.reopen(session(), pair)
            flash(_("The pair waits again."), "success")
    except ChangedSince:
        session().rollback()
        flash(
            _("The merged listing was changed since, so the merge was not taken back. Look at its history."),
            "error",
        )
        return redirect(_address())
    except ValueError:
        session().rollback()
        flash(_("The merge had been taken back already."), "warning")
    return redirect(_address(pair=pair_id))


@blueprint.post("/search")
@for_roles(LISTING_EDITORS)
def search() -> ResponseReturnValue:
    """Asks the worker to look through the whole directory."""
    searches.ask(session(), by=actor().staff_id, now=now())
    flash(_("The whole directory is looked through now. New pairs stand here in a few minutes."), "success")
    return redirect(_address())


def _filters() -> Filters:
    asked = request.args
    town = asked.get("town", "").replace(",", " ")
    return Filters(
        relation=asked.get("relation", "") if asked.get("relation") in ("same", "facility") else "",
        words=asked.get("words", "").strip(),
        town=place_key(town) if town.strip() else "",
        source=asked.get("source", "").strip(),
    )


def _kept_filters() -> dict[str, str]:
    return {name: value for name in _ASKED if (value := request.args.get(name, "").strip())}


def _address(**more: str | None) -> str:
    parameters: dict[str, Any] = {**_kept_filters(), **{k: v for k, v in more.items() if v}}
    return url_for("duplicates.page", **parameters)


def _undo_address(pair: DuplicatePair) -> str:
    parameters: dict[str, Any] = dict(_kept_filters())
    return url_for("duplicates.undo", pair_id=pair.id, **parameters)


def _pair(pair_id: str) -> DuplicatePair:
    pair = session().get(DuplicatePair, pair_id)
    if pair is None:
        abort(404)
    return pair


def _pair_to_show(filters: Filters) -> DuplicatePair | None:
    named = queue.find(session(), request.args.get("pair", ""))
    if named is not None:
        return named
    after = request.args.get("after")
    found = queue.waiting(session(), filters, after=after) or queue.waiting(session(), filters)
    return next(iter(found), None)


def _next_after(pair: DuplicatePair) -> str | None:
    """The pair to go on with, found before this one leaves the queue."""
    found = queue.waiting(session(), _filters(), after=pair.id) or queue.waiting(session(), _filters())
    return next((one.id for one in found if one.id != pair.id), None)


def _kept_and_other(pair: DuplicatePair, kept: str) -> tuple[str, str]:
    if kept not in (pair.first_id, pair.second_id):
        abort(400)
    return kept, pair.second_id if kept == pair.first_id else pair.first_id


def _side_by_side(pair: DuplicatePair) -> dict[str, Any]:
    listings = load_listings(session(), [pair.first_id, pair.second_id])
    kept, other = _sides(pair, listings)
    plan = merging.plan(session(), kept.service, other.service)
    return {
        "kept": kept,
        "other": other,
        "plan": plan,
        "rows": rows(kept, other, plan),
        "reasons": reasons(pair.signals),
        "swap_address": _address(pair=pair.id, keep=other.id),
        "skip_address": _address(after=pair.id),
    }


def _sides(pair: DuplicatePair, listings: dict[str, Listing]) -> tuple[Listing, Listing]:
    """The listing that stays left, the one that goes into it right; `keep` in the address swaps them."""
    first, second = listings[pair.first_id], listings[pair.second_id]
    asked = request.args.get("keep")
    stays = asked if asked in listings else better(first.service, second.service).id
    return (first, second) if stays == first.id else (second, first)
