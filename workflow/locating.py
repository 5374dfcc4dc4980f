"""Locating: under which name AWS knows a principal now, and whether it is still the one who was meant."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from iam import account as reading
from iam.faults import Never
from models.lease import Lease
from models.lease_states import LeaseState
from models.principal import Principal
from models.request import Request
from workflow import recognising
from workflow.means import Means

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


@dataclass(frozen=True)
class At:
    """Where the calls go. `user` is None when AWS does not know the unique id any more."""

    principal_id: int
    iam: "IAMClient"
    user: reading.User | None


def locate(means: Means, principal_id: int) -> At:
    """Find the user of this unique id; the name alone may have come back with somebody else behind it."""
    with means.database.read() as session:
        principal = session.get_one(Principal, principal_id)
    iam = means.accounts.iam(principal.account)
    user = reading.user(iam, principal.name)
    if user is not None and user.unique_id == principal.unique_id:
        return At(principal_id, iam, user)
    renamed = next((each for each in reading.users(iam) if each.unique_id == principal.unique_id), None)
    if renamed is not None:
        with means.database.write() as session:
            session.get_one(Principal, principal_id).name = renamed.name
        means.log.debug("enforcing.renamed", principal=principal_id, name=renamed.name)
    return At(principal_id, iam, renamed)


def check_is_still_theirs(means: Means, at: At) -> None:
    """Just before a grant: the IAM user that was approved, and still the asker's. Raises Never."""
    asked_for = _starting(means, at.principal_id)
    if asked_for and at.user is None:
        raise Never("the IAM user that this was approved for is not there any more")
    tag = means.catalog().identity_tag
    for email in asked_for:
        if at.user is not None and not recognising.is_theirs(at.user, email, tag=tag):
            raise Never(f"the IAM user {at.user.name} does not carry the tag {tag}={email} any more")


def _starting(means: Means, principal_id: int) -> list[str]:
    """The addresses of those whose access here is about to be granted."""
    query = (
        select(Request.asker_email)
        .join(Lease, Lease.request_id == Request.id)
        .where(Lease.principal_id == principal_id, Lease.state == LeaseState.starting)
    )
    with means.database.read() as session:
        return [email or "" for email in session.scalars(query)]
