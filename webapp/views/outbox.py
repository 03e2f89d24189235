"""Mail to providers: what went out and what waits, readable where there is no mail server."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlmodel import col, select

from casework.tables import Mail
from webapp.access import CASEWORKERS, for_roles
from webapp.database import session
from webapp.state import linkage

blueprint = Blueprint("outbox", __name__, url_prefix="/outbox")


@blueprint.get("/")
@for_roles(CASEWORKERS)
def page() -> ResponseReturnValue:
    """The agency's mail, the latest first."""
    mails = session().exec(select(Mail).order_by(col(Mail.created_at).desc()).limit(100)).all()
    return render_template("outbox/page.html", mails=mails, local=not linkage().settings.smtp_host)
