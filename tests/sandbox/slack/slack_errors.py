"""The error names that Slack publishes, for all methods and method by method."""


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


COMMON = _words(
    """
    access_denied accesslimited account_inactive deprecated_endpoint ekm_access_denied enterprise_is_restricted
    fatal_error internal_error invalid_arg_name invalid_arguments invalid_array_arg invalid_auth invalid_charset
    invalid_form_data invalid_post_type is_bot method_deprecated missing_post_type missing_scope no_permission
    not_allowed_token_type not_authed org_login_required ratelimited request_timeout service_unavailable
    team_added_to_org token_expired token_revoked two_factor_setup_required unknown_method
    """
)
"""On nearly every method's page, docs.slack.dev/reference/methods/<name>#errors."""

OF_A_JSON_BODY = frozenset({"invalid_json", "json_not_object"})
"""slack_web_openapi_v2.json of https://github.com/slackapi/slack-api-specs."""

_MESSAGE = "channel_not_found invalid_blocks invalid_blocks_format no_text markdown_text_conflict too_many_attachments"
_METADATA = "invalid_metadata_format invalid_metadata_schema metadata_must_be_sent_from_app metadata_too_large"
_TRIGGER = "exchanged_trigger_id expired_trigger_id invalid_trigger_id"
_VIEW = "duplicate_external_id view_too_large"

# https://github.com/slack-ruby/slack-api-ref has the errors of each page as JSON, brought up to date daily; what
# concerns files, drafts, canvases, attachments and streams is left out, for no method here has any of it.
BY_METHOD: dict[str, frozenset[str]] = {
    method: _words(names)
    for method, names in {
        "api.test": "",
        "auth.test": "",
        "apps.connections.open": "forbidden_team insecure_request missing_args",
        "blocks.validate": "invalid_blocks invalid_message invalid_view",
        "bots.info": "bot_not_found bots_not_found missing_argument team_not_found",
        "chat.postMessage": f"{_MESSAGE} {_METADATA} as_user_not_supported cannot_reply_to_message is_archived "
        "message_limit_exceeded messages_tab_disabled msg_blocks_too_long not_in_channel rate_limited "
        "restricted_action team_not_found",
        "chat.postEphemeral": f"{_MESSAGE} cannot_reply_to_message is_archived message_limit_exceeded "
        "messages_tab_disabled msg_too_long not_in_channel restricted_action user_not_in_channel",
        "chat.update": f"{_MESSAGE} {_METADATA} as_user_not_supported block_mismatch cant_broadcast_message "
        "cant_update_message edit_window_closed is_inactive message_limit_exceeded message_not_found msg_too_long "
        "team_not_found update_failed",
        "chat.delete": "cant_delete_message channel_not_found message_not_found",
        "chat.getPermalink": "channel_not_found message_not_found",
        "conversations.open": "channel_not_found invalid_user_combination method_not_supported_for_channel_type "
        "not_enough_users too_many_users user_disabled user_not_found user_not_visible users_list_not_supplied",
        "conversations.info": "channel_is_limited_access channel_not_found",
        "users.info": "too_many_users user_not_found user_not_visible",
        "users.list": "invalid_cursor limit_required missing_argument",
        "users.lookupByEmail": "users_not_found",
        "usergroups.list": "invalid_cursor invalid_team missing_argument plan_upgrade_required users_not_found",
        "usergroups.users.list": "invalid_cursor no_such_subteam plan_upgrade_required",
        "views.open": f"{_VIEW} {_TRIGGER}",
        "views.push": f"{_VIEW} {_TRIGGER} not_found push_limit_reached",
        "views.update": f"{_VIEW} hash_conflict not_found",
        "views.publish": f"{_VIEW} hash_conflict missing_profile_id not_enabled not_implemented",
    }.items()
}

SEEN: dict[tuple[str, str], str] = {
    ("conversations.open", "cannot_dm_bot"): "https://github.com/HubSpot/slack-client/pull/90",
}
"""What Slack answers though no page says so, and where it was seen."""


def published(method: str) -> frozenset[str]:
    """Every error that a caller of this method may have to meet."""
    seen = {error for name, error in SEEN if name == method}
    return COMMON | OF_A_JSON_BODY | BY_METHOD[method] | seen
