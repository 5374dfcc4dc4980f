"""Recipients: the members of a user group, as Slack knows them at this moment."""

from iam.faults import Never
from messages.means import Means


def is_group(audience: str) -> bool:
    return audience.startswith("@")


def is_person(audience: str) -> bool:
    return audience.startswith(("U", "W"))


def members(means: Means, handle: str) -> list[str]:
    """Slack ids; `handle` with its @. Raises Later, or Never when there is nobody to tell."""
    with means.calling("usergroups.list"):
        groups = means.client.usergroups_list()["usergroups"]
    number = next((each["id"] for each in groups if each["handle"] == handle.removeprefix("@")), None)
    if number is None:
        raise Never(f"Slack has no user group {handle}", code="no_such_subteam")
    with means.calling("usergroups.users.list"):
        users: list[str] = means.client.usergroups_users_list(usergroup=number)["users"]
    if not users:
        raise Never(f"nobody is in the user group {handle}", code="empty_subteam")
    return users
