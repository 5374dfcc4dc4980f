"""Every method that is answered: who may call it, with which scope, and what it must be given."""

from dataclasses import dataclass
from enum import StrEnum

from sandbox.slack.methods import auth, blocks, chat, conversations, users, views
from sandbox.slack.world import Perform


class Token(StrEnum):
    BOT = "bot"
    APP = "app"
    NONE = "none"


@dataclass(frozen=True)
class Method:
    perform: Perform
    scope: str | None = None
    needs: tuple[str, ...] = ()
    token: Token = Token.BOT
    opens: bool = True
    """Whether JSON in a string is opened at the door, with the errors that most methods have for it."""


# docs.slack.dev/reference/methods/<name>: the scope is the one that a bot's token needs.
METHODS: dict[str, Method] = {
    "api.test": Method(auth.api_test, token=Token.NONE),
    "auth.test": Method(auth.auth_test),
    "apps.connections.open": Method(auth.connections_open, "connections:write", token=Token.APP),
    "blocks.validate": Method(blocks.validate, token=Token.NONE, opens=False),
    "bots.info": Method(auth.bots_info, "users:read"),
    "chat.postMessage": Method(chat.post, "chat:write", ("channel",)),
    "chat.postEphemeral": Method(chat.post_ephemeral, "chat:write", ("channel", "user")),
    "chat.update": Method(chat.update, "chat:write", ("channel", "ts")),
    "chat.delete": Method(chat.delete, "chat:write", ("channel", "ts")),
    "chat.getPermalink": Method(chat.permalink, None, ("channel", "message_ts")),
    "conversations.open": Method(conversations.open_dm, "im:write"),
    "conversations.info": Method(conversations.info, "channels:read", ("channel",)),
    "users.info": Method(users.info, "users:read", ("user",)),
    "users.list": Method(users.all_people, "users:read"),
    "users.lookupByEmail": Method(users.by_email, "users:read.email", ("email",)),
    "usergroups.list": Method(users.groups, "usergroups:read"),
    "usergroups.users.list": Method(users.group_members, "usergroups:read", ("usergroup",)),
    "views.open": Method(views.open_view, None, ("view",)),
    "views.push": Method(views.push, None, ("view",)),
    "views.update": Method(views.update, None, ("view",)),
    "views.publish": Method(views.publish, None, ("user_id", "view")),
}
