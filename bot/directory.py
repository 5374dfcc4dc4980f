"""The directory: who people are and who is in a user group, asked of Slack at this moment."""

from typing import Any

from slack_sdk import WebClient

from bot.home import Home
from iam.faults import Never
from messages import slack_faults
from models.person import Standing
from workflow.means import Profile


class SlackDirectory:
    """Remembers nothing: a decision must not rest on an older answer. Raises Later or Never."""

    def __init__(self, client: WebClient, *, home: Home) -> None:
        self._client = client
        self._home = home

    def profile(self, slack_id: str) -> Profile:
        with slack_faults.told():
            user: dict[str, Any] = self._client.users_info(user=slack_id)["user"]
        return self._shown(user)

    def by_address(self, address: str) -> Profile | None:
        """Some fifty a minute: https://docs.slack.dev/reference/methods/users.lookupByEmail."""
        try:
            with slack_faults.told():
                user: dict[str, Any] = self._client.users_lookupByEmail(email=address)["user"]
        except Never as fault:
            if fault.code != "users_not_found":
                raise
            return None
        return self._shown(user)

    def _shown(self, user: dict[str, Any]) -> Profile:
        profile = user.get("profile") or {}
        name = profile.get("display_name") or profile.get("real_name") or user.get("real_name") or user.get("name")
        return Profile(
            slack_id=user["id"],
            name=name or user["id"],
            email=profile.get("email") or None,
            tz=user.get("tz") or "UTC",
            standing=_standing(user, home=self._home),
        )

    def members(self, handle: str) -> frozenset[str]:
        with slack_faults.told():
            groups: list[dict[str, Any]] = self._client.usergroups_list()["usergroups"]
            group = next((each for each in groups if each["handle"] == handle and not each.get("date_delete")), None)
            if group is None:
                return frozenset()
            return frozenset(self._client.usergroups_users_list(usergroup=group["id"])["users"])


def _standing(user: dict[str, Any], *, home: Home) -> Standing:
    if user.get("deleted"):
        return Standing.deactivated
    if user.get("is_bot") or user.get("is_workflow_bot") or user.get("id") == "USLACKBOT":
        return Standing.bot
    if user.get("is_stranger") or not _is_at_home(user, home=home):
        return Standing.stranger
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return Standing.guest
    return Standing.member


def _is_at_home(user: dict[str, Any], *, home: Home) -> bool:
    """Of our workspace, or of our organisation where there is one.

    `is_stranger` alone does not tell: Slack leaves it out for somebody of another company who shares a channel with us.
    https://docs.slack.dev/reference/objects/user-object#fields
    """
    if home.team_id is None or user.get("team_id", home.team_id) == home.team_id:
        return True
    organisation = (user.get("enterprise_user") or {}).get("enterprise_id")
    return home.enterprise_id is not None and organisation == home.enterprise_id
