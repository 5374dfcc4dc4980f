"""Restoring: what somebody gave up by a finding is given back, for some days without approval.

It gives exactly what stood before, so nobody has to decide on it; where it would give anything else, or the user has
been taken care of otherwise since, it is refused, and is asked for like any other change.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from iam import account as reading
from iam import as_it_stands, changes
from iam.changes import AnyChange
from models.finding_answer import FindingAnswer
from models.kept_finding import KeptFinding
from models.person import Standing
from models.plan import Plan
from models.plan_states import PlanState
from models.principal import Principal
from models.request import Request
from workflow import aims, feasibility, given_up, giving_up, left_alone, planning, policy, recognising, undoing
from workflow.means import Means, Profile
from workflow.planning import Proposal
from workflow.refusals.findings import NotToRestore

WITHIN = timedelta(days=7)


def look(means: Means, finding: KeptFinding, person: Profile) -> tuple[Proposal, reading.User]:
    """What gives it back, and whom. Raises a Refusal, Later or Never."""
    planning.rule(means.catalog())
    with means.database.read() as session:
        request, plan, taken = _taken(session, finding)
        policy.check_may_restore(
            recognising.somebody(means, person),
            taker=request.asker,
            owner=finding.owner,
            admins=means.catalog().admins,
            members=means.directory.members,
        )
        _check_is_not_late(plan, now=means.clock())
        made = undoing.made_by(session, [plan])
        principal = session.get_one(Principal, request.principal_id)
        left_alone.check(session, request, plan, made)
    _check_is_here_still(means, finding)
    user = giving_up.whose(means, finding, person)
    if user.unique_id != principal.unique_id:
        raise NotToRestore(why=f"the IAM user {user.name} is another one now")
    back = changes.taken_back(made)
    _check_is_as_it_was(means, finding, made, back, stood=taken.stood)
    feasibility.check(means, finding.account, back)
    proposal = Proposal(
        title=f"restore what {user.name} gave up: {finding.subject}",
        about=f"request/{request.id}",
        account=finding.account,
        changes=back,
        user=user.name,
        whose=finding.owner,
        aim=aims.stored(aims.Undo(request.id)),
    )
    return proposal, user


def _taken(session: Session, finding: KeptFinding) -> tuple[Request, Plan, FindingAnswer]:
    request = session.get(Request, finding.request_id) if finding.request_id is not None else None
    plan = session.scalars(select(Plan).where(Plan.request_id == finding.request_id)).one_or_none()
    taken = given_up.answer_of(session, request) if request is not None else None
    if request is None or plan is None or taken is None or plan.state is not PlanState.made:
        raise NotToRestore(why="it has not been taken back")
    if plan.undone_by is not None:
        raise NotToRestore(why=f"it was given back already, by request {plan.undone_by}")
    return request, plan, taken


def _check_is_not_late(plan: Plan, *, now: datetime) -> None:
    if plan.ended_at is None or now - plan.ended_at > WITHIN:
        raise NotToRestore(why=f"it was taken more than {WITHIN.days} days ago. Ask for it like for any other access")


def _check_is_here_still(means: Means, finding: KeptFinding) -> None:
    """Whoever has left gets nothing back, by whomever."""
    owner = recognising.live_person(means, finding.owner) if finding.owner is not None else None
    if owner is None or owner.standing is not Standing.member:
        raise NotToRestore(why="whose it was is not a member of this workspace any more")


def _check_is_as_it_was(
    means: Means, finding: KeptFinding, made: Sequence[AnyChange], back: Sequence[AnyChange], *, stood: Sequence[str]
) -> None:
    iam = means.accounts.iam(finding.account)
    if not back or len(back) != len(made):
        raise NotToRestore(why="a part of it does not come back, such as a password")
    if any(change.is_made(iam) for change in back):
        raise NotToRestore(why="somebody has given it back already, or a part of it")
    if [as_it_stands.told(iam, change) for change in made] != list(stood):
        raise NotToRestore(why="what it gives has changed since, so it would give something else than before")
