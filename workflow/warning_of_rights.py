"""Warning of rights: which of the policies that a request gives make an administrator, or let their holder take more.

By the lines that are kept of the texts; each policy by itself, and of what is not read yet nothing is said.
"""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from iam import risk, steps
from iam.attach_policy import AttachPolicy
from iam.join_group import JoinGroup
from models.snapshot import SnapshotGroup
from workflow import policy_reading


def warnings(session: Session, account: str, wanted: Iterable[steps.AnyStep]) -> tuple[str, ...]:
    """A line for each such policy."""
    wanted = list(wanted)
    groups = [step.group for step in wanted if isinstance(step, JoinGroup)]
    query = select(SnapshotGroup).where(SnapshotGroup.account == account, SnapshotGroup.name.in_(groups))
    through = {arn: each.name for each in session.scalars(query) for arn in each.policies}
    arns = [*through, *(step.arn for step in wanted if isinstance(step, AttachPolicy))]
    kept = policy_reading.kept(session, account, arns)
    return tuple(
        f"{kept[arn].risk} ({kept[arn].name}{f' of the group {through[arn]}' if arn in through else ''})."
        for arn in dict.fromkeys(arns)
        if arn in kept and risk.is_alarming(kept[arn].risk)
    )
