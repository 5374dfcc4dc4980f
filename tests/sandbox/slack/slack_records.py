"""The objects that Slack sends in answers and payloads, field by field.

What a method answers always is in the examples of its page, docs.slack.dev/reference/methods/<name>; what it answers
at times was collected from real answers by Slack: json-logs/samples of https://github.com/slackapi/java-slack-sdk.
"""

from shapes import ANY, Record

PLAIN_TEXT = Record({"type": str, "text": str}, {"emoji": bool})

ICONS = Record({}, {"image_36": str, "image_48": str, "image_64": str, "image_72": str, "emoji": str})
BOT = Record(
    {"id": str, "deleted": bool, "name": str, "updated": int, "app_id": str, "icons": ICONS},
    {"user_id": str, "team_id": str},
)

METADATA = Record({"event_type": str, "event_payload": ANY})
MESSAGE = Record(
    {"type": str, "user": str, "text": str, "ts": str},
    {
        "team": str,
        "bot_id": str,
        "app_id": str,
        "bot_profile": BOT.and_(team_id=str),
        "blocks": [ANY],
        "attachments": [ANY],
        "thread_ts": str,
        "parent_user_id": str,
        "subtype": str,
        "username": str,
        "icons": ICONS,
        "edited": Record({"user": str, "ts": str}),
        "metadata": METADATA,
    },
)

PROFILE = Record(
    {
        "avatar_hash": str,
        "status_text": str,
        "status_emoji": str,
        "real_name": str,
        "display_name": str,
        "real_name_normalized": str,
        "display_name_normalized": str,
        "team": str,
    },
    {
        "title": str,
        "phone": str,
        "skype": str,
        "status_expiration": int,
        "status_text_canonical": str,
        "email": str,
        "first_name": str,
        "last_name": str,
        "bot_id": str,
        "api_app_id": str,
        "always_active": bool,
        "image_original": str,
        "is_custom_image": bool,
        **{f"image_{size}": str for size in (24, 32, 48, 72, 192, 512, 1024)},
    },
)
_ALWAYS = {"id": str, "team_id": str, "name": str, "deleted": bool, "profile": PROFILE, "is_bot": bool}
_ALWAYS |= {"updated": int, "is_app_user": bool}
_WHILE_ACTIVE = {
    "color": str,
    "real_name": str,
    "tz": str,
    "tz_label": str,
    "tz_offset": int,
    "is_admin": bool,
    "is_owner": bool,
    "is_primary_owner": bool,
    "is_restricted": bool,
    "is_ultra_restricted": bool,
}
_AT_TIMES = {"is_email_confirmed": bool, "has_2fa": bool, "is_stranger": bool, "locale": str}
USER = Record(_ALWAYS | _WHILE_ACTIVE, _AT_TIMES | {"who_can_share_contact_card": str})
DEACTIVATED = Record(_ALWAYS, _AT_TIMES)

_TOPIC = Record({"value": str, "creator": str, "last_set": int})
CHANNEL = Record(
    {
        "id": str,
        "name": str,
        "is_channel": bool,
        "is_group": bool,
        "is_im": bool,
        "is_mpim": bool,
        "is_private": bool,
        "created": int,
        "is_archived": bool,
        "is_general": bool,
        "unlinked": int,
        "name_normalized": str,
        "is_shared": bool,
        "is_org_shared": bool,
        "is_pending_ext_shared": bool,
        "pending_shared": [str],
        "creator": str,
        "is_ext_shared": bool,
        "topic": _TOPIC,
        "purpose": _TOPIC,
        "previous_names": [str],
        "updated": int,
    },
    {"is_member": bool, "num_members": int, "locale": str, "context_team_id": str, "shared_team_ids": [str]},
)
IM = Record(
    {"id": str, "created": int, "is_im": bool, "is_org_shared": bool, "user": str, "last_read": str},
    {
        "is_archived": bool,
        "is_open": bool,
        "priority": (int, float),
        "latest": ANY,
        "unread_count": int,
        "unread_count_display": int,
        "context_team_id": str,
        "updated": int,
    },
)
ID_ALONE = Record({"id": str})

USERGROUP = Record(
    {
        "id": str,
        "team_id": str,
        "is_usergroup": bool,
        "name": str,
        "description": str,
        "handle": str,
        "is_external": bool,
        "date_create": int,
        "date_update": int,
        "date_delete": int,
        "auto_type": (str, None),
        "created_by": str,
        "updated_by": str,
        "deleted_by": (str, None),
        "prefs": Record({"channels": [str], "groups": [str]}),
    },
    {"is_subteam": bool, "auto_provision": bool, "user_count": (int, str), "channel_count": int, "users": [str]},
)

VIEW = Record(
    {
        "id": str,
        "team_id": str,
        "type": str,
        "title": PLAIN_TEXT,
        "close": (PLAIN_TEXT, None),
        "submit": (PLAIN_TEXT, None),
        "blocks": [ANY],
        "private_metadata": str,
        "callback_id": str,
        "external_id": str,
        "state": Record({"values": ANY}),
        "hash": str,
        "clear_on_close": bool,
        "notify_on_close": bool,
        "root_view_id": str,
        "previous_view_id": (str, None),
        "app_id": str,
        "bot_id": str,
    },
    {"app_installed_team_id": str, "submit_disabled": bool},
)
