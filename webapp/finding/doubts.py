"""What to know before relying on a listing: problems that people reported, providers gone silent."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from directory.problems import KINDS, Gathered, open_problems
from directory.verification.silence import Silence, silences
from webapp.finding.said import Said
from webapp.words import days_from_now


def doubts(session: Session, service_ids: Iterable[str], *, now: datetime) -> dict[str, tuple[Said, ...]]:
    """The doubts about each of these listings; those without any are left out."""
    ids = list(service_ids)
    problems = open_problems(session, ids)
    silent = silences(session, now=now, service_ids=ids)
    return {
        service_id: (
            *(_problem(one) for one in problems.get(service_id, ())),
            *((_silence(silent[service_id]),) if service_id in silent else ()),
        )
        for service_id in problems.keys() | silent.keys()
    }


def _problem(gathered: Gathered) -> Said:
    people = ngettext("1 person reported", "%(num)d people reported", len(gathered.reports))
    words = _(
        "%(people)s: %(what)s (last %(when)s)",
        people=people,
        what=_(KINDS[gathered.problem.kind]),
        when=days_from_now(gathered.reports[0].reported_at),
    )
    return Said(words, "bad" if gathered.problem.kind in _STOPS else "wait")


# Whoever goes there all the same goes in vain.
_STOPS = ("closed_permanently", "phone_wrong", "address_wrong")


def _silence(silence: Silence) -> Said:
    return Said(
        _(
            "The provider has not answered since %(when)s (%(times)s tries): call before you send anybody.",
            when=days_from_now(silence.since),
            times=silence.times,
        ),
        "wait",
    )
