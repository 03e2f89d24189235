"""Editing a listing part by part; what somebody else changed meanwhile is shown and never overwritten."""

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import staff
from directory.categories import categorize, kinds
from directory.change_log import Author, history
from directory.editing import PARTS, EditConflict, Part, State, Subject, read_part, save
from directory.editing.subject import load
from directory.hours import DAYS
from directory.listings import Listing, load_listings
from webapp.access import LISTING_EDITORS, actor, for_roles
from webapp.database import now, session
from webapp.listings import coordinates, forms, labels, sheet, shown, told
from webapp.listings.sheet import BaseUnreadable, Problems, Refused, Sheet
from webapp.state import linkage
from webapp.vocabulary_words import CATEGORIES

blueprint = Blueprint("listing_parts", __name__, url_prefix="/listings/<service_id>/edit")

LONGEST_WHY = 300


@blueprint.get("/<part_key>")
@for_roles(LISTING_EDITORS)
def edit(service_id: str, part_key: str) -> ResponseReturnValue:
    """The form of a part, as the listing is now; with `at` in the address that of one of its places."""
    part, subject = _opened(service_id, part_key)
    base = read_part(session(), part, subject)
    filled = sheet.filled(base)
    if part.key == "place" and subject.location_id is None:
        filled.rows["location:new"] = sheet.starting("location")
        filled.add("address")
    for key, row in filled.rows.items():
        if key.startswith("service:") and request.args.get("status") in labels.STATUSES:
            # "Retire" leads here with its answer ready.
            row["status"] = request.args.get("status", row.get("status", ""))
    return _page(part, subject, base, filled)


@blueprint.get("/<part_key>/row")
@for_roles(LISTING_EDITORS)
def row(service_id: str, part_key: str) -> ResponseReturnValue:
    """One more empty row, for pages that add it without loading anew."""
    part, subject = _opened(service_id, part_key)
    table = request.args.get("table", "")
    if part.section(table) is None or table not in sheet.MANY:
        abort(404)
    one = Sheet({})
    one.add(table)
    listing = _listing(service_id)
    owners = shown.owners(session(), subject, listing)
    section = next(s for s in shown.sections(part, {}, one, {}, owners) if s.table == table)
    return render_template(
        "listings/_row.html", section=section, row=section.rows[0], focus=True, days=_days()
    )


@blueprint.post("/<part_key>")
@for_roles(LISTING_EDITORS)
def keep(service_id: str, part_key: str) -> ResponseReturnValue:
    """Keeps what was typed, or says why not; nothing typed is lost."""
    part, subject = _opened(service_id, part_key)
    try:
        base = sheet.base_of(part, request.form.get("base", ""))
    except BaseUnreadable:
        abort(400)
    typed = sheet.typed(part, base, request.form)
    if (table := request.form.get("add", "")) in sheet.MANY and part.section(table) is not None:
        typed.add(table)
        return _page(part, subject, base, typed)
    why = request.form.get("why", "").strip()
    problems: Problems = {}
    if len(why) > LONGEST_WHY:
        problems["why", ""] = _("Write %(most)s characters at the most.", most=LONGEST_WHY)
    if sheet.unsettled(request.form):
        problems["conflict", ""] = _("Choose for each which one shall stand.")
    if part.key == "status" and not why:
        problems["why", ""] = _("Say why: others will ask.")
    try:
        mine = sheet.read(base, typed)
    except Refused as refusal:
        problems |= refusal.problems
    if problems:
        return _page(part, subject, base, typed, problems), 422
    noted = [*sheet.warnings(base, mine)]
    if part.key == "place":
        noted.append(
            coordinates.placed(base, mine, geocoder=linkage().geocoder, gazetteer=linkage().gazetteer)
        )
    return _keep(part, subject, base, mine, why, [note for note in noted if note])


def _keep(
    part: Part, subject: Subject, base: State, mine: State, why: str, notes: Sequence[str]
) -> ResponseReturnValue:
    service_id = subject.service.id
    try:
        made = save(
            session(),
            part,
            service_id,
            base,
            mine,
            by=Author.staff(actor().staff_id),
            why=why,
            now=now(),
            location_id=subject.location_id,
            kind="status" if part.key == "status" else "edit",
        )
    except EditConflict as conflict:
        return _conflict(part, subject, conflict), 409
    if made is None:
        flash(_("Nothing was changed."), "warning")
    else:
        flash(
            _("Saved. Searches use it from now on."), "undo:" + url_for("changes.take_back", set_id=made.id)
        )
    for note in notes if made is not None else ():
        flash(note, "warning")
    return redirect(url_for("listings.listing", service_id=service_id))


def _conflict(part: Part, subject: Subject, conflict: EditConflict) -> str:
    """The form again, over what the listing says now, with both versions where they differ."""
    together = {key: dict(row) for key, row in conflict.together.items()}
    renamed: dict[str, str] = {}
    for one in conflict.conflicts:
        if one.field:
            together[one.key][one.field] = one.mine
        elif one.mine is None:
            # This person took it away, the other changed it: it stands there again until somebody chooses.
            together[one.key] = dict(one.theirs)
        else:
            renamed[one.key] = sheet.new_key(sheet.table_of(one.key))
            together[renamed[one.key]] = together.pop(one.key)
    return _page(
        part,
        subject,
        conflict.theirs,
        sheet.filled(together),
        differences=shown.differences(conflict.conflicts, renamed),
    )


def _page(
    part: Part,
    subject: Subject,
    base: State,
    typed: Sheet,
    problems: Problems | None = None,
    differences: Sequence[shown.Difference] = (),
) -> str:
    listing = _listing(subject.service.id)
    owners = shown.owners(session(), subject, listing)
    problems = problems or {}
    if problems and request.form.getlist("conflict"):
        differences = shown.asked_again(request.form.getlist("conflict"), base, typed)
    shared = shown.shared_by(session(), listing)
    place = listing.place(subject.location_id) if subject.location_id else None
    return render_template(
        "listings/part.html",
        listing=listing,
        part=part,
        title=str(labels.PARTS[part.key]),
        lead=str(labels.LEADS[part.key]),
        place=place,
        place_name=shown.place_name(listing, place) if place else "",
        sections=shown.sections(part, base, typed, problems, owners),
        problems=problems,
        differences=differences,
        meanwhile=_meanwhile(subject.service.id) if differences else (),
        shared=shared.get(
            listing.organization.id if part.key == "organization" else subject.location_id or "", 1
        ),
        base=sheet.written(base),
        opened_at=now().isoformat(),
        why=request.form.get("why", ""),
        longest_why=LONGEST_WHY,
        categories=[(code, labels.code_title(code)) for code in (*CATEGORIES, *kinds())],
        kinds_by_category=[
            (code, str(title), [(kind.code, kind.name) for kind in kinds().values() if kind.category == code])
            for code, title in CATEGORIES.items()
        ],
        suggested=_suggested(listing) if part.key == "categories" else (),
        language_names=forms.language_names() if part.key == "languages" else (),
        days=_days(),
        at=subject.location_id,
    )


def _meanwhile(service_id: str) -> tuple[str, ...]:
    """Who changed the listing since this person opened the form."""
    try:
        opened = datetime.fromisoformat(request.form.get("opened_at", ""))
        since = [
            change for change in history(session(), service_id, limit=20) if change.change_set.at >= opened
        ]
    except (ValueError, TypeError):
        return ()
    names = staff.names(session())
    return tuple(dict.fromkeys(told.author(change, names) for change in since))


def _suggested(listing: Listing) -> tuple[str, ...]:
    """What the listing's own words suggest, where the directory does not say it."""
    about = (term.name for term in listing.terms if term.use != "eligibility")
    return categorize(listing.name, listing.service.description or "", about)


def _days() -> list[tuple[str, str]]:
    return [(day, labels.day_name(day)) for day in DAYS]


def _opened(service_id: str, part_key: str) -> tuple[Part, Subject]:
    part = PARTS.get(part_key)
    if part is None:
        abort(404)
    at = request.args.get("at") or None
    try:
        return part, load(session(), service_id, at if part.key == "place" else None)
    except LookupError:
        abort(404)


def _listing(service_id: str) -> Listing:
    listing = load_listings(session(), [service_id]).get(service_id)
    if listing is None:
        abort(404)
    return listing
