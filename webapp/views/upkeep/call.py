"""The call sheet: one listing after the other, asked by telephone and answered with single keys."""

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import select
from werkzeug.datastructures import MultiDict

from casework import service_use
from directory import availability, problems
from directory.change_log import Author, ChangedSince
from directory.listings import Listing, load_listings
from directory.problems import open_problems
from directory.tables import Availability, ListingProblem, Service, Verification
from directory.verification import proposals, recording
from directory.verification.applying import RowGone
from directory.verification.fields import questions
from directory.verification.queue import queue, reasons_of
from directory.verification.rules import rules
from directory.verification.typed import STATUSES, shown
from webapp.access import LISTING_EDITORS, actor, for_roles
from webapp.database import now, session
from webapp.finding.room import room as room_words
from webapp.room_form import GOOD_FOR_DAYS
from webapp.sheet_form import Sheet, read_sheet
from webapp.views.upkeep.blueprint import blueprint, listing_address, service_or_404, today

# Of these people ask for a place, a bed or a slot.
_WITH_ROOM = frozenset(
    {"housing", "sober_living", "substance_use_treatment", "domestic_violence", "crisis", "childcare"}
)
_SKIPPED = "upkeep_skipped"


@blueprint.get("/call")
@blueprint.get("/call/<service_id>")
@for_roles(LISTING_EDITORS)
def call(service_id: str | None = None) -> ResponseReturnValue:
    """The sheet of one listing; without one, that of the first in the queue."""
    if service_id is not None:
        return _page(service_or_404(service_id), None)
    first = _next()
    if first is None:
        flash(_("Nothing is left to verify now."), "success")
        return redirect(url_for("upkeep.page"))
    return redirect(url_for("upkeep.call", service_id=first))


@blueprint.post("/call/<service_id>")
@for_roles(LISTING_EDITORS)
def save(service_id: str) -> ResponseReturnValue:
    """Keeps what the call brought and goes on to the next; what cannot be kept comes back as typed."""
    service = service_or_404(service_id)
    what = request.form.get("what", "save")
    if what == "skip":
        _skip(service_id)
        return redirect(url_for("upkeep.call"))
    by = Author.staff(actor().staff_id)
    if what in ("no_answer", "refused"):
        made = recording.verify(
            session(),
            service_id,
            outcome=what,
            method="phone",
            by=by,
            now=now(),
            on=today(),
            note=request.form.get("note", ""),
        )
        _saved(service, made)
        return redirect(url_for("upkeep.call"))
    filled = read_sheet(questions(session(), service), request.form)
    if filled.problems:
        return _page(service, filled, request.form), 422
    try:
        made = _keep(service_id, filled, by)
    except RowGone:
        session().rollback()
        flash(_("Somebody has just changed this listing. Look at it again; nothing is saved yet."), "warning")
        return _page(service_or_404(service_id), filled, request.form), 409
    if "settles" in request.form:
        _settle_problems(service_id, made)
    _saved(service, made)
    return redirect(url_for("upkeep.call"))


@blueprint.post("/verifications/<verification_id>/undo")
@for_roles(LISTING_EDITORS)
def undo(verification_id: str) -> ResponseReturnValue:
    """Takes a verification back with all that it changed, and shows its sheet again."""
    row = session().get(Verification, verification_id)
    if row is None:
        abort(404)
    service_id, made_at = row.service_id, row.at
    told = select(Availability).where(
        Availability.service_id == service_id, Availability.reported_at == made_at
    )
    try:
        recording.undo(session(), row, by=Author.staff(actor().staff_id), now=now())
    except ChangedSince:
        session().rollback()
        flash(_("The listing was changed since, so this cannot be taken back as a whole."), "warning")
        return redirect(listing_address(service_id))
    for said in session().exec(told).all():
        availability.withdraw(session(), said, now=now())
    settled = select(ListingProblem).where(
        ListingProblem.service_id == service_id, ListingProblem.resolved_at == made_at
    )
    for problem in session().exec(settled).all():
        problems.reopen(session(), problem, now=now())
    flash(_("Taken back. Nothing of that call counts."), "success")
    return redirect(url_for("upkeep.call", service_id=service_id))


def _keep(service_id: str, filled: Sheet, by: Author) -> Verification:
    if filled.room is not None:
        availability.report(
            session(),
            service_id,
            status=filled.room.status,
            places=filled.room.places,
            unit=filled.room.unit,
            wait=filled.room.wait,
            good_for=filled.room.good_for,
            via="staff",
            by_name=f"{filled.provider_name}, {filled.provider_title}",
            by_id=by.id,
            now=now(),
        )
    return recording.verify(
        session(),
        service_id,
        outcome="changed" if filled.wishes else "confirmed",
        method="phone",
        by=by,
        now=now(),
        on=today(),
        provider_name=filled.provider_name,
        provider_title=filled.provider_title,
        note=filled.note,
        wishes=filled.wishes,
    )


def _settle_problems(service_id: str, made: Verification) -> None:
    """What people reported is dealt with: corrected in this call, or found to be right."""
    resolution = "corrected" if made.outcome == "changed" else "true_already"
    for gathered in open_problems(session(), [service_id]).get(service_id, ()):
        problems.resolve(
            session(), gathered.problem, resolution=resolution, answer="", by_id=actor().staff_id, now=now()
        )


def _saved(service: Service, made: Verification) -> None:
    words = {
        "confirmed": _("Verified: %(name)s", name=service.name),
        "changed": _("Changed and verified: %(name)s", name=service.name),
        "no_answer": _("No answer: %(name)s", name=service.name),
        "refused": _("Did not want to answer: %(name)s", name=service.name),
    }[made.outcome]
    flash(words, "undo:" + url_for("upkeep.undo", verification_id=made.id))


def _next() -> str | None:
    left_out = recording.tried_on(session(), today()) | set(_skipped())
    use = service_use.counted(session(), now=now())
    first = queue(session(), use=use, now=now(), today=today(), limit=1, but=left_out)
    return first[0].service_id if first else None


def _skipped() -> list[str]:
    """Listings skipped today; kept in the browser, since tomorrow they come again."""
    kept: Mapping[str, Any] = cookie.get(_SKIPPED) or {}
    return list(kept.get("ids", ())) if kept.get("day") == today().isoformat() else []


def _skip(service_id: str) -> None:
    # A cookie holds 4 kB; whoever skips more gets the first of them again.
    cookie[_SKIPPED] = {"day": today().isoformat(), "ids": [*_skipped(), service_id][-60:]}


def _page(service: Service, filled: Sheet | None, form: MultiDict[str, str] | None = None) -> str:
    listing: Listing = load_listings(session(), [service.id])[service.id]
    name, title = recording.who_answers(session(), service.organization_id)
    use = service_use.counted(session(), now=now())
    asks_room = bool(
        _WITH_ROOM & set(listing.categories)
        or listing.capacities
        or listing.availability is not None
        or (filled and "room" in filled.problems)
    )
    return render_template(
        "upkeep/call.html",
        listing=listing,
        questions=questions(session(), service),
        reasons=reasons_of(session(), service.id, use=use, now=now(), today=today()),
        problems_open=open_problems(session(), [service.id]).get(service.id, ()),
        proposals_open=len(proposals.open_proposals(session(), service.id)),
        last=recording.last_verified(session(), [service.id]).get(service.id),
        room=room_words(listing, now()),
        asks_room=asks_room,
        good_for=GOOD_FOR_DAYS,
        statuses=STATUSES,
        shown=shown,
        sheet=filled,
        form=form or MultiDict({"provider_name": name, "provider_title": title}),
        problems=filled.problems if filled else {},
        done=recording.count_of(session(), actor().staff_id, today()),
        goal=rules().calls_a_day,
        listing_address=listing_address(service.id),
    )
