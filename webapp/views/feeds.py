"""Feeds: adding one, pausing it, reading it now, and letting it go."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from directory.importing import feeds, mappings
from directory.tables import ImportFeed
from webapp.access import LISTING_EDITORS, actor, for_roles
from webapp.database import now, session
from webapp.feed_fetching import FeedFetcher
from webapp.state import linkage
from webapp.views.imports import shipped_mappings
from webapp.words import say

blueprint = Blueprint("feeds", __name__, url_prefix="/imports/feeds")

_LONGEST = 500


@blueprint.get("/new")
@for_roles(LISTING_EDITORS)
def form() -> ResponseReturnValue:
    """The form for a new feed."""
    return _form({}, {})


@blueprint.post("")
@for_roles(LISTING_EDITORS)
def add() -> ResponseReturnValue:
    """Adds a feed, which is read for the first time at once by the worker."""
    typed = {key: request.form.get(key, "").strip() for key in ("name", "address", "mapping", "every_hours")}
    problems: dict[str, str] = {}
    if not typed["name"] or len(typed["name"]) > _LONGEST:
        problems["name"] = _("Give the feed a name.")
    if not typed["address"] or len(typed["address"]) > _LONGEST:
        problems["address"] = _("Write the web address, or the name of a file in the feeds folder.")
    hours = int(typed["every_hours"]) if typed["every_hours"].isdecimal() else 0
    if (wording := feeds.unknown_interval(hours)) is not None:
        problems["every_hours"] = say(wording)
    toml = ""
    try:
        toml = mappings.by_name(session(), typed["mapping"])
    except LookupError:
        problems["mapping"] = _("Choose one of the mappings.")
    if problems:
        return _form(typed, problems), 422
    feed = ImportFeed(
        name=typed["name"],
        address=typed["address"],
        mapping=toml,
        every_hours=hours,
        next_at=now(),
        added_at=now(),
        added_by=actor().staff_id,
    )
    session().add(feed)
    flash(_("The feed is added, and is read within a minute."), "success")
    return redirect(url_for("imports.page", _anchor="feeds"))


@blueprint.post("/<feed_id>/pause")
@for_roles(LISTING_EDITORS)
def pause(feed_id: str) -> ResponseReturnValue:
    """Stops reading a feed, or goes on with it."""
    feed = _feed(feed_id)
    feed.paused = not feed.paused
    if not feed.paused:
        feed.next_at = now()
    session().add(feed)
    flash(_("The feed is paused.") if feed.paused else _("The feed is read again from now on."), "success")
    return redirect(url_for("imports.page", _anchor="feeds"))


@blueprint.post("/<feed_id>/read")
@for_roles(LISTING_EDITORS)
def read(feed_id: str) -> ResponseReturnValue:
    """Reads a feed now."""
    feed = _feed(feed_id)
    # The reading has transactions of its own, and SQLite lets one writer in at a time.
    session().rollback()
    fetcher = FeedFetcher(linkage().settings.feeds_folder)
    reading = feeds.read_now(linkage().make_session, feed.id, fetcher, now=now())
    if reading.error is not None:
        flash(say(reading.error), "error")
    elif reading.batch_id is None:
        flash(_("The file is the same as last time."), "success")
    else:
        return redirect(url_for("imports.batch", batch_id=reading.batch_id))
    return redirect(url_for("imports.page", _anchor="feeds"))


@blueprint.post("/<feed_id>/remove")
@for_roles(LISTING_EDITORS)
def remove(feed_id: str) -> ResponseReturnValue:
    """Lets a feed go. What it brought stays, in batches that can be taken back."""
    session().delete(_feed(feed_id))
    flash(_("The feed is removed. What it brought stays."), "success")
    return redirect(url_for("imports.page", _anchor="feeds"))


def _form(typed: dict[str, str], problems: dict[str, str]) -> str:
    known = [*shipped_mappings().items(), *((row.name, row.name) for row in mappings.all_saved(session()))]
    return render_template(
        "imports/feed.html",
        typed=typed,
        problems=problems,
        known=known,
        folder=linkage().settings.feeds_folder,
    )


def _feed(feed_id: str) -> ImportFeed:
    feed = session().get(ImportFeed, feed_id)
    if feed is None:
        abort(404)
    return feed
