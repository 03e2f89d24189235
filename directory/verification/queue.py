"""Which listings to verify first: by the harm that a mistake in each would do, with the reasons in words.

Harm is how many people are sent there, times what it weighs to be sent to such a place in vain, times how
much speaks for a mistake. All numbers stand in data/upkeep/verification.toml.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import log2

from sqlmodel import Session, col, func, select

from directory.problems import KINDS, Gathered, open_problems
from directory.tables import Attribute, Availability, Organization, Service, ServiceCapacity, TaxonomyTerm
from directory.taxonomies.meaning import load_meanings, main_categories
from directory.verification.due import IN_USE, due_on, is_due, period_days
from directory.verification.rules import rules
from directory.verification.silence import Silence, silences
from directory.wording import N_, Wording

# Of listings that are only due, and neither used nor complained of, so many of the oldest are compared.
_OLDEST = 1_000
_AT_A_TIME = 5_000
_LONGEST_AGAIN = 2.0

NEVER = N_("never verified")
OVERDUE = N_("due for {days} days")
DUE_TODAY = N_("due today")
REPORTED = N_("{what}: said {count} times")
REPORTED_ONCE = N_("{what}: said once")
USED = N_("{count} referrals in the last year")
USED_ONCE = N_("1 referral in the last year")
ENDED_BADLY = N_("{bad} of {ended} that ended brought no help")
SILENT = N_("the provider has not answered {times} times")


@dataclass(frozen=True)
class Use:
    """How a service was used in the last year: referrals made, ended, and ended without help."""

    referrals: int = 0
    ended: int = 0
    bad: int = 0


@dataclass(frozen=True)
class Item:
    """A listing in the queue. `harm` orders it; `due_on` is None for one that was never verified."""

    service_id: str
    name: str
    organization: str
    verified_on: date | None
    due_on: date | None
    harm: float
    reasons: tuple[Wording, ...]


_NO_USE = Use()


def queue(
    session: Session,
    *,
    use: Mapping[str, Use],
    now: datetime,
    today: date,
    limit: int,
    but: Collection[str] = (),
) -> list[Item]:
    """The listings to verify first, the most harmful mistake first, without those in `but`."""
    problems = open_problems(session)
    silent = silences(session, now=now)
    worth_a_look = {*problems, *silent, *(each for each, told in use.items() if told.bad)}
    oldest = (
        select(Service.id)
        .where(is_due(session, today))
        .order_by(col(Service.assured_date).is_not(None), col(Service.assured_date), col(Service.id))
    )
    candidates = worth_a_look | set(session.exec(oldest.limit(_OLDEST)))
    used = [each for each in use if each not in candidates]
    for some in _pieces(used):
        candidates |= set(
            session.exec(select(Service.id).where(is_due(session, today), col(Service.id).in_(some)))
        )
    chosen = sorted(candidates - set(but))
    items = []
    for some in _pieces(chosen):
        stated, tells_room = _stated(session, some), _tell_room(session, some)
        for service, organization in session.exec(_rows(some)):
            period = period_days(
                service.name, stated.get(service.id, ()), tells_room=service.id in tells_room
            )
            item = _item(
                service,
                organization,
                period=period,
                stated=stated.get(service.id, ()),
                use=use.get(service.id, _NO_USE),
                problems=problems.get(service.id, ()),
                silence=silent.get(service.id),
                today=today,
            )
            if item.harm > 0:
                items.append(item)
    items.sort(key=lambda item: (-item.harm, item.verified_on or date.min, item.service_id))
    return items[:limit]


def reasons_of(
    session: Session, service_id: str, *, use: Mapping[str, Use], now: datetime, today: date
) -> tuple[Wording, ...]:
    """Why one listing is to be verified; empty where nothing speaks for it."""
    found = session.exec(_rows([service_id])).first()
    if found is None:
        return ()
    service, organization = found
    stated = _stated(session, [service_id]).get(service_id, ())
    period = period_days(service.name, stated, tells_room=service_id in _tell_room(session, [service_id]))
    return _item(
        service,
        organization,
        period=period,
        stated=stated,
        use=use.get(service_id, _NO_USE),
        problems=open_problems(session, [service_id]).get(service_id, ()),
        silence=silences(session, now=now, service_ids=[service_id]).get(service_id),
        today=today,
    ).reasons


def _item(
    service: Service,
    organization: str,
    *,
    period: int,
    stated: Sequence[str],
    use: Use,
    problems: Sequence[Gathered],
    silence: Silence | None,
    today: date,
) -> Item:
    due = due_on(service.assured_date, period)
    doubt, reasons = _problems(problems)
    doubts = rules().doubt
    if use.bad:
        doubt += min(doubts["bad_outcomes_most"], doubts["bad_outcome"] * use.bad)
        reasons.append(Wording(ENDED_BADLY, {"bad": use.bad, "ended": use.ended}))
    if due is None:
        doubt += doubts["never_verified"]
        reasons.append(Wording(NEVER))
    elif due <= today:
        late = min(1.0, (today - due).days / period)
        doubt += doubts["due"] + (doubts["long_overdue"] - doubts["due"]) * late
        days = (today - due).days
        reasons.append(Wording(OVERDUE, {"days": days}) if days else Wording(DUE_TODAY))
    if silence is not None:
        doubt += doubts["silent"]
        reasons.append(Wording(SILENT, {"times": silence.times}))
    if use.referrals and doubt:
        reasons.append(Wording(USED, {"count": use.referrals}) if use.referrals > 1 else Wording(USED_ONCE))
    codes = {*stated, *main_categories(stated)}
    weight = max((rules().weight.get(code, 1.0) for code in codes), default=1.0)
    return Item(
        service_id=service.id,
        name=service.name,
        organization=organization,
        verified_on=service.assured_date,
        due_on=due,
        harm=doubt * weight * (1 + log2(1 + use.referrals) / 2),
        reasons=tuple(reasons),
    )


def _problems(problems: Sequence[Gathered]) -> tuple[float, list[Wording]]:
    doubt, reasons = 0.0, []
    points = rules().problem_points
    for gathered in sorted(problems, key=lambda one: -points[one.problem.kind]):
        count, kind = len(gathered.reports), gathered.problem.kind
        doubt += points[kind] * min(_LONGEST_AGAIN, 1 + 0.25 * (count - 1))
        template = REPORTED if count > 1 else REPORTED_ONCE
        reasons.append(Wording(template, {"what": Wording(KINDS[kind]), "count": count}))
    return doubt, reasons


def _rows(service_ids: Sequence[str]):  # type: ignore[no-untyped-def]
    return (
        select(Service, Organization.name)
        .join(Organization, col(Organization.id) == col(Service.organization_id))
        .where(col(Service.id).in_(service_ids), col(Service.status).in_(IN_USE))
    )


def _stated(session: Session, service_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The need categories and kinds that each of these services was put under."""
    query = (
        select(Attribute.link_id, TaxonomyTerm.taxonomy, TaxonomyTerm.code, TaxonomyTerm.id)
        .join(TaxonomyTerm, col(TaxonomyTerm.id) == col(Attribute.taxonomy_term_id))
        .where(col(Attribute.link_id).in_(service_ids), Attribute.link_entity == "service")
    )
    meanings = load_meanings(session)
    found: dict[str, list[str]] = defaultdict(list)
    for service_id, taxonomy, code, term_id in session.exec(query):
        found[service_id] += meanings.codes(taxonomy or "", code or "", term_id)
    return {service_id: tuple(codes) for service_id, codes in found.items()}


def _tell_room(session: Session, service_ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for column in (col(ServiceCapacity.service_id), col(Availability.service_id)):
        found |= set(session.exec(select(func.distinct(column)).where(column.in_(service_ids))))
    return found


def _pieces(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[start : start + _AT_A_TIME] for start in range(0, len(ids), _AT_A_TIME))
