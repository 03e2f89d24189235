"""A caseworker says what is wrong with a listing; the coordinator sees it, and they hear what came of it."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from directory.problems import KINDS, report
from directory.tables import Service
from webapp.access import LISTING_KEEPERS, actor, for_roles
from webapp.database import now, session

blueprint = Blueprint("problems", __name__, url_prefix="/find/service/<service_id>/problem")

LONGEST_NOTE = 500


@blueprint.get("")
@for_roles(LISTING_KEEPERS)
def page(service_id: str) -> ResponseReturnValue:
    """The form, for those who come by a link."""
    return _form(_service(service_id), "")


@blueprint.post("")
@for_roles(LISTING_KEEPERS)
def send(service_id: str) -> ResponseReturnValue:
    """Keeps the report; without a kind the form comes back as it was sent."""
    service = _service(service_id)
    kind, note = request.form.get("kind", ""), request.form.get("note", "").strip()
    if kind not in KINDS:
        return _form(service, _("Choose what is wrong.")), 422
    if len(note) > LONGEST_NOTE:
        return _form(service, _("This is too long.")), 422
    report(
        session(),
        service_id=service.id,
        kinds=[kind],
        source="caseworker",
        reporter_id=actor().staff_id,
        note=note,
        now=now(),
    )
    flash(
        _("Thank you. The coordinator looks into it, and you will hear on Today what came of it."), "success"
    )
    return redirect(url_for("find.service", service_id=service.id))


def _service(service_id: str) -> Service:
    service = session().get(Service, service_id)
    if service is None:
        abort(404)
    return service


def _form(service: Service, error: str) -> str:
    return render_template(
        "find/problem.html",
        service=service,
        problem_kinds=KINDS,
        longest_note=LONGEST_NOTE,
        form=request.form,
        error=error,
    )
