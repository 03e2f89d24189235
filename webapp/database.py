"""One database session per request, opened for the signed-in agency and committed when the page is done."""

from datetime import datetime

from flask import Flask, Response, g
from sqlmodel import Session

from casework import audit, scope
from webapp.state import linkage


def session() -> Session:
    """This request's session. Its casework queries see the signed-in person's agency and nothing else."""
    if "session" not in g:
        g.session = linkage().make_session()
        actor = g.get("actor")
        if actor is not None:
            scope.enter(g.session, actor.agency_id)
        audit.working(g.session, staff_id=actor.staff_id if actor else None, now=now())
    opened: Session = g.session
    return opened


def now() -> datetime:
    """The moment of this request: the same for all that happens in it."""
    if "now" not in g:
        g.now = linkage().clock()
    return g.now


def watch(app: Flask) -> None:
    """Commits after an answer that went well, and undoes everything after one that did not."""

    @app.after_request
    def _finish(response: Response) -> Response:
        if "session" in g:
            if response.status_code < 400:
                g.session.commit()
            else:
                g.session.rollback()
        return response

    @app.teardown_request
    def _close(_error: BaseException | None) -> None:
        opened = g.pop("session", None)
        if opened is not None:
            opened.close()
