"""The coordinator's day: what to verify first, and what waits for a decision."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlmodel import col, select

from casework import service_use
from directory import availability, problems
from directory.problems import Gathered
from directory.tables import Organization, Proposal, Service, UpkeepMail
from directory.verification import proposals, recording, requests
from directory.verification.due import count_due
from directory.verification.queue import queue
from directory.verification.rules import rules
from directory.verification.silence import Silence, silences
from directory.verification.telling import is_secret
from directory.withheld import Withheld
from webapp.access import LISTING_EDITORS, actor, for_roles
from webapp.database import now, session
from webapp.state import linkage
from webapp.views.upkeep.blueprint import blueprint, today

_SHOWN = 15
_LISTED = 10
_MAILS = 100
_SOON = timedelta(hours=24)
# Room that ran out longer ago is no news any more.
_LATELY = timedelta(days=14)


@dataclass(frozen=True)
class Named:
    """A listing with its organization, as lists show it."""

    id: str
    name: str
    organization: str


@blueprint.get("")
@for_roles(LISTING_EDITORS)
def page() -> ResponseReturnValue:
    """The queue ordered by harm, proposals, problems, room that runs out, and providers gone silent."""
    use = service_use.counted(session(), now=now())
    tried = recording.tried_on(session(), today())
    items = queue(session(), use=use, now=now(), today=today(), limit=_SHOWN, but=tried)
    found = problems.open_problems(session())
    silent = silences(session(), now=now())
    waiting = proposals.open_proposals(session())
    withheld = Withheld.of(session())
    running_out = [
        row
        for row in availability.running_out(session(), now=now(), within=_SOON)
        if row.expires_at > now() - _LATELY
    ]
    notes = requests.with_notes(session())
    most = None if request.args.get("show") == "all" else _LISTED
    named = _named([*found, *silent, *(row.service_id for row in (*waiting, *running_out, *notes))])
    return render_template(
        "upkeep/page.html",
        items=items,
        due=count_due(session(), today()),
        done=recording.count_of(session(), actor().staff_id, today()),
        goal=rules().calls_a_day,
        problems=_with_names(found, named),
        proposals=_by_listing(waiting, named),
        secret={row.id for row in waiting if is_secret(row, withheld)},
        running_out=[(row, named[row.service_id]) for row in running_out if row.service_id in named],
        silent=_silent(silent, named),
        notes=[(row, named[row.service_id]) for row in notes if row.service_id in named],
        resolutions=problems.RESOLUTIONS,
        most=most,
        now=now(),
    )


@blueprint.get("/outbox")
@for_roles(LISTING_EDITORS)
def outbox() -> ResponseReturnValue:
    """Mail about listings, the latest first; without a mail server it is only here."""
    newest = select(UpkeepMail).order_by(col(UpkeepMail.created_at).desc()).limit(_MAILS)
    mails = session().exec(newest).all()
    return render_template("upkeep/outbox.html", mails=mails, local=not linkage().settings.smtp_host)


def _named(service_ids: Iterable[str]) -> dict[str, Named]:
    query = (
        select(Service.id, Service.name, Organization.name)
        .join(Organization, col(Organization.id) == col(Service.organization_id))
        .where(col(Service.id).in_(list(set(service_ids))))
    )
    return {row[0]: Named(*row) for row in session().exec(query)}


def _with_names(
    found: dict[str, list[Gathered]], named: dict[str, Named]
) -> list[tuple[Named, Sequence[Gathered]]]:
    """Problems by listing, the kinds that send people in vain first."""
    points = rules().problem_points
    listed = [(named[each], told) for each, told in found.items() if each in named]
    return sorted(
        listed, key=lambda pair: -sum(points[one.problem.kind] * len(one.reports) for one in pair[1])
    )


def _by_listing(waiting: Sequence[Proposal], named: dict[str, Named]) -> list[tuple[Named, list[Proposal]]]:
    grouped: dict[str, list[Proposal]] = {}
    for row in waiting:
        grouped.setdefault(row.service_id, []).append(row)
    return [(named[each], rows) for each, rows in grouped.items() if each in named]


def _silent(silent: dict[str, Silence], named: dict[str, Named]) -> list[tuple[Named, Silence]]:
    pairs = [(named[each], silence) for each, silence in silent.items() if each in named]
    return sorted(pairs, key=lambda pair: (-pair[1].times, pair[1].since))
