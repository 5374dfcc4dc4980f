"""Who and what is in the workspace: the team, the app, people, channels, user groups."""

from dataclasses import dataclass, field

from sandbox.slack.errors import SlackError
from sandbox.slack.wire import Json


@dataclass
class Person:
    id: str
    name: str
    team_id: str
    real_name: str = ""
    email: str = ""
    title: str = ""
    tz: str = "Europe/London"
    deleted: bool = False
    is_bot: bool = False
    is_admin: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    updated: int = 0

    def shown(self, *, with_email: bool) -> Json:
        """As users.info shows a person; without users:read.email the address is left out."""
        profile: Json = {
            "title": self.title,
            "phone": "",
            "skype": "",
            "avatar_hash": f"g{self.id.lower()}",
            "status_text": "",
            "status_emoji": "",
            "status_expiration": 0,
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "team": self.team_id,
        }
        if with_email and self.email:
            profile["email"] = self.email
        user: Json = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "profile": profile,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": self.updated,
        }
        if self.is_stranger:
            user["is_stranger"] = True
        return user if self.deleted else user | self._living()

    def _living(self) -> Json:
        """What Slack leaves out for a deactivated account."""
        return {
            "color": "9f69e7",
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": 0,
            "is_admin": self.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_email_confirmed": True,
        }


@dataclass
class Channel:
    id: str
    name: str
    members: set[str] = field(default_factory=set)
    is_private: bool = False
    is_archived: bool = False
    user: str | None = None
    """The other end of a direct message; None for a channel."""

    @property
    def is_im(self) -> bool:
        return self.user is not None

    def shown(self) -> Json:
        """As conversations.info shows it; two kinds with little in common."""
        shown: Json = {
            "id": self.id,
            "created": 0,
            "updated": 0,
            "is_im": self.is_im,
            "is_archived": self.is_archived,
            "is_org_shared": False,
        }
        if self.user is not None:
            return shown | {"user": self.user, "is_open": True, "last_read": "0000000000.000000", "priority": 0}
        return shown | self._named()

    def _named(self) -> Json:
        """What only a channel has: nobody in this workspace sets a topic, renames or shares one."""
        unsaid = {"value": "", "creator": "", "last_set": 0}
        return {
            "name": self.name,
            "name_normalized": self.name,
            "previous_names": [],
            "is_channel": not self.is_private,
            "is_group": self.is_private,
            "is_mpim": False,
            "is_private": self.is_private,
            "is_member": True,
            "is_general": self.name == "general",
            "is_shared": False,
            "is_ext_shared": False,
            "is_pending_ext_shared": False,
            "pending_shared": [],
            "creator": "USLACKBOT",
            "unlinked": 0,
            "topic": unsaid,
            "purpose": dict(unsaid),
        }

    def name_in_command(self) -> str:
        """What a slash command calls it: people's private conversations are not named."""
        if self.is_im:
            return "directmessage"
        return "privategroup" if self.is_private else self.name


@dataclass
class Group:
    id: str
    handle: str
    name: str
    users: list[str] = field(default_factory=list)
    disabled: bool = False

    def shown(self, *, team_id: str) -> Json:
        return {
            "id": self.id,
            "team_id": team_id,
            "is_usergroup": True,
            "is_subteam": True,
            "name": self.name,
            "handle": self.handle,
            "description": "",
            "is_external": False,
            "date_create": 0,
            "date_update": 0,
            "date_delete": 1 if self.disabled else 0,
            "auto_type": None,
            "auto_provision": False,
            "created_by": "USLACKBOT",
            "updated_by": "USLACKBOT",
            "deleted_by": "USLACKBOT" if self.disabled else None,
            "prefs": {"channels": [], "groups": []},
            "user_count": len(self.users),
        }


@dataclass
class App:
    """The one app that is installed, and what it may do."""

    id: str
    name: str
    bot_user: str
    bot_id: str
    bot_token: str
    app_token: str
    signing_secret: str
    verification_token: str
    scopes: list[str]
    app_scopes: list[str]
    commands: dict[str, bool]
    """Each command, and whether it escapes what is typed (`should_escape`)."""
    shortcuts: list[str]
    words: dict[str, Json]
    """What the manifest says of each command and shortcut: name, description, usage_hint."""
    events: list[str]
    token_error: str | None = None
    """Set: every call with the bot's token is answered so (account_inactive, token_revoked)."""

    def bot(self) -> Json:
        """As bots.info shows it; it has no pictures."""
        return {
            "id": self.bot_id,
            "deleted": False,
            "name": self.name,
            "updated": 0,
            "app_id": self.id,
            "user_id": self.bot_user,
            "icons": {},
        }


@dataclass
class Workspace:
    id: str
    domain: str
    name: str
    app: App
    people: dict[str, Person]
    channels: dict[str, Channel]
    groups: dict[str, Group]

    def person(self, person_id: str) -> Person:
        if person_id not in self.people:
            raise SlackError("user_not_found")
        return self.people[person_id]

    def channel(self, channel_id: str) -> Channel:
        if channel_id not in self.channels:
            raise SlackError("channel_not_found")
        return self.channels[channel_id]

    def room(self, channel_id: str, *, person: Person) -> Channel:
        """Where that person is; the direct message with the bot is there before a word was said."""
        own = "D" + person.id[1:]
        room = self.dm(person.id) if channel_id == own else self.channel(channel_id)
        if person.id not in room.members:
            raise SlackError("user_not_in_channel")
        return room

    def dm(self, person_id: str) -> Channel:
        """The bot's direct message with that person, opened when first asked for."""
        channel_id = "D" + person_id[1:]
        if channel_id not in self.channels:
            members = {person_id, self.app.bot_user}
            self.channels[channel_id] = Channel(channel_id, "directmessage", members, user=person_id)
        return self.channels[channel_id]

    def group(self, name: str) -> Group:
        """By its id or its handle."""
        for group in self.groups.values():
            if name in {group.id, group.handle}:
                return group
        raise SlackError("no_such_subteam")
