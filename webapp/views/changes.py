"""What was changed in the directory lately, and taking it back."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import staff
from directory import change_log
from directory.change_log import Author, ChangedSince
from webapp.access import LISTING_EDITORS, actor, for_roles
from webapp.database import now, session
from webapp.listings import labels, told

blueprint = Blueprint("changes", __name__, url_prefix="/changes")

_PAGE = 30


@blueprint.get("")
@for_roles(LISTING_EDITORS)
def page() -> ResponseReturnValue:
    """The newest changes, of one person or kind where that is asked."""
    by, kind = request.args.get("by", ""), request.args.get("kind", "")
    number = max(1, request.args.get("page", 1, type=int))
    found = change_log.recent(
        session(), limit=_PAGE + 1, offset=(number - 1) * _PAGE, entries_each=40, kind=kind, by_id=by
    )
    return render_template(
        "listings/changes.html",
        changes=told.told(session(), found[:_PAGE], most_lines=12),
        people=sorted(staff.names(session()).items(), key=lambda pair: pair[1]),
        kinds=[(key, str(title)) for key, title in labels.KINDS.items()],
        by=by,
        kind=kind,
        page=number,
        more=len(found) > _PAGE,
        here=request.full_path.rstrip("?"),
    )


@blueprint.post("/<set_id>/undo")
@for_roles(LISTING_EDITORS)
def take_back(set_id: str) -> ResponseReturnValue:
    """Takes a change back whole; with `keep`, what was changed since stays."""
    change = change_log.about(session(), set_id)
    if change is None:
        abort(404)
    words = told.told(session(), [change])[0]
    back = _back() or (
        url_for("listings.listing", service_id=words.listing[0]) if words.listing else url_for("changes.page")
    )
    try:
        undone = change_log.undo(
            session(),
            set_id,
            by=Author.staff(actor().staff_id),
            now=now(),
            keep_later_changes=bool(request.form.get("keep")),
        )
    except ValueError:
        session().rollback()
        flash(_("This has been taken back already."), "warning")
        return redirect(back)
    except ChangedSince as clash:
        # Whatever was taken back before the clash showed is given up here: the page is about what stands.
        session().rollback()
        clashes = told.clash_words(clash.clashes)
        return render_template("listings/clash.html", change=words, clashes=clashes, back=back), 409
    message = _("Taken back.") if not undone.kept else _("Taken back, but for what was changed since.")
    flash(message, "undo:" + url_for("changes.take_back", set_id=undone.change_set.id))
    return redirect(_there(back, words))


def _there(back: str, words: told.Told) -> str:
    """Where to go on: a listing that was made by the change is no longer there."""
    return url_for("changes.page") if words.kind in ("new", "duplicate") else back


def _back() -> str:
    """The page that the button stood on, where it is one of ours."""
    address = request.form.get("back", "")
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else ""
