"""Marking: what we are about to give is noted on the IAM user as well, and the note goes when the access has gone.

Our own rows decide; the marks are for rows that were lost with a restored database. So a mark that AWS refuses to
take (no right to iam:TagUser, fifty tags already) holds up nobody's access, while one that has to wait does.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from iam import account as reading
from iam import mark, steps
from iam.faults import Never
from models.holding import Holding
from models.holding_states import HoldingState
from models.lease import Lease
from models.lease_states import WANTED
from models.workspace import Workspace
from workflow.means import Means

if TYPE_CHECKING:
    from workflow.locating import At


def put_on(means: Means, at: "At", user: reading.User, given: Mapping[steps.AnyStep, Holding]) -> None:
    """Mark what is ours of these and not made yet, all in one call. Raises Later."""
    owner = whose(means)
    new = [step for step, holding in given.items() if holding.ours and holding.state is HoldingState.noted]
    if owner is None or not new:
        return
    ends = _ends(means, at.principal_id)
    means.log.debug("mark.putting_on", principal=at.principal_id)
    try:
        mark.put_on(at.iam, user.name, {mark.key(owner, step): ends.get(step) for step in new})
    except Never as fault:
        means.log.warning("mark.refused", principal=at.principal_id, fault=fault.words)
    means.log.debug("mark.put_on", principal=at.principal_id)


def take_off(means: Means, at: "At", user: reading.User, step: steps.AnyStep) -> None:
    """Forget on the user's side too what is gone. Raises Later."""
    owner = whose(means)
    name = mark.key(owner, step) if owner is not None else ""
    if owner is None or name not in mark.found(user, owner):
        return
    means.log.debug("mark.taking_off", principal=at.principal_id)
    try:
        mark.take_off(at.iam, user.name, [name])
    except Never as fault:
        means.log.warning("mark.stays", principal=at.principal_id, fault=fault.words)
    means.log.debug("mark.taken_off", principal=at.principal_id)


def is_on(means: Means, user: reading.User, step: steps.AnyStep) -> bool:
    """Whether the user's own tags say that we gave this."""
    owner = whose(means)
    return owner is not None and mark.key(owner, step) in mark.found(user, owner)


def whose(means: Means) -> str | None:
    """Under whose name we mark: the bot's Slack user, which a restored database and an empty one both learn again."""
    with means.database.read() as session:
        return session.scalar(select(Workspace.bot_user_id).order_by(Workspace.looked_up_at.desc()).limit(1))


def _ends(means: Means, principal_id: int) -> dict[steps.AnyStep, datetime | None]:
    """Until when each step is wanted at least: a lease that is not live yet is counted from now."""
    now, ends = means.clock(), dict[steps.AnyStep, datetime | None]()
    with means.database.read() as session:
        for lease in _wanting(session, principal_id):
            end = lease.ends_at or (None if lease.lasts is None else now + lease.lasts)
            for step in map(steps.restored, lease.steps):
                before = ends.get(step, end)
                ends[step] = None if end is None or before is None else max(end, before)
    return ends


def _wanting(session: Session, principal_id: int) -> Sequence[Lease]:
    query = select(Lease).where(Lease.principal_id == principal_id, Lease.state.in_(WANTED))
    return session.scalars(query).all()
