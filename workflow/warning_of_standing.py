"""Warning of what stands: what a user has already of that which is asked for, and whether the lease's end takes it.

Whose it is says the holding, as it does at the end: what a lease of ours gave goes with the last one that gives it,
what somebody else gave stays.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from iam import account as reading
from iam import steps
from iam.join_group import JoinGroup
from models.holding import Holding
from models.holding_states import HoldingState
from models.principal import Principal
from workflow import granting
from workflow.means import Means


def warnings(means: Means, account: str, user: reading.User, standing: Iterable[steps.AnyStep]) -> tuple[str, ...]:
    """A line for what other leases give, and one for what stands by another hand; `standing` is what IAM shows.

    Of what is on its way out, or was forgotten with a restored database and is ours, nothing is said: it does not stay.
    """
    with means.database.read() as session:
        principal = _principal(session, account, user)
        held = _held(session, principal)
    leased, foreign = list[str](), list[str]()
    for step in standing:
        holding = held.get(step)
        if holding is None:
            ours = granting.was_given_by_us(means, principal.id if principal else None, user, step)
            foreign += [] if ours else [_name(step)]
        elif not holding.ours:
            foreign.append(_name(step))
        elif holding.state is not HoldingState.leaving:
            leased.append(_name(step))
    return (
        *_line(user, leased, how="by another lease", end="It goes with the last lease that gives it."),
        *_line(user, foreign, how="by another hand", end="It stays after the lease."),
    )


def _line(user: reading.User, names: list[str], *, how: str, end: str) -> tuple[str, ...]:
    return (f"{user.name} has this already, {how}: {', '.join(sorted(names))}. {end}",) if names else ()


def _name(step: steps.AnyStep) -> str:
    return step.group if isinstance(step, JoinGroup) else step.arn


def _principal(session: Session, account: str, user: reading.User) -> Principal | None:
    query = select(Principal).where(Principal.account == account, Principal.unique_id == user.unique_id)
    return session.scalar(query)


def _held(session: Session, principal: Principal | None) -> Mapping[steps.AnyStep, Holding]:
    if principal is None:
        return {}
    query = select(Holding).where(Holding.principal_id == principal.id, Holding.state != HoldingState.gone)
    return {steps.restored(each.step): each for each in session.scalars(query)}
