"""Home: which workspace and app the bot's token belongs to; whoever else calls is a stranger."""

from datetime import datetime

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy import select

from messages import slack_faults
from models.database import Database
from models.workspace import Workspace


class Home:
    """The workspace and app that the bot's token belongs to."""

    def __init__(self) -> None:
        self.team_id: str | None = None
        self.enterprise_id: str | None = None
        self.app_id: str | None = None
        self.bot_user_id: str | None = None
        self.bot_id: str | None = None

    def is_home(self, team_id: str | None) -> bool:
        """Whether a team is ours; within an Enterprise Grid people come with the ids of other teams."""
        return team_id is None or self.team_id is None or self.enterprise_id is not None or team_id == self.team_id

    def take_over(self, found: Workspace) -> None:
        self.team_id, self.enterprise_id, self.app_id = found.team_id, found.enterprise_id, found.app_id
        self.bot_user_id, self.bot_id = found.bot_user_id, found.bot_id


def ask(client: WebClient, *, now: datetime) -> Workspace:
    """Ask Slack whose the token is. Raises Later when Slack does not answer, Never when the token is no good."""
    with slack_faults.told():
        answer = client.auth_test()
    return Workspace(
        team_id=answer["team_id"],
        enterprise_id=answer.get("enterprise_id"),
        app_id=_app_id(client, answer.get("bot_id")),
        bot_user_id=answer["user_id"],
        bot_id=answer.get("bot_id"),
        looked_up_at=now,
    )


def remember(database: Database, found: Workspace) -> None:
    with database.write() as session:
        session.merge(found)


def remembered(database: Database) -> Workspace | None:
    """What Slack said last time: enough to begin with while Slack is away."""
    with database.read() as session:
        return session.scalar(select(Workspace).order_by(Workspace.looked_up_at.desc()).limit(1))


def _app_id(client: WebClient, bot_id: str | None) -> str | None:
    """The app of the bot; without it the app's own signing secret is what tells strangers apart."""
    try:
        bot = client.bots_info(bot=bot_id)["bot"] if bot_id else {}
    except SlackApiError:
        return None
    return bot.get("app_id")
