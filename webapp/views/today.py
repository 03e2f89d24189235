"""Today: what needs the worker now."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import consequences, tasks, today
from casework.tables import Agency, Task
from webapp import vocabulary_words
from webapp.access import CASEWORKERS, actor, for_roles
from webapp.database import now, session
from webapp.dates import local_day, today_words

blueprint = Blueprint("today", __name__)

EVERYBODY = CASEWORKERS | {"coordinator", "admin"}


@blueprint.get("/")
@for_roles(EVERYBODY)
def page() -> ResponseReturnValue:
    """The day: of the worker's own caseload, or with `whose=all` of the agency."""
    if not actor().may_see_clients:
        return redirect(url_for("upkeep.page"))
    whose = request.args.get("whose") or ("all" if actor().role == "supervisor" else "mine")
    agency = session().get(Agency, actor().agency_id)
    assert agency is not None
    day = today.of(
        session(),
        worker_id=None if whose == "all" else actor().staff_id,
        now=now(),
        today=local_day(agency.time_zone),
    )
    template = "today/_day.html" if request.headers.get("HX-Request") else "today/page.html"
    return render_template(
        template, day=day, whose=whose, kinds=tasks.KINDS, now_words=today_words(agency.time_zone)
    )


@blueprint.post("/tasks/<task_id>/done")
@for_roles(CASEWORKERS)
def done(task_id: str) -> ResponseReturnValue:
    """Settles a task; it can be brought back from the notice that says so."""
    task = session().get(Task, task_id)
    if task is not None and task.done_at is None:
        tasks.settle(session(), task, staff_id=actor().staff_id, now=now())
        flash(_("Done. It is off your list."), "undo:" + url_for("today.back", task_id=task_id))
    return redirect(request.form.get("back") or url_for("today.page"))


@blueprint.post("/tasks/<task_id>/means")
@for_roles(CASEWORKERS)
def means(task_id: str) -> ResponseReturnValue:
    """The worker says what an unclear reply means; the referral goes on accordingly."""
    task = session().get(Task, task_id)
    label = request.form.get("label", "")
    if task is not None and consequences.confirm(
        session(), task, label, staff_id=actor().staff_id, now=now()
    ):
        flash(_("Noted: %(outcome)s.", outcome=vocabulary_words.outcome(label)), "success")
    else:
        flash(_("Somebody has dealt with this reply already."), "warning")
    return redirect(url_for("today.page"))


@blueprint.post("/tasks/<task_id>/back")
@for_roles(CASEWORKERS)
def back(task_id: str) -> ResponseReturnValue:
    """Brings a settled task back."""
    task = session().get(Task, task_id)
    if task is not None:
        task.done_at = task.done_by_id = None
        session().add(task)
    return redirect(url_for("today.page"))
