"""`/iam keys`: one's own access keys in a modal, with what their owner may do at once."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack

from handlers import credential_buttons, who
from handlers.desk import Desk
from iam.faults import Fault, Later
from messages import ask_answers, credential_form, keys_page
from messages.message import Message
from workflow import own_keys, rotating
from workflow.own_keys import Gesture
from workflow.refusal import Refusal
from workflow.rotating import Owner

Act = Callable[[Owner], None]
PAUSES = (1, 2, 4)
"""Seconds; whoever looks at a modal waits so long, and no longer."""


def show(desk: Desk, command: Mapping[str, Any], _rest: str) -> Message | None:
    """The modal opens at once and is filled when AWS has answered."""
    by = command["user_id"]
    has_begun = desk.begin_form(
        keys_page.waiting(),
        trigger_id=command["trigger_id"],
        to=by,
        then=lambda view_id: _show(desk, by, view_id=view_id),
    )
    return None if has_begun else ask_answers.one_moment()


def rotate(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    """A new key, shown once in a modal on top of the page."""
    by, key_id, page = who.person(body), who.value(body), _view_id(body)
    if trigger_id := body.get("trigger_id"):
        desk.begin_form(
            credential_form.waiting(),
            trigger_id=trigger_id,
            to=by,
            then=lambda view_id: _rotate(desk, by, key_id, view_id=view_id, page=page),
            pushed=True,
        )
    ack()


def use_the_new_one(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    key_id = who.value(body)
    _do(desk, body, lambda whose: rotating.use_the_new_one(desk.means, whose, key_id))
    ack()


def make_inactive(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    _gesture(desk, body, Gesture.deactivate)
    ack()


def make_active_again(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    _gesture(desk, body, Gesture.activate)
    ack()


def delete(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    _gesture(desk, body, Gesture.delete)
    ack()


def _gesture(desk: Desk, body: Mapping[str, Any], gesture: Gesture) -> None:
    key_id = who.value(body)
    _do(desk, body, lambda whose: own_keys.do(desk.means, whose, key_id, gesture))


def _do(desk: Desk, body: Mapping[str, Any], act: Act) -> None:
    by, page = who.person(body), _view_id(body)
    if page is not None:
        desk.go_on(lambda: _show(desk, by, view_id=page, act=act), by=by)


def _owner(desk: Desk, by: str) -> Owner:
    """Whose keys they are; tried again while AWS or Slack says Later, as when the account is just being read."""
    for pause in PAUSES:
        try:
            return own_keys.owner(desk.means, by)
        except Later:
            time.sleep(pause)
    return own_keys.owner(desk.means, by)


def _rotate(desk: Desk, by: str, key_id: str, *, view_id: str, page: str | None) -> None:
    try:
        number = rotating.begin(desk.means, _owner(desk, by), key_id)
    except Refusal as refusal:
        desk.update_form(credential_form.refused(refusal.mrkdwn), view_id=view_id, to=by)
    except Fault as fault:
        desk.update_form(credential_form.unanswered(fault.words), view_id=view_id, to=by)
    else:
        credential_buttons.hand_over(desk, number, by=by, view_id=view_id)
        if page is not None:
            _show(desk, by, view_id=page)


def _show(desk: Desk, by: str, *, view_id: str, act: Act | None = None) -> None:
    desk.update_form(_page(desk, by, act), view_id=view_id, to=by)


def _page(desk: Desk, by: str, act: Act | None) -> dict[str, Any]:
    try:
        whose = _owner(desk, by)
        said = _said(act, whose)
        held = own_keys.held(desk.means, whose)
    except Refusal as refusal:
        return keys_page.refused(refusal.mrkdwn)
    except Fault as fault:
        desk.log.info("keys.not_shown", fault=fault.words)
        return keys_page.failed(fault.words)
    shown = [keys_page.Shown(each.key, each.use, each.rotation) for each in held]
    return keys_page.render(shown, user=whose.user.name, account=whose.account, now=desk.clock(), said=said)


def _said(act: Act | None, whose: Owner) -> str:
    """Do what was clicked; what stands in its way is said above the keys, as they are."""
    try:
        if act is not None:
            act(whose)
    except Refusal as refusal:
        return refusal.mrkdwn
    except Fault as fault:
        return keys_page.not_done(fault.words)
    return ""


def _view_id(body: Mapping[str, Any]) -> str | None:
    """Which modal was clicked in."""
    found = (body.get("view") or {}).get("id")
    return found if isinstance(found, str) else None
