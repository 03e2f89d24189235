"""Signing in and out."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import scope, staff
from webapp import access
from webapp.access import open_to
from webapp.database import now, session
from webapp.state import linkage

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/sign-in")
@open_to("everybody: the form itself")
def form() -> ResponseReturnValue:
    """The form."""
    return _form()


@blueprint.post("/sign-in")
@open_to("everybody: a name and a password are checked")
def enter() -> ResponseReturnValue:
    """Checks name and password, and goes where the person wanted to go."""
    username, password = request.form.get("username", ""), request.form.get("password", "")
    opened = session()
    scope.enter_all(opened)
    actor = staff.sign_in(opened, username, password, now=now())
    if actor is None:
        return _form(
            username, _("That name and password do not belong together. Check both and try again.")
        ), 401
    access.remember(actor.staff_id)
    return redirect(_inside(request.form.get("next", "")))


@blueprint.post("/sign-out")
@open_to("everybody: it only ends a session")
def leave() -> ResponseReturnValue:
    """Signs out."""
    access.forget()
    return redirect(url_for("sign_in.form"))


def _form(username: str = "", problem: str = "") -> str:
    return render_template(
        "sign_in/form.html",
        username=username,
        problem=problem,
        next=request.values.get("next", ""),
        logins=linkage().sample_logins,
    )


def _inside(address: str) -> str:
    """The address if it lies on this site: a link must not send people elsewhere after they sign in."""
    parts = urlsplit(address)
    inside = (
        address.startswith("/")
        and not address.startswith(("//", "/\\"))
        and not (parts.scheme or parts.netloc)
    )
    return address if inside else url_for("today.page")
