"""A client's plan: one at a time, with goals, needs under them and objectives under those."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from casework.tables import INTENSITIES, Client, ClientNeed, Goal, Objective, Plan
from directory.wording import N_


class PlanRefused(ValueError):
    """What was entered for a plan cannot be kept; the message says what to change."""


@dataclass(frozen=True)
class NeedInPlan:
    """A need with the objectives that serve it."""

    need: ClientNeed
    objectives: tuple[Objective, ...]


@dataclass(frozen=True)
class GoalInPlan:
    """A goal with its needs."""

    goal: Goal
    needs: tuple[NeedInPlan, ...]


@dataclass(frozen=True)
class PlanView:
    """A plan as a person reads it, from goals down to objectives."""

    plan: Plan
    goals: tuple[GoalInPlan, ...]


def current(session: Session, client: Client) -> Plan | None:
    """The plan that was started last, or None."""
    query = select(Plan).where(Plan.client_id == client.id).order_by(col(Plan.started_on).desc())
    return session.exec(query).first()


def view(session: Session, plan: Plan) -> PlanView:
    """The whole plan in three queries."""
    goals = session.exec(select(Goal).where(Goal.plan_id == plan.id).order_by(col(Goal.id))).all()
    needs = session.exec(
        select(ClientNeed).where(col(ClientNeed.goal_id).in_([goal.id for goal in goals]))
    ).all()
    objectives = session.exec(
        select(Objective)
        .where(col(Objective.need_id).in_([need.id for need in needs]))
        .order_by(col(Objective.due_on))
    ).all()
    with_objectives = [
        NeedInPlan(need, tuple(item for item in objectives if item.need_id == need.id)) for need in needs
    ]
    return PlanView(
        plan,
        tuple(
            GoalInPlan(goal, tuple(item for item in with_objectives if item.need.goal_id == goal.id))
            for goal in goals
        ),
    )


def start(
    session: Session, client: Client, *, intensity: str, today: date, review_on: date | None = None
) -> Plan:
    """Starts a plan; its intensity drives how often follow-up happens."""
    if intensity not in INTENSITIES:
        raise PlanRefused(N_("Choose high, medium or low."))
    plan = Plan(
        agency_id=client.agency_id,
        client_id=client.id,
        intensity=intensity,
        started_on=today,
        review_on=review_on,
    )
    session.add(plan)
    session.flush()
    return plan


def add_goal(session: Session, client: Client, plan: Plan, words: str) -> Goal:
    """Adds a goal, in the words of the client."""
    if not words.strip():
        raise PlanRefused(N_("Write the goal, in the person's own words."))
    goal = Goal(agency_id=client.agency_id, client_id=client.id, plan_id=plan.id, words=words.strip())
    session.add(goal)
    session.flush()
    return goal


def add_need(session: Session, client: Client, goal: Goal, *, category: str, words: str) -> ClientNeed:
    """Adds a need under a goal."""
    if not words.strip():
        raise PlanRefused(N_("Say in a few words what is needed."))
    need = ClientNeed(
        agency_id=client.agency_id,
        client_id=client.id,
        goal_id=goal.id,
        category=category,
        words=words.strip(),
    )
    session.add(need)
    session.flush()
    return need


def add_objective(
    session: Session,
    client: Client,
    need: ClientNeed,
    *,
    words: str,
    assignee: str,
    due_on: date | None,
    resource: str = "external",
    status: str = "open",
) -> Objective:
    """Adds a step toward a need: who does it, by when, with an `internal` or `external` resource."""
    if not words.strip():
        raise PlanRefused(N_("Say what is to be done."))
    objective = Objective(
        agency_id=client.agency_id,
        client_id=client.id,
        need_id=need.id,
        words=words.strip(),
        assignee=assignee.strip(),
        due_on=due_on,
        resource=resource,
        status=status,
    )
    session.add(objective)
    session.flush()
    return objective


def set_intensity(session: Session, plan: Plan, intensity: str) -> None:
    """Changes how close the follow-up is; check-ins scheduled from now on use it."""
    if intensity not in INTENSITIES:
        raise PlanRefused(N_("Choose high, medium or low."))
    plan.intensity = intensity
    session.add(plan)
    session.flush()
