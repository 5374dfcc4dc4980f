"""Inquirers: who may know what somebody else has and can reach."""

from collections.abc import Iterable

from sqlalchemy import select

from models.snapshot import SnapshotUser
from workflow import planning, policy, whom
from workflow.means import Means


def check_may_know(means: Means, asker: policy.Somebody, about: str) -> None:
    """Administrators, approvers of plans, and whose it is themselves. Raises NotForYou and NotAMember."""
    catalog = means.catalog()
    may = (*catalog.admins, *planning.rule(catalog).approvers)
    policy.check_may_know(asker, is_theirs=_is_theirs(means, asker, about), named=may, members=means.directory.members)


def check_may_know_members(means: Means, asker: policy.Somebody, members: Iterable[str]) -> None:
    """The same for what those in a group do, by unique id: it is one's own where nobody else is in it."""
    catalog, others = means.catalog(), frozenset(members) - asker.principals
    may = (*catalog.admins, *planning.rule(catalog).approvers)
    is_theirs = not others and bool(asker.principals)
    policy.check_may_know(asker, is_theirs=is_theirs, named=may, members=means.directory.members)


def _is_theirs(means: Means, asker: policy.Somebody, about: str) -> bool:
    slack = whom.slack_id(about)
    if slack is not None:
        return slack == asker.slack_id
    query = select(SnapshotUser.name).where(SnapshotUser.unique_id.in_(asker.principals))
    with means.database.read() as session:
        return about.casefold() in {name.casefold() for name in session.scalars(query)}
