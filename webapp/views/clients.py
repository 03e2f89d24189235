"""Clients: the list, one person's record, their facts, contact, plan and releases."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework import clients, plans, referrals_read, releases, staff, thread
from casework.clients import ClientRefused, Contact
from casework.plans import PlanRefused
from casework.tables import Agency, Client, ClientNeed, Goal, Release
from webapp import fact_form, vocabulary_words
from webapp.access import CASEWORKERS, actor, for_roles
from webapp.database import now, session
from webapp.dates import local_day

blueprint = Blueprint("clients", __name__, url_prefix="/clients")


@blueprint.get("/")
@for_roles(CASEWORKERS)
def page() -> ResponseReturnValue:
    """The worker's clients, or with `whose=all` the agency's; `q` looks for a name."""
    whose = request.args.get("whose") or ("all" if actor().role == "supervisor" else "mine")
    query = request.args.get("q", "").strip()
    found = clients.caseload(session(), worker_id=None if whose == "all" else actor().staff_id)
    if query:
        found = [
            client for client in found if query.casefold() in f"{client.name} {client.called}".casefold()
        ]
    return render_template(
        "clients/page.html",
        clients=found,
        counts=referrals_read.open_counts(session(), [client.id for client in found]),
        whose=whose,
        query=query,
        workers=staff.names(session()),
    )


@blueprint.get("/<client_id>")
@for_roles(CASEWORKERS)
def record(client_id: str) -> ResponseReturnValue:
    """One person: plan, linkages, messages, releases, facts, contact."""
    return _record(_open(client_id))


@blueprint.route("/new", methods=["GET", "POST"])
@for_roles(CASEWORKERS)
def new() -> ResponseReturnValue:
    """Opens a record for a new person."""
    problem: ClientRefused | None = None
    if request.method == "POST":
        agency = session().get(Agency, actor().agency_id)
        assert agency is not None
        try:
            client = clients.add(
                session(),
                name=request.form.get("name", ""),
                preferred_name=request.form.get("preferred_name", ""),
                contact=_contact(),
                program_id=None,
                worker_id=actor().staff_id,
                time_zone=agency.time_zone,
                now=now(),
                today=local_day(agency.time_zone),
            )
        except ClientRefused as refusal:
            problem = refusal
        else:
            plans.start(session(), client, intensity="medium", today=client.opened_on)
            flash(_("The record is open. Start with a goal in the person's own words."), "success")
            return redirect(url_for("clients.record", client_id=client.id))
    return render_template("clients/new.html", problem=problem, form=request.form), 422 if problem else 200


@blueprint.post("/<client_id>/contact")
@for_roles(CASEWORKERS)
def contact(client_id: str) -> ResponseReturnValue:
    """Changes how the person may be reached."""
    client = _open(client_id)
    try:
        clients.set_contact(client, _contact(), now=now())
    except ClientRefused as refusal:
        session().rollback()
        return _record(_open(client_id), problem={"contact": _(str(refusal))}), 422
    session().add(client)
    flash(_("Contact and safety saved."), "success")
    return redirect(url_for("clients.record", client_id=client_id, _anchor="contact"))


@blueprint.post("/<client_id>/facts")
@for_roles(CASEWORKERS)
def facts(client_id: str) -> ResponseReturnValue:
    """Changes what is known of the person; an empty field is unknown, not no."""
    client = _open(client_id)
    try:
        clients.record_facts(
            session(),
            client,
            fact_form.read(request.form),
            source=request.form.get("source") or "told by the client",
            staff_id=actor().staff_id,
            now=now(),
        )
    except (fact_form.FactsRefused, ClientRefused) as error:
        return _record(client, problem={"facts": fact_form.explain(error)}), 422
    flash(_("Saved. Searches for this person use it from now on."), "success")
    return redirect(url_for("clients.record", client_id=client_id, _anchor="facts"))


@blueprint.post("/<client_id>/plan")
@for_roles(CASEWORKERS)
def plan(client_id: str) -> ResponseReturnValue:
    """Adds a goal, a need under a goal, or an objective under a need; or sets the plan's intensity."""
    client = _open(client_id)
    current = plans.current(session(), client) or plans.start(
        session(), client, intensity="medium", today=local_day(client.time_zone)
    )
    form = request.form
    try:
        if form.get("what") == "intensity":
            plans.set_intensity(session(), current, form.get("intensity", ""))
        elif form.get("what") == "goal":
            plans.add_goal(session(), client, current, form.get("words", ""))
        elif form.get("what") == "need":
            goal = _part(Goal, form.get("goal_id", ""), client)
            plans.add_need(
                session(), client, goal, category=form.get("category", ""), words=form.get("words", "")
            )
        elif form.get("what") == "objective":
            need = _part(ClientNeed, form.get("need_id", ""), client)
            plans.add_objective(
                session(),
                client,
                need,
                words=form.get("words", ""),
                assignee=form.get("assignee", ""),
                due_on=_day(form.get("due_on", "")),
                resource=form.get("resource", "external"),
            )
    except PlanRefused as refusal:
        session().rollback()
        return _record(_open(client_id), problem={"plan": _(str(refusal))}), 422
    return redirect(url_for("clients.record", client_id=client_id, _anchor="plan"))


@blueprint.post("/<client_id>/releases/<release_id>/withdraw")
@for_roles(CASEWORKERS)
def withdraw(client_id: str, release_id: str) -> ResponseReturnValue:
    """Ends a release because the client said so."""
    client = _open(client_id)
    release = _part(Release, release_id, client)
    releases.withdraw(session(), release, how=request.form.get("how", ""), now=now())
    flash(
        _("The release has ended. Nothing more goes to %(name)s.", name=release.organization_name), "success"
    )
    return redirect(url_for("clients.record", client_id=client_id, _anchor="releases"))


def _open(client_id: str) -> Client:
    return clients.open_client(session(), client_id, now=now())


def _part(table: Any, row_id: str, client: Client) -> Any:
    row = session().get(table, row_id)
    if row is None or row.client_id != client.id:
        raise clients.ClientNotFound(row_id)
    return row


def _contact() -> Contact:
    form = request.form
    return Contact(
        phone=form.get("phone", ""),
        language=form.get("language", "en"),
        safe_to_text="safe_to_text" in form,
        safe_to_voicemail="safe_to_voicemail" in form,
        agrees_to_texts="agrees_to_texts" in form,
        may_name_service="may_name_service" in form,
        note=form.get("contact_note", ""),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise PlanRefused(_("Write the date as year-month-day, such as 2026-12-31.")) from error


def _record(client: Client, problem: dict[str, str] | None = None) -> str:
    current = plans.current(session(), client)
    today = local_day(client.time_zone)
    known = clients.facts(session(), client)
    return render_template(
        "clients/record.html",
        client=client,
        categories=vocabulary_words.CATEGORIES.items(),
        intensities=[("high", _("close")), ("medium", _("regular")), ("low", _("light"))],
        plan=plans.view(session(), current) if current else None,
        facts=known,
        referrals=referrals_read.of_client(session(), client),
        releases=releases.of_client(session(), client),
        live=lambda release: releases.is_live(release, today),
        messages=thread.of_client(session(), client),
        disclosures=releases.disclosures(session(), client),
        workers=staff.names(session()),
        today=today,
        soon=today + timedelta(days=14),
        problem=problem or {},
    )
