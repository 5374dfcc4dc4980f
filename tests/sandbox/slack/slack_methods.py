"""The methods of the Web API that the stand-in has: what each is given and what it answers, as Slack has it.

Sources: docs.slack.dev/reference/methods/<name>, and the real answers in json-logs/samples/api/<name>.json of
https://github.com/slackapi/java-slack-sdk.
"""

from dataclasses import dataclass, field

from shapes import ANY, Record
from slack_records import BOT, CHANNEL, DEACTIVATED, ID_ALONE, IM, MESSAGE, USER, USERGROUP, VIEW


@dataclass(frozen=True)
class Published:
    """`answer` without `ok`; `required` and `optional` are the arguments beside the token."""

    answer: Record
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = field(default_factory=frozenset)


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SAID = "text blocks attachments markdown_text as_user icon_emoji icon_url username link_names parse thread_ts metadata"
_POSTED = Record({"channel": str, "ts": str})
_ONE_VIEW = Record({"view": VIEW})
_TRIGGER = _words("trigger_id interactivity_pointer")

METHODS: dict[str, Published] = {
    "api.test": Published(Record({"args": ANY}), optional=_words("error")),
    "auth.test": Published(
        Record(
            {"url": str, "team": str, "user": str, "team_id": str, "user_id": str},
            {"bot_id": str, "is_enterprise_install": bool, "enterprise_id": str, "app_id": str, "app_name": str},
        ),
    ),
    "apps.connections.open": Published(Record({"url": str})),
    "blocks.validate": Published(Record({}), optional=_words("blocks view message")),
    "bots.info": Published(Record({"bot": BOT}), optional=_words("bot team_id")),
    "chat.postMessage": Published(
        _POSTED.and_(message=MESSAGE),
        _words("channel"),
        _words(f"{_SAID} mrkdwn reply_broadcast unfurl_links unfurl_media container_id current_draft_last_updated_ts"),
    ),
    "chat.postEphemeral": Published(Record({"message_ts": str}), _words("channel user"), _words(_SAID)),
    "chat.update": Published(
        _POSTED.and_(text=str, message=MESSAGE.but("ts")),
        _words("channel ts"),
        _words("text blocks attachments markdown_text metadata as_user link_names parse reply_broadcast file_ids"),
    ),
    "chat.delete": Published(_POSTED, _words("channel ts"), _words("as_user")),
    "chat.getPermalink": Published(Record({"channel": str, "permalink": str}), _words("channel message_ts")),
    "conversations.open": Published(
        Record({"channel": (ID_ALONE, IM)}, {"no_op": bool, "already_open": bool}),
        optional=_words("channel users return_im prevent_creation"),
    ),
    "conversations.info": Published(
        Record({"channel": (CHANNEL, IM)}), _words("channel"), _words("include_locale include_num_members")
    ),
    "users.info": Published(Record({"user": (USER, DEACTIVATED)}), _words("user"), _words("include_locale")),
    "users.list": Published(
        Record({"members": [(USER, DEACTIVATED)], "cache_ts": int, "response_metadata": Record({"next_cursor": str})}),
        optional=_words("cursor limit include_locale team_id"),
    ),
    "users.lookupByEmail": Published(Record({"user": USER}), _words("email")),
    "usergroups.list": Published(
        Record({"usergroups": [USERGROUP]}), optional=_words("include_count include_disabled include_users team_id")
    ),
    "usergroups.users.list": Published(
        Record({"users": [str]}), _words("usergroup"), _words("include_disabled team_id")
    ),
    "views.open": Published(_ONE_VIEW, _words("view"), _TRIGGER),
    "views.push": Published(_ONE_VIEW, _words("view"), _TRIGGER),
    "views.update": Published(_ONE_VIEW, _words("view"), _words("view_id external_id hash")),
    "views.publish": Published(_ONE_VIEW, _words("user_id view"), _words("hash interactivity_pointer")),
}
