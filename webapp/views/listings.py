"""All listings for those who keep them: search, one at a glance, its history, and what is done with it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext, to_user_timezone

from directory import change_log, finding_listings, merges
from directory.change_log import Author
from directory.editing import PARTS, lifecycle, read_part
from directory.editing.subject import load
from directory.listings import Listing, load_listings
from directory.problems import open_problems
from directory.tables import Organization
from matcher.facts import Facts
from webapp.access import LISTING_EDITORS, actor, for_roles
from webapp.database import now, session
from webapp.finding import cards, details
from webapp.finding.who_for import who_for
from webapp.listings import asked as asking
from webapp.listings import labels, shown, table, told
from webapp.state import linkage
from webapp.views import find
from webapp.vocabulary_words import CATEGORIES

blueprint = Blueprint("listings", __name__, url_prefix="/listings")

_PAGE = 40
_CSV_AT_A_TIME = 500
_LONGEST_NAME = 300
_ORGANIZATIONS = 12


@blueprint.get("")
@for_roles(LISTING_EDITORS)
def page() -> ResponseReturnValue:
    """The listings that are asked for, a page at a time. All that is asked stands in the address."""
    asked = asking.read(request.args, _today())
    number = max(1, request.args.get("page", 1, type=int))
    ids, total = finding_listings.find(session(), asked, offset=(number - 1) * _PAGE, limit=_PAGE)
    found = load_listings(session(), ids).values()
    problems = open_problems(session(), ids)
    organization = session().get(Organization, asked.organization_id) if asked.organization_id else None
    return render_template(
        "listings/page.html",
        asked=asked,
        listings=[_row(listing, len(problems.get(listing.id, ()))) for listing in found],
        total=total,
        page=number,
        pages=-(-total // _PAGE),
        link=_link,
        organization=organization,
        chosen=[(title, _link(asking.without(asked, name))) for name, title in asking.chosen(asked)],
        statuses=asking.options(labels.STATUSES),
        categories=asking.options(CATEGORIES),
        verified=asking.options(asking.VERIFIED),
        problems=asking.options(asking.PROBLEMS),
        sorts=asking.options(asking.SORTS),
        counts=finding_listings.by_status(session()),
        table_address=url_for("listings.as_table", **asking.parameters(asked)),
        here=request.full_path.rstrip("?"),
        neighbours=_neighbours(),
    )


@blueprint.get("/listings.csv")
@for_roles(LISTING_EDITORS)
def as_table() -> ResponseReturnValue:
    """The same listings as a table, all pages of them."""
    asked = asking.read(request.args, _today())

    def written() -> Iterator[str]:
        # The request's own session is gone by the time that the last line is sent.
        with linkage().make_session() as opened:
            pieces = finding_listings.find_all(opened, asked, at_a_time=_CSV_AT_A_TIME)
            yield from table.written(opened, pieces)

    return Response(
        stream_with_context(written()),
        mimetype="text/csv",
        headers={"Content-Disposition": "attachment; filename=listings.csv"},
    )


@blueprint.post("/bulk")
@for_roles(LISTING_EDITORS)
def bulk() -> ResponseReturnValue:
    """Does one thing to all listings that are ticked."""
    back = _back() or url_for("listings.page")
    ids = request.form.getlist("chosen")[:_PAGE]
    action, why = request.form.get("action", ""), request.form.get("why", "").strip()[:300]
    by = Author.staff(actor().staff_id)
    if not ids:
        flash(_("Tick the listings first."), "warning")
        return redirect(back)
    if action.startswith("category:") and action.partition(":")[2] in CATEGORIES:
        code = action.partition(":")[2]
        made, count = lifecycle.add_category(session(), ids, code, by=by, why=why, now=now())
    elif action in lifecycle.STATUSES:
        made, count = lifecycle.set_status(session(), ids, action, by=by, why=why, now=now())
    else:
        flash(_("Choose what to do with them."), "warning")
        return redirect(back)
    if made is None:
        flash(_("They were so already: nothing was changed."), "warning")
    else:
        message = ngettext("One listing was changed.", "%(num)d listings were changed.", count)
        flash(message, "undo:" + url_for("changes.take_back", set_id=made.id))
    return redirect(back)


@blueprint.get("/new")
@for_roles(LISTING_EDITORS)
def new() -> ResponseReturnValue:
    """The form of a new listing: who offers it, and what it is called."""
    return _new_page({})


@blueprint.post("/new")
@for_roles(LISTING_EDITORS)
def make() -> ResponseReturnValue:
    """Makes the listing; it stays out of searches until somebody opens it."""
    form = request.form
    name, of = form.get("name", "").strip(), form.get("organization", "")
    own = form.get("organization_name", "").strip()
    category = form.get("category", "")
    problems: dict[str, str] = {}
    if not name or len(name) > _LONGEST_NAME:
        problems["name"] = _("Write a name of %(most)s characters at the most.", most=_LONGEST_NAME)
    if of == "new" and (not own or len(own) > _LONGEST_NAME):
        problems["organization_name"] = _("Write the name of the organization.")
    elif not of:
        problems["organization"] = _("Choose the organization that offers it, or add a new one.")
    if form.get("look") or problems:
        return _new_page({} if form.get("look") else problems), 200 if form.get("look") else 422
    try:
        service = lifecycle.create(
            session(),
            name=name,
            organization_id=None if of == "new" else of,
            organization_name=own,
            categories=[category] if category in CATEGORIES else [],
            by=Author.staff(actor().staff_id),
            why=form.get("why", "").strip()[:300],
            now=now(),
        )
    except LookupError:
        session().rollback()
        return _new_page({"organization": _("This organization is gone. Choose another.")}), 422
    flash(_("The listing is there, and nobody finds it yet. Fill it in, then open it."), "success")
    return redirect(url_for("listings.listing", service_id=service.id))


@blueprint.get("/<service_id>")
@for_roles(LISTING_EDITORS)
def listing(service_id: str) -> ResponseReturnValue:
    """One listing at a glance, each part with the way to change it."""
    found = _listing(service_id)
    recent = change_log.history(session(), found.id, limit=4)
    return render_template(
        "listings/listing.html",
        listing=found,
        details=details.details(found, who_for(session(), found), facts=Facts(), now=now()),
        status=labels.STATUSES.get(found.service.status, found.service.status),
        problems=open_problems(session(), [found.id]).get(found.id, []),
        changes=told.told(session(), recent, most_lines=4),
        shared=shown.shared_by(session(), found),
        sites=[(place, shown.place_name(found, place), cards.where(found, place)) for place in found.places],
        edit=lambda key, **more: url_for("listing_parts.edit", service_id=found.id, part_key=key, **more),
        upkeep=_there("upkeep.call", found.id),
        contacts=_contacts(found.id),
        keeping=_there("upkeep.listing", found.id),
        stands_for_it=_stands_for(found),
    )


def _stands_for(old: Listing) -> Listing | None:
    """The listing into which this one was merged."""
    stands = merges.survivor(session(), old.id)
    return load_listings(session(), [stands]).get(stands) if stands != old.id else None


@blueprint.get("/<service_id>/preview")
@for_roles(LISTING_EDITORS)
def preview(service_id: str) -> ResponseReturnValue:
    """The listing's page exactly as a caseworker sees it."""
    found = _listing(service_id)
    return render_template(
        "find/service.html",
        **find.as_seen(found, Facts()),
        correct_address="",
        edit_address="",
        upkeep_address="",
        person=None,
        need=None,
        back=url_for("listings.listing", service_id=found.id),
        back_title=_("Back to editing"),
        refer_address="",
    )


@blueprint.get("/<service_id>/history")
@for_roles(LISTING_EDITORS)
def history(service_id: str) -> ResponseReturnValue:
    """Everything that was changed about a listing, its organization and its places."""
    found = _listing(service_id)
    changes = change_log.history(session(), found.id, limit=100)
    return render_template(
        "listings/history.html", listing=found, changes=told.told(session(), changes, most_lines=60)
    )


@blueprint.post("/<service_id>/duplicate")
@for_roles(LISTING_EDITORS)
def duplicate(service_id: str) -> ResponseReturnValue:
    """Copies a listing, to be changed into another."""
    found = _listing(service_id)
    copy = lifecycle.duplicate(
        session(),
        found.id,
        name=_("%(name)s (copy)", name=found.name),
        by=Author.staff(actor().staff_id),
        why=_("Copy of %(name)s", name=found.name),
        now=now(),
    )
    flash(_("This is the copy. Nobody finds it until you open it: give it its own name first."), "success")
    return redirect(url_for("listings.listing", service_id=copy.id))


@blueprint.get("/<service_id>/places")
@for_roles(LISTING_EDITORS)
def places(service_id: str) -> ResponseReturnValue:
    """Places of the same organization, or of any listing by its name or town, to offer the service at."""
    found = _listing(service_id)
    words = request.args.get("q", "").strip()[:200]
    asked = finding_listings.Asked(_today(), words=words) if words else None
    others: dict[str, str] = {}
    own = {place.id for place in found.places}
    search = asked or finding_listings.Asked(_today(), organization_id=found.organization.id)
    ids, _total = finding_listings.find(session(), search, offset=0, limit=_PAGE)
    for other in load_listings(session(), ids).values():
        for place in other.places:
            if place.id not in own:
                others[place.id] = f"{other.organization_name}: {shown.place_name(other, place)}"
    return render_template("listings/places.html", listing=found, places=others, q=words)


@blueprint.post("/<service_id>/places/<location_id>")
@for_roles(LISTING_EDITORS)
def offer(service_id: str, location_id: str) -> ResponseReturnValue:
    """Offers the service at a place that is there already, or with `leave` there no more."""
    _listing(service_id)
    change = lifecycle.no_longer_at if request.form.get("leave") else lifecycle.offer_at
    try:
        made = change(
            session(),
            service_id,
            location_id,
            by=Author.staff(actor().staff_id),
            why=request.form.get("why", "").strip()[:300],
            now=now(),
        )
    except LookupError:
        abort(404)
    if made is not None:
        flash(
            _("Saved. Searches use it from now on."), "undo:" + url_for("changes.take_back", set_id=made.id)
        )
    return redirect(url_for("listings.listing", service_id=service_id))


def _row(found: Listing, problems: int) -> dict[str, Any]:
    place = found.place(None)
    return {
        "listing": found,
        "where": cards.where(found, place),
        "verified": cards.verified(found, now()),
        "status": labels.STATUSES.get(found.service.status, found.service.status),
        "problems": problems,
    }


def _new_page(problems: dict[str, str]) -> str:
    words = request.values.get("look_for", "").strip()[:200]
    known = finding_listings.organizations(session(), words, limit=_ORGANIZATIONS) if words else []
    chosen = request.values.get("organization", "")
    if chosen not in ("", "new") and all(one.id != chosen for one in known):
        organization = session().get(Organization, chosen)
        known = [organization, *known] if organization else known
    return render_template(
        "listings/new.html",
        problems=problems,
        values=request.values,
        organizations=known,
        looked_for=words,
        categories=asking.options(CATEGORIES),
    )


def _listing(service_id: str) -> Listing:
    found = load_listings(session(), [service_id]).get(service_id)
    if found is None:
        abort(404)
    return found


def _link(asked: finding_listings.Asked, **more: Any) -> str:
    return url_for("listings.page", **{**asking.parameters(asked), **more})


def _neighbours() -> list[tuple[str, str]]:
    """Pages of those who keep listings that the top of the page does not lead to."""
    return [
        (url_for("duplicates.page"), _("Duplicates")),
        (url_for("categories.page"), _("Categories")),
        (url_for("changes.page"), _("Recent changes")),
    ]


def _contacts(service_id: str) -> list[str]:
    """The contact people, each in a line."""
    rows = read_part(session(), PARTS["contacts"], load(session(), service_id)).values()
    parts = ("name", "title", "department", "email")
    return [", ".join(row[part] for part in parts if row[part]) for row in rows]


def _there(endpoint: str, service_id: str) -> str:
    """The address of another page of the listing, where there is one."""
    if endpoint not in current_app.view_functions:
        return ""
    return url_for(endpoint, service_id=service_id)


def _back() -> str:
    address = request.form.get("back", "")
    return address if address.startswith("/listings") else ""


def _today() -> date:
    return to_user_timezone(now()).date()
