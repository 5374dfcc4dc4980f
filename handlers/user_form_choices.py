"""The menus of the form for a new IAM user, searched by typing: groups, users and policies of the account."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack

from handlers.desk import Desk
from messages import policy_options, user_form_permissions
from workflow import account_search


def groups(ack: Ack, payload: Mapping[str, Any], *, desk: Desk) -> None:
    with desk.database.read() as session:
        ack(
            options=user_form_permissions.group_options(account_search.groups(session, _account(desk), _typed(payload)))
        )


def users(ack: Ack, payload: Mapping[str, Any], *, desk: Desk) -> None:
    with desk.database.read() as session:
        ack(options=user_form_permissions.user_options(account_search.users(session, _account(desk), _typed(payload))))


def policies(ack: Ack, payload: Mapping[str, Any], *, desk: Desk) -> None:
    ack(options=policy_options.options(desk.policies.find(_account(desk), _typed(payload))))


def _account(desk: Desk) -> str:
    """Of a catalog that has no section `users` any more, none: nothing is found there."""
    rule = desk.catalog().users
    return rule.account if rule else ""


def _typed(payload: Mapping[str, Any]) -> str:
    return str(payload.get("value") or "")
