"""What a coordinator decides: proposals field by field, problems, and words from providers."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from directory import problems
from directory.change_log import ChangedSince
from directory.tables import ListingProblem, Proposal, VerificationRequest
from directory.verification import proposals, requests
from directory.verification.applying import RowGone
from directory.verification.proposals import ChangedMeanwhile
from webapp.access import LISTING_EDITORS, actor, for_roles
from webapp.database import now, session
from webapp.views.upkeep.blueprint import back, blueprint, today

_LONGEST_ANSWER = 500


@blueprint.post("/proposals/<proposal_id>")
@for_roles(LISTING_EDITORS)
def decide(proposal_id: str) -> ResponseReturnValue:
    """Takes or leaves one proposed value; once all of a listing are decided it counts as verified."""
    proposal = _proposal(proposal_id)
    by = actor().staff_id
    if request.form.get("decision") == "accept":
        try:
            proposals.accept(session(), proposal, by_id=by, now=now())
        except ChangedMeanwhile:
            flash(
                _("The listing has changed since. Compare with what it says now, and decide."),
                "warning",
            )
            return redirect(back())
        except RowGone:
            proposals.reject(session(), proposal, by_id=by, now=now())
            flash(_("What this would change is not in the listing any more, so it was left out."), "warning")
            return redirect(back())
        words = _("Taken over into the listing.")
    else:
        proposals.reject(session(), proposal, by_id=by, now=now())
        words = _("Left as it was.")
    requests.settle(session(), proposal.service_id, now=now(), on=today())
    flash(words, "undo:" + url_for("upkeep.decide_again", proposal_id=proposal.id))
    return redirect(back())


@blueprint.post("/proposals/<proposal_id>/again")
@for_roles(LISTING_EDITORS)
def decide_again(proposal_id: str) -> ResponseReturnValue:
    """Takes a decision back."""
    proposal = _proposal(proposal_id)
    try:
        proposals.take_back(session(), proposal, by_id=actor().staff_id, now=now())
    except ChangedSince:
        session().rollback()
        flash(_("This has changed since, so it cannot be taken back. Edit the listing instead."), "warning")
    return redirect(url_for("upkeep.page", _anchor="proposals"))


@blueprint.post("/problems/<problem_id>")
@for_roles(LISTING_EDITORS)
def resolve(problem_id: str) -> ResponseReturnValue:
    """Settles a problem; those who reported it hear of it."""
    problem = _problem(problem_id)
    resolution = request.form.get("resolution", "")
    if resolution not in problems.RESOLUTIONS:
        flash(_("Say what became of it."), "warning")
        return redirect(back())
    problems.resolve(
        session(),
        problem,
        resolution=resolution,
        answer=request.form.get("answer", "")[:_LONGEST_ANSWER],
        by_id=actor().staff_id,
        now=now(),
    )
    flash(
        _("Settled. Those who reported it hear of it in a few minutes."),
        "undo:" + url_for("upkeep.reopen", problem_id=problem.id),
    )
    return redirect(back())


@blueprint.post("/problems/<problem_id>/reopen")
@for_roles(LISTING_EDITORS)
def reopen(problem_id: str) -> ResponseReturnValue:
    """Takes a resolution back."""
    problems.reopen(session(), _problem(problem_id), now=now())
    return redirect(url_for("upkeep.page", _anchor="problems"))


@blueprint.post("/notes/<request_id>")
@for_roles(LISTING_EDITORS)
def note_read(request_id: str) -> ResponseReturnValue:
    """Puts a provider's words away."""
    row = session().get(VerificationRequest, request_id)
    if row is None:
        abort(404)
    row.note_read_at = now()
    session().add(row)
    return redirect(back())


def _proposal(proposal_id: str) -> Proposal:
    row = session().get(Proposal, proposal_id)
    if row is None:
        abort(404)
    return row


def _problem(problem_id: str) -> ListingProblem:
    row = session().get(ListingProblem, problem_id)
    if row is None:
        abort(404)
    return row
