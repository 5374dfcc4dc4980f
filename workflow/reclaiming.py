"""Reclaiming: what a mark in IAM says we gave and our rows know nothing of is taken back when its end has come.

That is so after a database was restored from a copy, or lost. The marks of live leases are known and passed over, so
a sweep costs no call of AWS until there is something to mend. It comes with each snapshot.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, assert_never

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from iam import account as reading
from iam import mark, steps
from iam.attach_policy import AttachPolicy
from iam.faults import Never
from iam.join_group import JoinGroup
from models.claims import Kind
from models.holding import Holding, held_key
from models.holding_states import HoldingMove, HoldingState
from models.move import BOT, move
from models.principal import Principal
from workflow import marking, policy, telling
from workflow.means import Means
from workflow.refusals.forgotten import GivenAndForgotten

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

SHOWN_STILL = timedelta(minutes=10)
"""For how long a look may show the mark of what has just gone: IAM is eventually consistent."""


def look_after(means: Means, account: str, users: Iterable[reading.User]) -> None:
    """Go over all users of an account, as a snapshot shows them. Raises Later or Never."""
    owner = marking.whose(means)
    if owner is None:
        return
    for user in users:
        unknown = mark.found(user, owner).keys() - _known(means, account, user, owner)
        if unknown:
            _look_after(means, account, user, owner)


def _known(means: Means, account: str, user: reading.User, owner: str) -> set[str]:
    """The marks that belong to a holding, one that has just gone included: a look may still show what it left."""
    lately = means.clock() - SHOWN_STILL
    query = select(Holding.step).join(Principal, Principal.id == Holding.principal_id)
    query = query.where(Principal.account == account, Principal.unique_id == user.unique_id)
    with means.database.read() as session:
        kept = session.scalars(query.where(or_(Holding.state != HoldingState.gone, Holding.gone_at > lately)))
        return {mark.key(owner, steps.restored(step)) for step in kept}


def _look_after(means: Means, account: str, user: reading.User, owner: str) -> None:
    """Look again, alone at this principal: the snapshot may be older than a grant."""
    with means.database.write() as session:
        principal_id = _principal(session, account, user).id
    with means.claims.hold(Kind.principal, principal_id) as ours:
        iam = means.accounts.iam(account)
        live = reading.user(iam, user.name) if ours else None
        if live is None or live.unique_id != user.unique_id:
            return
        marks = mark.found(live, owner)
        unknown = {name: marks[name] for name in marks.keys() - _known(means, account, live, owner)}
        given = {mark.key(owner, step): step for step in _held(iam, live.name)}
        if stale := unknown.keys() - given.keys():
            _take_off(means, principal_id, live, stale, iam=iam)
        due = [given[name] for name in sorted(unknown.keys() & given.keys()) if _is_over(unknown[name], means.clock())]
        if due:
            _reclaim(means, principal_id, live, due)


def _take_off(means: Means, principal_id: int, user: reading.User, stale: Collection[str], *, iam: "IAMClient") -> None:
    """Forget on the user's side what is not there any more; a mark that AWS keeps holds up nothing. Raises Later."""
    try:
        mark.take_off(iam, user.name, stale)
    except Never as fault:
        means.log.warning("mark.kept", principal=principal_id, fault=fault.words)
    means.log.debug("mark.forgotten", principal=principal_id)


def _principal(session: Session, account: str, user: reading.User) -> Principal:
    query = select(Principal).where(Principal.account == account, Principal.unique_id == user.unique_id)
    principal = session.scalar(query)
    if principal is None:
        principal = Principal(account=account, unique_id=user.unique_id, name=user.name)
        session.add(principal)
        session.flush()
    return principal


def _held(iam: "IAMClient", name: str) -> Sequence[steps.AnyStep]:
    held = reading.held(iam, name)
    return [*map(JoinGroup, sorted(held.groups)), *map(AttachPolicy, sorted(held.policies))]


def _named(step: steps.AnyStep) -> str:
    match step:
        case JoinGroup(group):
            return f"the group {group}"
        case AttachPolicy(arn):
            return f"the policy {arn.rpartition('/')[2]}"
        case _:
            assert_never(step)


def _is_over(end: datetime | None, now: datetime) -> bool:
    return end is not None and end <= now


def _reclaim(means: Means, principal_id: int, user: reading.User, due: Sequence[steps.AnyStep]) -> None:
    """Have it as ours again, wanted by no lease: enforcing takes it back. The administrators are told."""
    now = means.clock()
    with means.database.write() as session:
        for step in due:
            kept = steps.stored(step)
            holding = Holding(
                principal_id=principal_id, step=kept, ours=True, held_key=held_key(principal_id, kept), noted_at=now
            )
            session.add(holding)
            session.flush()
            move(session, holding, HoldingMove.release, by=BOT, at=now, why="marked as ours", detail=kept)
        session.get_one(Principal, principal_id, with_for_update=True).want_change(now)
        admins = [policy.named(admin) for admin in means.catalog().admins]
        told = GivenAndForgotten(user=user.name, what=" and ".join(map(_named, due)))
        telling.whisper_to_admins(session, told.mrkdwn, admins=admins, now=now)
    means.log.warning("access.reclaimed", principal=principal_id, steps=[steps.stored(step) for step in due])
