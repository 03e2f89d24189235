"""Categories: what listings stand under, listings under none, and what other schemes mean in ours."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.utils import secure_filename

from directory.categories import categories as need_categories
from directory.categories import kinds
from directory.change_log import Author, ChangedSince, undo
from directory.tables import Taxonomy
from directory.taxonomies import overview, standing
from directory.taxonomies.mapping import bring_in, decide
from directory.taxonomies.meaning import NEED_TAXONOMY
from directory.taxonomies.schemes import SchemeUnreadable, read_schemes
from webapp.access import LISTING_EDITORS, actor, for_roles
from webapp.database import now, session
from webapp.state import linkage

blueprint = Blueprint("categories", __name__, url_prefix="/categories")

_AT_A_TIME = 25
_TERMS_ON_A_PAGE = 100


@blueprint.get("")
@for_roles(LISTING_EDITORS)
def page() -> ResponseReturnValue:
    """Our categories with how many listings stand under each, and the schemes of others."""
    counts = standing.counts_by_code(session())
    return render_template(
        "categories/page.html",
        groups=[(one, [k for k in kinds().values() if k.category == one.code]) for one in _categories()],
        counts=counts,
        missing=standing.count_uncategorized(session()),
        schemes=overview.schemes(session()),
    )


@blueprint.get("/missing")
@for_roles(LISTING_EDITORS)
def missing() -> ResponseReturnValue:
    """Listings under no category, each with a suggestion that one click accepts."""
    after = request.args.get("after", "")
    some = standing.uncategorized(session(), limit=_AT_A_TIME, after=after)
    search = linkage().search
    return render_template(
        "categories/missing.html",
        rows=[(row, search.suggest(row.name, row.description, row.terms)) for row in some],
        total=standing.count_uncategorized(session()),
        after=after,
        following=some[-1].service_id if len(some) == _AT_A_TIME else "",
        options=code_options(),
    )


@blueprint.post("/missing")
@for_roles(LISTING_EDITORS)
def put() -> ResponseReturnValue:
    """Puts the ticked listings under what was chosen for each."""
    chosen = [(one, _codes(f"code-{one}")) for one in request.form.getlist("service")]
    made = standing.fill(session(), chosen, by=Author.staff(actor().staff_id), now=now())
    if made is None:
        flash(_("Nothing was changed: tick the listings to put under a category."), "warning")
    else:
        there = len([one for one, codes in chosen if codes])
        flash(
            ngettext("%(num)s listing has a category now.", "%(num)s listings have a category now.", there),
            f"undo:{url_for('categories.take_back', change_set_id=made.id)}",
        )
    return redirect(url_for("categories.missing", after=request.form.get("after", "")))


@blueprint.post("/undo/<change_set_id>")
@for_roles(LISTING_EDITORS)
def take_back(change_set_id: str) -> ResponseReturnValue:
    """Takes a change of categories back."""
    try:
        undo(session(), change_set_id, by=Author.staff(actor().staff_id), now=now())
    except LookupError:
        abort(404)
    except ValueError:
        flash(_("That was taken back already."), "warning")
    except ChangedSince:
        session().rollback()
        flash(_("Somebody has changed these listings since, so it stays. Change them one by one."), "warning")
    else:
        flash(_("Taken back."), "success")
    return redirect(url_for("categories.missing"))


@blueprint.get("/schemes/<taxonomy_id>")
@for_roles(LISTING_EDITORS)
def scheme(taxonomy_id: str) -> ResponseReturnValue:
    """The terms of another scheme, each with what it stands for in ours."""
    taxonomy = session().get(Taxonomy, taxonomy_id)
    if taxonomy is None or taxonomy.name == NEED_TAXONOMY:
        abort(404)
    only_open, words = request.args.get("show") == "open", request.args.get("words", "").strip()
    number = max(1, request.args.get("page", 1, type=int))
    terms = overview.terms(session(), taxonomy_id, only_open=only_open, words=words)
    pages = max(1, -(-len(terms) // _TERMS_ON_A_PAGE))
    return render_template(
        "categories/scheme.html",
        taxonomy=taxonomy,
        terms=terms[(number - 1) * _TERMS_ON_A_PAGE : number * _TERMS_ON_A_PAGE],
        total=len(terms),
        number=min(number, pages),
        pages=pages,
        only_open=only_open,
        words=words,
        options=code_options(),
    )


@blueprint.post("/schemes/<taxonomy_id>")
@for_roles(LISTING_EDITORS)
def map_terms(taxonomy_id: str) -> ResponseReturnValue:
    """Keeps what was decided for the terms whose answer was changed."""
    changed = 0
    for term_id in request.form.getlist("term"):
        before = request.form.get(f"before-{term_id}", "")
        code = request.form.get(f"code-{term_id}", "")
        if code == before:
            continue
        try:
            decide(session(), term_id, [code] if code else [], by=actor().staff_id, now=now())
        except (LookupError, ValueError):
            abort(422)
        changed += 1
    flash(
        ngettext("%(num)s term changed.", "%(num)s terms changed.", changed)
        if changed
        else _("Nothing was changed."),
        "success" if changed else "warning",
    )
    kept: dict[str, Any] = {
        name: request.args[name] for name in ("show", "words", "page") if name in request.args
    }
    return redirect(url_for("categories.scheme", taxonomy_id=taxonomy_id, **kept))


@blueprint.post("/schemes")
@for_roles(LISTING_EDITORS)
def bring() -> ResponseReturnValue:
    """Reads a scheme from an uploaded file."""
    upload, name = request.files.get("file"), request.form.get("name", "").strip()
    if upload is None or not upload.filename:
        flash(_("Choose a file first."), "error")
        return redirect(url_for("categories.page"))
    with TemporaryDirectory() as folder:
        path = Path(folder) / (secure_filename(upload.filename) or "scheme.csv")
        upload.save(path)
        try:
            schemes = read_schemes(path, name)
        except SchemeUnreadable as refusal:
            flash(_("The file could not be read: %(why)s", why=str(refusal)), "error")
            return redirect(url_for("categories.page"))
    for one in schemes:
        counts = bring_in(session(), one, by=Author.staff(actor().staff_id), now=now())
        flash(
            _(
                "%(name)s: %(added)s terms added, %(changed)s changed; %(mapped)s stand for one of ours.",
                name=counts.name,
                added=counts.added,
                changed=counts.changed,
                mapped=counts.mapped,
            ),
            "success",
        )
    return redirect(url_for("categories.scheme", taxonomy_id=schemes[0].id))


def code_options() -> list[tuple[str, str]]:
    """Our codes with what to call them: each category, and below it its kinds of service."""
    options = []
    for category in _categories():
        options.append((category.code, category.name))
        below = [kind for kind in kinds().values() if kind.category == category.code]
        options += [(kind.code, f"{category.name}: {kind.name}") for kind in below]
    return options


def _categories() -> Sequence[Any]:
    return list(need_categories().values())


def _codes(name: str) -> list[str]:
    known = dict(code_options())
    return [code for code in request.form.getlist(name) if code in known]
