"""What approvers should know of leases: a membership that a lease gives as well goes with the one that stood before."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from iam import account as reading
from models.lease import Lease
from models.lease_states import LeaseState
from models.principal import Principal
from workflow.means import Means


def of_leaving(means: Means, users: Iterable[reading.User], group: str) -> tuple[str, ...]:
    """A line for each who is in the group by a live lease too."""
    return tuple(of_members(means, {each.unique_id: each.name for each in users}, group).values())


def of_members(means: Means, names: Mapping[str, str], group: str) -> Mapping[str, str]:
    """The same for users given as their names by their unique ids; each line by the unique id."""
    query = (
        select(Principal.unique_id, Lease.steps)
        .join(Principal, Principal.id == Lease.principal_id)
        .where(Principal.unique_id.in_(names), Lease.state == LeaseState.live)
    )
    with means.database.read() as session:
        leased = {who for who, steps in session.execute(query) if any(step.get("group") == group for step in steps)}
    return {
        who: f"{name} is in {group} by a lease as well, which gives nothing from then on."
        for who, name in names.items()
        if who in leased
    }
