"""How are we doing: the state of the directory in pictures, each row a click from the listings behind it."""

import csv
import io
from typing import Any

from flask import Blueprint, Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp import figures
from webapp.access import FIGURE_READERS, LISTING_EDITORS, actor, for_roles
from webapp.database import now, session

blueprint = Blueprint("figures", __name__, url_prefix="/figures")


@blueprint.get("")
@for_roles(FIGURE_READERS)
def page() -> ResponseReturnValue:
    """The figures as of now."""
    return render_template("figures/page.html", figures=figures.gather(session()), listings=_listings)


@blueprint.get("/<part>.csv")
@for_roles(FIGURE_READERS)
def table(part: str) -> ResponseReturnValue:
    """One part, all of its rows, for a spreadsheet."""
    if part not in figures.PARTS:
        abort(404)
    text = io.StringIO()
    csv.writer(text).writerows(figures.table(part, figures.gather(session(), rows=None)))
    name = f"{part}-{now().date().isoformat()}.csv"
    # The mark at the start lets spreadsheets read it as UTF-8.
    return Response(
        "\ufeff" + text.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _listings(**asked: Any) -> str:
    """The address of the listings behind a row, for those who keep them."""
    return url_for("listings.page", **asked) if actor().role in LISTING_EDITORS else ""
