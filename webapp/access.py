"""Who may open which page: every view says so with `open_to`, `signed_in` or `for_roles`."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import abort, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from casework import scope, staff
from casework.actors import CASE_ROLES, Actor
from webapp.state import linkage

View = TypeVar("View", bound=Callable[..., Any])
_SESSION_KEY = "staff_id"

CASEWORKERS = CASE_ROLES
LISTING_EDITORS = frozenset({"coordinator", "admin"})
LISTING_KEEPERS = CASE_ROLES | LISTING_EDITORS
FIGURE_READERS = LISTING_EDITORS | {"supervisor"}


def open_to(whom: str) -> Callable[[View], View]:
    """Marks a view that needs no signed-in person, and says who is meant to reach it and what guards it."""

    def mark(view: View) -> View:
        view.access = f"open: {whom}"  # type: ignore[attr-defined]
        return view

    return mark


def for_roles(roles: frozenset[str]) -> Callable[[View], View]:
    """Lets only signed-in people with one of these roles reach a view; others are told so with 403."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            if g.get("actor") is None:
                if request.headers.get("HX-Request"):
                    return "", 401, {"HX-Redirect": url_for("sign_in.form")}
                return redirect(url_for("sign_in.form", next=request.full_path.rstrip("?")))
            if g.actor.role not in roles:
                abort(403)
            answer: ResponseReturnValue = view(*args, **kwargs)
            return answer

        guarded.access = "roles: " + ", ".join(sorted(roles))  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


def remember(staff_id: str) -> None:
    """Signs a person in for this browser session."""
    session.clear()
    session[_SESSION_KEY] = staff_id


def forget() -> None:
    """Signs the person out."""
    session.clear()


def actor() -> Actor:
    """The signed-in person; only for views behind `for_roles`."""
    signed_in: Actor = g.actor
    return signed_in


def recognise() -> None:
    """Before each request: finds out who is signed in, so that the session can be opened for their agency."""
    g.actor = None
    if request.endpoint in (None, "assets.file"):
        return
    staff_id = session.get(_SESSION_KEY)
    if staff_id is None:
        return
    with linkage().make_session() as lookup:
        scope.enter_all(lookup)
        g.actor = staff.actor(lookup, staff_id)
    if g.actor is None:
        session.clear()
