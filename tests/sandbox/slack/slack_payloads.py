"""What Slack delivers for each gesture and event, field by field.

Sources: docs.slack.dev/reference/interaction-payloads/<kind>-payload, docs.slack.dev/interactivity/
implementing-slash-commands, docs.slack.dev/apis/events-api; the payload classes of slack-app-backend and
json-logs/samples of https://github.com/slackapi/java-slack-sdk; src/types of https://github.com/slackapi/bolt-js.
"""

from shapes import ANY, Record
from slack_records import DEACTIVATED, MESSAGE, PLAIN_TEXT, USER, VIEW

COMMAND = Record(
    {
        "token": str,
        "team_id": str,
        "team_domain": str,
        "channel_id": str,
        "channel_name": str,
        "user_id": str,
        "user_name": str,
        "command": str,
        "text": str,
        "api_app_id": str,
        "is_enterprise_install": str,
        "response_url": str,
        "trigger_id": str,
    },
    {"enterprise_id": str, "enterprise_name": str},
)

_SOMEBODY = Record({"id": str, "username": str, "name": str, "team_id": str})
_NAMED = Record({"id": str, "name": str})
_INTERACTION = Record(
    {
        "type": str,
        "user": _SOMEBODY,
        "api_app_id": str,
        "token": str,
        "team": Record({"id": str, "domain": str}, {"enterprise_id": str, "enterprise_name": str}),
        "enterprise": (None, _NAMED),
        "is_enterprise_install": bool,
    }
)
_OPTION = Record({"text": PLAIN_TEXT, "value": str}, {"description": PLAIN_TEXT})
ACTION = Record(
    {"type": str, "action_id": str, "block_id": str, "action_ts": str},
    {
        "text": PLAIN_TEXT,
        "value": (str, None),
        "url": str,
        "style": str,
        "placeholder": PLAIN_TEXT,
        "confirm": ANY,
        "min_query_length": int,
        "selected_option": (_OPTION, None),
        "selected_options": [_OPTION],
        "initial_option": _OPTION,
        "initial_options": [_OPTION],
        "selected_user": (str, None),
        "selected_users": [str],
        "selected_date": (str, None),
        "initial_date": str,
    },
)
_IN_MESSAGE = Record({"type": str, "message_ts": str, "channel_id": str, "is_ephemeral": bool}, {"thread_ts": str})
_IN_VIEW = Record({"type": str, "view_id": str})
_CLICK = _INTERACTION.and_(trigger_id=str, actions=[ACTION])
_STATE = Record({"values": ANY})
CLICK_ON_EPHEMERAL = _CLICK.and_(container=_IN_MESSAGE, channel=_NAMED, state=_STATE, response_url=str)
CLICK_ON_MESSAGE = CLICK_ON_EPHEMERAL.and_(message=MESSAGE)
CLICK_IN_VIEW = _CLICK.and_(container=_IN_VIEW, view=VIEW)

VIEW_SUBMISSION = _INTERACTION.and_(trigger_id=str, view=VIEW, response_urls=[ANY])
VIEW_CLOSED = _INTERACTION.and_(view=VIEW, is_cleared=bool)
_SUGGESTION = _INTERACTION.and_(action_id=str, block_id=str, value=str)
SUGGESTION_IN_VIEW = _SUGGESTION.and_(container=_IN_VIEW, view=VIEW)
SUGGESTION_ON_MESSAGE = _SUGGESTION.and_(container=_IN_MESSAGE, channel=_NAMED, message=MESSAGE)
SHORTCUT = _INTERACTION.but("api_app_id").and_(
    user=_SOMEBODY.but("name"), callback_id=str, trigger_id=str, action_ts=str
)


def _event(event: Record) -> Record:
    authorization = {"enterprise_id": (str, None), "team_id": str, "user_id": str, "is_bot": bool}
    return Record(
        {
            "token": str,
            "team_id": str,
            "api_app_id": str,
            "event": event,
            "type": str,
            "event_id": str,
            "event_time": int,
            "event_context": str,
            "authorizations": [Record({**authorization, "is_enterprise_install": bool})],
            "is_ext_shared_channel": bool,
        },
        {"context_team_id": str, "context_enterprise_id": (str, None), "enterprise_id": str},
    )


HOME_OPENED = _event(
    Record({"type": str, "user": str, "channel": str, "tab": str, "event_ts": str}, {"view": VIEW}),
)
USER_CHANGED = _event(Record({"type": str, "user": (USER, DEACTIVATED), "cache_ts": int, "event_ts": str}))

_ENVELOPE = Record({"envelope_id": str, "type": str, "accepts_response_payload": bool, "payload": ANY})
ENVELOPES = {
    "slash_commands": _ENVELOPE,
    "interactive": _ENVELOPE,
    "events_api": _ENVELOPE.and_(retry_attempt=int, retry_reason=str),
    "hello": Record(
        {
            "type": str,
            "num_connections": int,
            "connection_info": Record({"app_id": str}),
            "debug_info": Record({"host": str}, {"build_number": int, "approximate_connection_time": int}),
        }
    ),
    "disconnect": Record({"type": str, "reason": str, "debug_info": Record({"host": str})}),
}
"""docs.slack.dev/apis/events-api/using-socket-mode."""
