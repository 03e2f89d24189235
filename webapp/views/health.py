"""Whether this process is alive, and whether it can work."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from webapp.access import open_to
from webapp.state import linkage

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@open_to("monitoring: says only that the process answers")
def alive() -> ResponseReturnValue:
    """Answers while the process runs."""
    return {"status": "alive"}


@blueprint.get("/readyz")
@open_to("monitoring: says which part is missing, nothing of what is in it")
def ready() -> ResponseReturnValue:
    """200 when the database answers and a search index is there, else 503 with what is missing."""
    missing = []
    try:
        with linkage().make_session() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        missing.append("database")
    if not linkage().search.ready:
        missing.append("index")
    return ({"status": "not ready", "missing": missing}, 503) if missing else {"status": "ready"}
